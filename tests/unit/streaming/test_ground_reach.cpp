#include <catch2/catch.hpp>

#include "tests/unit/streaming/fakes.h"

using namespace belvedere;
using namespace belvedere::streaming;
using namespace belvedere::streaming::fakes;

namespace {

const geo::Bounds2 kExtent{{837440.0, 6516440.0}, {842560.0, 6521560.0}};
const glm::dvec2 kMiddle{840000.0, 6519000.0};

/// Points, one feature each.
FeatureContent lamps(std::vector<glm::dvec2> places) {
  FeatureContent content;
  content.batch = [places](int) {
    model::FeatureBatch batch;
    batch.crs = lambertWkt();
    batch.types = {"lampadaire"};
    for (std::uint32_t i = 0; i < places.size(); ++i) {
      batch.features.push_back({0, 0, model::kNone, 0, {}});
      batch.attributes.beginFeature();
      batch.positions.emplace_back(places[i].x, places[i].y, NAN);
      batch.points.push_back({i, i});
    }
    return batch;
  };
  return content;
}

/// A triangle of a city model, upright or not.
model::FeatureBatch triangle(model::SurfaceKind kind, const glm::dvec3& a, const glm::dvec3& b, const glm::dvec3& c) {
  model::FeatureBatch batch;
  batch.crs = lambertWkt();
  batch.features.push_back({0, 0, model::kNone, 0, {}});
  batch.attributes.beginFeature();
  batch.positions = {a, b, c};
  batch.triangles = {0, 1, 2};
  model::Surface surface;
  surface.kind = kind;
  surface.indexCount = 3;
  surface.positionCount = 3;
  batch.surfaces = {surface};
  return batch;
}

model::FeatureBatch wallAt(const glm::dvec2& place, double base) {
  return triangle(model::SurfaceKind::Wall, {place.x, place.y, base}, {place.x + 10.0, place.y, base},
                  {place.x, place.y, base + 8.0});
}

}  // namespace

TEST_CASE("Features beyond the relief and in its holes are counted and named") {
  FakeCatalog catalog;
  catalog.crsWkt = lambertWkt();
  catalog.rasters["relief"].extent = kExtent;
  catalog.rasters["relief"].height = [](double x, double) { return x < kMiddle.x ? 100.0 : NAN; };
  catalog.features["lampadaires"] = lamps({{838000.0, 6519000.0},    // on the relief
                                           {841000.0, 6519000.0},    // in its hole
                                           {830000.0, 6519000.0},    // beyond it
                                           {839000.0, 6500000.0}});  // beyond it
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  std::vector<StreamedLayer> layers{layer(1, model::SourceKind::Terrain, "relief"),
                                    layer(2, model::SourceKind::Vector, "lampadaires")};
  streamer.setLayers(layers);
  settle(streamer, viewOf(kMiddle, 3000.0));
  const Diagnostic* found = streamer.progress()[1].diagnostics.find("features-beyond-relief");
  REQUIRE(found != nullptr);
  CHECK(englishText(found->message).starts_with("3 features"));
  CHECK_FALSE(found->message.hint.empty());
  CHECK(streamer.progress()[0].diagnostics.isEmpty());
  layers[0].layer.isVisible = false;  // then they lie on a ground of our own
  streamer.setLayers(layers);
  settle(streamer, viewOf(kMiddle, 3000.0));
  CHECK(streamer.progress()[1].diagnostics.isEmpty());
}

TEST_CASE("A city model without any relief stands on a plain ground with a modest margin") {
  FakeCatalog catalog;
  catalog.features["ville"].batchCount = 21;
  catalog.features["ville"].batch = [](int i) { return wallAt(kMiddle + glm::dvec2(20.0 * i, 10.0 * i), 170.0); };
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({layer(1, model::SourceKind::Buildings, "ville")});
  settle(streamer, viewOf(kMiddle, 300.0));
  REQUIRE(!sink.shown(kGroundLayer).empty());
  geo::Bounds3 ground;
  for (const FakeSink::Entry* cell : sink.shown(kGroundLayer)) {
    CHECK(cell->relief->isPlain);
    ground.add(cell->relief->surface.bounds);
  }
  CHECK(ground.min.z == Approx(169.9));  // so little below the walls that their feet are seen
  CHECK(ground.size().x > 410.0);
  CHECK(ground.size().x < 410.0 * 1.15);
  CHECK(streamer.extent().size().x == Approx(410.0));  // home frames the model, not the board
  CHECK(streamer.extent().size().z == Approx(8.0));
}

TEST_CASE("A city model that stands at height 0 throughout has its ground there") {
  FakeCatalog catalog;
  catalog.features["ville"].batch = [](int) { return wallAt(kMiddle, 0.0); };
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({layer(1, model::SourceKind::Buildings, "ville")});
  settle(streamer, viewOf(kMiddle, 300.0));
  REQUIRE(!sink.shown(kGroundLayer).empty());
  CHECK(sink.shown(kGroundLayer).front()->relief->surface.bounds.max.z == Approx(0.0).margin(1e-6));
}

TEST_CASE("A ground that a city model brings itself stays above ours") {
  FakeCatalog catalog;
  catalog.features["ville"].batchCount = 2;
  catalog.features["ville"].batch = [](int i) {
    return i == 0 ? wallAt(kMiddle, 172.0)
                  : triangle(model::SurfaceKind::Terrain, {kMiddle.x, kMiddle.y, 168.0},
                             {kMiddle.x + 500.0, kMiddle.y, 175.0}, {kMiddle.x, kMiddle.y + 500.0, 190.0});
  };
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({layer(1, model::SourceKind::Buildings, "ville")});
  settle(streamer, viewOf(kMiddle, 300.0));
  REQUIRE(!sink.shown(kGroundLayer).empty());
  for (const FakeSink::Entry* cell : sink.shown(kGroundLayer)) {
    CHECK(cell->relief->surface.bounds.max.z < 168.0);
    CHECK(cell->relief->surface.bounds.max.z > 166.0);
  }
}

TEST_CASE("Land use of a city model is ground that it brings itself") {
  FakeCatalog catalog;
  catalog.features["ville"].batch = [](int) {
    model::FeatureBatch batch = triangle(model::SurfaceKind::Unspecified, {kMiddle.x, kMiddle.y, 40.0},
                                         {kMiddle.x + 500.0, kMiddle.y, 40.0}, {kMiddle.x, kMiddle.y + 500.0, 40.0});
    batch.types = {"LandUse"};
    return batch;
  };
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({layer(1, model::SourceKind::Buildings, "ville")});
  settle(streamer, viewOf(kMiddle, 300.0));
  REQUIRE(!sink.shown(kGroundLayer).empty());
  CHECK(sink.shown(kGroundLayer).front()->relief->surface.bounds.max.z == Approx(39.4));
}
