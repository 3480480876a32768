#include <catch2/catch.hpp>

#include "tests/unit/streaming/fakes.h"

using namespace belvedere;
using namespace belvedere::streaming;
using namespace belvedere::streaming::fakes;

namespace {

constexpr std::chrono::microseconds kNoTime{0};
const geo::Bounds2 kExtent{{837440.0, 6516440.0}, {842560.0, 6521560.0}};
const glm::dvec2 kMiddle{840000.0, 6519000.0};

RasterContent hills() {
  RasterContent content;
  content.extent = kExtent;
  content.height = [](double x, double y) { return 200.0 + 40.0 * std::sin(x * 0.01) * std::cos(y * 0.013); };
  return content;
}

/// A square at `corner` whose corners are at `height`.
model::FeatureBatch squareAt(const glm::dvec2& corner, double side, double height = NAN) {
  model::FeatureBatch batch;
  batch.crs = lambertWkt();
  batch.types = {"parcelle"};
  batch.features.push_back({0, 0, model::kNone, 0, {}});
  batch.attributes.beginFeature();
  batch.positions = {{corner.x, corner.y, height},
                     {corner.x + side, corner.y, height},
                     {corner.x + side, corner.y + side, height},
                     {corner.x, corner.y + side, height}};
  batch.rings = {{0, 4}};
  batch.polygons = {{0, 0, 1}};
  return batch;
}

FeatureContent parcels() {
  FeatureContent content;
  content.batch = [](int) { return squareAt(kMiddle - 500.0, 1000.0); };
  return content;
}

/// Updates without any time until all is there; what the costliest update attached and detached.
struct Costliest {
  std::size_t attached = 0;
  std::size_t detached = 0;
};
Costliest settleWithoutTime(TerritoryStreamer& streamer, const FakeSink& sink, const ViewState& view) {
  Costliest costliest;
  for (int updates = 0; updates < 20000; ++updates) {
    const std::size_t attached = sink.attachedCount;
    const std::size_t detached = sink.detachedCount;
    streamer.update(view, kNoTime);
    costliest.attached = std::max(costliest.attached, sink.attachedCount - attached);
    costliest.detached = std::max(costliest.detached, sink.detachedCount - detached);
    if (streamer.isSettled()) {
      return costliest;
    }
  }
  FAIL("nothing settles");
  return costliest;
}

}  // namespace

TEST_CASE("A cell with many layers is attached over several frames when there is no time") {
  FakeCatalog catalog;
  catalog.crsWkt = lambertWkt();
  catalog.rasters["relief"] = hills();
  std::vector<StreamedLayer> layers{layer(1, model::SourceKind::Terrain, "relief")};
  for (scene::LayerId id = 2; id < 12; ++id) {
    const std::string path = "parcelles" + std::to_string(id);
    catalog.features[path] = parcels();
    layers.push_back(layer(id, model::SourceKind::Vector, path));
  }
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers(layers);
  CHECK(settleWithoutTime(streamer, sink, viewOf(kMiddle, 500.0)).attached == 1);
  CHECK(sink.attachedCount > 50);
  CHECK(sink.coveredPart() == Approx(1.0));
}

TEST_CASE("Tiles that are no longer wanted are hidden at once and detached bit by bit") {
  FakeCatalog catalog;
  catalog.crsWkt = lambertWkt();
  catalog.rasters["relief"] = hills();
  catalog.rasters["autre"] = hills();
  catalog.features["parcelles"] = parcels();
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers(
      {layer(1, model::SourceKind::Terrain, "relief"), layer(2, model::SourceKind::Vector, "parcelles")});
  settle(streamer, viewOf(kMiddle, 300.0));
  const std::size_t tileCount = sink.entries.size();
  REQUIRE(tileCount > 20);
  streamer.setLayers({layer(3, model::SourceKind::Terrain, "autre")});
  CHECK(sink.entries.size() == tileCount);
  const Costliest costliest = settleWithoutTime(streamer, sink, viewOf(kMiddle, 300.0));
  CHECK(costliest.detached <= 2);  // of those that are no longer wanted, and one that was replaced
  CHECK(sink.shown(1).empty());
  CHECK(sink.shown(2).empty());
  for (const auto& [handle, entry] : sink.entries) {
    CHECK(entry.layer == 3);
  }
}

TEST_CASE("The ground is guessed in a task, and the main thread does not wait for it") {
  FakeCatalog catalog;
  FeatureContent roads;
  roads.batchCount = 20;
  roads.batch = [](int i) {
    model::FeatureBatch batch = squareAt(kMiddle + 100.0 * i, 50.0, 300.0 + 10.0 * i);
    batch.polygons.clear();
    batch.lines = {{0, 0, 4}};
    return batch;
  };
  catalog.features["routes"] = roads;
  HeldTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({layer(1, model::SourceKind::Vector, "routes")});
  const ViewState view = viewOf(kMiddle, 1000.0);
  streamer.update(view, kBudget);
  tasks.runAll();  // reads the roads
  for (int updates = 0; updates < 50; ++updates) {
    streamer.update(view, kBudget);
  }
  CHECK_FALSE(streamer.isSettled());
  CHECK(sink.entries.empty());
  for (int rounds = 0; rounds < 200 && !streamer.isSettled(); ++rounds) {
    tasks.runAll();
    streamer.update(view, kBudget);
  }
  CHECK(streamer.isSettled());
  CHECK(*streamer.heightAt(kMiddle + 1025.0) == Approx(400.0).margin(15.0));
}
