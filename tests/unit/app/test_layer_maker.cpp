#include <catch2/catch.hpp>

#include "engine/app/layer_maker.h"

using namespace belvedere;
using namespace belvedere::app;

namespace {

// One description for every file.
class OneSource final : public model::SourceCatalog {
 public:
  model::SourceDescription description;

  Result<model::SourceKind> identify(const std::filesystem::path&) const override { return description.kind; }
  Result<model::OpenedSource> open(const model::SourceRequest& request) const override {
    struct Described final : model::FeatureSource {
      model::SourceDescription answer;
      Result<model::SourceDescription> describe(const std::stop_token&, const ProgressSink&) override { return answer; }
      Status read(const model::ReadOptions&, const model::BatchSink&, Diagnostics&, const std::stop_token&,
                  const ProgressSink&) override {
        return {};
      }
    };
    auto source = std::make_unique<Described>();
    source->answer = description;
    if (description.crsWkt.empty() && !request.crs.empty()) {
      source->answer.crsWkt = geo::Crs::fromText(request.crs)->wkt();
      source->answer.isCrsOverridden = true;
    }
    return model::OpenedSource(std::move(source));
  }
};

struct Fixture {
  OneSource catalog;
  scene::Territory territory;
  LayerWish wish;

  Fixture() {
    territory.crs = "EPSG:2154";
    catalog.description.kind = model::SourceKind::Vector;
    catalog.description.crs = "EPSG:4326";
    catalog.description.crsWkt = geo::Crs::fromText("EPSG:4326")->wkt();
    catalog.description.extent = {{4.8, 45.7}, {4.9, 45.8}};
    catalog.description.layers.push_back({"lampes", "", "Point", 3, "EPSG:4326", {}});
    catalog.description.layers.push_back({"notes", "", "None", 3, "", {}});
    wish.files = {"/data/Éclairage (2024).v2.geojson"};
  }
  Result<MadeLayer> make() { return makeLayer(wish, territory, "/town", catalog, {}, {}); }
};

}  // namespace

TEST_CASE("A layer gets a readable id, a near path, a style and its place in the territory's CRS") {
  Fixture fixture;
  const auto made = fixture.make();
  REQUIRE(made);
  CHECK(made->layer.id == "eclairage-2024");
  CHECK(made->layer.sources == std::vector<std::string>{"/data/Éclairage (2024).v2.geojson"});
  CHECK(made->layer.style.symbol == "lamp");
  CHECK(made->layer.crs.empty());
  CHECK(made->extent.min.x == Approx(839911.0).margin(200.0));
  fixture.territory.layers.push_back(made->layer);
  CHECK(fixture.make()->layer.id == "eclairage-2024-2");
}

TEST_CASE("A layer of a map service has its title and credit, and must be chosen where there are several") {
  Fixture fixture;
  model::SourceDescription& description = fixture.catalog.description;
  description.kind = model::SourceKind::Imagery;
  description.attribution = "IGN";
  description.crsWkt = geo::Crs::fromText("EPSG:3857")->wkt();
  description.extent = {{-2e7, -2e7}, {2e7, 2e7}};
  description.layers = {{"ORTHO", "Photographies aériennes", "Raster", 0, "", {}}, {"PLAN", "", "Raster", 0, "", {}}};
  fixture.wish.files = {"https://data.example.fr/wmts?key=k"};
  const auto refused = fixture.make();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.key == "service-layer-wanted");
  CHECK(refused.error().message.arguments.front().second == "https://data.example.fr/wmts");
  CHECK(refused.error().message.arguments.back().second == "ORTHO, PLAN");
  description.layers.pop_back();
  description.raster.emplace();
  description.raster->isService = true;
  const auto made = fixture.make();
  REQUIRE(made);
  CHECK(made->layer.name == "Photographies aériennes");
  CHECK(made->layer.id == "wmts-ortho");
  CHECK(made->layer.sourceLayer == "ORTHO");
  CHECK(made->layer.sources.front() == "https://data.example.fr/wmts?key=k");
  CHECK(made->description.source == "https://data.example.fr/wmts");
  CHECK(made->layer.governance.attribution == "IGN");
  CHECK(made->extent.size().x < 3e6);  // as far as Lambert-93 is meant to be used
  fixture.wish.settings = {{"governance.attribution", "mine"}};
  CHECK(fixture.make()->layer.governance.attribution == "mine");
  description.layers.clear();
  fixture.wish.files = {"https://tuiles.example.fr:8080/{z}/{x}/{y}.png"};
  CHECK(fixture.make()->layer.name == "tuiles.example.fr");
}

TEST_CASE("Settings and options are applied, wrong ones refused before anything is read") {
  Fixture fixture;
  fixture.wish.id = "lampes";
  fixture.wish.settings = {{"opacity", "0.5"}, {"options.encoding", "CP1252"}};
  const auto made = fixture.make();
  REQUIRE(made);
  CHECK(made->layer.opacity == 0.5);
  CHECK(made->layer.options.at("encoding") == "CP1252");
  fixture.wish.settings = {{"opacity", "5"}};
  CHECK(fixture.make().error().code == ErrorCode::InvalidArgument);
}

TEST_CASE("A source without CRS, or with a local one, is refused until one is given") {
  Fixture fixture;
  fixture.catalog.description.crs.clear();
  fixture.catalog.description.crsWkt.clear();
  CHECK(fixture.make().error().message.key == "source-without-crs");
  fixture.wish.crs = "EPSG:4326";
  const auto made = fixture.make();
  REQUIRE(made);
  CHECK(made->layer.crs == "EPSG:4326");

  fixture.wish.crs.clear();
  fixture.catalog.description.crsWkt =
      "ENGCRS[\"site\",EDATUM[\"site\"],CS[Cartesian,2],AXIS[\"x\",east],AXIS[\"y\",north],LENGTHUNIT[\"metre\",1]]";
  CHECK(fixture.make().error().message.key == "source-crs-local");
}

TEST_CASE("A table without places is refused by name") {
  Fixture fixture;
  fixture.wish.sourceLayer = "notes";
  CHECK(fixture.make().error().message.key == "source-layer-without-geometry");
  fixture.wish.sourceLayer = "lampes";
  CHECK(fixture.make()->layer.name == "lampes");
}

TEST_CASE("A tileset is called like its folder, for its file is always called the same") {
  Fixture fixture;
  fixture.wish.files = {"/data/Presqu'île/tileset.json"};
  const auto made = fixture.make();
  REQUIRE(made);
  CHECK(made->layer.name == "Presqu'île");
  CHECK(made->layer.id == "presqu-ile");
}
