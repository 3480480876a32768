#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "engine/scene/scene_document.h"

using namespace belvedere;
using namespace belvedere::scene;
namespace fs = std::filesystem;

namespace {

Layer layer(std::string id) {
  Layer made;
  made.id = std::move(id);
  made.sources = {"a.gpkg"};
  return made;
}

SceneDocument documentWith(std::initializer_list<const char*> ids) {
  LoadedTerritory loaded;
  for (const char* id : ids) {
    loaded.territory.layers.push_back(layer(id));
  }
  return SceneDocument(std::move(loaded));
}

std::string order(const SceneDocument& document) {
  std::string text;
  for (const Layer& each : document.territory().layers) {
    text += each.id;
  }
  return text;
}

struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "belvedere-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
};

}  // namespace

TEST_CASE("Several settings of a layer are one step, all of them or none") {
  SceneDocument document = documentWith({"a"});
  CHECK_FALSE(document.setValues("a", {{"axes", "swapped"}, {"unit", "ells"}}));
  CHECK(document.territory().layers[0].correction == geo::CoordinateCorrection());
  REQUIRE(document.setValues("a", {{"axes", "swapped"}, {"heightOffset", "-48.3"}, {"heightReference", "on-ground"}}));
  const geo::CoordinateCorrection set = document.territory().layers[0].correction;
  CHECK(set.axes == geo::AxisOrder::Swapped);
  CHECK(set.heightOffsetMetres == -48.3);
  CHECK(set.heightReference == geo::HeightReference::OnGround);
  document.undo();
  CHECK(document.undoLabel() == nullptr);
  CHECK(document.territory().layers[0].correction == geo::CoordinateCorrection());
  document.redo();
  CHECK(document.territory().layers[0].correction == set);
  CHECK_FALSE(document.setValues("b", {{"unit", "m"}}));
}

TEST_CASE("Every edit can be undone and done again") {
  SceneDocument document = documentWith({"a", "b", "c"});
  REQUIRE(document.moveLayer("a", 2));
  CHECK(order(document) == "bca");
  REQUIRE(document.removeLayer("c"));
  REQUIRE(document.addLayer(layer("d")));
  CHECK(order(document) == "bad");
  document.undo();
  document.undo();
  CHECK(order(document) == "bca");
  document.undo();
  CHECK(order(document) == "abc");
  CHECK(document.undoLabel() == nullptr);
  document.redo();
  document.redo();
  CHECK(order(document) == "ba");
  REQUIRE(document.setVisible("a", false));
  CHECK(document.redoLabel() == nullptr);
}

TEST_CASE("A dragged slider is one step") {
  SceneDocument document = documentWith({"a"});
  for (int i = 9; i > 2; --i) {
    REQUIRE(document.setOpacity("a", i / 10.0));
  }
  document.endStep();
  REQUIRE(document.setOpacity("a", 0.1));
  document.undo();
  CHECK(document.territory().layers[0].opacity == 0.3);
  document.undo();
  CHECK(document.territory().layers[0].opacity == 1.0);
}

TEST_CASE("An edit that changes nothing leaves no step") {
  SceneDocument document = documentWith({"a"});
  const auto revision = document.revision();
  REQUIRE(document.setVisible("a", true));
  CHECK(document.undoLabel() == nullptr);
  CHECK(document.revision() == revision);
}

TEST_CASE("A layer's order is its place from the bottom, from 1") {
  SceneDocument document = documentWith({"a", "b", "c"});
  REQUIRE(document.setValue("c", "order", "1"));
  CHECK(order(document) == "cab");
  REQUIRE(document.setValue("c", "order", "3"));
  CHECK(order(document) == "abc");
  REQUIRE(document.setValues("b", {{"order", "1"}, {"opacity", "0.5"}}));
  CHECK(order(document) == "bac");
  CHECK(document.territory().layers[0].opacity == 0.5);
  document.undo();
  CHECK(order(document) == "abc");
  for (const char* wrong : {"0", "4", "-1", "1.5", "1 ", "top", "", "99999999999999999999999"}) {
    const auto status = document.setValue("a", "order", wrong);
    REQUIRE_FALSE(status);
    CHECK(status.error().code == ErrorCode::InvalidArgument);
    CHECK(status.error().message.key == "order-wrong");
    CHECK(order(document) == "abc");
  }
  CHECK(document.setValue("d", "order", "1").error().message.key == "layer-not-found");
  const Message unknown = document.setValue("a", "odrer", "1").error().message;
  CHECK(substitute(unknown.hint, unknown.arguments) == "Did you mean “order”?");
}

TEST_CASE("A layer keeps its number whatever its place, and a new one never takes an old number") {
  SceneDocument document = documentWith({"a", "b"});
  const LayerId a = document.layerNumber("a");
  REQUIRE(document.moveLayer("a", 1));
  CHECK(document.layerNumber("a") == a);
  REQUIRE(document.removeLayer("b"));
  REQUIRE(document.addLayer(layer("c")));
  CHECK(document.layerNumber("c") == 3);
  CHECK(document.findLayer(a)->id == "a");
  CHECK(document.findLayer(2) == nullptr);
}

TEST_CASE("An unknown layer is told with the nearest id") {
  SceneDocument document = documentWith({"batiments"});
  const auto status = document.removeLayer("batiment");
  REQUIRE_FALSE(status);
  CHECK(status.error().code == ErrorCode::NotFound);
  CHECK(substitute(status.error().message.hint, status.error().message.arguments) == "Did you mean “batiments”?");
  const Message other = document.removeLayer("nope").error().message;
  CHECK(substitute(other.hint, other.arguments) == "It has: batiments.");
  CHECK(documentWith({}).removeLayer("nope").error().message.hint.find("belvedere add") != std::string::npos);
  CHECK(document.addLayer(layer("batiments")).error().message.key == "layer-id-taken");
  CHECK(document.addLayer(layer("no good")).error().message.key == "layer-id-invalid");
}

TEST_CASE("The snapshot shows layers in their order") {
  SceneDocument document = documentWith({"a", "b"});
  REQUIRE(document.setVisible("a", false));
  View view;
  view.isDark = true;
  const auto snapshot = document.snapshot(nullptr, view);
  REQUIRE(snapshot->layers.size() == 2);
  CHECK(snapshot->layers[0].id == 1);
  CHECK_FALSE(snapshot->layers[0].isVisible);
  CHECK(snapshot->isDark);
}

TEST_CASE("Saving keeps what somebody else wrote meanwhile unless told otherwise") {
  const Folder folder;
  REQUIRE(saveTerritory(Territory{}, folder.path));
  SceneDocument document(*loadTerritory(folder.path));
  CHECK_FALSE(document.isModified());
  REQUIRE(document.addLayer(layer("a")));
  CHECK(document.isModified());
  REQUIRE(document.save());
  CHECK_FALSE(document.isModified());

  REQUIRE(saveTerritory(Territory{}, folder.path));
  REQUIRE(document.addLayer(layer("b")));
  CHECK(document.save().error().message.key == "territory-changed-on-disk");
  REQUIRE(document.save(true));
  CHECK(loadTerritory(folder.path)->territory.layers.size() == 2);
}

TEST_CASE("A folder without territory, a folder in its place and an empty file are told apart") {
  const Folder folder;
  CHECK(loadTerritory(folder.path).error().message.key == "territory-not-found");
  CHECK(loadTerritory(folder.path / "none").error().code == ErrorCode::NotFound);
  std::ofstream(folder.path / "territory.json").close();
  const auto empty = loadTerritory(folder.path);
  REQUIRE_FALSE(empty);
  CHECK(empty.error().message.key == "json-invalid");
  CHECK(empty.error().where == (folder.path / "territory.json").string());
}
