#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

#include "engine/tiling/picture_codec.h"
#include "engine/tiling/picture_resampling.h"
#include "tests/unit/tiling/picture_samples.h"

using namespace belvedere;
using namespace belvedere::tiling;

TEST_CASE("A PNG comes back as it was, with its alpha") {
  for (const int channels : {3, 4}) {
    const Image picture = samples::colourful(61, 37, channels);
    for (const PngEffort effort : {PngEffort::Quick, PngEffort::Small}) {
      const auto bytes = encodePng(picture, effort);
      const auto back = decodePicture(bytes, 64);
      REQUIRE(back);
      CHECK(back->width == 61);
      CHECK(back->height == 37);
      CHECK(back->channels == channels);
      CHECK(back->pixels == picture.pixels);
    }
  }
}

TEST_CASE("A JPEG comes back so near that nobody sees the difference, and always with the same bytes") {
  const Image picture = samples::colourful(128, 96, 3);
  const auto bytes = encodeJpeg(picture);
  CHECK(bytes == encodeJpeg(picture));
  CHECK(bytes.size() < picture.pixels.size() / 3);
  const auto back = decodePicture(bytes, 128);
  REQUIRE(back);
  REQUIRE(back->pixels.size() == picture.pixels.size());
  double sum = 0.0;
  for (std::size_t i = 0; i < picture.pixels.size(); ++i) {
    sum += std::pow(double(picture.pixels[i]) - double(back->pixels[i]), 2);
  }
  CHECK(std::sqrt(sum / double(picture.pixels.size())) < 3.0);
}

TEST_CASE("Damaged, foreign and too large pictures are refused") {
  const Image picture = samples::colourful(64, 64, 3);
  for (const auto& whole : {encodePng(picture, PngEffort::Small), encodeJpeg(picture)}) {
    CHECK_FALSE(decodePicture(whole, 63));
    for (const std::size_t size : {std::size_t{0}, std::size_t{3}, std::size_t{20}, whole.size() / 2}) {
      const auto cut = decodePicture(std::span(whole).first(size), 64);
      REQUIRE_FALSE(cut);
      CHECK(cut.error().code == ErrorCode::InvalidData);
    }
    for (std::size_t at = 0; at < whole.size(); at += 7) {
      auto damaged = whole;
      damaged[at] ^= std::byte{0x55};
      if (const auto read = decodePicture(damaged, 64)) {
        CHECK(read->pixels.size() ==
              std::size_t(read->width) * std::size_t(read->height) * std::size_t(read->channels));
      }
    }
  }
}

TEST_CASE("Pixels are averaged in linear light") {
  Image checker(2, 2, 3);
  std::fill_n(checker.pixels.begin(), 3, std::uint8_t{255});
  std::fill_n(checker.pixels.begin() + 9, 3, std::uint8_t{255});
  CHECK(meanColour(checker) == glm::u8vec4(188, 188, 188, 255));  // half the light of white
  const Image odd = resampled(samples::colourful(7, 5, 3), 3, 2);
  CHECK(odd.width == 3);
  CHECK(odd.height == 2);
}

TEST_CASE("What is transparent gives its colour to nothing") {
  Image mask(2, 1, 4);
  mask.pixels = {200, 100, 50, 255, 0, 0, 0, 0};
  CHECK(meanColour(mask) == glm::u8vec4(200, 100, 50, 128));
}

TEST_CASE("Every byte survives linear light") {
  for (int i = 0; i < 256; ++i) {
    CHECK(srgbFromLinear(linearFromSrgb(static_cast<std::uint8_t>(i))) == i);
  }
}
