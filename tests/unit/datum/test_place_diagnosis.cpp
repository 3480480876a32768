#include <catch2/catch.hpp>

#include "engine/datum/place_diagnosis.h"
#include "engine/geo/transform.h"

using namespace belvedere;
using namespace belvedere::datum;
using geo::Bounds2;

namespace {

const Bounds2 kLyon{{840'000.0, 6'517'000.0}, {846'000.0, 6'523'000.0}};     // Lambert-93
const Bounds2 kQuarter{{842'000.0, 6'518'500.0}, {842'900.0, 6'519'200.0}};  // a layer in it

geo::Crs crs(const char* text) { return geo::Crs::fromText(text).value(); }

Bounds2 in(const char* text, const Bounds2& box = kQuarter) {
  return geo::CoordinateTransform::create(crs("EPSG:2154"), crs(text))->apply(box);
}

std::optional<Finding> diagnose(const Bounds2& extent, const char* declared, const Bounds2& reference = kLyon,
                                geo::CoordinateCorrection correction = {}) {
  return diagnosePlace({extent, crs(declared), correction, crs("EPSG:2154+5720"), false, true, reference});
}

std::string settings(const Finding& finding, std::size_t remedy = 0) {
  REQUIRE(finding.remedies.size() > remedy);
  std::string text;
  for (const auto& [key, value] : finding.remedies[remedy].settings) {
    text += (text.empty() ? "" : " ") + key + "=" + value;
  }
  return text;
}

}  // namespace

TEST_CASE("Layers in the territory, around it and next to it have no finding, in whatever system") {
  for (const char* text : {"EPSG:2154", "EPSG:3946", "EPSG:4326", "EPSG:32631", "EPSG:27572", "EPSG:3857"}) {
    INFO(text);
    CHECK_FALSE(diagnose(in(text), text));
  }
  const Bounds2 france{{100'000.0, 6'050'000.0}, {1'240'000.0, 7'110'000.0}};
  CHECK_FALSE(diagnose(france, "EPSG:2154"));
  CHECK_FALSE(diagnose({{852'000.0, 6'517'000.0}, {853'000.0, 6'518'000.0}}, "EPSG:2154"));
  CHECK_FALSE(diagnose({{700'000.0, 6'600'000.0}, {700'100.0, 6'600'100.0}}, "EPSG:2154"));  // another town, rightly
  CHECK_FALSE(diagnose(kQuarter, "EPSG:2154", {}));                                          // the first layer
  CHECK_FALSE(diagnose({}, "EPSG:2154"));
}

TEST_CASE("Lambert-93 metres that are read as degrees are recognised") {
  const auto finding = diagnose(kQuarter, "EPSG:4326");
  REQUIRE(finding);
  CHECK(finding->message.key == "place-other-crs");
  CHECK(settings(*finding) == "crs=EPSG:2154");
  CHECK(finding->remedies[0].accuracyMetres == 0.0);
}

TEST_CASE("The system that a layer is really in is found among those in use at the place") {
  for (const char* text : {"EPSG:3946", "EPSG:27572", "EPSG:25831", "EPSG:3857", "EPSG:4326"}) {
    INFO(text);
    const auto finding = diagnose(in(text), "EPSG:2154");
    REQUIRE(finding);
    CHECK(finding->message.key == "place-other-crs");
    CHECK(settings(*finding) == std::string("crs=") + text);
  }
}

TEST_CASE("Systems that lie apart are all named, and none is chosen") {
  // UTM 31 on ED50 and on ETRS89 differ by some 150 m: both would do.
  const auto finding = diagnose(in("EPSG:25831"), "EPSG:2154");
  REQUIRE(finding);
  REQUIRE(finding->remedies.size() > 1);
  CHECK(finding->message.hint.find("{others}") != std::string::npos);
  bool hasEd50 = false;
  for (std::size_t i = 0; i < finding->remedies.size(); ++i) {
    hasEd50 = hasEd50 || settings(*finding, i) == "crs=EPSG:23031";
  }
  CHECK(hasEd50);
}

TEST_CASE("Swapped axes are recognised, in metres and in degrees") {
  const auto swapped = [](const Bounds2& box) { return Bounds2{{box.min.y, box.min.x}, {box.max.y, box.max.x}}; };
  for (const char* text : {"EPSG:2154", "EPSG:3946", "EPSG:4326"}) {
    INFO(text);
    const auto finding = diagnose(swapped(in(text)), text);
    REQUIRE(finding);
    CHECK(finding->message.key == "place-axes-swapped");
    CHECK(settings(*finding) == "axes=swapped");
  }
  geo::CoordinateCorrection wrong;
  wrong.axes = geo::AxisOrder::Swapped;
  const auto back = diagnose(kQuarter, "EPSG:2154", kLyon, wrong);
  REQUIRE(back);
  CHECK(settings(*back) == "axes=as-declared");
}

TEST_CASE("Northings with the wrong sign are recognised") {
  const auto finding = diagnose({{kQuarter.min.x, -kQuarter.max.y}, {kQuarter.max.x, -kQuarter.min.y}}, "EPSG:2154");
  REQUIRE(finding);
  CHECK(finding->message.key == "place-northing-negated");
  CHECK(settings(*finding) == "axes=northing-negated");
}

TEST_CASE("Feet, millimetres and kilometres are recognised") {
  const auto scaled = [](double factor) { return Bounds2{kQuarter.min * factor, kQuarter.max * factor}; };
  const auto millimetres = diagnose(scaled(1000.0), "EPSG:2154");
  REQUIRE(millimetres);
  CHECK(millimetres->message.key == "place-other-unit");
  CHECK(settings(*millimetres) == "unit=mm");
  const auto kilometres = diagnose(scaled(0.001), "EPSG:2154");
  REQUIRE(kilometres);
  CHECK(settings(*kilometres) == "unit=km");
  const auto feet = diagnose(scaled(1.0 / 0.3048), "EPSG:2154");
  REQUIRE(feet);
  REQUIRE(feet->remedies.size() == 2);  // the two feet differ by 13 m in a northing of 6,500 km
  CHECK(settings(*feet, 0) == "unit=ft");
  CHECK(settings(*feet, 1) == "unit=us-ft");
}

TEST_CASE("Metres in a system of feet are recognised") {
  const Bounds2 autzen{{636'000.0, 848'000.0}, {639'000.0, 854'000.0}};  // EPSG:2992, international feet
  const geo::Crs territory = crs("EPSG:2991");
  const Bounds2 reference{autzen.min * 0.3048, autzen.max * 0.3048};
  const PlaceFacts good{autzen, crs("EPSG:2992"), {}, territory, false, true, reference};
  CHECK_FALSE(diagnosePlace(good));
  const PlaceFacts metres{reference, crs("EPSG:2992"), {}, territory, false, true, reference};
  const auto finding = diagnosePlace(metres);
  REQUIRE(finding);
  bool hasMetres = false;
  for (std::size_t i = 0; i < finding->remedies.size(); ++i) {
    hasMetres = hasMetres || settings(*finding, i) == "unit=m";
  }
  CHECK(hasMetres);
}

TEST_CASE("Coordinates near 0, 0 are told as lost, without a remedy") {
  for (const char* text : {"EPSG:2154", "EPSG:4326"}) {
    const double size = text == std::string("EPSG:4326") ? 0.001 : 300.0;
    const auto finding = diagnose({{0.0, 0.0}, {size, size}}, text);
    REQUIRE(finding);
    CHECK(finding->message.key == "place-null-island");
    CHECK(finding->remedies.empty());
  }
}

TEST_CASE("A layer at the rim of where a territory may be is left alone: nothing would have to be set") {
  const Bounds2 houses{{843'000.0, 6'519'000.0}, {843'030.0, 6'519'010.0}};  // Lyon, west of the zone of EPSG:25832
  CHECK_FALSE(diagnosePlace({houses, crs("EPSG:2154"), {}, crs("EPSG:25832"), false, false, {}}));
}

TEST_CASE("A layer that lies where its declared CRS is meant for is not taken for one in another CRS") {
  const Bounds2 autzen{{636'000.0, 848'000.0}, {639'000.0, 854'000.0}};  // EPSG:2992, in Oregon
  PlaceFacts facts{autzen, crs("EPSG:2992"), {}, crs("EPSG:2154"), false, false, {}};
  const auto guessed = diagnosePlace(facts);
  REQUIRE(guessed);
  CHECK(guessed->message.key == "place-other-crs");
  facts.isCrsDeclared = true;
  const auto trusted = diagnosePlace(facts);
  REQUIRE(trusted);
  CHECK(trusted->message.key == "place-declared-elsewhere");
  CHECK(trusted->remedies.empty());
}

TEST_CASE("A layer that no reading brings to the territory is told to be elsewhere") {
  const auto finding = diagnose({{139.70, 35.60}, {139.71, 35.61}}, "EPSG:4326");  // Tokyo
  REQUIRE(finding);
  CHECK(finding->message.key == "place-elsewhere");
  CHECK(finding->remedies.empty());
}

TEST_CASE("Without other layers a layer is held against where its territory's system is meant for") {
  const auto finding = diagnose(in("EPSG:3946"), "EPSG:2154", {});
  REQUIRE(finding);
  bool hasOwn = false;
  for (std::size_t i = 0; i < finding->remedies.size(); ++i) {
    hasOwn = hasOwn || settings(*finding, i) == "crs=EPSG:3946";
  }
  CHECK(hasOwn);
}
