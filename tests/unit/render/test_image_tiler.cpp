#include <algorithm>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <vector>

#include "engine/render/detail/image_tiler.h"

namespace belvedere::render {

TEST_CASE("A picture that fits is one tile without guard band") {
  const auto tiles = tilesOf({1280, 720}, 2048, 96);
  REQUIRE(tiles.size() == 1);
  CHECK(tiles[0].kept.size == glm::ivec2(1280, 720));
  CHECK(tiles[0].drawn.size == glm::ivec2(1280, 720));
}

TEST_CASE("Tiles give each pixel of a picture once") {
  const glm::ivec2 size(333, 150);
  std::vector<int> given(static_cast<std::size_t>(size.x) * static_cast<std::size_t>(size.y), 0);
  for (const PictureTile& tile : tilesOf(size, 128, 16)) {
    for (int y = 0; y < tile.kept.size.y; ++y) {
      for (int x = 0; x < tile.kept.size.x; ++x) {
        const int place = (tile.kept.origin.y + y) * size.x + tile.kept.origin.x + x;
        ++given[static_cast<std::size_t>(place)];
      }
    }
  }
  CHECK(std::count(given.begin(), given.end(), 1) == static_cast<std::ptrdiff_t>(given.size()));
}

TEST_CASE("Every tile is drawn at the same size, with its guard band, from a multiple of eight pixels") {
  for (const glm::ivec2& size : {glm::ivec2(16384, 16384), glm::ivec2(5000, 300), glm::ivec2(300, 5000)}) {
    const auto tiles = tilesOf(size, 2048, 96);
    for (const PictureTile& tile : tiles) {
      const glm::ivec2 end = tile.kept.origin + tile.kept.size;
      CHECK(tile.drawn.size == tiles[0].drawn.size);
      CHECK(tile.drawn.size.x <= 2048);
      CHECK(tile.drawn.origin.x % 8 == 0);
      CHECK(tile.drawn.origin.y % 8 == 0);
      CHECK(tile.drawn.origin.x + 96 <= tile.kept.origin.x);
      CHECK(tile.drawn.origin.x + tile.drawn.size.x >= end.x + 96);
      CHECK(tile.drawn.origin.y + tile.drawn.size.y >= end.y + 96);
    }
  }
}

TEST_CASE("A picture without pixels or over 16384 a side is refused") {
  const auto never = [](const PixelWindow&, GLuint) -> Status { throw std::logic_error("drawn"); };
  for (const glm::ivec2& size : {glm::ivec2(0, 10), glm::ivec2(10, -1), glm::ivec2(16385, 10)}) {
    const Result<Image> image = drawTiled(size, {}, false, never, {}, {});
    REQUIRE(!image);
    CHECK(image.error().message.key == "picture-size");
  }
}

}  // namespace belvedere::render
