#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

#include "engine/app/territory_session.h"
#include "tests/unit/app/fake_renderer.h"
#include "tests/unit/streaming/fakes.h"

using namespace belvedere;
using namespace belvedere::app;
using streaming::fakes::FakeCatalog;
using streaming::fakes::FeatureContent;
using streaming::fakes::RasterContent;

namespace {

constexpr render::ViewSize kSize{320, 180};

// Two buildings, the second a part of the first, as two small triangles on the ground.
model::FeatureBatch house() {
  model::FeatureBatch batch;
  batch.crs = streaming::fakes::lambertWkt();
  batch.types = {"Building", "BuildingPart"};
  const std::uint32_t name = batch.attributes.column("name", model::AttributeType::Text);
  const std::uint32_t height = batch.attributes.column("measuredHeight", model::AttributeType::Real, "m");
  for (std::uint32_t i = 0; i < 2; ++i) {
    model::Feature feature;
    feature.idOffset = batch.ids.size();
    feature.idLength = 2;
    feature.parent = i == 0 ? model::kNone : 0;
    feature.type = static_cast<std::uint16_t>(i);
    batch.ids += "b" + std::to_string(i);
    batch.features.push_back(feature);
    batch.attributes.beginFeature();
    batch.attributes.addReal(height, 10.5 + i);
    if (i == 0) {
      batch.attributes.addText(name, "Mairie");
    }
    model::Surface surface;
    surface.feature = i;
    surface.firstIndex = surface.firstPosition = 3 * i;
    surface.indexCount = surface.positionCount = 3;
    surface.lod = 22;
    surface.kind = model::SurfaceKind::Roof;
    for (const glm::dvec3& corner : {glm::dvec3(0, 0, 0), glm::dvec3(10, 0, 0), glm::dvec3(0, 10, 0)}) {
      batch.triangles.push_back(static_cast<std::uint32_t>(batch.positions.size()));
      batch.positions.push_back(glm::dvec3(840100.0 + 20.0 * i, 6519100.0, 110.0) + corner);
    }
    batch.surfaces.push_back(surface);
  }
  return batch;
}

scene::Layer layer(const std::string& id, model::SourceKind kind, const std::string& source) {
  scene::Layer made;
  made.id = id;
  made.kind = kind;
  made.sources = {source};
  return made;
}

// A territory in a folder of its own; sources are fakes, so none of its files exist.
struct Fixture {
  FakeCatalog catalog;
  ThreadTasks tasks{3};
  fakes::FakeRenderer renderer;
  scene::LoadedTerritory loaded;

  Fixture() {
    loaded.folder = "/nowhere/town";
    loaded.file = "/nowhere/town/territory.json";
    loaded.territory.crs = "EPSG:2154";
    catalog.crsWkt = streaming::fakes::lambertWkt();
    catalog.rasters["/nowhere/town/mnt.tif"] = RasterContent{
        {{840000.0, 6519000.0}, {841000.0, 6520000.0}}, 5.0, [](double, double) { return 100.0; }, {}, {}};
    FeatureContent features;
    features.batch = [](int) { return house(); };
    features.crsWkt = catalog.crsWkt;
    catalog.features["/nowhere/town/houses.gml"] = features;
    catalog.features["/nowhere/else/houses.gml"] = features;
  }
  std::unique_ptr<TerritorySession> open(Consent consent = {}) {
    auto prepared = prepareTerritory(loaded, catalog, std::move(consent));
    REQUIRE(prepared);
    return std::make_unique<TerritorySession>(std::move(*prepared), catalog, tasks, renderer);
  }
};

void settle(TerritorySession& session) {
  const auto start = std::chrono::steady_clock::now();
  do {
    session.update(kSize, std::chrono::microseconds(4000));
    REQUIRE(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  } while (!session.isSettled());
}

}  // namespace

TEST_CASE("A session brings relief and features to the renderer and takes them back at its end") {
  Fixture fixture;
  fixture.loaded.territory.layers = {layer("mnt", model::SourceKind::Terrain, "mnt.tif"),
                                     layer("houses", model::SourceKind::Buildings, "houses.gml")};
  auto session = fixture.open();
  settle(*session);
  CHECK(fixture.renderer.tiles.size() >= 2);
  REQUIRE(session->layers().size() == 2);
  CHECK(session->layers()[0].state == streaming::LayerState::Ready);
  CHECK(session->layers()[1].state == streaming::LayerState::Ready);
  CHECK(session->heightAt({840500.0, 6519500.0}).value() == Approx(100.0));
  session.reset();
  CHECK(fixture.renderer.tiles.empty());
}

TEST_CASE("A picture that is drawn smaller is made of fewer tiles, and has them all again at its full size") {
  Fixture fixture;
  fixture.catalog.rasters["/nowhere/town/mnt.tif"].height = [](double east, double north) {
    return 100.0 + 30.0 * std::sin(east / 40.0) * std::sin(north / 50.0);
  };
  fixture.loaded.territory.layers = {layer("mnt", model::SourceKind::Terrain, "mnt.tif")};
  const auto tilesAt = [&](double scale) {
    auto session = fixture.open();
    session->setDrawnScale(scale);
    settle(*session);
    session->view().camera = session->homeCamera(16.0 / 9.0).value();
    settle(*session);
    return fixture.renderer.tiles.size();
  };
  CHECK(tilesAt(0.25) < tilesAt(1.0));
}

TEST_CASE("Home and top views show all of the ground") {
  Fixture fixture;
  fixture.loaded.territory.layers = {layer("mnt", model::SourceKind::Terrain, "mnt.tif")};
  auto session = fixture.open();
  CHECK_FALSE(session->homeCamera(16.0 / 9.0).has_value());
  settle(*session);
  const auto home = session->homeCamera(16.0 / 9.0);
  REQUIRE(home);
  CHECK(home->position.y < 6519000.0);
  CHECK(home->pitchDegrees == Approx(-35.0));
  const auto top = session->topCamera(1.0);
  REQUIRE(top);
  CHECK(top->isOrthographic);
  CHECK(top->orthographicHeightMetres >= 1000.0);
  CHECK(top->position.x == Approx(840500.0));
}

TEST_CASE("A feature is described with its attributes, its parents and their attributes") {
  Fixture fixture;
  fixture.loaded.territory.layers = {layer("houses", model::SourceKind::Buildings, "houses.gml")};
  fixture.loaded.territory.layers[0].governance.attribution = "© Ville";
  auto session = fixture.open();
  settle(*session);
  const auto card = session->describe({1, 1}, static_cast<std::uint8_t>(model::SurfaceKind::Roof));
  REQUIRE(card);
  CHECK(card->type == "BuildingPart");
  CHECK(card->id == "b1");
  CHECK(card->title == "Mairie");
  CHECK(card->surface == "RoofSurface");
  CHECK(card->lod == "2.2");
  REQUIRE(card->parents.size() == 1);
  CHECK(card->parents[0].type == "Building");
  CHECK(card->parents[0].id == "b0");
  REQUIRE(card->attributes.size() == 2);
  CHECK(card->attributes[0].value == "11.5");
  CHECK(card->attributes[0].unit == "m");
  CHECK(card->attributes[0].isNumber);
  CHECK_FALSE(card->attributes[1].isNumber);
  CHECK(session->credits() == std::vector<std::string>{"© Ville"});
  CHECK_FALSE(session->describe({1, 99}, 0).has_value());
  CHECK_FALSE(session->describe({7, 0}, 0).has_value());
}

TEST_CASE("A layer outside the folder fails until it is consented to, and costs no other") {
  Fixture fixture;
  fixture.loaded.territory.layers = {layer("mnt", model::SourceKind::Terrain, "mnt.tif"),
                                     layer("far", model::SourceKind::Buildings, "../else/houses.gml"),
                                     layer("worse", model::SourceKind::Vector, "/vsicurl/http://x/a.gml")};
  auto session = fixture.open();
  settle(*session);
  REQUIRE(session->layers().size() == 3);
  CHECK(session->layers()[0].state == streaming::LayerState::Ready);
  CHECK(session->layers()[1].error->message.key == "consent-missing");
  CHECK(session->layers()[2].error->message.key == "source-path-refused");
  session->setConsent([](const std::filesystem::path&) { return true; });
  settle(*session);
  CHECK(session->layers()[1].state == streaming::LayerState::Ready);
  CHECK(session->layers()[2].error->message.key == "source-path-refused");
}

TEST_CASE("An edit and a move of the view publish a new snapshot, and nothing else does") {
  Fixture fixture;
  fixture.loaded.territory.layers = {layer("houses", model::SourceKind::Buildings, "houses.gml")};
  auto session = fixture.open();
  settle(*session);
  const auto before = fixture.renderer.snapshot;
  session->update(kSize, std::chrono::microseconds(4000));
  CHECK(fixture.renderer.snapshot == before);
  REQUIRE(session->document().setOpacity("houses", 0.5));
  CHECK(session->update(kSize, std::chrono::microseconds(4000)));
  CHECK(fixture.renderer.snapshot->layers[0].opacity == 0.5);
  session->view().camera.headingDegrees = 77.0;
  CHECK_FALSE(session->isSettled());
  CHECK(session->update(kSize, std::chrono::microseconds(4000)));
  CHECK(fixture.renderer.snapshot->camera.headingDegrees == 77.0);
}

TEST_CASE("The sun stands in the south at noon and in the north-west on a summer evening") {
  Fixture fixture;
  fixture.loaded.territory.layers = {layer("mnt", model::SourceKind::Terrain, "mnt.tif")};
  auto session = fixture.open();
  session->setTime(*parseInstant("2026-06-21T13:45", "Europe/Paris"));
  CHECK(session->view().sunDirection.y < -0.3);
  CHECK(session->view().sunDirection.z > 0.85);
  session->setTime(*parseInstant("2026-06-21T21:00", "Europe/Paris"));
  CHECK(session->view().sunDirection.x < -0.5);
  CHECK(session->view().sunDirection.y > 0.2);
  CHECK(session->view().sunDirection.z < 0.2);
}

TEST_CASE("A territory without any usable layer opens all the same") {
  Fixture fixture;
  fixture.loaded.territory.layers = {layer("gone", model::SourceKind::Terrain, "gone.tif")};
  auto session = fixture.open();
  settle(*session);
  CHECK(session->layers()[0].state == streaming::LayerState::Failed);
  CHECK(session->extent().isEmpty());
  CHECK_FALSE(session->homeCamera(1.0).has_value());
  fixture.loaded.territory.crs = "EPSG:3857";
  CHECK(prepareTerritory(fixture.loaded, fixture.catalog, {}).error().message.key == "crs-web-mercator");
}
