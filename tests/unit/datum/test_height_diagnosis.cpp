#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <random>

#include "engine/datum/height_diagnosis.h"

using namespace belvedere;
using namespace belvedere::datum;

namespace {

// Lyon, Lambert-93: EGM96 lies some 49.8 m above the ellipsoid.
constexpr glm::dvec2 kLyon{842'000.0, 6'519'000.0};

geo::Crs crs(const char* text) { return geo::Crs::fromText(text).value(); }

// A town of 400 houses, 6 to 15 m high, on a hillside; bases are off the relief by 0.5 m (sigma).
HeightFacts town(const std::function<double(const StandingObject&)>& base, double groundAt = 170.0) {
  HeightFacts facts;
  facts.crs = "EPSG:2154";
  facts.reliefLayer = "relief";
  std::mt19937 random(7);
  std::normal_distribution<double> error(0.0, 0.5);
  for (int i = 0; i < 400; ++i) {
    StandingObject object;
    const int row = i / 20;
    object.map = kLyon + glm::dvec2(30.0 * (i % 20), 30.0 * row);
    object.ground = groundAt + 2.0 * (i % 20);
    const double height = 6.0 + i % 10;
    object.base = object.ground;
    object.top = object.ground + height;  // what the rule may look at
    const double foot = base(object) + error(random);
    object.base = foot;
    object.top = foot + height;
    facts.objects.push_back(object);
  }
  return facts;
}

std::string setting(const Finding& finding, std::size_t remedy = 0) {
  REQUIRE(finding.remedies.size() > remedy);
  const auto& settings = finding.remedies[remedy].settings;
  REQUIRE(settings.size() == 1);
  return settings[0].first + "=" + settings[0].second;
}

std::string argument(const Finding& finding, const std::string& name) {
  for (const auto& [known, value] : finding.message.arguments) {
    if (known == name) {
      return value;
    }
  }
  return "?";
}

struct Egm96 {
  geo::Geoid geoid = geo::Geoid::of(crs("EPSG:2154+5720"), kLyon);
  bool isThere = geoid.source() != geo::GeoidSource::None;
};

}  // namespace

TEST_CASE("A town that stands on its relief has no finding, whatever its cellars and plinths") {
  const geo::Geoid geoid = geo::Geoid::of(crs("EPSG:2154+5720"), kLyon);
  for (const double off : {0.0, 1.5, 2.5, -3.0, -4.5}) {
    HeightFacts facts = town([&](const StandingObject& o) { return o.ground + off; });
    facts.geoid = &geoid;
    CHECK_FALSE(diagnoseHeights(facts));
  }
  CHECK_FALSE(diagnoseHeights({}));
}

TEST_CASE("Heights above the ellipsoid are known by the geoid at the place; an offset puts them right") {
  const Egm96 egm96;
  if (!egm96.isThere) {
    WARN("SKIP: PROJ's EGM96 grid is not installed");
    return;
  }
  HeightFacts facts = town([&](const StandingObject& o) { return o.ground + *egm96.geoid.undulationMetres(o.map); });
  facts.geoid = &egm96.geoid;
  const auto finding = diagnoseHeights(facts);
  REQUIRE(finding);
  if (egm96.geoid.source() == geo::GeoidSource::Own) {
    WARN("SKIP: the grid of NGF-IGN69 is installed");
    return;
  }
  CHECK(finding->message.key == "heights-ellipsoidal-grid-missing");
  CHECK(argument(*finding, "count") == "400");
  CHECK(std::stod(argument(*finding, "offset")) == Approx(49.8).margin(0.3));
  CHECK(argument(*finding, "grid") == "EGM96");
  CHECK(argument(*finding, "accuracy") == "1.5");
  CHECK(argument(*finding, "missing").find("RAF") != std::string::npos);
  CHECK(setting(*finding).substr(0, 15) == "heightOffset=-4");
  CHECK(finding->remedies[0].accuracyMetres == Approx(0.5).margin(0.15));
  SECTION("and an offset that was there before is counted in") {
    facts.heightOffsetMetres = -10.0;
    for (StandingObject& object : facts.objects) {
      object.base -= 10.0;
      object.top -= 10.0;
    }
    const auto again = diagnoseHeights(facts);
    REQUIRE(again);
    CHECK(again->message.key == "heights-offset");  // 39.8 m is no geoid's there
    CHECK(setting(*again) == setting(*finding));
  }
}

TEST_CASE("A relief with heights above the ellipsoid is known by a town that stands below it") {
  const Egm96 egm96;
  if (!egm96.isThere) {
    WARN("SKIP: PROJ's EGM96 grid is not installed");
    return;
  }
  HeightFacts facts = town([&](const StandingObject& o) { return o.ground - *egm96.geoid.undulationMetres(o.map); });
  facts.geoid = &egm96.geoid;
  const auto finding = diagnoseHeights(facts);
  REQUIRE(finding);
  CHECK(finding->message.key == "relief-ellipsoidal");
  REQUIRE(finding->remedies.size() == 2);
  CHECK(finding->remedies[0].layer == "relief");
  CHECK(std::stod(finding->remedies[0].settings[0].second) == Approx(-49.8).margin(0.5));
  CHECK(finding->remedies[1].layer.empty());
  CHECK(std::stod(finding->remedies[1].settings[0].second) == Approx(49.8).margin(0.5));
}

TEST_CASE("Where the grid of the territory's own heights is installed, each height can be converted") {
  const geo::Geoid geoid = geo::Geoid::of(crs("EPSG:32631+5773"), {642'000.0, 5'070'000.0});
  if (geoid.source() != geo::GeoidSource::Own) {
    WARN("SKIP: PROJ's EGM96 grid is not installed");
    return;
  }
  HeightFacts facts = town([&](const StandingObject& o) { return o.ground; });
  for (StandingObject& object : facts.objects) {
    object.map += glm::dvec2(642'000.0, 5'070'000.0) - kLyon;
    object.base += *geoid.undulationMetres(object.map);
    object.top += *geoid.undulationMetres(object.map);
  }
  facts.geoid = &geoid;
  facts.crs = "EPSG:32631";
  const auto finding = diagnoseHeights(facts);
  REQUIRE(finding);
  CHECK(finding->message.key == "heights-ellipsoidal");
  CHECK(setting(*finding) == "crs=EPSG:32631+ellipsoidal");
  CHECK(setting(*finding, 1).find("heightOffset=-") == 0);
}

TEST_CASE("Without any grid an even offset of the geoid's size is told as such, and nothing more") {
  for (const double off : {48.0, -35.0}) {
    const auto finding = diagnoseHeights(town([&](const StandingObject& o) { return o.ground + off; }));
    REQUIRE(finding);
    CHECK(finding->message.key == "heights-geoid-sized");
    CHECK(finding->message.hint.empty());  // no grid is known that could be installed
    CHECK(std::stod(finding->remedies[0].settings[0].second) == Approx(-off).margin(0.2));
  }
}

TEST_CASE("An even offset that the geoid does not explain is told with its size and spread") {
  const Egm96 egm96;
  HeightFacts facts = town([](const StandingObject& o) { return o.ground + 8.0; });
  facts.geoid = &egm96.geoid;
  const auto finding = diagnoseHeights(facts);
  REQUIRE(finding);
  CHECK(finding->message.key == "heights-offset");
  CHECK(std::stod(argument(*finding, "spread")) == Approx(0.5).margin(0.15));
  CHECK(std::stod(finding->remedies[0].settings[0].second) == Approx(-8.0).margin(0.15));
}

TEST_CASE("Feet for metres are known by the ratio, and so are metres for feet") {
  const auto inFeet = diagnoseHeights(town([](const StandingObject& o) { return o.ground / 0.3048; }));
  REQUIRE(inFeet);
  CHECK(inFeet->message.key == "heights-other-unit");
  CHECK(argument(*inFeet, "ratio") == "3.28");
  CHECK(argument(*inFeet, "unit") == "ft");
  CHECK(argument(*inFeet, "declared") == "m");
  CHECK(setting(*inFeet) == "heightUnit=ft");
  HeightFacts declaredFeet = town([](const StandingObject& o) { return o.ground * 0.3048; });
  declaredFeet.heightUnitMetres = 0.3048;
  const auto inMetres = diagnoseHeights(declaredFeet);
  REQUIRE(inMetres);
  CHECK(setting(*inMetres) == "heightUnit=m");
  CHECK(argument(*inMetres, "declared") == "ft");
  const auto inMillimetres = diagnoseHeights(town([](const StandingObject& o) { return o.ground * 1000.0; }));
  REQUIRE(inMillimetres);
  CHECK(setting(*inMillimetres) == "heightUnit=mm");
}

TEST_CASE("Heights that count from the ground are known by their being near 0 where the relief is not") {
  const auto finding = diagnoseHeights(town([](const StandingObject&) { return 0.0; }));
  REQUIRE(finding);
  CHECK(finding->message.key == "heights-above-ground");
  CHECK(setting(*finding) == "heightReference=above-ground");
  CHECK_FALSE(diagnoseHeights(town([](const StandingObject&) { return 0.0; }, -19.0)));  // a town by the sea
}

TEST_CASE("Objects that were extruded from their own roofs float by their own heights") {
  const auto finding = diagnoseHeights(town([](const StandingObject& o) { return o.top; }));
  REQUIRE(finding);
  CHECK(finding->message.key == "objects-on-their-roofs");
  CHECK(setting(*finding) == "heightReference=on-ground");
}

TEST_CASE("What floats by amounts that nothing explains gets no offset") {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> lift(0.0, 24.0);
  const auto finding = diagnoseHeights(town([&](const StandingObject& o) { return o.ground + lift(random); }));
  REQUIRE(finding);
  CHECK(finding->message.key == "heights-irregular");
  CHECK(setting(*finding) == "heightReference=on-ground");
}

TEST_CASE("Few objects do not show that an offset is even, but can be hit by the geoid") {
  HeightFacts facts = town([](const StandingObject& o) { return o.ground + 12.0; });
  facts.objects.resize(4);
  CHECK_FALSE(diagnoseHeights(facts));
  const Egm96 egm96;
  if (egm96.isThere) {
    facts = town([&](const StandingObject& o) { return o.ground + *egm96.geoid.undulationMetres(o.map); });
    facts.objects.resize(1);
    facts.geoid = &egm96.geoid;
    CHECK(diagnoseHeights(facts));
  }
}
