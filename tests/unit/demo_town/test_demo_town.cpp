#include <catch2/catch.hpp>
#include <clocale>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <ogrsf_frmts.h>
#include <set>
#include <tbb/global_control.h>
#include <unistd.h>

#include "apps/demo_town/demo_town.h"
#include "engine/scene/territory.h"

using namespace belvedere;
using namespace belvedere::demo;
namespace fs = std::filesystem;

namespace {

/// A folder of this test's own, gone at its end.
class Scratch {
 public:
  Scratch() : path_(fs::temp_directory_path() / ("belvedere-demo-" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { fs::remove_all(path_); }
  fs::path operator/(const char* name) const { return path_ / name; }
  bool holdsOnly(const std::set<std::string>& names) const {
    std::set<std::string> found;
    for (const auto& entry : fs::directory_iterator(path_)) {
      found.insert(entry.path().filename().string());
    }
    return found == names;
  }

 private:
  fs::path path_;
};

DemoOptions small(fs::path folder) {
  DemoOptions options;
  options.folder = std::move(folder);
  options.buildings = 300;
  options.orthophotoPixelMetres = 3.2;
  return options;
}

std::string bytesOf(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::size_t buildingsIn(const fs::path& folder) {
  const std::string gml = bytesOf(folder / "buildings/centre.gml");
  std::size_t inGml = 0;
  for (std::size_t at = gml.find("<bldg:Building "); at != std::string::npos;
       at = gml.find("<bldg:Building ", at + 1)) {
    ++inGml;
  }
  const auto json = nlohmann::json::parse(bytesOf(folder / "buildings/nouveau_quartier.city.json"));
  std::size_t inJson = 0;
  for (const auto& [id, object] : json["CityObjects"].items()) {
    inJson += object["type"] == "Building" ? 1U : 0U;
  }
  return inGml + inJson;
}

}  // namespace

TEST_CASE("The same seed writes the same files, whatever the locale and the number of processors") {
  const Scratch scratch;
  REQUIRE(generateDemoTown(small(scratch / "one"), {}, {}));
  {
    const tbb::global_control alone(tbb::global_control::max_allowed_parallelism, 1);
    const std::string before = std::setlocale(LC_ALL, nullptr);
    if (std::setlocale(LC_ALL, "fr_FR.UTF-8") == nullptr) {
      WARN("no French locale here: tried with one processor only");
    }
    REQUIRE(generateDemoTown(small(scratch / "two"), {}, {}));
    std::setlocale(LC_ALL, before.c_str());
  }
  for (const char* file : {"buildings/centre.gml", "buildings/nouveau_quartier.city.json", "buildings/arbres.city.json",
                           "relief.tif", "orthophoto.tif", "territory.json"}) {
    INFO(file);
    const std::string first = bytesOf(scratch / "one" / file);
    CHECK_FALSE(first.empty());
    CHECK(first == bytesOf(scratch / "two" / file));
  }
  DemoOptions other = small(scratch / "three");
  other.seed = 2;
  REQUIRE(generateDemoTown(other, {}, {}));
  CHECK(bytesOf(scratch / "one/buildings/centre.gml") != bytesOf(scratch / "three/buildings/centre.gml"));
}

TEST_CASE("The demo holds exactly as many buildings as asked for, in one town or in several") {
  const Scratch scratch;
  for (const std::size_t buildings : {std::size_t{1}, std::size_t{450}, std::size_t{2600}}) {
    DemoOptions options = small(scratch / "demo");
    options.buildings = buildings;
    options.orthophotoPixelMetres = 12.0;
    const auto summary = generateDemoTown(options, {}, {});
    REQUIRE(summary);
    CHECK(summary->buildings == buildings);
    CHECK(buildingsIn(scratch / "demo") == buildings);
  }
}

TEST_CASE("The demo's territory opens without a remark, and all its sources are there") {
  const Scratch scratch;
  REQUIRE(generateDemoTown(small(scratch / "demo"), {}, {}));
  const auto loaded = scene::loadTerritory(scratch / "demo");
  REQUIRE(loaded);
  CHECK(loaded->diagnostics.isEmpty());
  CHECK(loaded->territory.name == "Valbourg-sur-Vernelle");
  CHECK(loaded->territory.bookmarks.size() == 5);
  for (const scene::Layer& layer : loaded->territory.layers) {
    INFO(layer.id);
    CHECK(layer.governance.licence == "Licence Ouverte 2.0");
    CHECK(fs::is_regular_file(loaded->folder / layer.sources.at(0)));
  }
}

TEST_CASE("Every municipal table has rows, and the waste containers have Moselle's columns") {
  const Scratch scratch;
  DemoOptions options = small(scratch / "demo");
  options.buildings = 1200;
  REQUIRE(generateDemoTown(options, {}, {}));
  const auto loaded = scene::loadTerritory(scratch / "demo");
  REQUIRE(loaded);
  for (const scene::Layer& layer : loaded->territory.layers) {
    if (layer.kind != model::SourceKind::Vector) {
      continue;
    }
    INFO(layer.id);
    const GDALDatasetUniquePtr file(GDALDataset::Open((loaded->folder / layer.sources[0]).c_str(), GDAL_OF_VECTOR));
    REQUIRE(file);
    OGRLayer* table = file->GetLayerByName(layer.sourceLayer.c_str());
    REQUIRE(table != nullptr);
    CHECK(table->GetFeatureCount() > 0);
    if (layer.id == "conteneurs") {
      std::vector<std::string> columns;
      columns.reserve(static_cast<std::size_t>(table->GetLayerDefn()->GetFieldCount()));
      for (int i = 0; i < table->GetLayerDefn()->GetFieldCount(); ++i) {
        columns.emplace_back(table->GetLayerDefn()->GetFieldDefn(i)->GetNameRef());
      }
      CHECK(columns == std::vector<std::string>{"collectivite_niveau2", "ref_produit", "commune", "code_postal",
                                                "adresse", "volume", "ref_mineris", "ref_okko", "jour", "remplissage"});
    }
  }
}

TEST_CASE("A folder with something else in it is refused and left alone") {
  const Scratch scratch;
  fs::create_directories(scratch / "mine");
  std::ofstream(scratch / "mine/letter.txt") << "dear";
  const auto summary = generateDemoTown(small(scratch / "mine"), {}, {});
  REQUIRE_FALSE(summary);
  CHECK(summary.error().code == ErrorCode::InvalidArgument);
  CHECK(summary.error().message.key == "demo-folder-in-use");
  CHECK(bytesOf(scratch / "mine/letter.txt") == "dear");
  CHECK(scratch.holdsOnly({"mine"}));
}

TEST_CASE("An earlier demo is replaced, unless somebody has put something beside it") {
  const Scratch scratch;
  REQUIRE(generateDemoTown(small(scratch / "demo"), {}, {}));
  DemoOptions other = small(scratch / "demo");
  other.seed = 7;
  const std::string before = bytesOf(scratch / "demo/buildings/centre.gml");
  REQUIRE(generateDemoTown(other, {}, {}));
  CHECK(before != bytesOf(scratch / "demo/buildings/centre.gml"));
  CHECK(scratch.holdsOnly({"demo"}));
  std::ofstream(scratch / "demo/notes.txt") << "keep";
  CHECK_FALSE(generateDemoTown(other, {}, {}));
  CHECK(bytesOf(scratch / "demo/notes.txt") == "keep");
}

TEST_CASE("A stop at any stage leaves nothing behind") {
  const Scratch scratch;
  for (const char* stage : {"demo-stage-plan", "demo-stage-data", "demo-stage-relief", "demo-stage-orthophoto"}) {
    std::stop_source stop;
    const auto summary = generateDemoTown(
        small(scratch / "demo"),
        [&](const Progress& progress) {
          if (progress.stage.key == stage) {
            stop.request_stop();
          }
        },
        stop.get_token());
    INFO(stage);
    REQUIRE_FALSE(summary);
    CHECK(summary.error().code == ErrorCode::Cancelled);
    CHECK(scratch.holdsOnly({}));
  }
}

TEST_CASE("No buildings, or too many, are refused") {
  for (const std::size_t buildings : {std::size_t{0}, kMaxBuildings + 1}) {
    DemoOptions options;
    options.folder = "unused";
    options.buildings = buildings;
    const auto summary = generateDemoTown(options, {}, {});
    REQUIRE_FALSE(summary);
    CHECK(summary.error().message.key == "demo-buildings-out-of-range");
  }
}

TEST_CASE("A folder that cannot be made is told") {
  const auto summary = generateDemoTown(small("/proc/demo"), {}, {});
  REQUIRE_FALSE(summary);
  CHECK(summary.error().code == ErrorCode::Io);
}
