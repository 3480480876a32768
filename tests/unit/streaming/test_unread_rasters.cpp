#include <catch2/catch.hpp>

#include "tests/unit/streaming/fakes.h"

using namespace belvedere;
using namespace belvedere::streaming;
using namespace belvedere::streaming::fakes;

namespace {

const geo::Bounds2 kExtent{{837440.0, 6516440.0}, {842560.0, 6521560.0}};
const glm::dvec2 kMiddle{840000.0, 6519000.0};

double hills(double x, double y) { return 200.0 + 40.0 * std::sin(x * 0.01) * std::cos(y * 0.013); }

RasterContent relief() {
  RasterContent content;
  content.extent = kExtent;
  content.height = hills;
  return content;
}

RasterContent redPhoto() {
  RasterContent content;
  content.extent = kExtent;
  content.pixel = 1.0;
  content.colour = [](double, double) { return std::array<std::uint8_t, 4>{200, 0, 0, 255}; };
  return content;
}

bool isFinerThan(const model::RasterRequest& request, double metres) {
  return request.bounds.size().x / request.width < metres;
}

/// The plan area of the ground that is shown, skirts apart; finer cells reach a little closer to its border.
double shownArea(const FakeSink& sink) {
  double area = 0.0;
  for (const auto& [handle, entry] : sink.entries) {
    if (!entry.relief || !entry.isShown) {
      continue;
    }
    const tiling::TileMesh& mesh = entry.relief->surface;
    for (std::uint32_t i = 0; i < mesh.parts.front().indexCount; i += 3) {
      const glm::dvec3 a(mesh.positions[mesh.indices[i]]);
      const glm::dvec3 b(mesh.positions[mesh.indices[i + 1]]);
      const glm::dvec3 c(mesh.positions[mesh.indices[i + 2]]);
      area += 0.5 * ((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
    }
  }
  return area;
}

double coarseArea(TerritoryStreamer& streamer, FakeSink& sink) {
  settle(streamer, viewOf(kMiddle, 40000.0));
  return shownArea(sink);
}

}  // namespace

TEST_CASE("What cannot be read for a moment is read again, and nothing is reported") {
  FakeCatalog catalog;
  catalog.crsWkt = lambertWkt();
  catalog.rasters["relief"] = relief();
  catalog.rasters["photo"] = redPhoto();
  const auto tries = std::make_shared<std::map<std::pair<double, double>, int>>();
  const auto failsTwice = [tries](const model::RasterRequest& request) {
    return isFinerThan(request, 20.0) && ++(*tries)[{request.bounds.min.x, request.bounds.size().y}] <= 2;
  };
  catalog.rasters["relief"].cannotRead = failsTwice;
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({layer(1, model::SourceKind::Terrain, "relief"), layer(2, model::SourceKind::Imagery, "photo")});
  const double whole = coarseArea(streamer, sink);
  const auto hasNoHole = [&] { CHECK(shownArea(sink) >= whole * (1.0 - 1e-6)); };
  settle(streamer, viewOf(kMiddle, 200.0), hasNoHole);
  CHECK(tries->size() > 4);
  CHECK(*streamer.heightAt(kMiddle) == Approx(hills(kMiddle.x, kMiddle.y)).margin(0.5));
  CHECK(streamer.progress()[0].diagnostics.isEmpty());
}

TEST_CASE("Where the fine heights cannot be read the coarse ones stand in, and that is said once with its count") {
  FakeCatalog catalog;
  catalog.crsWkt = lambertWkt();
  catalog.rasters["relief"] = relief();
  catalog.rasters["relief"].cannotRead = [](const model::RasterRequest& request) {
    return isFinerThan(request, 20.0) && request.bounds.min.x < kMiddle.x;
  };
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({layer(1, model::SourceKind::Terrain, "relief")});
  const double whole = coarseArea(streamer, sink);
  settle(streamer, viewOf(kMiddle, 200.0), [&] { CHECK(shownArea(sink) >= whole * (1.0 - 1e-6)); });
  const glm::dvec2 west = kMiddle - glm::dvec2(100.0, 0.0);
  const glm::dvec2 east = kMiddle + glm::dvec2(100.0, 0.0);
  REQUIRE(streamer.heightAt(west).has_value());
  CHECK(*streamer.heightAt(west) == Approx(hills(west.x, west.y)).margin(10.0));
  CHECK(*streamer.heightAt(east) == Approx(hills(east.x, east.y)).margin(1.5));
  const Diagnostics& found = streamer.progress()[0].diagnostics;
  REQUIRE(found.items().size() == 1);
  CHECK(found.items().front().message.key == "fake-broken");
  CHECK(found.items().front().count >= 2);
  const int readings = *catalog.rasters["relief"].readings;
  for (int updates = 0; updates < 100; ++updates) {
    streamer.update(viewOf(kMiddle, 200.0), kBudget);
  }
  CHECK(*catalog.rasters["relief"].readings == readings);
}

TEST_CASE("Where a fine picture cannot be read the coarse one stands in") {
  FakeCatalog catalog;
  catalog.crsWkt = lambertWkt();
  catalog.rasters["photo"] = redPhoto();
  catalog.rasters["photo"].cannotRead = [](const model::RasterRequest& request) { return isFinerThan(request, 10.0); };
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({layer(1, model::SourceKind::Imagery, "photo")});
  settle(streamer, viewOf(kMiddle, 300.0));
  CHECK(sink.deepestShown() >= 2);
  for (const FakeSink::Entry* cell : sink.shown(kGroundLayer)) {
    REQUIRE(cell->relief->imagery);
    const Image& picture = *cell->relief->imagery;
    CHECK(int(picture.at(picture.width / 2, picture.height / 2)[0]) == 200);
    CHECK(int(picture.at(picture.width / 2, picture.height / 2)[3]) == 255);
  }
  CHECK(streamer.progress()[0].diagnostics.find("fake-broken") != nullptr);
}

TEST_CASE("Damage that a reading comes upon is told with the layer") {
  FakeCatalog catalog;
  catalog.crsWkt = lambertWkt();
  catalog.rasters["relief"] = relief();
  constexpr MessageId kDamaged{"fake-damaged", "Parts of it stay empty."};
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({layer(1, model::SourceKind::Terrain, "relief")});
  settle(streamer, viewOf(kMiddle, 40000.0));
  CHECK(streamer.progress()[0].diagnostics.isEmpty());
  const std::uint64_t revision = streamer.progressRevision();
  catalog.rasters["relief"].findings->add(Severity::Warning, kDamaged);
  settle(streamer, viewOf(kMiddle, 200.0));
  CHECK(streamer.progressRevision() > revision);
  CHECK(streamer.progress()[0].diagnostics.find("fake-damaged") != nullptr);
}
