#include <catch2/catch.hpp>
#include <cmath>
#include <glm/geometric.hpp>

#include "engine/geo/transform.h"
#include "engine/streaming/batch_placer.h"
#include "engine/streaming/layer_examination.h"
#include "engine/streaming/layer_slot.h"
#include "engine/streaming/object_grounder.h"
#include "engine/streaming/object_sample.h"
#include "tests/unit/streaming/fakes.h"

using namespace belvedere;
using namespace belvedere::streaming;
using namespace belvedere::streaming::fakes;

namespace {

const geo::Bounds2 kExtent{{837440.0, 6516440.0}, {842560.0, 6521560.0}};
const glm::dvec2 kMiddle{840000.0, 6519000.0};

double hills(double x, double y) { return 200.0 + 20.0 * std::sin(x * 0.004) * std::cos(y * 0.005); }

// A street of 20 houses on the hills, lifted; a part of each, a dormer, is a feature of its own high above the ground.
model::FeatureBatch houses(double lift) {
  model::FeatureBatch batch;
  batch.crs = lambertWkt();
  batch.types = {"Building", "BuildingInstallation"};
  const auto addTriangle = [&](const glm::dvec2& corner, double z, double height) {
    model::Surface surface;
    surface.feature = static_cast<std::uint32_t>(batch.features.size() - 1);
    surface.firstIndex = static_cast<std::uint32_t>(batch.triangles.size());
    surface.indexCount = 3;
    surface.firstPosition = static_cast<std::uint32_t>(batch.positions.size());
    surface.positionCount = 3;
    for (std::uint32_t i = 0; i < 3; ++i) {
      batch.triangles.push_back(surface.firstPosition + i);
    }
    batch.positions.insert(
        batch.positions.end(),
        {{corner.x, corner.y, z}, {corner.x + 10.0, corner.y, z}, {corner.x, corner.y + 10.0, z + height}});
    batch.surfaces.push_back(surface);
  };
  for (std::uint32_t i = 0; i < 20; ++i) {
    const glm::dvec2 corner = kMiddle + glm::dvec2(25.0 * i, 0.0);
    const double ground = hills(corner.x + 5.0, corner.y + 5.0);
    const std::uint32_t building = 2 * i;
    batch.features.push_back({0, 0, model::kNone, 0, {}});
    batch.attributes.beginFeature();
    addTriangle(corner, ground + lift, 8.0);
    batch.features.push_back({0, 0, building, 1, {}});
    batch.attributes.beginFeature();
    addTriangle(corner, ground + lift + 6.0, 2.0);
  }
  return batch;
}

struct Town {
  FakeCatalog catalog;
  StreamedLayer relief = layer(1, model::SourceKind::Terrain, "relief");
  StreamedLayer city = layer(2, model::SourceKind::Buildings, "city");

  explicit Town(double lift) {
    catalog.crsWkt = lambertWkt();
    catalog.rasters["relief"] = {kExtent, 5.0, hills, {}, {}};
    catalog.features["city"] = {[lift](int) { return houses(lift); }, 1, lambertWkt(), {}};
  }

  Findings examined() const {
    const std::vector<StreamedLayer> layers{relief, city};
    const ExaminedRelief ground = openRelief(layers, catalog, *lambertFrame());
    REQUIRE(ground.terrain.size() == 1);
    model::SourceDescription description;
    description.crsWkt = lambertWkt();
    description.extent = {kMiddle, kMiddle + 500.0};
    return examineLayers({{relief.layer, std::nullopt, nullptr},
                          {city.layer, description, sampleObjects(city, catalog, lambertFrame(), 1000, {})}},
                         ground, *lambertFrame(), {})
        .at(1);
  }
};

double lowest(const FakeSink& sink, scene::LayerId id) {
  double low = 1e9;
  for (const FakeSink::Entry* entry : sink.shown(id)) {
    low = std::min(low, entry->mesh ? entry->mesh->bounds.min.z : 1e9);
  }
  return low;
}

}  // namespace

TEST_CASE("Whole objects are compared with the relief, not their dormers and windows") {
  const auto objects = sampleObjects(Town(0.0).city, Town(0.0).catalog, lambertFrame(), 1000, {});
  REQUIRE(objects);
  REQUIRE(objects->size() == 20);
  CHECK(objects->front().size().z == Approx(8.0));
  CHECK(Town(0.0).examined().empty());
}

TEST_CASE("A city that floats evenly is found out, and its remedy puts it on the relief") {
  Town town(8.0);
  const Findings found = town.examined();
  REQUIRE(found.size() == 1);
  CHECK(found[0].message.key == "heights-offset");
  REQUIRE(found[0].remedies.size() == 1);
  for (const auto& [key, value] : found[0].remedies[0].settings) {
    REQUIRE(scene::setLayerValue(town.city.layer, key, value));
  }
  CHECK(town.city.layer.correction.heightOffsetMetres == Approx(-8.0).margin(0.5));
  CHECK(town.examined().empty());
}

TEST_CASE("What stands on the relief by its settings is not compared with it") {
  Town town(30.0);
  town.city.layer.correction.heightReference = geo::HeightReference::OnGround;
  CHECK(sampleObjects(town.city, town.catalog, lambertFrame(), 1000, {}) == nullptr);
  CHECK(town.examined().empty());
}

TEST_CASE("The streamer examines once all is shown, and again when a layer is corrected") {
  const Town town(30.0);
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, town.catalog, lambertFrame(), sink);
  const ViewState view = viewOf(kMiddle, 600.0);
  streamer.setLayers({town.relief, town.city});
  settle(streamer, view);
  streamer.update(view, kBudget);
  CHECK(streamer.progress().at(1).findings.empty());  // nobody asked
  streamer.setExamination(true);
  const auto examine = [&] {
    settle(streamer, view);
    for (int i = 0; i < 100 && (i < 3 || streamer.isExamining()); ++i) {
      streamer.update(view, kBudget);
    }
  };
  examine();
  REQUIRE(streamer.progress().at(1).findings.size() == 1);
  CHECK(streamer.progress().at(0).findings.empty());
  const double floating = lowest(sink, 2);
  StreamedLayer corrected = town.city;
  corrected.layer.correction.heightOffsetMetres = -30.0;
  streamer.setLayers({town.relief, corrected});
  examine();
  CHECK(streamer.progress().at(1).findings.empty());
  CHECK(lowest(sink, 2) == Approx(floating - 30.0).margin(0.02));
}

TEST_CASE("On the ground each object stands on its relief; above it, as high as it says") {
  for (const bool isOnGround : {true, false}) {
    Town town(4.0);
    if (!isOnGround) {  // the source's heights count from the ground: 4 m everywhere
      town.catalog.features["city"].batch = [](int) {
        model::FeatureBatch batch = houses(0.0);
        for (std::size_t i = 0; i < batch.positions.size(); ++i) {
          const glm::dvec3& first = batch.positions[i - i % 6];
          batch.positions[i].z += 4.0 - (i % 6 == 0 ? first.z : hills(first.x + 5.0, first.y + 5.0));
        }
        return batch;
      };
    }
    town.city.layer.correction.heightReference =
        isOnGround ? geo::HeightReference::OnGround : geo::HeightReference::AboveGround;
    InlineTasks tasks;
    FakeSink sink;
    TerritoryStreamer streamer(tasks, town.catalog, lambertFrame(), sink);
    streamer.setLayers({town.relief, town.city});
    settle(streamer, viewOf(kMiddle, 600.0));
    const FeatureTable* table = streamer.featureTable(2);
    REQUIRE(table->size() == 40);
    for (std::uint32_t i = 0; i < 40; i += 2) {
      const geo::Bounds3 box = table->find(i)->bounds;
      const glm::dvec3 map = box.centre() + lambertFrame()->origin();
      CHECK(box.min.z == Approx(hills(map.x, map.y) + (isOnGround ? 0.0 : 4.0)).margin(1.2));  // lowest under its box
      CHECK(table->find(i + 1)->bounds.min.z == Approx(box.min.z + 6.0).margin(1e-6));         // its dormer comes along
    }
  }
}

TEST_CASE("The relief itself can be lifted, and stated in feet") {
  Town town(0.0);
  town.relief.layer.correction.heightOffsetMetres = -12.5;
  const ExaminedRelief lifted = openRelief({town.relief}, town.catalog, *lambertFrame());
  const geo::Bounds2 around{{-50.0, -50.0}, {50.0, 50.0}};
  const auto heights = lifted.terrain.at(0).raster->readHeights(around, 1, 1);
  REQUIRE(heights);
  CHECK(heights->metres[0] == Approx(hills(kMiddle.x, kMiddle.y) - 12.5).margin(0.01));
  town.relief.layer.correction.heightOffsetMetres = 0.0;
  town.relief.layer.correction.heightUnit = geo::LengthUnit::Foot;
  const ExaminedRelief inFeet = openRelief({town.relief}, town.catalog, *lambertFrame());
  CHECK(inFeet.terrain.at(0).raster->readHeights(around, 1, 1)->metres[0] ==
        Approx(hills(kMiddle.x, kMiddle.y) * 0.3048).margin(0.01));
}

TEST_CASE("Corrections bring a batch where it belongs, to a tenth of a millimetre") {
  const glm::dvec3 right(kMiddle.x + 12.25, kMiddle.y - 7.5, 214.75);
  const auto placed = [&](glm::dvec3 given, const geo::CoordinateCorrection& correction, const char* crs) {
    model::FeatureBatch batch;
    batch.positions = {given, {given.x, given.y, NAN}};
    Diagnostics diagnostics;
    REQUIRE(BatchPlacer(lambertFrame(), correction).place(batch, crs, diagnostics));
    CHECK(std::isnan(batch.positions[1].z));  // no height stays none
    return batch.positions[0] + lambertFrame()->origin();
  };
  const auto isRight = [&](const glm::dvec3& at) { return glm::distance(at, right) < 1e-4; };
  geo::CoordinateCorrection swapped;
  swapped.axes = geo::AxisOrder::Swapped;
  CHECK(isRight(placed({right.y, right.x, right.z}, swapped, "EPSG:2154")));
  const glm::dvec3 degrees =
      geo::CoordinateTransform::create(*geo::Crs::fromText("EPSG:2154"), *geo::Crs::fromText("EPSG:4326"))
          ->apply(right);
  CHECK(isRight(placed({degrees.y, degrees.x, degrees.z}, swapped, "EPSG:4326")));
  geo::CoordinateCorrection negated;
  negated.axes = geo::AxisOrder::NorthingNegated;
  CHECK(isRight(placed({right.x, -right.y, right.z}, negated, "EPSG:2154")));
  geo::CoordinateCorrection feet;
  feet.unit = geo::LengthUnit::Foot;
  CHECK(isRight(placed(right / 0.3048, feet, "EPSG:2154")));
  geo::CoordinateCorrection heights;
  heights.heightUnit = geo::LengthUnit::UsSurveyFoot;
  heights.heightOffsetMetres = -48.25;
  CHECK(isRight(placed({right.x, right.y, (right.z + 48.25) * 3937.0 / 1200.0}, heights, "EPSG:2154")));
  geo::CoordinateCorrection metres;  // in a system of feet
  metres.unit = geo::LengthUnit::Metre;
  model::FeatureBatch batch;
  batch.positions = {{400'000.0, 100'000.0, 10.0}};
  metres.apply(batch.positions, *geo::Crs::fromText("EPSG:2992"));
  CHECK(batch.positions[0].x == Approx(400'000.0 / 0.3048));
  CHECK(batch.positions[0].z == Approx(10.0 / 0.3048));
}

TEST_CASE("A stated CRS prevails over the one that a batch declares") {
  Town town(0.0);
  town.catalog.features["city"].batch = [](int) {
    model::FeatureBatch batch = houses(0.0);
    batch.crs = geo::Crs::fromText("EPSG:4326")->wkt();
    return batch;
  };
  town.city.layer.crs = "EPSG:2154";
  const auto objects = sampleObjects(town.city, town.catalog, lambertFrame(), 1000, {});
  REQUIRE(objects);
  CHECK(objects->size() == 20);
  CHECK(std::abs(objects->front().min.x) < 1000.0);
}

TEST_CASE("A sample of objects stays bounded and spread, however many come") {
  ObjectSample sample;
  for (int i = 0; i < 100'000; ++i) {
    sample.add({glm::dvec3(i), glm::dvec3(i + 1)});
  }
  const auto boxes = sample.take();
  CHECK(boxes.size() < ObjectSample::kMost);
  CHECK(boxes.size() > ObjectSample::kMost / 4);
  CHECK(boxes.front().min.x == 0.0);
  CHECK(boxes.back().min.x > 90'000.0);
}
