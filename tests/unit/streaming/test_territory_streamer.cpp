#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "engine/geo/transform.h"
#include "engine/streaming/territory_streamer.h"
#include "tests/unit/streaming/fakes.h"
#include "tests/unit/tiling/bake_samples.h"

using namespace belvedere;
using namespace belvedere::streaming;
using namespace belvedere::streaming::fakes;

namespace {

const geo::Bounds2 kExtent{{837440.0, 6516440.0}, {842560.0, 6521560.0}};  // 1024 pixels of 5 m: no cell is empty
const glm::dvec2 kMiddle{840000.0, 6519000.0};

double hills(double x, double y) { return 200.0 + 40.0 * std::sin(x * 0.01) * std::cos(y * 0.013); }

FakeCatalog catalogWithRelief() {
  FakeCatalog catalog;
  catalog.crsWkt = lambertWkt();
  catalog.rasters["relief"] = {kExtent, 5.0, hills, {}, {}};
  return catalog;
}

RasterContent flatColour(std::uint8_t red) {
  RasterContent content{kExtent, 1.0, {}, {}, {}};
  content.colour = [red](double, double) { return std::array<std::uint8_t, 4>{red, 0, 0, 255}; };
  return content;
}

model::FeatureBatch squareFootprint(const glm::dvec2& corner, double side, double height) {
  model::FeatureBatch batch;
  batch.crs = lambertWkt();
  batch.types = {"batiment"};
  batch.ids = "B1";
  batch.features.push_back({0, 2, model::kNone, 0, {}});
  batch.attributes.beginFeature();
  batch.attributes.addReal(batch.attributes.column("HAUTEUR", model::AttributeType::Real), height);
  batch.positions = {{corner.x, corner.y, NAN},
                     {corner.x + side, corner.y, NAN},
                     {corner.x + side, corner.y + side, NAN},
                     {corner.x, corner.y + side, NAN}};
  batch.rings = {{0, 4}};
  batch.polygons = {{0, 0, 1}};
  return batch;
}

StreamedLayer extruded(scene::LayerId id, const std::string& path) {
  StreamedLayer streamed = layer(id, model::SourceKind::Vector, path);
  streamed.layer.style.placement = style::Placement::Extrude;
  streamed.layer.style.heightAttribute = "HAUTEUR";
  return streamed;
}

double planArea(const tiling::TileMesh& mesh) {
  double area = 0.0;
  for (std::size_t i = 0; i + 2 < mesh.indices.size(); i += 3) {
    const glm::dvec3 a(mesh.positions[mesh.indices[i]]);
    const glm::dvec3 b(mesh.positions[mesh.indices[i + 1]]);
    const glm::dvec3 c(mesh.positions[mesh.indices[i + 2]]);
    area += 0.5 * ((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
  }
  return area;
}

double drapedArea(const FakeSink& sink, scene::LayerId layer) {
  double area = 0.0;
  for (const FakeSink::Entry* entry : sink.shown(layer)) {
    area += entry->draped ? planArea(entry->draped->areas) : 0.0;
  }
  return area;
}

}  // namespace

TEST_CASE("Relief is refined until the view has all it needs, and the ground never has a hole or a double") {
  const FakeCatalog catalog = catalogWithRelief();
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({layer(1, model::SourceKind::Terrain, "relief")});
  CHECK_FALSE(streamer.isSettled());
  bool hasGround = false;
  const auto check = [&] {
    hasGround = hasGround || sink.coveredPart() > 0.0;
    CHECK(sink.coveredPart() == Approx(hasGround ? 1.0 : 0.0));
  };
  settle(streamer, viewOf(kMiddle, 300.0), check);
  const int near = sink.deepestShown();
  CHECK(near >= 2);
  for (double east = -1500.0; east <= 1500.0; east += 250.0) {
    streamer.update(viewOf(kMiddle + glm::dvec2(east, 0.0), 400.0, east * 0.1), kBudget);
    check();
  }
  settle(streamer, viewOf(kMiddle, 20000.0), check);
  CHECK(sink.deepestShown() < near);
  for (const FakeSink::Entry* entry : sink.shown(1)) {
    CHECK(entry->relief);
  }
}

TEST_CASE("The height at a place is that of the relief, and nothing beside it") {
  const FakeCatalog catalog = catalogWithRelief();
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  CHECK_FALSE(streamer.heightAt(kMiddle).has_value());
  streamer.setLayers({layer(1, model::SourceKind::Terrain, "relief")});
  settle(streamer, viewOf(kMiddle, 200.0));
  CHECK(*streamer.heightAt(kMiddle) == Approx(hills(kMiddle.x, kMiddle.y)).margin(0.5));
  CHECK_FALSE(streamer.heightAt({0.0, 0.0}).has_value());
  CHECK(streamer.extent().min.x == Approx(-2560.0));
  CHECK(streamer.extent().max.y == Approx(2560.0));
  CHECK(streamer.extent().max.z == Approx(240.0).margin(5.0));
}

TEST_CASE("The eye has a floor beside the ground and in its holes too") {
  FakeCatalog catalog = catalogWithRelief();
  catalog.rasters["relief"].height = [](double x, double y) {
    return std::hypot(x - kMiddle.x, y - kMiddle.y) < 100.0 ? NAN : 150.0 + (x - kExtent.min.x) * 0.01;
  };
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  CHECK_FALSE(streamer.floorAt(kMiddle));
  streamer.setLayers({layer(1, model::SourceKind::Terrain, "relief")});
  settle(streamer, viewOf(kMiddle, 500.0));
  const glm::dvec2 inside = kMiddle + glm::dvec2(300.0, 0.0);
  CHECK(*streamer.floorAt(inside) == *streamer.heightAt(inside));
  const glm::dvec2 east(kExtent.max.x + 5000.0, kMiddle.y);
  CHECK_FALSE(streamer.heightAt(east));
  CHECK(*streamer.floorAt(east) == Approx(150.0 + kExtent.size().x * 0.01).margin(4.0));
  CHECK_FALSE(streamer.heightAt(kMiddle));
  CHECK(*streamer.floorAt(kMiddle) == Approx(150.0).margin(1.0));
}

TEST_CASE("A later terrain layer overrides an earlier one where it has data") {
  FakeCatalog catalog = catalogWithRelief();
  catalog.rasters["quarry"] = {{kMiddle - 200.0, kMiddle + 200.0}, 5.0, [](double, double) { return 50.0; }, {}, {}};
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({layer(1, model::SourceKind::Terrain, "relief"), layer(2, model::SourceKind::Terrain, "quarry")});
  settle(streamer, viewOf(kMiddle, 300.0));
  CHECK(*streamer.heightAt(kMiddle) == Approx(50.0));
  CHECK(*streamer.heightAt(kMiddle + 500.0) > 150.0);
  streamer.setLayers({layer(2, model::SourceKind::Terrain, "quarry"), layer(1, model::SourceKind::Terrain, "relief")});
  settle(streamer, viewOf(kMiddle, 300.0), [&] { CHECK(sink.coveredPart() >= 1.0 - 1e-9); });
  CHECK(*streamer.heightAt(kMiddle) > 150.0);
  CHECK(sink.coveredPart() == Approx(1.0));
}

TEST_CASE("Another opacity or order of imagery composes the pictures anew without reading them again") {
  FakeCatalog catalog = catalogWithRelief();
  catalog.rasters["photo"] = flatColour(200);
  catalog.rasters["plan"] = flatColour(100);
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  std::vector<StreamedLayer> layers{layer(1, model::SourceKind::Terrain, "relief"),
                                    layer(2, model::SourceKind::Imagery, "photo"),
                                    layer(3, model::SourceKind::Imagery, "plan")};
  streamer.setLayers(layers);
  settle(streamer, viewOf(kMiddle, 500.0));
  const int readings = *catalog.rasters["photo"].readings;
  const auto redAt = [&] {
    const auto cells = sink.shown(1);
    REQUIRE(!cells.empty());
    REQUIRE(cells.front()->relief->imagery);
    return int(cells.front()->relief->imagery->at(100, 100)[0]);
  };
  CHECK(redAt() == 100);
  layers[2].layer.opacity = 0.5;
  streamer.setLayers(layers);
  settle(streamer, viewOf(kMiddle, 500.0), [&] { CHECK(sink.coveredPart() == Approx(1.0)); });
  CHECK(redAt() == 150);
  layers[2].layer.isVisible = false;
  streamer.setLayers(layers);
  settle(streamer, viewOf(kMiddle, 500.0));
  CHECK(redAt() == 200);
  CHECK(*catalog.rasters["photo"].readings == readings);
}

TEST_CASE("Imagery without terrain lies on flat ground") {
  FakeCatalog catalog;
  catalog.rasters["photo"] = flatColour(200);
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({layer(1, model::SourceKind::Imagery, "photo")});
  settle(streamer, viewOf(kMiddle, 300.0));
  CHECK(*streamer.heightAt(kMiddle) == Approx(0.0).margin(1e-6));
  const auto cells = sink.shown(kGroundLayer);
  REQUIRE(!cells.empty());
  CHECK(sink.coveredPart() == Approx(1.0));
  CHECK(sink.deepestShown() >= 2);
  CHECK_FALSE(cells.front()->relief->isPlain);
}

TEST_CASE("Blocks stand on the relief, and are read anew when terrain comes") {
  FakeCatalog catalog = catalogWithRelief();
  catalog.features["batiments"] = {[](int) { return squareFootprint(kMiddle, 20.0, 9.0); }, 1, {}, {}};
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({extruded(2, "batiments")});
  settle(streamer, viewOf(kMiddle, 300.0));
  REQUIRE(sink.shown(2).size() == 1);
  CHECK(sink.shown(2).front()->mesh->bounds.min.z == Approx(0.0));
  streamer.setLayers({layer(1, model::SourceKind::Terrain, "relief"), extruded(2, "batiments")});
  settle(streamer, viewOf(kMiddle, 300.0));
  REQUIRE(sink.shown(2).size() == 1);
  double lowest = 1e9;
  for (double x = 0.0; x <= 20.0; x += 1.0) {
    for (double y = 0.0; y <= 20.0; y += 1.0) {
      lowest = std::min(lowest, hills(kMiddle.x + x, kMiddle.y + y));
    }
  }
  const geo::Bounds3& bounds = sink.shown(2).front()->mesh->bounds;
  CHECK(bounds.min.z == Approx(lowest).margin(0.1));
  CHECK(bounds.size().z == Approx(9.0));
}

TEST_CASE("A draped polygon covers its area once, whatever levels are shown") {
  FakeCatalog catalog = catalogWithRelief();
  catalog.features["parc"] = {[](int) { return squareFootprint(kMiddle - 150.0, 300.0, 0.0); }, 1, {}, {}};
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  std::vector<StreamedLayer> layers{layer(1, model::SourceKind::Terrain, "relief"),
                                    layer(2, model::SourceKind::Vector, "parc")};
  streamer.setLayers(layers);
  for (const double height : {200.0, 3000.0, 600.0}) {
    settle(streamer, viewOf(kMiddle, height));
    CHECK(drapedArea(sink, 2) == Approx(90000.0).epsilon(1e-4));
  }
  const int readings = *catalog.features["parc"].readings;
  layers[1].layer.isVisible = false;
  streamer.setLayers(layers);
  settle(streamer, viewOf(kMiddle, 600.0));
  layers[1].layer.isVisible = true;
  layers[1].layer.style.lineWidthUnit = style::WidthUnit::Metres;
  layers[1].layer.style.lineWidth = 4.0;
  streamer.setLayers(layers);
  settle(streamer, viewOf(kMiddle, 600.0));
  double bands = 0.0;
  for (const FakeSink::Entry* entry : sink.shown(2)) {
    bands += planArea(entry->draped->bands);
    CHECK(entry->draped->strokes.positions.empty());
  }
  CHECK(bands == Approx(4 * 300.0 * 4.0).epsilon(0.02));
  CHECK(*catalog.features["parc"].readings == readings);
  streamer.setLayers({layers[0]});
  streamer.update(viewOf(kMiddle, 600.0), kBudget);
  CHECK(sink.shown(2).empty());
}

TEST_CASE("Of very many points those that can be told apart are drawn from afar, and all of them near by") {
  constexpr int kPerSide = 400;
  constexpr std::size_t kCount = 160000;
  constexpr double kStep = 5.0;
  FakeCatalog catalog = catalogWithRelief();
  FeatureContent lamps;
  lamps.batch = [](int) {
    model::FeatureBatch batch;
    batch.crs = lambertWkt();
    batch.types = {"lampadaire"};
    for (std::uint32_t i = 0; i < kCount; ++i) {
      batch.features.push_back({0, 0, model::kNone, 0, {}});
      batch.attributes.beginFeature();
      const glm::dvec2 place = kMiddle + kStep * (glm::dvec2(i % kPerSide, i / kPerSide) - 0.5 * kPerSide);
      batch.positions.emplace_back(place.x, place.y, NAN);
      batch.points.push_back({i, i});
    }
    return batch;
  };
  catalog.features["lampadaires"] = lamps;
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  const auto drawn = [&] {
    std::size_t count = 0;
    for (const FakeSink::Entry* entry : sink.shown(2)) {
      count += entry->symbols ? entry->symbols->positions.size() : 0;
    }
    return count;
  };
  for (const bool hasRelief : {true, false}) {
    std::vector<StreamedLayer> layers{layer(2, model::SourceKind::Vector, "lampadaires")};
    if (hasRelief) {
      layers.push_back(layer(1, model::SourceKind::Terrain, "relief"));
    }
    streamer.setLayers(layers);
    settle(streamer, viewOf(kMiddle, 20000.0));
    CHECK(drawn() > 1000);
    CHECK(drawn() < kCount / 2);
    ViewState close = viewOf(kMiddle, 300.0);
    close.pixelTolerance = 0.7;
    settle(streamer, close);
    const auto symbols = sink.shown(2);
    // Around the middle all are there, each once.
    std::set<std::uint32_t> near;
    for (const FakeSink::Entry* entry : symbols) {
      for (std::size_t i = 0; entry->symbols && i < entry->symbols->positions.size(); ++i) {
        const std::uint32_t feature = entry->symbols->features[i];
        const int column = static_cast<int>(feature) % kPerSide - kPerSide / 2;
        const int row = static_cast<int>(feature) / kPerSide - kPerSide / 2;
        if (std::max(std::abs(column), std::abs(row)) <= 5) {
          CHECK(near.insert(feature).second);
        }
      }
    }
    CHECK(near.size() == 121);
  }
}

TEST_CASE("Without relief and imagery vectors lie on a plain ground of our own") {
  FakeCatalog catalog;
  catalog.features["parc"] = {[](int) { return squareFootprint(kMiddle, 300.0, 0.0); }, 1, {}, {}};
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({layer(5, model::SourceKind::Vector, "parc")});
  settle(streamer, viewOf(kMiddle, 300.0));
  REQUIRE(sink.shown(kGroundLayer).size() == 1);
  CHECK(sink.shown(kGroundLayer).front()->relief->isPlain);
  CHECK(drapedArea(sink, 5) == Approx(90000.0).epsilon(1e-5));
  CHECK(streamer.extent().size().x == Approx(300.0));
}

TEST_CASE("Without relief the ground is guessed from the heights that blocks stand at") {
  FakeCatalog catalog;
  catalog.features["batiments"] = {[](int i) {
                                     model::FeatureBatch batch = squareFootprint(kMiddle + 100.0 * i, 20.0, 9.0);
                                     for (glm::dvec3& position : batch.positions) {
                                       position.z = 409.0 + 10.0 * i;  // roofs: the ground is 9 m lower
                                     }
                                     return batch;
                                   },
                                   10,
                                   {},
                                   {}};
  catalog.features["parc"] = {[](int) { return squareFootprint(kMiddle, 1000.0, 0.0); }, 1, {}, {}};
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({extruded(1, "batiments"), layer(2, model::SourceKind::Vector, "parc")});
  settle(streamer, viewOf(kMiddle, 300.0));
  CHECK(*streamer.heightAt(kMiddle + 110.0) == Approx(410.0).margin(5.0));
  CHECK(*streamer.heightAt(kMiddle + 810.0) == Approx(480.0).margin(5.0));
  CHECK(streamer.featureTable(1)->find(3)->bounds.min.z == Approx(430.0));
  CHECK(drapedArea(sink, 2) == Approx(1e6).epsilon(1e-3));
  const auto cells = sink.shown(kGroundLayer);
  REQUIRE(!cells.empty());
  CHECK(cells.front()->relief->isPlain);
}

TEST_CASE("What stands on a roof does not lift the guessed ground") {
  // Blocks on a slope; every second one is a part of the block west of it and floats 40 m above the slope.
  const auto slope = [](double east) { return 200.1 + 0.05 * (east - kMiddle.x); };
  FakeCatalog catalog;
  catalog.features["batiments"] = {
      [&](int) {
        model::FeatureBatch batch = tiling::samples::blocks(12, 60.0, glm::dvec3(kMiddle - 330.0, 0.0));
        batch.crs = lambertWkt();
        for (std::uint32_t i = 1; i < batch.features.size(); i += 2) {
          batch.features[i].parent = i - 1;
        }
        for (const model::Surface& surface : batch.surfaces) {
          for (std::uint32_t k = 0; k < surface.positionCount; ++k) {
            glm::dvec3& position = batch.positions[surface.firstPosition + k];
            position.z += slope(position.x) - 100.1 + (surface.feature % 2 == 1 ? 40.0 : 0.0);
          }
        }
        return batch;
      },
      1,
      {},
      {}};
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({layer(1, model::SourceKind::Buildings, "batiments")});
  settle(streamer, viewOf(kMiddle, 300.0));
  for (double east = -300.0; east <= 300.0; east += 60.0) {
    INFO(east);
    const auto height = streamer.heightAt(kMiddle + glm::dvec2(east, 0.0));
    REQUIRE(height);
    CHECK(*height == Approx(slope(kMiddle.x + east)).margin(5.0));
  }
}

TEST_CASE("A feature table names features, their parents, attributes and bounds") {
  FakeCatalog catalog;
  catalog.features["batiments"] = {[](int i) {
                                     model::FeatureBatch batch = squareFootprint(kMiddle + 100.0 * i, 20.0, 9.0);
                                     batch.ids += "P";
                                     batch.features.push_back({2, 1, 0, 0, {}});
                                     batch.attributes.beginFeature();
                                     return batch;
                                   },
                                   3,
                                   {},
                                   {}};
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  StreamedLayer town = extruded(2, "batiments");
  town.layer.kind = model::SourceKind::Buildings;  // vectors are counted by their source, city models while read
  streamer.setLayers({town});
  settle(streamer, viewOf(kMiddle, 300.0));
  const FeatureTable* table = streamer.featureTable(2);
  REQUIRE(table != nullptr);
  CHECK(streamer.featureTable(9) == nullptr);
  CHECK(table->size() == 6);
  const auto part = table->find(5);
  REQUIRE(part.has_value());
  CHECK(part->id == "P");
  CHECK(part->parent == 4);
  CHECK(table->rootOf(5) == 4);
  const auto building = table->find(4);
  CHECK(building->id == "B1");
  CHECK(building->type == "batiment");
  CHECK(building->bounds.min.x == Approx(200.0));
  CHECK(building->bounds.size().z == Approx(9.0));
  CHECK(*building->attributes->number(building->attributeRow, 0) == Approx(9.0));
  CHECK_FALSE(table->find(6).has_value());
  CHECK(streamer.progress().front().description->objects.at("batiment") == 6);
}

TEST_CASE("A layer that fails says why and costs nothing else") {
  FakeCatalog catalog = catalogWithRelief();
  catalog.features["ohne"] = {[](int) {
                                model::FeatureBatch batch = squareFootprint(kMiddle, 5.0, 1.0);
                                batch.crs.clear();
                                return batch;
                              },
                              1,
                              {},
                              {}};
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({layer(1, model::SourceKind::Terrain, "relief"), layer(2, model::SourceKind::Vector, "absent"),
                      layer(3, model::SourceKind::Imagery, "absent"), layer(4, model::SourceKind::Buildings, "ohne"),
                      layer(5, model::SourceKind::Vector, "relief"), layer(6, model::SourceKind::Terrain, "ohne")});
  settle(streamer, viewOf(kMiddle, 300.0));
  const auto& progress = streamer.progress();
  REQUIRE(progress.size() == 6);
  CHECK(progress[0].state == LayerState::Ready);
  CHECK(progress[1].error->message.key == "fake-missing");
  CHECK(progress[2].error->message.key == "fake-missing");
  CHECK(progress[3].error->message.key == "layer-without-crs");
  CHECK(progress[4].error->message.key == "source-not-features");
  CHECK(progress[5].error->message.key == "source-not-raster");
  for (std::size_t i = 1; i < 6; ++i) {
    CHECK(progress[i].state == LayerState::Failed);
  }
  CHECK(sink.coveredPart() == Approx(1.0));
}

TEST_CASE("The CRS of the description serves batches that name none") {
  FakeCatalog catalog;
  catalog.features["ville"] = {[](int) {
                                 model::FeatureBatch batch = squareFootprint(kMiddle, 5.0, 1.0);
                                 batch.crs.clear();
                                 return batch;
                               },
                               2,
                               lambertWkt(),
                               {}};
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({extruded(1, "ville")});
  settle(streamer, viewOf(kMiddle, 300.0));
  CHECK(streamer.progress()[0].state == LayerState::Ready);
  CHECK(streamer.featureTable(1)->size() == 2);
  CHECK(*catalog.features["ville"].readings == 1);
}

TEST_CASE("A vertex moves less than a millimetre from its file to the frame") {
  FakeCatalog catalog;
  const glm::dvec3 corner(4.835659, 45.764043, 173.25);  // longitude, latitude
  catalog.features["ville"] = {
      [&](int) {
        model::FeatureBatch batch;
        batch.crs = "EPSG:4326";
        batch.features.resize(1);
        batch.attributes.beginFeature();
        batch.positions = {corner, corner + glm::dvec3(1e-4, 0.0, 0.0), corner + glm::dvec3(0.0, 1e-4, 5.0)};
        batch.triangles = {0, 1, 2};
        model::Surface surface;
        surface.indexCount = 3;
        surface.positionCount = 3;
        batch.surfaces = {surface};
        return batch;
      },
      1,
      {},
      {}};
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({layer(1, model::SourceKind::Buildings, "ville")});
  settle(streamer, viewOf(kMiddle, 300.0));
  const auto tiles = sink.shown(1);
  REQUIRE(tiles.size() == 1);
  const tiling::TileMesh& mesh = *tiles.front()->mesh;
  const glm::dvec3 map = lambertFrame()->toMap(mesh.origin + glm::dvec3(mesh.positions.front()));
  // cs2cs EPSG:4326 EPSG:2154 (PROJ 9.1) of that place
  const auto transform = geo::CoordinateTransform::create(*geo::Crs::fromText("EPSG:4326"), lambertFrame()->crs());
  const glm::dvec3 expected = transform->apply(corner);
  CHECK(std::abs(map.x - expected.x) < 0.001);
  CHECK(std::abs(map.y - expected.y) < 0.001);
  CHECK(std::abs(map.z - 173.25) < 0.001);
}

TEST_CASE("No call waits for a slow source, tiles show while it is read, and no task outlives the streamer") {
  FakeCatalog catalog = catalogWithRelief();
  const auto gate = std::make_shared<Gate>();
  catalog.features["lent"] = {[](int i) { return squareFootprint(kMiddle + 30.0 * i, 20.0, 9.0); }, 1000, {}, gate};
  catalog.rasters["tropLent"] = flatColour(1);
  const auto rasterGate = std::make_shared<Gate>();
  catalog.rasters["tropLent"].gate = rasterGate;
  FakeSink sink;
  const auto running = catalog.features["lent"].running;
  ThreadTasks tasks(3);
  {
    TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
    const auto timed = [](const auto& call) {
      const auto start = std::chrono::steady_clock::now();
      call();
      return std::chrono::steady_clock::now() - start;
    };
    const StreamedLayer relief = layer(1, model::SourceKind::Terrain, "relief");
    CHECK(timed([&] { streamer.setLayers({relief, extruded(2, "lent")}); }) < std::chrono::milliseconds(500));
    const auto start = std::chrono::steady_clock::now();
    while (sink.shown(2).empty() || sink.deepestShown() < 2) {
      CHECK(timed([&] { streamer.update(viewOf(kMiddle, 300.0), kBudget); }) < std::chrono::milliseconds(500));
      REQUIRE(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    CHECK_FALSE(streamer.isSettled());
    CHECK(streamer.progress()[1].state == LayerState::Reading);
    CHECK(*running == 1);
    streamer.setLayers({relief, layer(3, model::SourceKind::Imagery, "tropLent")});
    for (int i = 0; i < 20; ++i) {
      CHECK(timed([&] { streamer.update(viewOf(kMiddle, 300.0), kBudget); }) < std::chrono::milliseconds(500));
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    CHECK_FALSE(streamer.isSettled());
    CHECK(sink.shown(2).empty());
    CHECK(sink.coveredPart() == Approx(1.0));
    rasterGate->open();
  }
  CHECK(*running == 0);
  CHECK(sink.entries.empty());
}

TEST_CASE("With real threads a flight settles with the same ground as without") {
  FakeCatalog catalog = catalogWithRelief();
  catalog.rasters["photo"] = flatColour(9);
  catalog.features["parc"] = {[](int) { return squareFootprint(kMiddle - 150.0, 300.0, 0.0); }, 1, {}, {}};
  catalog.features["batiments"] = {
      [](int i) { return squareFootprint(kMiddle + glm::dvec2(30.0 * i, 0.0), 20.0, 9.0); }, 20, {}, {}};
  const std::vector<StreamedLayer> layers{layer(1, model::SourceKind::Terrain, "relief"),
                                          layer(2, model::SourceKind::Imagery, "photo"),
                                          layer(3, model::SourceKind::Vector, "parc"), extruded(4, "batiments")};
  const auto fly = [&](TaskSystem& tasks) {
    FakeSink sink;
    TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
    streamer.setLayers(layers);
    for (double east = -1000.0; east <= 1000.0; east += 50.0) {
      streamer.update(viewOf(kMiddle + glm::dvec2(east, 0.0), 250.0), kBudget);
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    settle(streamer, viewOf(kMiddle, 250.0));
    std::set<tiling::ReliefCell> cells;
    for (const FakeSink::Entry* entry : sink.shown(1)) {
      cells.insert(entry->relief->cell);
    }
    CHECK(drapedArea(sink, 3) == Approx(90000.0).epsilon(1e-4));
    return cells;
  };
  InlineTasks inlineTasks;
  ThreadTasks threads(3);
  const std::set<tiling::ReliefCell> expected = fly(inlineTasks);
  CHECK(expected.size() > 4);
  CHECK(fly(threads) == expected);
}
