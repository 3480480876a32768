#include <GL/gl.h>
#include <GL/glext.h>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <glm/trigonometric.hpp>
#include <osgDB/ReadFile>

#include "engine/model/feature_batch.h"
#include "tests/golden/mesh_builder.h"
#include "tests/golden/picture_comparison.h"
#include "tests/golden/stage.h"

namespace belvedere::golden {
namespace {

/// A framebuffer to draw into as a window would be.
class Canvas {
 public:
  Canvas(int width, int height) : width_(width), height_(height) {
    glGenTextures(1, &texture_);
    glBindTexture(GL_TEXTURE_2D, texture_);
    glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, width, height);
    glGenFramebuffers(1, &framebuffer_);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture_, 0);
  }
  ~Canvas() {
    glDeleteFramebuffers(1, &framebuffer_);
    glDeleteTextures(1, &texture_);
  }
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;
  render::FrameStatistics draw(Stage& stage) const {
    return stage.renderer().draw({width_, height_}, framebuffer_, false);
  }
  Image read() const {
    Image image(width_, height_, 3);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    for (int y = 0; y < height_; ++y) {
      glReadPixels(0, height_ - 1 - y, width_, 1, GL_RGB, GL_UNSIGNED_BYTE, image.at(0, y));
    }
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    return image;
  }

 private:
  int width_, height_;
  GLuint texture_ = 0;
  GLuint framebuffer_ = 0;
};

void showAll(Stage& stage) {
  for (const VillageLayer layer : {kParcels, kPaths, kBuildings, kBillboard, kTrees, kLamps}) {
    stage.show(layer);
  }
}

std::shared_ptr<const tiling::TileMesh> blockAt(const glm::dvec3& origin) {
  MeshBuilder builder(origin);
  builder.walls({{origin.x - 10, origin.y - 10},
                 {origin.x + 10, origin.y - 10},
                 {origin.x + 10, origin.y + 10},
                 {origin.x - 10, origin.y + 10}},
                0.0, 15.0);
  builder.polygon({{origin.x - 10, origin.y - 10, 15},
                   {origin.x + 10, origin.y - 10, 15},
                   {origin.x + 10, origin.y + 10, 15},
                   {origin.x - 10, origin.y + 10, 15}},
                  model::SurfaceKind::Roof);
  return builder.finish();
}

}  // namespace

TEST_CASE("A picture drawn in tiles is the picture drawn whole", "[gl]") {
  Stage* stage = Stage::get();
  if (stage == nullptr) {
    return;
  }
  showAll(*stage);
  for (const scene::Look look : {scene::Look::Maquette, scene::Look::Realistic}) {
    stage->snapshot().look = look;
    stage->snapshot().selected = scene::FeatureRef{kBuildings, 1};
    const Image tiled = stage->draw(2400, 400);  // over 2048 pixels: two tiles
    const Canvas canvas(2400, 400);
    canvas.draw(*stage);
    const auto difference = compare(canvas.read(), tiled, {1756, 0, 200, 400});
    REQUIRE(difference);
    CHECK(difference->shareOfAll <= 0.001);
    CHECK(difference->shareWithinMask <= 0.001);  // the seam is at 1856
  }
}

TEST_CASE("The first picture of a size is the same as the next ones", "[golden]") {
  Stage* stage = Stage::get();
  if (stage == nullptr) {
    return;
  }
  showAll(*stage);
  stage->snapshot().selected = scene::FeatureRef{kBuildings, 3};
  for (const glm::ivec2 size : {glm::ivec2(211, 133), glm::ivec2(160, 240)}) {
    const Image first = stage->draw(size.x, size.y);
    const Image second = stage->draw(size.x, size.y);
    stage->renderer().setShown(stage->renderer().attach(kBuildings, blockAt(Village::origin() + glm::dvec3(5000.0))),
                               false);  // the shadows are drawn anew
    const Image third = stage->draw(size.x, size.y);
    CHECK(first.pixels == second.pixels);
    CHECK(first.pixels == third.pixels);
  }
}

TEST_CASE("A building is found under a pixel, with its part and its place", "[gl]") {
  Stage* stage = Stage::get();
  if (stage == nullptr) {
    return;
  }
  stage->show(kBuildings);
  const auto roof = stage->pick(1280, 720, {625, 335 - 5});
  REQUIRE(roof);
  REQUIRE(roof->feature);
  CHECK(roof->feature->layer == kBuildings);
  CHECK(roof->feature->feature == 1);
  CHECK(roof->surfaceKind == static_cast<std::uint8_t>(model::SurfaceKind::Roof));
  const auto wall = stage->pick(1280, 720, {625, 358});
  REQUIRE(wall);
  CHECK(wall->surfaceKind == static_cast<std::uint8_t>(model::SurfaceKind::Wall));
  CHECK(wall->feature->feature == 1);
  CHECK(wall->map.z < roof->map.z);
}

TEST_CASE("The place under a pixel of bare relief is on the relief to a centimetre", "[gl]") {
  Stage* stage = Stage::get();
  if (stage == nullptr) {
    return;
  }
  for (const bool isOrthographic : {false, true}) {
    if (isOrthographic) {
      stage->lookFromAbove(400.0);
    }
    for (const glm::ivec2& pixel : {glm::ivec2(640, 500), glm::ivec2(700, 300), glm::ivec2(500, 620)}) {
      const auto point = stage->pick(1280, 720, pixel);
      REQUIRE(point);
      CHECK_FALSE(point->feature);
      const glm::dvec3 place = point->map - Village::origin();
      CHECK(place.z == Approx(Village::ground(place.x, place.y)).margin(0.01));
    }
  }
}

TEST_CASE("Thin things are found from a few pixels beside them, the background is nothing", "[gl]") {
  Stage* stage = Stage::get();
  if (stage == nullptr) {
    return;
  }
  stage->show(kPaths);
  stage->show(kTrees);
  stage->lookFromAbove(480.0);  // 1.5 pixels a metre in 720 rows
  const auto pixelOf = [](double east, double north) {
    return glm::ivec2(640 + static_cast<int>(east * 1.5), 360 - static_cast<int>(north * 1.5));
  };
  const auto path = stage->pick(1280, 720, pixelOf(-145.0, -207.0) + glm::ivec2(0, 3));
  REQUIRE(path);
  REQUIRE(path->feature);
  CHECK(*path->feature == scene::FeatureRef{kPaths, 0});
  const auto tree = stage->pick(1280, 720, pixelOf(-150.0, -150.0) - glm::ivec2(0, 5));
  REQUIRE(tree);
  REQUIRE(tree->feature);
  CHECK(tree->feature->layer == kTrees);
  CHECK_FALSE(stage->pick(1280, 720, {5, 5}));
  CHECK_FALSE(stage->pick(1280, 720, {-1, 5}));
  CHECK_FALSE(stage->pick(1280, 720, {1280, 5}));
}

TEST_CASE("A hidden feature is neither drawn nor found", "[gl]") {
  Stage* stage = Stage::get();
  if (stage == nullptr) {
    return;
  }
  stage->show(kBuildings);
  stage->renderer().setStyleRows(kBuildings, {{255, 255, 255, 255}, {255, 255, 255, 0}});
  const auto point = stage->pick(1280, 720, {625, 358});
  REQUIRE(point);
  CHECK_FALSE(point->feature);
}

TEST_CASE("Where polygons of a layer overlap, they blend once", "[gl]") {
  Stage* stage = Stage::get();
  if (stage == nullptr) {
    return;
  }
  stage->show(kParcels);
  stage->effects().hasShadows = false;
  stage->style(kRelief).isRampByHeight = false;
  stage->lookFromAbove(480.0);
  const Image image = stage->draw(960, 480);  // a pixel a metre
  const auto at = [&](double east, double north) {
    return image.at(480 + static_cast<int>(east), 240 - static_cast<int>(north));
  };
  for (int c = 0; c < 3; ++c) {  // the park alone, and the park under the square; the ground is nearly level there
    CHECK(std::abs(at(-158, -170)[c] - at(-128, -130)[c]) <= 8);
  }
}

TEST_CASE("What is draped does not fight with the relief, near or far", "[gl]") {
  Stage* stage = Stage::get();
  if (stage == nullptr) {
    return;
  }
  stage->show(kParcels);
  stage->style(kParcels).fill = {1.0F, 0.0F, 0.0F, 1.0F};
  stage->style(kParcels).lineWidth = 0.0;
  for (const double distance : {60.0, 600.0, 4000.0}) {
    const double pitch = -14.0;
    stage->look({-150.0, -150.0 - distance, 2.0 + distance * std::tan(14.0 * 3.14159265 / 180.0)}, 0.0, pitch);
    stage->snapshot().camera.fieldOfViewDegrees = std::min(45.0, 6000.0 / distance);
    const Image image = stage->draw(200, 200);
    int red = 0;
    for (int y = 95; y < 105; ++y) {
      for (int x = 90; x < 110; ++x) {
        red += image.at(x, y)[1] < 90 ? 1 : 0;
      }
    }
    INFO("at " << distance << " m");
    CHECK(red == 200);
  }
}

TEST_CASE("Far from the origin the picture does not jitter", "[gl]") {
  Stage* stage = Stage::get();
  if (stage == nullptr) {
    return;
  }
  stage->show(kRelief, false);
  const glm::dvec3 far(50000.3, 49000.7, 0.0);
  const auto drawAt = [&](const glm::dvec3& place) {
    const render::TileHandle tile = stage->renderer().attach(kBuildings, blockAt(place));
    stage->show(kBuildings);
    stage->look(place + glm::dvec3(-25.0, -35.0, 30.0), 35.0, -30.0);
    const Image image = stage->draw();
    stage->renderer().detach(tile);
    return image;
  };
  stage->effects().hasShadows = false;  // their map covers another part of the scene
  const Image there = drawAt(far);
  const Image here = drawAt({3000.3, 3000.7, 0.0});
  const auto difference = compare(here, there, {0, 0, 320, 200});
  REQUIRE(difference);
  CHECK(difference->shareOfAll <= 0.001);
}

TEST_CASE("A source's colours are shown as they are in the realistic look, calmed in the maquette", "[gl]") {
  Stage* stage = Stage::get();
  if (stage == nullptr) {
    return;
  }
  const glm::dvec3 place(3000.0, 3000.0, 0.0);
  tiling::TileMesh painted = *blockAt(place);
  painted.colours.assign(painted.positions.size(), {128, 0, 0, 255});
  const render::TileHandle tile =
      stage->renderer().attach(kBuildings, std::make_shared<const tiling::TileMesh>(std::move(painted)));
  stage->show(kBuildings);
  stage->style(kBuildings).roof = {0.8F, 0.5F, 0.4F, 1.0F};
  stage->look(place + glm::dvec3(0.0, -40.0, 55.0), 0.0, -45.0);
  const auto roof = [&](scene::Look look) {
    stage->snapshot().look = look;
    const Image image = stage->draw();
    const std::uint8_t* pixel = image.at(160, 100);
    return glm::ivec3(pixel[0], pixel[1], pixel[2]);
  };
  const glm::ivec3 realistic = roof(scene::Look::Realistic);
  const glm::ivec3 maquette = roof(scene::Look::Maquette);
  CHECK(realistic.y < realistic.x / 3);
  CHECK(realistic.x > 100);  // not darkened by the layer's own tone
  CHECK(maquette.y > maquette.x / 3);
  CHECK(maquette.y > realistic.y + 20);
  stage->renderer().setStyleRows(kBuildings, std::vector<style::StyleRow>(3, {40, 160, 60, 255}));
  const glm::ivec3 themed = roof(scene::Look::Maquette);
  CHECK(themed.y > themed.x);  // a theme's colour is the one of its legend
  stage->renderer().setStyleRows(kBuildings, {});
  stage->renderer().detach(tile);
}

TEST_CASE("In the realistic look the air takes colour and contrast from what is far", "[gl]") {
  Stage* stage = Stage::get();
  if (stage == nullptr) {
    return;
  }
  const glm::dvec3 near(3000.0, 3000.0, 0.0);
  const glm::dvec3 far(3000.0, 15000.0, 0.0);
  std::vector<render::TileHandle> tiles;
  for (const glm::dvec3& place : {near, far}) {
    tiling::TileMesh painted = *blockAt(place);
    painted.colours.assign(painted.positions.size(), {160, 20, 20, 255});
    tiles.push_back(stage->renderer().attach(kBuildings, std::make_shared<const tiling::TileMesh>(std::move(painted))));
  }
  stage->show(kBuildings);
  const auto wall = [&](const glm::dvec3& place, double distance, scene::Look look) {
    stage->snapshot().look = look;
    stage->look(place + glm::dvec3(0.0, -10.0 - distance, 7.0), 0.0, 0.0);
    stage->snapshot().camera.fieldOfViewDegrees = glm::degrees(2.0 * std::atan(5.0 / distance));
    const Image image = stage->draw();
    const std::uint8_t* pixel = image.at(160, 100);
    return pixel[0] - pixel[2];
  };
  const int saturated = wall(near, 50.0, scene::Look::Realistic);
  const int hazy = wall(far, 12000.0, scene::Look::Realistic);
  CHECK(saturated > 40);
  CHECK(hazy > 0);
  CHECK(hazy < saturated * 0.85);
  for (const render::TileHandle tile : tiles) {
    stage->renderer().detach(tile);
  }
}

TEST_CASE("Slanted edges are smooth", "[gl]") {
  Stage* stage = Stage::get();
  if (stage == nullptr) {
    return;
  }
  const glm::dvec3 place(3000.0, 3000.0, 0.0);
  tiling::TileMesh painted = *blockAt(place);
  painted.colours.assign(painted.positions.size(), {160, 20, 20, 255});
  const render::TileHandle tile =
      stage->renderer().attach(kBuildings, std::make_shared<const tiling::TileMesh>(std::move(painted)));
  stage->show(kBuildings);
  stage->snapshot().look = scene::Look::Realistic;
  stage->look(place + glm::dvec3(-30.0, -40.0, 30.0), 37.0, -20.0);
  const Image image = stage->draw();
  // Along a row across the roof's edge against the sky, some pixel lies between what is on both of its sides.
  int between = 0;
  for (int y = 20; y < 100; ++y) {
    for (int x = 2; x < 318; ++x) {
      const int left = image.at(x - 2, y)[1];
      const int middle = image.at(x, y)[1];
      const int right = image.at(x + 2, y)[1];
      if (std::abs(left - right) > 40 && std::min(std::abs(middle - left), std::abs(middle - right)) > 10 &&
          middle > std::min(left, right) && middle < std::max(left, right)) {
        ++between;
      }
    }
  }
  CHECK(between > 20);
  stage->renderer().detach(tile);
}

TEST_CASE("What is detached is gone, with its memory", "[gl]") {
  Stage* stage = Stage::get();
  if (stage == nullptr) {
    return;
  }
  stage->show(kBuildings);
  stage->draw(64, 64);
  const Canvas canvas(64, 64);
  canvas.draw(*stage);
  const render::FrameStatistics before = canvas.draw(*stage);  // its shadows are drawn already
  for (int i = 0; i < 20; ++i) {
    const render::TileHandle tile = stage->renderer().attach(kBuildings, blockAt({10.0 * i, 0.0, 20.0}));
    stage->draw(64, 64);
    stage->renderer().setShown(tile, false);
    stage->renderer().detach(tile);
    stage->renderer().detach(tile);  // a second time changes nothing
  }
  canvas.draw(*stage);
  const render::FrameStatistics after = canvas.draw(*stage);
  CHECK(after.triangles == before.triangles);
  CHECK(after.gpuBytes == before.gpuBytes);
}

TEST_CASE("A tile that goes leaves the pictures it shared to those that stay", "[gl]") {
  Stage* stage = Stage::get();
  if (stage == nullptr) {
    return;
  }
  stage->show(kRelief, false);
  stage->snapshot().look = scene::Look::Realistic;
  const auto slanted = std::make_shared<Image>(4, 4, 3);
  for (std::size_t i = 0; i < slanted->pixels.size(); i += 3) {
    slanted->pixels[i] = 200;
    slanted->pixels[i + 1] = 128;
    slanted->pixels[i + 2] = 230;
  }
  const auto first = std::make_shared<tiling::ReliefTile>(*stage->village().relief.front());
  first->surface.normalMap = slanted;
  const auto second = std::make_shared<tiling::ReliefTile>(*first);
  const render::TileHandle goes = stage->renderer().attach(kRelief, first);
  const render::TileHandle stays = stage->renderer().attach(kRelief, second);
  const Image before = stage->draw();
  stage->renderer().detach(goes);
  const auto difference = compare(before, stage->draw(), {});
  stage->renderer().detach(stays);
  REQUIRE(difference);
  CHECK(difference->shareOfAll <= 0.001);
}

TEST_CASE("A transparent picture has alpha where something stands and none beside it", "[gl]") {
  Stage* stage = Stage::get();
  if (stage == nullptr) {
    return;
  }
  stage->show(kBuildings);
  const Image image = stage->draw(320, 200, true);
  CHECK(image.at(5, 5)[3] == 0);
  CHECK(image.at(160, 150)[3] == 255);
  const Image opaque = stage->draw(320, 200, false);
  for (int c = 0; c < 3; ++c) {
    CHECK(std::abs(image.at(160, 150)[c] - opaque.at(160, 150)[c]) <= 2);
  }
}

TEST_CASE("Supersampling and every quality draw the same scene", "[gl]") {
  Stage* stage = Stage::get();
  if (stage == nullptr) {
    return;
  }
  showAll(*stage);
  const Image high = stage->draw();
  for (const auto& [quality, supersample] :
       {std::pair(render::Quality::Low, 1), {render::Quality::Medium, 1}, {render::Quality::High, 3}}) {
    stage->renderer().setQuality(quality, supersample);
    const auto difference = compare(high, stage->draw(), {});
    REQUIRE(difference);
    CHECK(difference->shareOfAll < 0.25);  // edges, occlusion and shadows are finer or coarser
  }
}

TEST_CASE("OpenSceneGraph opens no file", "[gl]") {
  Stage* stage = Stage::get();
  if (stage == nullptr) {
    return;
  }
  const std::filesystem::path file = std::filesystem::path(BELVEDERE_BINARY_DIR) / "triangle.obj";
  std::ofstream(file) << "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n";
  CHECK_FALSE(osgDB::readRefNodeFile(file.string()).valid());
  std::filesystem::remove(file);
}

TEST_CASE("A renderer without its shaders says which one is missing", "[gl]") {
  if (Stage::get() == nullptr) {
    return;
  }
  const auto renderer = render::Renderer::create(Resources("/nonexistent"));
  REQUIRE(!renderer);
  CHECK(renderer.error().message.key == "shader-not-found");
}

}  // namespace belvedere::golden
