#include <catch2/catch.hpp>
#include <vector>

#include "engine/tiling/imagery_compositor.h"

using namespace belvedere;
using namespace belvedere::tiling;

namespace {

std::shared_ptr<const Image> filled(std::uint8_t red, std::uint8_t green, std::uint8_t alpha, int size = 2) {
  auto image = std::make_shared<Image>(size, size, 4);
  for (std::size_t i = 0; i < image->pixels.size(); i += 4) {
    image->pixels[i] = red;
    image->pixels[i + 1] = green;
    image->pixels[i + 3] = alpha;
  }
  return image;
}

}  // namespace

TEST_CASE("One opaque layer is handed on as it is") {
  const auto picture = filled(10, 20, 255);
  CHECK(compositePictures(std::vector<PictureLayer>{{picture, 1.0}}) == picture);
  CHECK(compositePictures(std::vector<PictureLayer>{{nullptr, 1.0}, {picture, 1.0}}) == picture);
}

TEST_CASE("Where no layer shows anything there is no picture") {
  CHECK(compositePictures({}) == nullptr);
  CHECK(compositePictures(std::vector<PictureLayer>{{filled(1, 2, 0), 1.0}}) == nullptr);
  CHECK(compositePictures(std::vector<PictureLayer>{{filled(1, 2, 255), 0.0}}) == nullptr);
}

TEST_CASE("A half transparent layer mixes evenly with the opaque one below") {
  const auto result =
      compositePictures(std::vector<PictureLayer>{{filled(0, 200, 255), 1.0}, {filled(100, 0, 255), 0.5}});
  REQUIRE(result);
  CHECK(int(result->at(1, 1)[0]) == 50);
  CHECK(int(result->at(1, 1)[1]) == 100);
  CHECK(int(result->at(1, 1)[3]) == 255);
}

TEST_CASE("Transparent pixels beside visible ones take their colour and stay transparent") {
  Image image(4, 1, 4);
  image.at(0, 0)[0] = 90;
  image.at(0, 0)[3] = 255;
  bleedColours(image);
  CHECK(int(image.at(1, 0)[0]) == 90);
  CHECK(int(image.at(1, 0)[3]) == 0);
  CHECK(int(image.at(2, 0)[0]) == 0);
}

TEST_CASE("A layer keeps its colour where nothing is below it") {
  const auto result = compositePictures(
      std::vector<PictureLayer>{{filled(0, 0, 0), 1.0}, {filled(90, 60, 255), 0.5}, {filled(0, 0, 0), 1.0}});
  REQUIRE(result);
  CHECK(int(result->at(0, 0)[0]) == 90);
  CHECK(int(result->at(0, 0)[3]) == 128);
}

TEST_CASE("A part of a picture is enlarged smoothly and keeps its place") {
  Image picture(4, 4, 4);  // red grows eastwards, green southwards
  for (int row = 0; row < 4; ++row) {
    for (int column = 0; column < 4; ++column) {
      std::uint8_t* pixel = picture.at(column, row);
      pixel[0] = static_cast<std::uint8_t>(40 * column + 20);
      pixel[1] = static_cast<std::uint8_t>(40 * row + 20);
      pixel[3] = 255;
    }
  }
  // The north-eastern quarter: 2 to 4 pixels from the west, 0 to 2 from the north.
  const Image part = tiling::enlargePart(picture, {{0.0, 0.0}, {40.0, 40.0}}, {{20.0, 20.0}, {40.0, 40.0}}, 8);
  CHECK(part.width == 8);
  CHECK(int(part.at(2, 4)[0]) == 105);  // 2.625 pixels from the west: an eighth beyond the middle of the third
  CHECK(int(part.at(2, 4)[1]) == 45);   // 1.125 pixels from the north
  CHECK(int(part.at(7, 0)[0]) == 140);  // beyond the last pixel's middle
  CHECK(int(part.at(7, 0)[1]) == 20);
  CHECK(int(part.at(3, 3)[3]) == 255);
}
