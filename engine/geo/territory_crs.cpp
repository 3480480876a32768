#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "engine/geo/crs.h"

namespace belvedere::geo {
namespace {

constexpr MessageId kCrsNotProjected{"crs-not-projected",
                                     N_("A territory needs a plane coordinate system in metres; {crs} is not one."),
                                     N_("Choose {proposal} for instance.")};
constexpr MessageId kCrsNotMetric{"crs-not-metric",
                                  N_("A territory needs a coordinate system in metres; {crs} counts in another unit."),
                                  N_("Choose {proposal} for instance.")};
constexpr MessageId kCrsWebMercator{
    "crs-web-mercator",
    N_("{crs} is a projection for web maps: its metres are not metres on the ground, 1.4 times too long in France."),
    N_("Choose {proposal} for instance.")};

constexpr double kWidestTold = 60.0;  // degrees; the middle of a wider area of use says nothing about the place

struct LegalZone {
  Bounds2 area;  ///< longitude and latitude, degrees
  const char* crs;
};

// Overseas: decree 2019-165 and the order of 5 March 2019 (coordinates), order of 2006 (heights).
constexpr std::array<LegalZone, 14> kFrenchZones{{
    {{{8.4, 41.3}, {9.7, 43.1}}, "EPSG:2154+5721"},      // Corsica
    {{{-61.9, 15.8}, {-60.9, 16.6}}, "EPSG:5490+5757"},  // Guadeloupe
    {{{-61.3, 14.3}, {-60.7, 15.0}}, "EPSG:5490+5756"},  // Martinique
    {{{-63.2, 17.8}, {-62.7, 18.2}}, "EPSG:5490"},       // Saint-Martin, Saint-Barthélemy
    {{{-54.7, 2.1}, {-51.5, 5.9}}, "EPSG:2972+5755"},    // French Guiana
    {{{55.1, -21.5}, {55.9, -20.8}}, "EPSG:2975+5758"},  // La Réunion
    {{{44.9, -13.1}, {45.4, -12.5}}, "EPSG:4471+5793"},  // Mayotte
    {{{-56.6, 46.7}, {-56.0, 47.2}}, "EPSG:4467+5792"},  // Saint-Pierre-et-Miquelon
    {{{163.0, -23.0}, {168.5, -19.0}}, "EPSG:3163"},     // New Caledonia
    {{{-178.3, -14.5}, {-176.0, -13.1}}, "EPSG:8903"},   // Wallis-et-Futuna
    {{{-155.0, -18.5}, {-150.0, -14.5}}, "EPSG:3296"},   // Society Islands: UTM 5 South
    {{{-150.0, -18.5}, {-144.0, -14.0}}, "EPSG:3297"},   // Tahiti, western Tuamotu: UTM 6 South
    {{{-144.0, -24.0}, {-134.0, -7.5}}, "EPSG:3298"},    // Marquesas, eastern Tuamotu: UTM 7 South
    {{{-155.0, -28.5}, {-144.0, -18.5}}, "EPSG:3297"},   // Austral Islands
}};

// The mainland's outline, longitude and latitude, to some 15 km.
constexpr std::array<std::array<double, 2>, 37> kMainland{{
    {2.5, 51.15},  {3.2, 50.75},  {4.2, 50.0},   {4.85, 50.2}, {5.8, 49.55}, {6.4, 49.45}, {7.45, 49.15}, {8.25, 48.98},
    {7.6, 48.1},   {7.6, 47.55},  {7.0, 47.4},   {6.2, 46.6},  {6.0, 46.15}, {6.8, 46.4},  {7.05, 45.9},  {7.15, 45.4},
    {6.7, 45.0},   {7.0, 44.3},   {7.7, 44.15},  {7.55, 43.7}, {6.2, 42.95}, {4.0, 43.2},  {3.1, 42.9},   {3.2, 42.4},
    {1.7, 42.4},   {-0.5, 42.75}, {-1.8, 43.3},  {-1.4, 46.0}, {-5.2, 48.0}, {-5.0, 48.8}, {-3.0, 49.0},  {-1.8, 48.75},
    {-1.75, 49.3}, {-2.05, 49.8}, {-1.2, 49.75}, {0.0, 49.7},  {1.4, 50.9},
}};

bool isOnMainland(double longitude, double latitude) {
  bool isInside = false;
  for (std::size_t i = 0, j = kMainland.size() - 1; i < kMainland.size(); j = i++) {
    const auto& a = kMainland[i];
    const auto& b = kMainland[j];
    if ((a[1] > latitude) != (b[1] > latitude) &&
        longitude < a[0] + (latitude - a[1]) / (b[1] - a[1]) * (b[0] - a[0])) {
      isInside = !isInside;
    }
  }
  return isInside;
}

std::string utmZone(double longitude, double latitude) {
  const int zone = std::clamp(static_cast<int>(std::floor((longitude + 180.0) / 6.0)) + 1, 1, 60);
  const bool isEurope = latitude > 34.0 && latitude < 72.0 && zone >= 29 && zone <= 35;
  if (isEurope) {
    return "EPSG:" + std::to_string(25800 + zone);  // ETRS89
  }
  return "EPSG:" + std::to_string((latitude < 0.0 ? 32700 : 32600) + zone);
}

std::optional<glm::dvec2> middleOf(const std::optional<Bounds2>& area) {
  const bool tells = area && !area->isEmpty() && area->size().x <= kWidestTold && area->size().y <= kWidestTold;
  return tells ? std::optional(area->centre()) : std::nullopt;
}

}  // namespace

std::string proposeTerritoryCrs(double longitudeDegrees, double latitudeDegrees) {
  for (const LegalZone& zone : kFrenchZones) {
    if (zone.area.contains({longitudeDegrees, latitudeDegrees})) {
      return zone.crs;
    }
  }
  return isOnMainland(longitudeDegrees, latitudeDegrees) ? "EPSG:2154+5720"
                                                         : utmZone(longitudeDegrees, latitudeDegrees);
}

Status checkTerritoryCrs(const Crs& crs, const std::optional<glm::dvec2>& place) {
  const auto refuse = [&](const MessageId& id) {
    const auto where = place ? place : middleOf(crs.areaOfUseDegrees());
    const std::string proposal = where ? proposeTerritoryCrs(where->x, where->y) : "EPSG:2154+5720";
    return fail(ErrorCode::InvalidArgument, {id, {{"crs", crs.identifier()}, {"proposal", proposal}}});
  };
  if (crs.kind() != CrsKind::Projected) {
    return refuse(kCrsNotProjected);
  }
  if (crs.isWebMercator()) {
    return refuse(kCrsWebMercator);
  }
  if (crs.metresPerUnit() != 1.0 || (crs.hasVertical() && crs.metresPerHeightUnit() != 1.0)) {
    return refuse(kCrsNotMetric);
  }
  return {};
}

}  // namespace belvedere::geo
