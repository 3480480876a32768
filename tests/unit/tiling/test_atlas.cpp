#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <random>

#include "engine/tiling/detail/atlas_painter.h"
#include "engine/tiling/detail/atlas_plan.h"
#include "engine/tiling/detail/shelf_packer.h"
#include "tests/test_folder.h"
#include "tests/unit/tiling/picture_samples.h"

using namespace belvedere;
using namespace belvedere::tiling;
using namespace belvedere::tiling::detail;

namespace {

const std::vector<std::uint32_t> kQuad{0, 1, 2, 0, 2, 3};

/// Quadrilaterals that show parts of pictures, t downwards.
struct Uses {
  std::vector<std::vector<glm::vec2>> texcoords;
  std::vector<PictureUse> uses;
  std::vector<PiecePicture> pictures;

  Uses() { texcoords.reserve(64); }  // spans point into it

  std::uint32_t picture(std::uint32_t width, std::uint32_t height, bool isRepeated = true) {
    PiecePicture added;
    added.width = width;
    added.height = height;
    added.isRepeated = isRepeated ? 1 : 0;
    added.hash.low = pictures.size();
    pictures.push_back(added);
    return static_cast<std::uint32_t>(pictures.size() - 1);
  }

  void quad(std::uint32_t picture, glm::vec2 low, glm::vec2 high, float metresPerTexel = 0.1F) {
    texcoords.push_back({low, {high.x, low.y}, high, {low.x, high.y}});
    uses.push_back({picture, metresPerTexel, texcoords.back(), kQuad});
  }

  AtlasPlan plan(const PictureDetail& detail = {}) const { return planAtlas(pictures, uses, detail); }
};

bool areApart(const PackedBox& a, const PackedBox& b) {
  return a.page != b.page || a.corner.x + a.size.x <= b.corner.x || b.corner.x + b.size.x <= a.corner.x ||
         a.corner.y + a.size.y <= b.corner.y || b.corner.y + b.size.y <= a.corner.y;
}

/// A page at half its size, as a graphics card makes mipmaps: each pixel the mean of four.
Image mipmap(const Image& image) {
  Image half(image.width / 2, image.height / 2, image.channels);
  for (int y = 0; y < half.height; ++y) {
    for (int x = 0; x < half.width; ++x) {
      for (int c = 0; c < image.channels; ++c) {
        const int sum = image.at(2 * x, 2 * y)[c] + image.at(2 * x + 1, 2 * y)[c] + image.at(2 * x, 2 * y + 1)[c] +
                        image.at(2 * x + 1, 2 * y + 1)[c];
        half.at(x, y)[c] = static_cast<std::uint8_t>(sum / 4);
      }
    }
  }
  return half;
}

}  // namespace

TEST_CASE("Packed boxes lie apart, on their grid and on pages that are no larger than allowed") {
  std::mt19937 random(5);
  std::vector<PackedBox> boxes;
  for (int i = 0; i < 700; ++i) {
    const int step = 2 << (random() % 4);
    const auto side = [&] { return step * static_cast<int>(1 + random() % (400U / static_cast<unsigned>(step))); };
    boxes.push_back({{side(), side()}, step, {}, 0});
  }
  const auto pages = packShelves(boxes, 1024);
  double used = 0.0;
  double all = 0.0;
  for (const glm::ivec2& page : pages) {
    CHECK(std::max(page.x, page.y) <= 1024);
    CHECK(page.x % kPageStep == 0);
    all += double(page.x) * page.y;
  }
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const PackedBox& box = boxes[i];
    REQUIRE(box.page < pages.size());
    CHECK(box.corner.x % box.step == 0);
    CHECK(box.corner.y % box.step == 0);
    CHECK(box.corner.x + box.size.x <= pages[box.page].x);
    CHECK(box.corner.y + box.size.y <= pages[box.page].y);
    used += double(box.size.x) * box.size.y;
    for (std::size_t k = 0; k < i; ++k) {
      REQUIRE(areApart(box, boxes[k]));
    }
  }
  CHECK(used / all > 0.7);
}

TEST_CASE("A part of a picture takes the room of that part, in full size") {
  Uses uses;
  uses.quad(uses.picture(1000, 500), {0.1F, 0.2F}, {0.3F, 0.6F});
  const AtlasPlan plan = uses.plan();
  REQUIRE(plan.regions.size() == 1);
  CHECK(plan.regions[0].low == glm::ivec2(100, 100));
  CHECK(plan.regions[0].high == glm::ivec2(300, 300));
  CHECK(plan.regions[0].size == glm::ivec2(200, 200));
  CHECK(plan.places[0].kind == UsePlace::Kind::Region);
  CHECK(plan.wholes.empty());
  CHECK(plan.texels() < 90'000);
}

TEST_CASE("Parts that share texels share their room, others have their own") {
  Uses uses;
  const auto picture = uses.picture(1024, 1024);
  uses.quad(picture, {0.0F, 0.0F}, {0.125F, 0.125F});
  uses.quad(picture, {0.1F, 0.1F}, {0.2F, 0.2F});
  uses.quad(picture, {0.8F, 0.8F}, {0.9F, 0.9F});
  const AtlasPlan plan = uses.plan();
  REQUIRE(plan.regions.size() == 2);
  CHECK(plan.places[0].index == plan.places[1].index);
  CHECK(plan.places[0].index != plan.places[2].index);
}

TEST_CASE("Texture coordinates beyond 0 to 1 are moved, unrolled or kept as a repeated picture") {
  Uses uses;
  const auto picture = uses.picture(64, 64);
  uses.quad(picture, {3.25F, -2.75F}, {3.5F, -2.5F});  // a part of a later repeat
  uses.quad(picture, {0.75F, 0.0F}, {1.25F, 0.5F});    // over the border
  uses.quad(picture, {0.0F, 0.0F}, {7.5F, 1.0F});      // a wall of bricks
  const AtlasPlan plan = uses.plan();
  CHECK(plan.places[0].kind == UsePlace::Kind::Region);
  CHECK(plan.places[0].shift == glm::vec2(3.0F, -3.0F));
  CHECK(plan.regions[plan.places[0].index].low == glm::ivec2(16, 16));
  CHECK(plan.places[1].kind == UsePlace::Kind::Region);
  CHECK(plan.regions[plan.places[1].index].low == glm::ivec2(48, 0));
  CHECK(plan.regions[plan.places[1].index].high == glm::ivec2(80, 32));
  CHECK(plan.places[2].kind == UsePlace::Kind::Whole);
  REQUIRE(plan.wholes.size() == 1);
  CHECK(plan.wholes[0].size == glm::ivec2(64, 64));
}

TEST_CASE("A border that goes on is drawn as far as it is seen") {
  Uses uses;
  uses.quad(uses.picture(64, 64, false), {-0.25F, 0.0F}, {1.25F, 1.0F});
  const AtlasPlan plan = uses.plan();
  REQUIRE(plan.regions.size() == 1);
  CHECK(plan.regions[0].low == glm::ivec2(-16, 0));
  CHECK(plan.regions[0].high == glm::ivec2(80, 64));
}

TEST_CASE("From afar pictures are coarser, each level half as wide, and small surfaces have one colour") {
  Uses uses;
  const auto picture = uses.picture(512, 512);
  uses.quad(picture, {0.0F, 0.0F}, {1.0F, 1.0F}, 0.05F);      // 25.6 m
  uses.quad(picture, {0.0F, 0.0F}, {0.015F, 0.015F}, 0.05F);  // less than half a metre
  const AtlasPlan one = uses.plan({0.25, 0});
  CHECK(one.regions.at(0).size == glm::ivec2(103, 103));
  CHECK(one.places[1].kind == UsePlace::Kind::Mean);
  CHECK(uses.plan({0.5, 0}).regions.at(0).size == glm::ivec2(52, 52));
  CHECK(uses.plan({1.0, 0}).regions.at(0).size == glm::ivec2(26, 26));
  CHECK(uses.plan({20.0, 0}).regions.empty());
}

TEST_CASE("A tile's pictures fit its limit together") {
  Uses uses;
  for (int i = 0; i < 12; ++i) {
    uses.quad(uses.picture(700, 600), {0.0F, 0.0F}, {1.0F, 1.0F});
    uses.quad(uses.picture(300, 300), {0.0F, 0.0F}, {3.0F, 3.0F});
  }
  CHECK(uses.plan().texels() > 5'000'000);
  const AtlasPlan fitted = uses.plan({0.0, 1'000'000});
  CHECK(fitted.texels() < 1'200'000);
  CHECK(fitted.texels() > 600'000);
  CHECK(countTexels(uses.pictures, uses.uses).onPages == 12UL * 700 * 600);
  CHECK(countTexels(uses.pictures, uses.uses).whole == 12UL * 300 * 300);
}

TEST_CASE("What reaches over its picture's border counts for itself, as often as it differs") {
  Uses uses;
  const auto picture = uses.picture(1024, 1024);
  for (int i = 0; i < 30; ++i) {
    const float first = 0.3F + static_cast<float>(i) * 0.01F;
    for (int twice = 0; twice < 2; ++twice) {
      uses.quad(picture, {first, 0.0F}, {first + 0.9F, 1.0F});
    }
  }
  const std::uint64_t counted = countTexels(uses.pictures, uses.uses).onPages;
  CHECK(counted > 30UL * 900 * 1024);
  CHECK(counted < uses.plan().texels());
}

TEST_CASE("Nothing of a neighbour bleeds into a region, down to where it is a few pixels wide") {
  const TestFolder folder;
  PictureStore store(folder.path());
  const std::array<std::array<std::uint8_t, 3>, 4> kColours{{{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 0}}};
  Uses uses;
  std::mt19937 random(11);
  for (std::size_t i = 0; i < 40; ++i) {
    const int width = static_cast<int>(9 + random() % 200);
    const int height = static_cast<int>(9 + random() % 200);
    // The picture has a black frame, as those of surveys have: what surfaces show is its inside.
    Image image = samples::plain(width, height, {0, 0, 0});
    for (int y = 2; y < height - 2; ++y) {
      for (int x = 2; x < width - 2; ++x) {
        std::copy_n(kColours[i % 4].begin(), 3, image.at(x, y));
      }
    }
    const auto stored = store.add(image, true);
    REQUIRE(stored);
    uses.pictures.push_back(*stored);
    const glm::vec2 frame(4.0F / static_cast<float>(width), 4.0F / static_cast<float>(height));
    uses.quad(static_cast<std::uint32_t>(i), frame, glm::vec2(1.0F) - frame);
  }
  const AtlasPlan plan = uses.plan();
  PictureCache cache(folder.path());
  AtlasPainter painter(uses.pictures, uses.uses, plan, cache);
  for (std::uint32_t number = 0; number < plan.pages.size(); ++number) {
    auto page = painter.page(number);
    REQUIRE(page);
    Image level = std::move(*page);
    for (int scale = 1; scale <= 16; scale *= 2, level = mipmap(level)) {
      for (const PictureRegion& region : plan.regions) {
        if (region.page != number || region.padding < scale) {
          continue;
        }
        // All pixels that a filter may take for a point of the region: one beyond its edge.
        const glm::ivec2 from = region.corner / scale - 1;
        const glm::ivec2 to = (region.corner + region.size - 1) / scale + 1;
        for (int y = from.y; y <= to.y; ++y) {
          for (int x = from.x; x <= to.x; ++x) {
            for (int c = 0; c < 3; ++c) {
              REQUIRE(level.at(x, y)[c] == kColours[region.picture % 4][static_cast<std::size_t>(c)]);
            }
          }
        }
      }
    }
  }
  for (std::size_t i = 0; i < uses.uses.size(); ++i) {
    CHECK(glm::u8vec3(painter.means()[i]) == glm::u8vec3(kColours[i % 4][0], kColours[i % 4][1], kColours[i % 4][2]));
  }
}

TEST_CASE("A region in full size holds the picture's own pixels, over borders too") {
  const TestFolder folder;
  PictureStore store(folder.path());
  const Image image = samples::colourful(50, 40, 3);
  Uses uses;
  uses.pictures.push_back(*store.add(image, true));
  uses.quad(0, {0.5F, 0.25F}, {1.25F, 1.0F});
  const AtlasPlan plan = uses.plan();
  PictureCache cache(folder.path());
  const auto page = AtlasPainter(uses.pictures, uses.uses, plan, cache).page(0);
  REQUIRE(page);
  const PictureRegion& region = plan.regions.at(0);
  for (int y = 0; y < region.size.y; ++y) {
    for (int x = 0; x < region.size.x; ++x) {
      const std::uint8_t* drawn = page->at(region.corner.x + x, region.corner.y + y);
      const std::uint8_t* source = image.at((region.low.x + x) % 50, (region.low.y + y) % 40);
      REQUIRE(std::equal(drawn, drawn + 3, source));
    }
  }
}

TEST_CASE("A mask keeps its alpha") {
  const TestFolder folder;
  PictureStore store(folder.path());
  Uses uses;
  uses.pictures.push_back(*store.add(samples::colourful(64, 64, 4), true));
  uses.quad(0, {0.0F, 0.0F}, {1.0F, 1.0F});
  const AtlasPlan plan = uses.plan();
  REQUIRE(plan.pages.size() == 1);
  CHECK(plan.pages[0].hasAlpha);
  PictureCache cache(folder.path());
  const auto page = AtlasPainter(uses.pictures, uses.uses, plan, cache).page(0);
  REQUIRE(page);
  REQUIRE(page->channels == 4);
  const glm::ivec2 corner = plan.regions[0].corner;
  CHECK(page->at(corner.x + 10, corner.y + 10)[3] == 255);
  CHECK(page->at(corner.x + 50, corner.y + 10)[3] == 0);
}

TEST_CASE("Unknown pixels go on in the colours beside them") {
  Image image = samples::plain(64, 64, {0, 0, 0});
  std::vector<std::uint8_t> isKnown(std::size_t{64} * 64, 0);
  for (std::size_t y = 20; y < 30; ++y) {
    for (std::size_t x = 20; x < 30; ++x) {
      image.pixels[(y * 64 + x) * 3] = 200;
      isKnown[y * 64 + x] = 1;
    }
  }
  fillUnknown(image, isKnown);
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
    REQUIRE(image.pixels[i] == 200);
  }
}
