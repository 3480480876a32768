#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <random>
#include <sstream>
#include <thread>

#include "engine/geo/transform.h"

using namespace belvedere;
using namespace belvedere::geo;

namespace {

Crs crs(std::string_view text) {
  INFO(text);
  auto result = Crs::fromText(text);
  REQUIRE(result);
  return *result;
}

CoordinateTransform between(std::string_view from, std::string_view to) {
  INFO(from << " -> " << to);
  auto result = CoordinateTransform::create(crs(from), crs(to));
  REQUIRE(result);
  return std::move(*result);
}

struct Zone {
  const char* crs;
  double west, south, east, north;  // degrees
};

constexpr std::array<Zone, 18> kFrenchZones{{
    {"EPSG:2154", -4.8, 42.4, 8.2, 51.0},
    {"EPSG:3942", -1.7, 41.4, 9.5, 42.9},
    {"EPSG:3943", -1.7, 42.2, 8.0, 43.9},
    {"EPSG:3944", -1.5, 43.1, 7.5, 44.9},
    {"EPSG:3945", -1.2, 44.1, 7.1, 45.9},
    {"EPSG:3946", -2.1, 45.1, 7.1, 46.9},
    {"EPSG:3947", -4.7, 46.1, 7.6, 47.9},
    {"EPSG:3948", -4.8, 47.1, 8.2, 48.9},
    {"EPSG:3949", -4.8, 48.1, 8.2, 49.9},
    {"EPSG:3950", -1.9, 49.1, 7.5, 50.9},
    {"EPSG:27572", -4.8, 42.4, 8.0, 51.0},
    {"EPSG:5490", -63.1, 14.4, -60.8, 18.1},
    {"EPSG:2972", -54.6, 2.2, -51.0, 5.8},
    {"EPSG:2975", 55.2, -21.4, 55.9, -20.9},
    {"EPSG:4471", 45.0, -13.0, 45.3, -12.6},
    {"EPSG:4467", -56.5, 46.7, -56.1, 47.1},
    {"EPSG:3163", 163.6, -22.6, 168.1, -19.6},
    {"EPSG:3297", -150.0, -17.9, -149.1, -17.4},
}};

std::vector<glm::dvec3> placesIn(const Zone& zone, int count) {
  std::mt19937 random(12);
  std::uniform_real_distribution<double> longitude(zone.west, zone.east);
  std::uniform_real_distribution<double> latitude(zone.south, zone.north);
  std::vector<glm::dvec3> places;
  for (int i = 0; i < count; ++i) {
    const double x = longitude(random);
    places.emplace_back(x, latitude(random), 10.0 * i);
  }
  return places;
}

// What PROJ's own program makes of longitudes and latitudes; empty where it is not installed.
std::vector<glm::dvec2> cs2cs(const Zone& zone, const std::vector<glm::dvec3>& places) {
  const std::string file = "/tmp/belvedere_test_cs2cs_" + std::to_string(std::rand()) + ".txt";
  {
    std::ofstream out(file);
    out.precision(15);
    for (const glm::dvec3& p : places) {
      out << p.y << ' ' << p.x << '\n';
    }
  }
  const std::string command = "cs2cs -f %.6f EPSG:4326 " + std::string(zone.crs) + " " + file + " 2>/dev/null";
  std::vector<glm::dvec2> moved;
  if (FILE* pipe = popen(command.c_str(), "r"); pipe != nullptr) {
    char line[256];
    while (std::fgets(line, sizeof line, pipe) != nullptr) {
      glm::dvec2 p;
      std::istringstream(line) >> p.x >> p.y;
      moved.push_back(p);
    }
    pclose(pipe);
  }
  std::remove(file.c_str());
  return moved;
}

}  // namespace

TEST_CASE("Known points of the French surveys are where their manuals say") {
  // IGN, NTG 71 and its successors: Lambert-93 is 700,000 E 6,600,000 N at 3 degrees E and 46.5 degrees N.
  const glm::dvec3 origin = between("EPSG:4171", "EPSG:2154").apply(glm::dvec3(3.0, 46.5, 12.0));
  CHECK(origin.x == Approx(700'000.0).margin(1e-6));
  CHECK(origin.y == Approx(6'600'000.0).margin(1e-6));
  CHECK(origin.z == 12.0);
  const glm::dvec3 cc46 = between("EPSG:4171", "EPSG:3946").apply(glm::dvec3(3.0, 46.0, 0.0));
  CHECK(cc46.x == Approx(1'700'000.0).margin(1e-6));
  CHECK(cc46.y == Approx(5'200'000.0).margin(1e-6));
}

TEST_CASE("There and back is below a millimetre in every French system") {
  for (const Zone& zone : kFrenchZones) {
    INFO(zone.crs);
    const CoordinateTransform there = between("OGC:CRS84", zone.crs);
    std::vector<glm::dvec3> map = placesIn(zone, 1000);
    REQUIRE(there.apply(std::span(map)) == 0);
    std::vector<glm::dvec3> back = map;
    REQUIRE(there.applyInverse(back) == 0);
    REQUIRE(there.apply(std::span(back)) == 0);
    double worst = 0.0;
    for (std::size_t i = 0; i < map.size(); ++i) {
      worst = std::max({worst, std::abs(back[i].x - map[i].x), std::abs(back[i].y - map[i].y)});
      CHECK(map[i].z == 10.0 * static_cast<double>(i));
    }
    CHECK(worst < 1e-3);
  }
}

TEST_CASE("From one French system to another and back is below a millimetre") {
  for (const Zone& zone : kFrenchZones) {
    if (std::string_view(zone.crs).substr(0, 7) != "EPSG:39") {
      continue;
    }
    std::vector<glm::dvec3> lambert = placesIn(zone, 200);
    between("OGC:CRS84", "EPSG:2154").apply(std::span(lambert));
    const CoordinateTransform there = between("EPSG:2154+5720", std::string(zone.crs) + "+5720");
    std::vector<glm::dvec3> moved = lambert;
    there.apply(std::span(moved));
    there.applyInverse(moved);
    for (std::size_t i = 0; i < moved.size(); ++i) {
      CHECK(std::abs(moved[i].x - lambert[i].x) < 1e-3);
      CHECK(std::abs(moved[i].y - lambert[i].y) < 1e-3);
      CHECK(moved[i].z == lambert[i].z);
    }
    CHECK(there.description().keepsHeights);
    CHECK_FALSE(there.description().isVerticalGridMissing);
  }
}

TEST_CASE("The same places come out as with PROJ's own program, to a millimetre") {
  for (const Zone& zone : kFrenchZones) {
    INFO(zone.crs);
    std::vector<glm::dvec3> places = placesIn(zone, 1000);
    const std::vector<glm::dvec2> expected = cs2cs(zone, places);
    if (expected.empty()) {
      WARN("SKIP: cs2cs (Debian package proj-bin) is not installed");
      return;
    }
    REQUIRE(expected.size() == places.size());
    between("OGC:CRS84", zone.crs).apply(std::span(places));
    double worst = 0.0;
    for (std::size_t i = 0; i < places.size(); ++i) {
      worst = std::max({worst, std::abs(places[i].x - expected[i].x), std::abs(places[i].y - expected[i].y)});
    }
    CHECK(worst < 1e-3);
  }
}

TEST_CASE("The axis order is always east, north, whatever the authority says") {
  const glm::dvec3 lyon(4.8357, 45.7640, 0.0);
  CHECK(between("OGC:CRS84", "EPSG:4326").isIdentity());
  CHECK(between("EPSG:4326", "EPSG:2154").apply(lyon) == between("OGC:CRS84", "EPSG:2154").apply(lyon));
  const glm::dvec3 yokohama = between("EPSG:6697", "EPSG:32654").apply(glm::dvec3(139.64, 35.44, 5.0));
  CHECK(yokohama.x == Approx(376'500.0).margin(2000.0));
  CHECK(yokohama.y == Approx(3'922'700.0).margin(2000.0));
  const glm::dvec3 munich = between("EPSG:4326", "EPSG:31468").apply(glm::dvec3(11.57, 48.14, 0.0));
  CHECK(munich.x == Approx(4'468'300.0).margin(500.0));
  CHECK(munich.y == Approx(5'333'200.0).margin(500.0));
}

TEST_CASE("Heights stay where one side names no vertical system") {
  for (const auto& [from, to] : {std::pair("EPSG:3946", "EPSG:2154+5720"), std::pair("EPSG:2154+5720", "EPSG:4326"),
                                 std::pair("EPSG:28992", "EPSG:25831"), std::pair("EPSG:27572", "EPSG:2154")}) {
    const CoordinateTransform transform = between(from, to);
    const glm::dvec3 place = between("OGC:CRS84", from).apply(glm::dvec3(4.5, 46.0, 0.0));
    CHECK(transform.apply(glm::dvec3(place.x, place.y, 173.25)).z == 173.25);
    CHECK(transform.description().keepsHeights);
    CHECK_FALSE(transform.description().isVerticalGridMissing);
  }
}

TEST_CASE("A vertical change without its grid keeps the heights and says so") {
  for (const auto& [from, to] : {std::pair("EPSG:2154+5720", "EPSG:4979"), std::pair("EPSG:4979", "EPSG:2154+5720"),
                                 std::pair("EPSG:4937", "EPSG:25832+7837"), std::pair("EPSG:7415", "EPSG:4979")}) {
    INFO(from << " -> " << to);
    const CoordinateTransform transform = between(from, to);
    if (!transform.description().isVerticalGridMissing) {
      WARN("SKIP: the geoid grid from " << from << " to " << to << " is installed");
      continue;
    }
    const glm::dvec3 place =
        between("OGC:CRS84", crs(from).horizontal().identifier()).apply(glm::dvec3(6.0, 48.0, 0.0));
    CHECK(transform.apply(glm::dvec3(place.x, place.y, 200.0)).z == 200.0);
    CHECK(transform.description().keepsHeights);
    CHECK_FALSE(transform.isIdentity());
  }
}

TEST_CASE("A vertical change that needs no grid is made") {
  // IGN69 lies 0.486 m under EVRF2000 (EPSG:5421), NAP 0.005 m: coordinates of crs-geo.eu.
  const CoordinateTransform transform = between("EPSG:7415", "EPSG:2154+5720");
  const glm::dvec3 place = between("OGC:CRS84", "EPSG:28992").apply(glm::dvec3(5.0, 52.0, 0.0));
  CHECK(transform.apply(glm::dvec3(place.x, place.y, 200.0)).z == Approx(200.48).margin(0.05));
  CHECK_FALSE(transform.description().keepsHeights);
  CHECK_FALSE(transform.description().isVerticalGridMissing);
}

TEST_CASE("A vertical change with its grid at hand is made") {
  // EGM96 lies 49.82 m above the ellipsoid in Lyon, by the 15-minute grid that Debian's proj-data holds.
  const CoordinateTransform transform = between("EPSG:4979", "EPSG:4326+5773");
  if (transform.description().isVerticalGridMissing) {
    WARN("SKIP: PROJ's EGM96 grid is not installed");
    return;
  }
  CHECK_FALSE(transform.description().keepsHeights);
  CHECK(transform.apply(glm::dvec3(4.8357, 45.7640, 220.0)).z == Approx(220.0 - 49.82).margin(0.01));
}

TEST_CASE("Feet become metres, in the plane and upwards") {
  // Autzen stadium, Eugene, Oregon.
  const glm::dvec3 autzen = between("EPSG:4326", "EPSG:2992").apply(glm::dvec3(-123.068, 44.058, 100.0));
  CHECK(autzen.x == Approx(637'700.0).margin(1000.0));
  CHECK(autzen.y == Approx(851'000.0).margin(1000.0));
  CHECK(autzen.z == Approx(100.0 / 0.3048));
  const glm::dvec3 metres = between("EPSG:2992", "EPSG:2991").apply(glm::dvec3(1000.0, 2000.0, 300.0));
  CHECK(metres.x == Approx(304.8).margin(1e-6));
  CHECK(metres.y == Approx(609.6).margin(1e-6));
  CHECK(metres.z == Approx(91.44));
  const CoordinateTransform heights = between("EPSG:2991+6360", "EPSG:2991+5703");
  CHECK(heights.apply(glm::dvec3(1000.0, 2000.0, 300.0)).z == Approx(300.0 * 1200.0 / 3937.0));
  CHECK(heights.description().keepsHeights);
  CHECK_FALSE(heights.isIdentity());
}

TEST_CASE("Earth-centred coordinates come to the map with their heights above the ellipsoid") {
  const CoordinateTransform transform = between("EPSG:4978", "EPSG:2154+5720");
  const glm::dvec3 there = between("EPSG:4979", "EPSG:4978").apply(glm::dvec3(3.0, 46.5, 250.0));
  CHECK(glm::dvec3(there).z == Approx(4'604'000.0).margin(10'000.0));
  const glm::dvec3 back = transform.apply(there);
  CHECK(back.x == Approx(700'000.0).margin(1e-3));
  CHECK(back.y == Approx(6'600'000.0).margin(1e-3));
  CHECK(back.z == Approx(250.0).margin(1e-3));
  CHECK(transform.description().isVerticalGridMissing);
}

TEST_CASE("The same system is the identity and changes no bit") {
  for (const char* text : {"EPSG:2154", "EPSG:2154+5720", "EPSG:4326", "EPSG:4978"}) {
    const CoordinateTransform same = between(text, text);
    CHECK(same.isIdentity());
    CHECK(same.apply(glm::dvec3(0.1, 0.2, 0.3)) == glm::dvec3(0.1, 0.2, 0.3));
  }
  CHECK(between("EPSG:2154", "EPSG:2154+5720").isIdentity());
}

TEST_CASE("What cannot be moved becomes NaN and is counted; its neighbours are moved") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  for (const char* target : {"EPSG:2154", "EPSG:4326", "EPSG:32631", "EPSG:3857"}) {
    const CoordinateTransform transform = between("OGC:CRS84", target);
    std::vector<glm::dvec3> positions{{3, 46.5, 0}, {nan, 46, 0}, {3, inf, 0}, {3, 46, nan}, {3, 46.5, 0}};
    CHECK(transform.apply(std::span(positions)) == 3);
    for (const std::size_t i : {1U, 2U, 3U}) {
      CHECK(std::isnan(positions[i].x));
      CHECK(std::isnan(positions[i].y));
      CHECK(std::isnan(positions[i].z));
    }
    CHECK(positions[0] == positions[4]);
    CHECK(std::isfinite(positions[4].x));
  }
  std::vector<glm::dvec3> absurd{{1e308, 0, 0}, {-1e308, 1e308, 0}, {0, 91.5, 0}, {700'000, 6'600'000, 0}};
  CHECK(between("OGC:CRS84", "EPSG:2154").apply(std::span(absurd)) >= 3);
}

TEST_CASE("A local system has no way to the map") {
  const Crs local = crs(R"(LOCAL_CS["Site grid",UNIT["metre",1],AXIS["X",EAST],AXIS["Y",NORTH]])");
  CHECK(CoordinateTransform::create(local, crs("EPSG:2154")).error().message.key == "crs-local");
  CHECK(CoordinateTransform::create(crs("EPSG:2154"), local).error().message.key == "crs-local");
}

TEST_CASE("A box moved holds all that was in it") {
  const CoordinateTransform transform = between("OGC:CRS84", "EPSG:2154");
  Bounds2 france;
  france.add({-5.0, 42.0});
  france.add({9.0, 51.0});
  const Bounds2 moved = transform.apply(france);
  // Parallels are arcs in Lambert-93: the middle of the southern edge lies lower than its ends.
  const double corner = transform.apply(glm::dvec3(-5.0, 42.0, 0.0)).y;
  const double middle = transform.apply(glm::dvec3(3.0, 42.0, 0.0)).y;
  CHECK(middle < corner);
  CHECK(moved.min.y < middle + 500.0);
  for (const glm::dvec3& p : placesIn({"", -5.0, 42.0, 9.0, 51.0}, 500)) {
    const glm::dvec2 there(transform.apply(p));
    CHECK((there.x > moved.min.x - 500 && there.x < moved.max.x + 500 && there.y > moved.min.y - 500 &&
           there.y < moved.max.y + 500));
  }
  CHECK(transform.apply(Bounds2{}).isEmpty());
}

TEST_CASE("Objects made in many threads do not meet") {
  std::array<glm::dvec3, 4> results{};
  std::vector<std::thread> threads;
  threads.reserve(results.size());
  for (glm::dvec3& result : results) {
    threads.emplace_back([&result] {
      const auto from = Crs::fromText("EPSG:3946");
      const auto to = Crs::fromText("EPSG:2154");
      const auto transform = CoordinateTransform::create(*from, *to);
      for (int i = 0; i < 100; ++i) {
        result = transform->apply(glm::dvec3(1'842'000.0, 5'175'000.0, 170.0));
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (const glm::dvec3& result : results) {
    CHECK(result == results[0]);
    CHECK(result.x == Approx(842'000.0).margin(1500.0));
  }
}

TEST_CASE("How a transformation was found is told") {
  const CoordinateTransform ntf = between("EPSG:27572", "EPSG:2154");
  CHECK_FALSE(ntf.description().operation.empty());
  CHECK(ntf.description().accuracyMetres > 0.0);
  CHECK(ntf.description().accuracyMetres <= 2.0);
  CHECK(between("EPSG:3946", "EPSG:2154").description().accuracyMetres == 0.0);
}
