#include <catch2/catch.hpp>
#include <random>

#include "engine/scene/territory.h"

using namespace belvedere;
using namespace belvedere::scene;

namespace {

std::string withLayer(const std::string& layer) {
  return R"({"version": 1, "crs": "EPSG:2154+5720", "layers": [)" + layer + "]}";
}

std::string withKeys(const std::string& keys) {
  return withLayer(R"({"id": "a", "kind": "vector", "source": "a.gpkg", )" + keys + "}");
}

Territory read(const std::string& json) {
  Diagnostics diagnostics;
  auto territory = territoryFromJson(json, diagnostics);
  REQUIRE(territory);
  CHECK(diagnostics.isEmpty());
  return *territory;
}

std::string failureOf(const std::string& json) {
  Diagnostics diagnostics;
  const auto territory = territoryFromJson(json, diagnostics);
  return territory ? "read" : englishText(territory.error().message);
}

}  // namespace

TEST_CASE("A small territory reads with its defaults") {
  const Territory territory = read(withLayer(R"({"id": "mnt", "kind": "terrain", "source": "data/mnt.tif"})"));
  CHECK(territory.crs == "EPSG:2154+5720");
  CHECK(territory.timeZone == "Europe/Paris");
  REQUIRE(territory.layers.size() == 1);
  CHECK(territory.layers[0].kind == model::SourceKind::Terrain);
  CHECK(territory.layers[0].sources == std::vector<std::string>{"data/mnt.tif"});
  CHECK(territory.layers[0].isVisible);
}

TEST_CASE("A territory reads back as it was written") {
  Territory territory;
  territory.name = "Le Puy-en-Velay “été”";
  Layer layer;
  layer.id = "toits-1";
  layer.name = "Toits";
  layer.kind = model::SourceKind::Imagery;
  layer.sources = {"a.tif", "b.tif"};
  layer.opacity = 0.4;
  layer.options = {{"encoding", "CP1252"}};
  layer.style.fill = {1.0F, 0.0F, 0.0F, 0.2F};
  layer.style.placement = style::Placement::Extrude;
  layer.governance.status = "personal";
  layer.governance.licence = "LO 2.0";
  territory.layers.push_back(layer);
  territory.bookmarks.push_back({"Place", {{769500.5, 6280100.25, 180.0}, 12.0, -20.0, 60.0, false, 1000.0}, ""});
  const Territory again = read(territoryToJson(territory));
  CHECK(territoryToJson(again) == territoryToJson(territory));
  CHECK(again.layers[0].style == layer.style);
  CHECK(again.layers[0].governance.status == "personal");
  CHECK(again.bookmarks[0].camera == territory.bookmarks[0].camera);
}

TEST_CASE("Unknown keys are reported with their nearest name and come back when saved") {
  Diagnostics diagnostics;
  const auto territory = territoryFromJson(
      R"({"version": 1, "crs": "EPSG:2154", "platforms": [{"url": 1}], "layers": [
          {"id": "a", "kind": "vector", "source": "a.gpkg", "opactiy": 0.5, "style": {"glow": {"x": [1]}}}]})",
      diagnostics);
  REQUIRE(territory);
  const Diagnostic* found = diagnostics.find("territory-unknown-key");
  REQUIRE(found != nullptr);
  CHECK(found->where == std::vector<std::string>{"layers[0].style.glow", "layers[0].opactiy", "platforms"});
  const std::string saved = territoryToJson(*territory);
  for (const char* kept : {"\"platforms\"", "\"url\": 1", "\"opactiy\": 0.5", "\"glow\""}) {
    CHECK(saved.find(kept) != std::string::npos);
  }
  Diagnostics again;
  CHECK(territoryToJson(*territoryFromJson(saved, again)) == saved);
}

TEST_CASE("A newer version opens with a warning and keeps its number") {
  Diagnostics diagnostics;
  const auto territory = territoryFromJson(R"({"version": 7, "crs": "EPSG:2154"})", diagnostics);
  REQUIRE(territory);
  CHECK(diagnostics.find("territory-newer-version") != nullptr);
  CHECK(territoryToJson(*territory).find("\"version\": 7") != std::string::npos);
}

TEST_CASE("A wrong value names its key, itself and what is expected") {
  CHECK(failureOf(withKeys(R"("opacity": 1.5)")) ==
        "layers[0].opacity cannot be “1.5”: expected a number from 0 to 1.");
  CHECK(failureOf(withKeys(R"("opacity": "half")")) ==
        "layers[0].opacity cannot be “half”: expected a number from 0 to 1.");
  CHECK(failureOf(withKeys(R"("visible": null)")) == "layers[0].visible cannot be “null”: expected true or false.");
  CHECK(failureOf(withKeys(R"("style": {"fill": "red"})")) ==
        "layers[0].style.fill cannot be “red”: expected a colour as #rrggbb or #rrggbbaa.");
  CHECK(failureOf(withKeys(R"("governance": [])")) == "layers[0].governance must be an object in braces.");
  CHECK(failureOf(withKeys(R"("options": {"lod": 2})")) == "layers[0].options.lod must be text in quotes.");
}

TEST_CASE("A text that lacks the form of its setting is a finding and costs what it says") {
  Diagnostics diagnostics;
  const auto territory = territoryFromJson(
      withKeys(
          R"("crs": "EPSG:21544", "options": {"lod": "LOD2", "encoding": "UFT-8", "them": "x", "theme": "any text"},
                  "governance": {"sourceDate": "last May"}, "opacity": 0.5)"),
      diagnostics);
  REQUIRE(territory);
  CHECK(territory->layers[0].opacity == 0.5);
  CHECK(territory->layers[0].options.at("lod") == "LOD2");
  const auto said = [&](const char* key) {
    const Diagnostic* found = diagnostics.find(key);
    return found == nullptr ? "nothing" : englishText(found->message);
  };
  CHECK(said("setting-wants-crs") ==
        "layers[0].crs cannot be “EPSG:21544”: expected a coordinate system such as EPSG:2154.");
  CHECK(said("setting-wants-lod") ==
        "layers[0].options.lod cannot be “LOD2”: expected a level of detail such as 2 or 2.2.");
  CHECK(said("setting-wants-encoding") ==
        "layers[0].options.encoding cannot be “UFT-8”: expected the name of a character encoding.");
  CHECK(said("setting-wants-date") ==
        "layers[0].governance.sourceDate cannot be “last May”: expected a date such as 2024, 2024-05 or 2024-05-31.");
  const Message& encoding = diagnostics.find("setting-wants-encoding")->message;
  CHECK(substitute(encoding.hint, encoding.arguments) == "Did you mean “UTF-8”?");
  const Message& option = diagnostics.find("territory-unknown-key")->message;
  CHECK(englishText(option) == "The key layers[0].options.them is not known; it is kept as it is.");
  CHECK(substitute(option.hint, option.arguments) == "Did you mean “theme”?");
  CHECK(diagnostics.items().size() == 5);
  CHECK(territoryToJson(*territory).find("\"them\": \"x\"") != std::string::npos);
}

TEST_CASE("Texts of the right form are no finding") {
  for (const char* date : {"", "2024", "2024-05", "2024-12-31", "2024-05-31T10:00:00Z"}) {
    Diagnostics diagnostics;
    const std::string keys =
        R"("crs": "EPSG:2154", "options": {"lod": "2.2", "encoding": "CP1252"}, "governance": {"sourceDate": ")";
    REQUIRE(territoryFromJson(withKeys(keys + date + "\"}"), diagnostics));
    CHECK(diagnostics.isEmpty());
  }
}

TEST_CASE("A null stands for nothing: it is refused like any other wrong value") {
  for (const char* key : {"layers", "bookmarks"}) {
    CHECK(failureOf(R"({"version": 1, "crs": "EPSG:2154", ")" + std::string(key) + R"(": null})") ==
          std::string(key) + " must be a list in square brackets.");
  }
  CHECK(failureOf(R"({"version": null, "crs": "EPSG:2154"})") == "version must be a whole number from 1.");
  for (const char* key : {"options", "style", "governance"}) {
    std::string keys(R"("KEY": null)");
    keys.replace(1, 3, key);
    CHECK(failureOf(withKeys(keys)) == "layers[0]." + std::string(key) + " must be an object in braces.");
  }
  CHECK(failureOf(withLayer(R"({"id": null, "kind": "vector", "source": "a"})")) ==
        "layers[0].id must be text in quotes.");
}

TEST_CASE("A missing or impossible structure is told by its place") {
  CHECK(failureOf("[]") == "territory must be an object in braces.");
  CHECK(failureOf("{}") == "version is missing.");
  CHECK(failureOf(R"({"version": 1})") == "crs is missing.");
  CHECK(failureOf(R"({"version": "1", "crs": ""})") == "version must be a whole number from 1.");
  CHECK(failureOf(R"({"version": -1, "crs": ""})") == "version must be a whole number from 1.");
  CHECK(failureOf(R"({"version": 1, "crs": "EPSG:2154", "layers": {}})") ==
        "layers must be a list in square brackets.");
  CHECK(failureOf(withLayer("3")) == "layers[0] must be an object in braces.");
  CHECK(failureOf(withLayer(R"({"kind": "vector", "source": "a"})")) == "layers[0].id is missing.");
  CHECK(failureOf(withLayer(R"({"id": "a b", "kind": "vector", "source": "a"})")) ==
        "layers[0].id cannot be “a b”: expected 1 to 100 letters, digits, - and _.");
  CHECK(failureOf(withLayer(R"({"id": "a", "kind": "vector", "source": []})")) ==
        "layers[0].source must be a path, or a list of paths.");
  CHECK(failureOf(withLayer(
            R"({"id": "a", "kind": "vector", "source": "x"}, {"id": "a", "kind": "vector", "source": "x"})")) ==
        "layers[1].id: another layer already has the id “a”.");
}

TEST_CASE("A mistyped kind names the nearest") {
  Diagnostics diagnostics;
  const auto territory = territoryFromJson(withLayer(R"({"id": "a", "kind": "terain", "source": "a"})"), diagnostics);
  REQUIRE_FALSE(territory);
  const Message& message = territory.error().message;
  CHECK(substitute(message.hint, message.arguments) == "Did you mean “terrain”?");
}

TEST_CASE("Duplicate keys and numbers that are none are refused with their line") {
  CHECK(failureOf("{\"version\": 1,\n\"crs\": \"a\",\n\"crs\": \"b\"}") ==
        "Line 3: the key “crs” stands twice in one object.");
  CHECK(failureOf("{\"version\": 1,\n\"crs\": NaN}") == "Line 2: this is not valid JSON.");
}

TEST_CASE("A thousand layers read and write") {
  Territory territory;
  for (int i = 0; i < 1000; ++i) {
    Layer layer;
    layer.id = "layer-" + std::to_string(i);
    layer.sources = {"a.gpkg"};
    territory.layers.push_back(layer);
  }
  CHECK(read(territoryToJson(territory)).layers.size() == 1000);
}

TEST_CASE("set takes every kind of key, refuses unknown ones and goes back to the default") {
  Layer layer;
  CHECK(setLayerValue(layer, "opacity", "0.5"));
  CHECK(setLayerValue(layer, "style.fill", "#102030"));
  CHECK(setLayerValue(layer, "governance.licence", "LO 2.0"));
  CHECK(setLayerValue(layer, "options.lod", "2"));
  CHECK(layer.opacity == 0.5);
  CHECK(style::colourText(layer.style.fill) == "#102030");
  CHECK(layer.governance.licence == "LO 2.0");
  CHECK(layer.options.at("lod") == "2");
  CHECK(setLayerValue(layer, "opacity", ""));
  CHECK(setLayerValue(layer, "options.lod", ""));
  CHECK(layer.opacity == 1.0);
  CHECK(layer.options.empty());

  const auto unknown = setLayerValue(layer, "style.fil", "#102030");
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().code == ErrorCode::InvalidArgument);
  CHECK(substitute(unknown.error().message.hint, unknown.error().message.arguments) == "Did you mean “style.fill”?");
  CHECK(setLayerValue(layer, "opacity", "2").error().code == ErrorCode::InvalidArgument);
}

TEST_CASE("set refuses a correction that does nothing to layers of its kind") {
  Layer layer;
  layer.kind = model::SourceKind::PointCloud;
  CHECK(setLayerValue(layer, "heightReference", "on-ground").error().message.key == "setting-without-effect");
  CHECK(setLayerValue(layer, "heightReference", ""));
  CHECK(setLayerValue(layer, "heightOffset", "1.5"));
  layer.kind = model::SourceKind::Terrain;
  CHECK(setLayerValue(layer, "axes", "swapped").error().message.key == "setting-without-effect");
  CHECK(setLayerValue(layer, "heightUnit", "ft"));
  layer.kind = model::SourceKind::Imagery;
  CHECK(setLayerValue(layer, "heightOffset", "2").error().code == ErrorCode::InvalidArgument);
  CHECK(setLayerValue(layer, "opacity", "0.5"));
}

TEST_CASE("set refuses texts that lack the form of their setting, and changes nothing then") {
  Layer layer;
  for (const auto& [key, value] : {std::pair{"crs", "foo"},
                                   {"options.lod", "two"},
                                   {"options.lod", "2.25"},
                                   {"options.encoding", "klingon"},
                                   {"governance.sourceDate", "31/05/2024"},
                                   {"governance.sourceDate", "2024-13"},
                                   {"governance.sourceDate", "2024-05-32"},
                                   {"governance.sourceDate", "2024-05-31x"}}) {
    const auto refused = setLayerValue(layer, key, value);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::InvalidArgument);
    const std::string said = englishText(refused.error().message);
    CHECK(said.starts_with(std::string(key) + " cannot be “" + value + "”: expected "));
  }
  CHECK(layer.crs.empty());
  CHECK(layer.options.empty());
  CHECK(setLayerValue(layer, "crs", "EPSG:3946"));
  CHECK(setLayerValue(layer, "governance.sourceDate", "2024-05"));
}

TEST_CASE("A territory with any bytes changed is read whole or refused with a message") {
  const std::string sound = withLayer(R"({"id": "a", "kind": "vector", "source": ["a.gpkg", "b"], "opacity": 0.25,
    "style": {"fill": "#102030", "placement": "extrude"}, "governance": {"status": "public"}, "glow": [1, {"x": 2}]})");
  std::mt19937 random(7);
  for (int i = 0; i < 3000; ++i) {
    std::string text = sound;
    for (unsigned changes = 1 + random() % 4; changes > 0; --changes) {
      const std::size_t place = random() % text.size();
      if (random() % 3 == 0) {
        text.erase(place, 1 + random() % 5);
      } else {
        text[place] = static_cast<char>(random() % 256);
      }
    }
    Diagnostics diagnostics;
    const auto territory = territoryFromJson(text, diagnostics);
    if (!territory) {
      CHECK_FALSE(territory.error().message.text.empty());
      continue;
    }
    Diagnostics again;
    const auto reread = territoryFromJson(territoryToJson(*territory), again);
    REQUIRE(reread);
    CHECK(territoryToJson(*reread) == territoryToJson(*territory));
  }
}
