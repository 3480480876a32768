#include <catch2/catch.hpp>
#include <cstdlib>
#include <functional>
#include <string>

#include "engine/capture/image_writer.h"
#include "tests/golden/picture_comparison.h"
#include "tests/golden/stage.h"

namespace belvedere::golden {
namespace {

namespace fs = std::filesystem;

/// A picture that shows one feature: it must be as expected, and must not be once the feature is off.
struct Golden {
  std::string name;
  PixelBox mask;  ///< where the feature is seen, in a picture of 320 x 200
  std::function<void(Stage&)> show;
  std::function<void(Stage&)> turnOff;
};

fs::path expectedFile(const std::string& name) {
  return fs::path(BELVEDERE_SOURCE_DIR) / "tests/golden/expected" / (name + ".png");
}

/// Writes what was expected, what came and how they differ into the build folder.
void report(const std::string& name, const Image& expected, const Image& actual, const Image& difference) {
  const fs::path folder = fs::path(BELVEDERE_BINARY_DIR) / "golden";
  fs::create_directories(folder);
  for (const auto& [suffix, image] :
       {std::pair("expected", &expected), {"actual", &actual}, {"difference", &difference}}) {
    if (!image->isEmpty()) {
      CHECK(capture::writeImage(*image, folder / (name + "_" + suffix + ".png")));
    }
  }
  WARN("see " << (folder / (name + "_difference.png")).string());
}

Image drawn(Stage& stage, const Golden& golden, bool isOff) {
  stage.reset();
  golden.show(stage);
  if (isOff) {
    golden.turnOff(stage);
  }
  return stage.draw();
}

void check(const Golden& golden) {
  Stage* stage = Stage::get();
  if (stage == nullptr) {
    return;
  }
  INFO("golden picture " << golden.name);
  const Image actual = drawn(*stage, golden, false);
  if (std::getenv("BELVEDERE_UPDATE_GOLDEN") != nullptr) {
    REQUIRE(capture::writeImage(actual, expectedFile(golden.name)));
  }
  const std::optional<Image> expected = readPng(expectedFile(golden.name));
  if (!expected) {
    report(golden.name, {}, actual, {});
    FAIL("no expected picture; look at the actual one, then set BELVEDERE_UPDATE_GOLDEN=1 to keep it");
  }
  const std::optional<Difference> difference = compare(*expected, actual, golden.mask);
  REQUIRE(difference);
  if (!difference->isWithinTolerance()) {
    report(golden.name, *expected, actual, difference->shown);
  }
  CHECK(difference->shareOfAll <= 0.001);
  CHECK(difference->shareWithinMask <= 0.01);
  CHECK(drawn(*Stage::fresh(), golden, false).pixels == actual.pixels);  // whatever was drawn before
  const std::optional<Difference> without = compare(*expected, drawn(*stage, golden, true), golden.mask);
  REQUIRE(without);
  CHECK_FALSE(without->isWithinTolerance());
}

void showAll(Stage& stage) {
  for (const VillageLayer layer : {kParcels, kPaths, kBuildings, kBillboard, kTrees, kLamps}) {
    stage.show(layer);
  }
}

void standNear(Stage& stage) { stage.look({-30.0, -120.0, 70.0}, 340.0, -25.0); }

}  // namespace

TEST_CASE("Relief is shaded by its slopes", "[golden]") {
  check({"relief", {60, 60, 200, 100}, [](Stage&) {}, [](Stage& stage) { stage.show(kRelief, false); }});
}

TEST_CASE("Relief wears its imagery", "[golden]") {
  check({"imagery",
         {60, 80, 200, 100},
         [](Stage& stage) {
           stage.showImagery();
           stage.snapshot().look = scene::Look::Realistic;
         },
         [](Stage& stage) {
           stage.reset();
           stage.snapshot().look = scene::Look::Realistic;
         }});
}

TEST_CASE("Relief without imagery is coloured by height on request", "[golden]") {
  check({"ramp",
         {60, 60, 200, 100},
         [](Stage& stage) { stage.style(kRelief).isRampByHeight = true; },
         [](Stage& stage) { stage.style(kRelief).isRampByHeight = false; }});
}

TEST_CASE("Roofs are told from walls", "[golden]") {
  check({"roofs",
         {140, 60, 170, 100},
         [](Stage& stage) {
           stage.show(kBuildings);
           standNear(stage);
         },
         [](Stage& stage) { stage.style(kBuildings).roof = stage.style(kBuildings).fill; }});
}

TEST_CASE("A hole in a roof is a hole", "[golden]") {
  check({"hole",
         {215, 65, 70, 30},
         [](Stage& stage) {
           stage.show(kBuildings);
           standNear(stage);
         },
         [](Stage& stage) {  // the block with the courtyard is hidden
           stage.renderer().setStyleRows(kBuildings, {{255, 255, 255, 255}, {255, 255, 255, 0}});
         }});
}

TEST_CASE("Polygons are draped on the relief, without double blending", "[golden]") {
  check({"drape",
         {50, 110, 110, 90},
         [](Stage& stage) { stage.show(kParcels); },
         [](Stage& stage) { stage.show(kParcels, false); }});
}

TEST_CASE("Strokes keep their width and join at their corners", "[golden]") {
  check({"stroke",
         {65, 55, 170, 110},
         [](Stage& stage) {
           stage.show(kPaths);
           stage.style(kPaths).lineWidth = 4.0;
         },
         [](Stage& stage) { stage.style(kPaths).lineWidth = 1.0; }});
}

TEST_CASE("Symbols stand at their places with a halo", "[golden]") {
  check({"symbols",
         {60, 90, 190, 80},
         [](Stage& stage) {
           stage.show(kTrees);
           stage.show(kLamps);
         },
         [](Stage& stage) { stage.style(kTrees).symbol = "diamond"; }});
}

TEST_CASE("Each symbol has a shape of its own", "[golden]") {
  check({"symbol_shapes",
         {60, 90, 190, 80},
         [](Stage& stage) {
           stage.show(kTrees);
           stage.show(kLamps);
           stage.style(kTrees).symbol = "pin";
           stage.style(kLamps).symbol = "square";
         },
         [](Stage& stage) { stage.style(kTrees).symbol = "triangle"; }});
  Stage* stage = Stage::get();
  if (stage == nullptr) {
    return;
  }
  std::vector<Image> pictures;
  for (const char* symbol : {"circle", "square", "diamond", "triangle", "pin", "tree", "lamp"}) {
    stage->reset();
    stage->show(kTrees);
    stage->style(kTrees).symbol = symbol;
    stage->style(kTrees).symbolSize = 16.0;
    pictures.push_back(stage->draw());
  }
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      const std::optional<Difference> difference = compare(pictures[k], pictures[i], {60, 90, 190, 80});
      REQUIRE(difference);
      CHECK_FALSE(difference->isWithinTolerance());
    }
  }
}

TEST_CASE("Symbols behind buildings are hidden", "[golden]") {
  check({"hidden_symbols",
         {0, 90, 320, 110},
         [](Stage& stage) {
           stage.show(kBuildings);
           stage.show(kLamps);
           stage.look({-40.0, -130.0, 12.0}, 350.0, 2.0);
         },
         [](Stage& stage) { stage.show(kBuildings, false); }});
}

TEST_CASE("Pictures on walls are upright", "[golden]") {
  check({"texture",
         {200, 100, 40, 60},
         [](Stage& stage) {
           stage.show(kBillboard);
           stage.snapshot().look = scene::Look::Realistic;
         },
         [](Stage& stage) { stage.style(kBillboard).usesTextures = false; }});
}

TEST_CASE("The sun casts shadows", "[golden]") {
  check({"shadow",
         {60, 60, 220, 90},
         [](Stage& stage) {
           stage.show(kBuildings);
           stage.snapshot().look = scene::Look::Realistic;
           stage.snapshot().sunDirection = {-0.8, -0.2, 0.5};
         },
         [](Stage& stage) { stage.effects().hasShadows = false; }});
}

TEST_CASE("Corners and feet of walls are darker", "[golden]") {
  check({"occlusion",
         {150, 60, 150, 90},
         [](Stage& stage) {
           stage.show(kBuildings);
           standNear(stage);
         },
         [](Stage& stage) { stage.effects().hasOcclusion = false; }});
}

TEST_CASE("The maquette has thin edge lines", "[golden]") {
  check({"edges",
         {150, 60, 150, 90},
         [](Stage& stage) {
           stage.show(kBuildings);
           standNear(stage);
         },
         [](Stage& stage) { stage.effects().hasEdges = false; }});
}

TEST_CASE("A translucent layer shows what is behind it once", "[golden]") {
  check({"translucent",
         {140, 60, 170, 100},
         [](Stage& stage) {
           stage.show(kBuildings);
           stage.snapshot().layers[kBuildings - 1].opacity = 0.5;
           standNear(stage);
         },
         [](Stage& stage) { stage.snapshot().layers[kBuildings - 1].opacity = 1.0; }});
}

TEST_CASE("The selected feature is outlined", "[golden]") {
  check({"selection",
         {140, 75, 32, 22},
         [](Stage& stage) {
           showAll(stage);
           stage.snapshot().selected = scene::FeatureRef{kBuildings, 1};
         },
         [](Stage& stage) { stage.snapshot().selected.reset(); }});
}

TEST_CASE("Style rows colour features without new geometry", "[golden]") {
  check({"style_rows",
         {140, 60, 170, 100},
         [](Stage& stage) {
           stage.show(kBuildings);
           standNear(stage);
           stage.renderer().setStyleRows(kBuildings, {{200, 40, 40, 255}, {40, 90, 200, 255}, {250, 200, 60, 255}});
         },
         [](Stage& stage) { stage.renderer().setStyleRows(kBuildings, {}); }});
}

TEST_CASE("A map view looks straight down", "[golden]") {
  check({"top",
         {80, 10, 160, 180},
         [](Stage& stage) {
           showAll(stage);
           stage.lookFromAbove(520.0);
         },
         [](Stage& stage) { stage.snapshot().camera.isOrthographic = false; }});
}

TEST_CASE("Both looks have a background of their own", "[golden]") {
  check({"sky",
         {0, 0, 320, 60},
         [](Stage& stage) {
           stage.snapshot().look = scene::Look::Realistic;
           stage.look({-150.0, -420.0, 210.0}, 330.0, 0.0);
           stage.snapshot().sunDirection = {-0.53, 0.84, 0.10};
         },
         [](Stage& stage) { stage.snapshot().look = scene::Look::Maquette; }});
  check({"dark",
         {0, 0, 320, 60},
         [](Stage& stage) { stage.snapshot().isDark = true; },
         [](Stage& stage) { stage.snapshot().isDark = false; }});
}

}  // namespace belvedere::golden
