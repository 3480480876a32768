#include "engine/app/territory_session.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/app/feature_card.h"
#include "engine/core/web_address.h"
#include "engine/geo/geodesy.h"
#include "engine/geo/sun.h"
#include "engine/scene/camera_math.h"
#include "engine/streaming/baked_reading.h"

namespace belvedere::app {
namespace {

constexpr double kHomeHeadingDegrees = 15.0;
constexpr double kHomePitchDegrees = -35.0;
constexpr double kLeastExtentMetres = 20.0;  // a single point is shown with some ground around it

geo::Bounds3 toMap(const geo::Bounds3& sceneBounds, const geo::SceneFrame& frame) {
  if (sceneBounds.isEmpty()) {
    return sceneBounds;
  }
  return {frame.toMap(sceneBounds.min), frame.toMap(sceneBounds.max)};
}

geo::Bounds3 notTooSmall(geo::Bounds3 bounds) {
  const glm::dvec3 centre = bounds.centre();
  const glm::dvec3 margin(kLeastExtentMetres / 2.0, kLeastExtentMetres / 2.0, 0.0);
  bounds.add(centre - margin);
  bounds.add(centre + margin);
  return bounds;
}

Result<geo::SceneFrame> frameAt(const std::string& crs, const glm::dvec3& origin) {
  return geo::Crs::fromText(crs).and_then(
      [&](geo::Crs known) { return geo::SceneFrame::create(std::move(known), origin); });
}

}  // namespace

// Hands tiles on to the renderer, and takes them back when the session ends.
class TerritorySession::RendererSink final : public streaming::TileSink {
 public:
  explicit RendererSink(render::Renderer& renderer) : renderer_(renderer) {}
  ~RendererSink() override {
    for (const streaming::TileHandle tile : attached_) {
      renderer_.detach(tile);
    }
  }

  streaming::TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::TileMesh> mesh) override {
    return note(renderer_.attach(layer, std::move(mesh)));
  }
  streaming::TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::ReliefTile> tile) override {
    return note(renderer_.attach(layer, std::move(tile)));
  }
  streaming::TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::DrapedTile> tile) override {
    return note(renderer_.attach(layer, std::move(tile)));
  }
  streaming::TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::SymbolSet> symbols) override {
    return note(renderer_.attach(layer, std::move(symbols)));
  }
  streaming::TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::PointTile> points) override {
    return note(renderer_.attach(layer, std::move(points)));
  }
  void setShown(streaming::TileHandle tile, bool isShown) override { renderer_.setShown(tile, isShown); }
  void detach(streaming::TileHandle tile) override {
    attached_.erase(tile);
    renderer_.detach(tile);
  }

 private:
  streaming::TileHandle note(render::TileHandle tile) {
    attached_.insert(tile);
    return tile;
  }

  render::Renderer& renderer_;
  std::set<streaming::TileHandle> attached_;
};

Result<PreparedTerritory> prepareTerritory(scene::LoadedTerritory loaded, const model::SourceCatalog& catalog,
                                           Consent consent) {
  const auto crs = geo::Crs::fromText(loaded.territory.crs);
  if (const Status sound = crs ? geo::checkTerritoryCrs(*crs) : Status(tl::unexpected(crs.error())); !sound) {
    return fail(ErrorCode::InvalidData, sound.error().message, loaded.file.string() + ": crs");  // the file is at fault
  }
  std::vector<streaming::StreamedLayer> layers;
  for (const scene::Layer& layer : loaded.territory.layers) {
    if (auto paths = consentedFiles(layer, loaded.folder, consent)) {
      layers.push_back({static_cast<scene::LayerId>(layers.size() + 1), layer, std::move(*paths)});
    }
  }
  const auto origin = streaming::bakedOrigin(loaded.folder / streaming::kCacheFolder, loaded.territory.crs, layers);
  auto frame =
      origin ? frameAt(loaded.territory.crs, *origin) : streaming::findSceneFrame(loaded.territory, layers, catalog);
  if (!frame) {
    return tl::unexpected(frame.error());
  }
  return PreparedTerritory{std::move(loaded), std::make_shared<const geo::SceneFrame>(std::move(*frame)),
                           std::move(consent)};
}

TerritorySession::TerritorySession(PreparedTerritory prepared, const model::SourceCatalog& catalog, TaskSystem& tasks,
                                   render::Renderer& renderer)
    : document_(std::move(prepared.loaded)),
      frame_(std::move(prepared.frame)),
      consent_(std::move(prepared.consent)),
      renderer_(renderer),
      sink_(std::make_unique<RendererSink>(renderer)),
      streamer_(std::make_unique<streaming::TerritoryStreamer>(tasks, catalog, frame_, *sink_)) {
  streamer_->setCache(document_.folder() / streaming::kCacheFolder);
  view_.camera.position = frame_->origin() + glm::dvec3(0.0, 0.0, 2000.0);
  view_.camera.pitchDegrees = -90.0;
}

TerritorySession::~TerritorySession() = default;

void TerritorySession::setTime(Instant instant) {
  time_ = instant;
  const auto geodesy = geo::MapGeodesy::create(frame_->crs());
  const auto place = geodesy ? geodesy->position(frame_->origin()) : std::nullopt;
  const auto grid = geodesy ? geodesy->grid(glm::dvec2(frame_->origin())) : std::nullopt;
  if (place && grid) {
    view_.sunDirection = geo::sunDirection(geo::sunPosition(instant, *place), grid->convergenceDegrees);
  }
}

void TerritorySession::setObjectTolerance(double pixels) {
  objectTolerance_ = pixels;
  shownView_.reset();  // what is shown is not what is wanted any more
}

void TerritorySession::setConsent(Consent consent) {
  consent_ = std::move(consent);
  shownRevision_ = 0;
}

bool TerritorySession::update(const render::ViewSize& size, std::chrono::microseconds budget) {
  bool isChanged = false;
  if (shownRevision_ != document_.revision()) {
    takeDocument();
    isChanged = true;
  }
  if (isChanged || !shownView_ || *shownView_ != view_) {
    renderer_.setSnapshot(document_.snapshot(frame_, view_));
    shownView_ = view_;
    isChanged = true;
  }
  const auto drawn = [&](int pixels) { return std::max(1, static_cast<int>(std::lround(pixels * drawnScale_))); };
  streaming::ViewState state{view_.camera, drawn(size.widthPixels), drawn(size.heightPixels)};
  state.objectTolerance = objectTolerance_;
  isChanged = streamer_->update(state, budget) || isChanged;
  if (collectedProgress_ != streamer_->progressRevision()) {
    collectProgress();
  }
  return isChanged;
}

void TerritorySession::takeDocument() {
  std::vector<streaming::StreamedLayer> layers;
  refused_.clear();
  for (const scene::Layer& layer : document_.territory().layers) {
    const scene::LayerId id = document_.layerNumber(layer.id);
    auto paths = consentedFiles(layer, document_.folder(), consent_);
    if (paths) {
      layers.push_back({id, layer, std::move(*paths)});
    } else {
      refused_.push_back({id, streaming::LayerState::Failed, -1.0, paths.error(), {}, {}, std::nullopt});
    }
  }
  streamer_->setLayers(std::move(layers));
  shownRevision_ = document_.revision();
  collectProgress();
}

void TerritorySession::collectProgress() {
  collectedProgress_ = streamer_->progressRevision();
  layers_.clear();
  for (const scene::Layer& layer : document_.territory().layers) {
    const scene::LayerId id = document_.layerNumber(layer.id);
    const auto isIt = [&](const streaming::LayerProgress& progress) { return progress.id == id; };
    const auto& streamed = streamer_->progress();
    if (const auto found = std::find_if(streamed.begin(), streamed.end(), isIt); found != streamed.end()) {
      layers_.push_back(*found);
    } else if (const auto refused = std::find_if(refused_.begin(), refused_.end(), isIt); refused != refused_.end()) {
      layers_.push_back(*refused);
    }
  }
}

bool TerritorySession::isSettled() const {
  return shownRevision_ == document_.revision() && shownView_ && *shownView_ == view_ && streamer_->isSettled();
}

geo::Bounds3 TerritorySession::extent() const { return toMap(streamer_->extent(), *frame_); }

std::optional<scene::Camera> TerritorySession::homeCamera(double aspect) const {
  const geo::Bounds3 bounds = extent();
  if (bounds.isEmpty()) {
    return std::nullopt;
  }
  return scene::cameraThatFits(notTooSmall(bounds), kHomeHeadingDegrees, kHomePitchDegrees, aspect);
}

std::optional<scene::Camera> TerritorySession::topCamera(double aspect) const {
  const geo::Bounds3 bounds = extent();
  if (bounds.isEmpty()) {
    return std::nullopt;
  }
  return scene::cameraFromAbove(notTooSmall(bounds), aspect);
}

geo::Bounds3 TerritorySession::boundsOf(scene::LayerId layer) const {
  if (const streaming::FeatureTable* table = streamer_->featureTable(layer)) {
    return table->bounds();
  }
  const auto progress =
      std::find_if(layers_.begin(), layers_.end(), [&](const auto& candidate) { return candidate.id == layer; });
  if (progress == layers_.end() || !progress->description) {
    return {};
  }
  const auto plan = extentIn(*progress->description, {}, frame_->crs());
  if (!plan || plan->isEmpty()) {
    return {};
  }
  // A raster's own heights may be far from the ground shown; the ground of the territory is not.
  const geo::Bounds3 ground = streamer_->extent();
  const double low = ground.isEmpty() ? 0.0 : ground.min.z;
  const double high = ground.isEmpty() ? 0.0 : ground.max.z;
  return {glm::dvec3(plan->min - glm::dvec2(frame_->origin()), low),
          glm::dvec3(plan->max - glm::dvec2(frame_->origin()), high)};
}

std::optional<scene::Camera> TerritorySession::cameraTowards(const geo::Bounds3& sceneBounds, double aspect) const {
  if (sceneBounds.isEmpty()) {
    return std::nullopt;
  }
  const geo::Bounds3 bounds = notTooSmall(toMap(sceneBounds, *frame_));
  if (view_.camera.isOrthographic) {
    return scene::cameraFromAbove(bounds, aspect);
  }
  const double pitch = std::min(view_.camera.pitchDegrees, -20.0);  // from the side the ground would hide it
  return scene::cameraThatFits(bounds, view_.camera.headingDegrees, pitch, aspect);
}

std::optional<scene::Camera> TerritorySession::cameraOf(scene::LayerId layer, double aspect) const {
  return cameraTowards(boundsOf(layer), aspect);
}

std::optional<scene::Camera> TerritorySession::cameraOf(const scene::FeatureRef& feature, double aspect) const {
  const streaming::FeatureTable* table = streamer_->featureTable(feature.layer);
  const auto record = table != nullptr ? table->find(feature.feature) : std::nullopt;
  return record ? cameraTowards(record->bounds, aspect) : std::nullopt;
}

std::optional<ui::FeatureCard> TerritorySession::describe(const scene::FeatureRef& feature,
                                                          std::uint8_t surfaceKind) const {
  const scene::Layer* layer = document_.findLayer(feature.layer);
  const streaming::FeatureTable* table = streamer_->featureTable(feature.layer);
  if (layer == nullptr || table == nullptr || !table->find(feature.feature)) {
    return std::nullopt;
  }
  ui::FeatureCard card = featureCard(*table, feature.feature);
  card.surface = std::string(model::surfaceKindName(static_cast<model::SurfaceKind>(surfaceKind)));
  addOrigin(card, feature.layer);
  return card;
}

std::optional<ui::FeatureCard> TerritorySession::describePoint(const render::PickedPoint& picked) const {
  if (!picked.point || !picked.feature || document_.findLayer(picked.feature->layer) == nullptr) {
    return std::nullopt;
  }
  ui::FeatureCard card;
  card.type = "Point";
  card.point = ui::PointFacts{picked.point->classification, picked.point->intensity, picked.map.z,
                              picked.point->returnNumber, picked.point->returnCount};
  addOrigin(card, picked.feature->layer);
  card.title = card.layerName;
  return card;
}

/// Where a layer's things come from, for their cards.
void TerritorySession::addOrigin(ui::FeatureCard& card, scene::LayerId layerNumber) const {
  const scene::Layer* layer = document_.findLayer(layerNumber);
  card.layerName = layer->name.empty() ? layer->id : layer->name;
  card.sourceName = layer->sources.empty() ? "" : shownName(layer->sources.front());
  card.attribution = layer->governance.attribution;
  for (const streaming::LayerProgress& progress : layers_) {
    if (progress.id == layerNumber && progress.description) {
      card.crs = progress.description->crs;
    }
  }
}

std::vector<std::string> TerritorySession::credits() const {
  std::vector<std::string> credits;
  for (const scene::Layer& layer : document_.territory().layers) {
    const std::string& credit = layer.governance.attribution;
    if (layer.isVisible && !credit.empty() && std::find(credits.begin(), credits.end(), credit) == credits.end()) {
      credits.push_back(credit);
    }
  }
  return credits;
}

}  // namespace belvedere::app
