#include <catch2/catch.hpp>
#include <fstream>

#include "engine/tiling/picture_store.h"
#include "tests/unit/tiling/bake_samples.h"
#include "tests/unit/tiling/picture_samples.h"

using namespace belvedere;
using namespace belvedere::tiling;

TEST_CASE("A stored picture comes back in all its sizes") {
  const TestFolder folder;
  PictureStore store(folder.path());
  const Image picture = samples::colourful(100, 40, 3);
  const auto added = store.add(picture, true);
  REQUIRE(added);
  CHECK(added->width == 100);
  CHECK(added->height == 40);
  CHECK(added->hasAlpha == 0);
  const auto full = store.read(*added, 0);
  REQUIRE(full);
  CHECK(full->pixels == picture.pixels);
  const auto quarter = store.read(*added, 2);
  REQUIRE(quarter);
  CHECK(quarter->width == 25);
  CHECK(quarter->height == 10);
  const auto last = store.read(*added, 30);
  REQUIRE(last);
  CHECK(last->pixels.size() == 3);
}

TEST_CASE("The same pixels are stored once, under any name and from any run") {
  const TestFolder folder;
  PictureStore store(folder.path());
  const auto one = store.add(samples::colourful(20, 20, 3), true);
  const auto files = samples::filesBelow(folder.path());
  const auto again = PictureStore(folder.path()).add(samples::colourful(20, 20, 3), true);
  REQUIRE(one);
  REQUIRE(again);
  CHECK(*one == *again);
  CHECK(samples::filesBelow(folder.path()) == files);
  CHECK(files.size() == 1);
}

TEST_CASE("An alpha channel that says nothing is not kept, one that masks is") {
  const TestFolder folder;
  PictureStore store(folder.path());
  Image opaque = samples::colourful(8, 8, 4);
  for (std::size_t i = 3; i < opaque.pixels.size(); i += 4) {
    opaque.pixels[i] = 255;
  }
  CHECK(store.add(opaque, true)->hasAlpha == 0);
  CHECK(store.add(samples::colourful(8, 8, 4), true)->hasAlpha == 1);
}

TEST_CASE("A damaged or missing stored picture is told, and repaired by adding it again") {
  const TestFolder folder;
  PictureStore store(folder.path());
  const Image picture = samples::colourful(30, 30, 3);
  const auto added = store.add(picture, true);
  REQUIRE(added);
  const std::filesystem::path file = folder.path() / samples::filesBelow(folder.path()).begin()->first;
  std::string bytes = samples::bytesOf(file);
  bytes[bytes.size() / 2] ^= 0x20;
  std::ofstream(file, std::ios::binary) << bytes;
  bool isAnyRefused = false;
  for (int level = 0; level < 5; ++level) {
    const auto read = store.read(*added, level);
    isAnyRefused = isAnyRefused || (!read && read.error().code == ErrorCode::InvalidData);
  }
  CHECK(isAnyRefused);
  std::filesystem::remove(file);
  REQUIRE_FALSE(store.read(*added, 0));
  CHECK(store.read(*added, 0).error().code == ErrorCode::InvalidData);
  REQUIRE(store.add(picture, true));
  CHECK(store.read(*added, 0));
}

TEST_CASE("The cache keeps what was read last, within its budget") {
  const TestFolder folder;
  PictureStore store(folder.path());
  const auto one = store.add(samples::colourful(32, 32, 3), true);
  const auto two = store.add(samples::plain(32, 32, {1, 2, 3}), true);
  REQUIRE(one);
  REQUIRE(two);
  PictureCache cache(folder.path(), std::size_t{32} * 32 * 3);
  const auto first = cache.read(*one, 0);
  REQUIRE(first);
  CHECK(cache.read(*one, 0)->get() == first->get());
  REQUIRE(cache.read(*two, 0));
  CHECK(cache.read(*one, 0)->get() != first->get());
}
