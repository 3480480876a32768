#include "tests/golden/stage.h"

#include <catch2/catch.hpp>

namespace belvedere::golden {
namespace {

Image withoutAlpha(const Image& image) {
  Image rgb(image.width, image.height, 3);
  for (std::size_t i = 0; i < rgb.pixels.size(); ++i) {
    rgb.pixels[i] = image.pixels[i / 3 * 4 + i % 3];
  }
  return rgb;
}

}  // namespace

Stage* Stage::get() {
  static const Result<std::unique_ptr<render::HeadlessContext>> kContext = render::HeadlessContext::create();
  if (!kContext) {
    WARN("SKIP: " + englishText(kContext.error().message));
    return nullptr;
  }
  static const std::unique_ptr<Stage> kStage = fresh();
  kStage->reset();
  return kStage.get();
}

std::unique_ptr<Stage> Stage::fresh() {
  Result<std::unique_ptr<render::Renderer>> renderer = render::Renderer::create(Resources());
  if (!renderer) {
    FAIL(englishText(renderer.error().message));
  }
  auto stage = std::make_unique<Stage>(std::move(*renderer));
  stage->reset();
  return stage;
}

Stage::Stage(std::unique_ptr<render::Renderer> renderer) : renderer_(std::move(renderer)) {
  for (const auto& tile : village_.relief) {
    plain_.push_back(renderer_->attach(kRelief, tile));
  }
  for (const auto& tile : village_.reliefWithImagery) {
    pictured_.push_back(renderer_->attach(kRelief, tile));
  }
  renderer_->attach(kParcels, village_.parcels);
  renderer_->attach(kPaths, village_.paths);
  renderer_->attach(kBuildings, village_.buildings);
  renderer_->attach(kBillboard, village_.billboard);
  renderer_->attach(kTrees, village_.trees);
  renderer_->attach(kLamps, village_.lamps);
}

void Stage::reset() {
  snapshot_ = Village::snapshot();
  effects_ = {};
  for (scene::LayerView& layer : snapshot_.layers) {
    layer.isVisible = layer.id == kRelief;
    renderer_->setStyleRows(layer.id, {});
  }
  for (std::size_t i = 0; i < plain_.size(); ++i) {
    renderer_->setShown(plain_[i], true);
    renderer_->setShown(pictured_[i], false);
  }
  renderer_->setQuality(render::Quality::High, 1);
}

void Stage::show(VillageLayer layer, bool isShown) {
  if (layer == kRelief) {
    for (const render::TileHandle tile : plain_) {
      renderer_->setShown(tile, isShown);
    }
  } else {
    snapshot_.layers[layer - 1U].isVisible = isShown;
  }
}

void Stage::showImagery() {
  for (std::size_t i = 0; i < plain_.size(); ++i) {
    renderer_->setShown(plain_[i], false);
    renderer_->setShown(pictured_[i], true);
  }
}

void Stage::look(const glm::dvec3& fromVillage, double headingDegrees, double pitchDegrees) {
  snapshot_.camera.position = Village::origin() + fromVillage;
  snapshot_.camera.headingDegrees = headingDegrees;
  snapshot_.camera.pitchDegrees = pitchDegrees;
}

void Stage::lookFromAbove(double heightMetres) {
  look({0.0, 0.0, 400.0}, 0.0, -90.0);
  snapshot_.camera.isOrthographic = true;
  snapshot_.camera.orthographicHeightMetres = heightMetres;
}

void Stage::publish() {
  renderer_->setEffects(effects_);
  renderer_->setSnapshot(std::make_shared<scene::Snapshot>(snapshot_));
}

Image Stage::draw(int width, int height, bool isTransparent) {
  publish();
  const Result<Image> image = renderer_->drawImage({width, height}, isTransparent);
  const Diagnostics diagnostics = renderer_->takeDiagnostics();
  for (const Diagnostic& diagnostic : diagnostics.items()) {
    FAIL_CHECK(englishText(diagnostic.message));
  }
  REQUIRE(image);
  return isTransparent ? *image : withoutAlpha(*image);
}

std::optional<render::PickedPoint> Stage::pick(int width, int height, const glm::ivec2& pixel) {
  publish();
  return renderer_->pick({width, height}, pixel);
}

}  // namespace belvedere::golden
