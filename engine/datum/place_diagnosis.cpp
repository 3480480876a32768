#include "engine/datum/place_diagnosis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <glm/common.hpp>
#include <glm/geometric.hpp>
#include <tuple>

#include "engine/datum/detail/robust.h"
#include "engine/geo/crs_candidates.h"
#include "engine/geo/transform.h"

namespace belvedere::datum {
namespace {

using detail::decimal;
using geo::AxisOrder;
using geo::Bounds2;
using geo::LengthUnit;

constexpr MessageId kSwapped{
    "place-axes-swapped",
    N_("The layer lies {distance} from the territory. With east and north swapped it falls in it."),
    N_("Other readings that would do: {others}.")};
constexpr MessageId kNegated{
    "place-northing-negated",
    N_("The layer lies {distance} from the territory. With the sign of its northings turned it falls in it."),
    N_("Other readings that would do: {others}.")};
constexpr MessageId kUnit{"place-other-unit",
                          N_("The layer lies {distance} from the territory. Read in {unit} it falls in it."),
                          N_("Other readings that would do: {others}.")};
constexpr MessageId kOtherCrs{
    "place-other-crs", N_("The layer lies {distance} from the territory. Read in {crs} ({name}) it falls in it."),
    N_("Other readings that would do: {others}.")};
constexpr MessageId kNullIsland{
    "place-null-island",
    N_("The coordinates of the layer are near 0, 0: it has a local origin, or its places were lost."),
    N_("Ask whoever made it for georeferenced coordinates, or say where its zero stands: belvedere set TERRITORY LAYER "
       "originEast=E originNorth=N heightOffset=H rotation=DEGREES.")};
constexpr MessageId kElsewhere{
    "place-elsewhere",
    N_("The layer lies {distance} from the territory, and in no known reading of its coordinates falls in it."),
    N_("Check that it belongs to this territory.")};

constexpr MessageId kDeclaredElsewhere{
    "place-declared-elsewhere",
    N_("The layer lies {distance} from the territory, within the area that its declared CRS, {crs}, is meant for."),
    N_("Check that it belongs to this territory. If the CRS is wrong, state the right one with crs=EPSG:…")};

constexpr double kNearMetres = 10'000.0;
constexpr double kNearAreaMetres = 50'000.0;  // beside the area that a CRS is meant for
constexpr double kFarMetres = 200'000.0;
constexpr double kSamePlaceMetres = 2.0;
constexpr double kGrowth = 0.1;          // of the reference, on each side
constexpr double kLeastGrowth = 1000.0;  // metres
constexpr double kLeastOverlap = 0.25;   // of the smaller side
constexpr double kNullMetres = 20'000.0;
constexpr double kNullDegrees = 0.2;
constexpr double kWidestAreaDegrees = 60.0;  // of a CRS in whose area a layer lies by more than chance
constexpr std::size_t kMostRemedies = 4;

/// A way of reading the numbers that brings the layer to the territory.
struct Reading {
  AxisOrder axes = AxisOrder::AsDeclared;
  LengthUnit unit = LengthUnit::AsDeclared;
  std::string crs;  ///< empty: as it is
  std::string crsName;
  double accuracyMetres = 0.0;
  bool isNorthingFirst = false;  ///< a twin of a system whose axes are in the usual order
  glm::dvec2 middle{0.0};        ///< map

  int changes() const {
    return (axes != AxisOrder::AsDeclared ? 1 : 0) + (unit != LengthUnit::AsDeclared ? 1 : 0) + (crs.empty() ? 0 : 1);
  }
  /// What has to be set so that a layer with this correction is read so.
  std::vector<std::pair<std::string, std::string>> settings(const geo::CoordinateCorrection& now) const {
    std::vector<std::pair<std::string, std::string>> list;
    if (!crs.empty()) {
      list.emplace_back("crs", crs);
    }
    if (axes != now.axes) {
      list.emplace_back("axes", geo::choiceNames(AxisOrder{})[static_cast<std::size_t>(axes)]);
    }
    if (unit != now.unit) {
      list.emplace_back("unit", geo::choiceNames(LengthUnit{})[static_cast<std::size_t>(unit)]);
    }
    return list;
  }
};

Bounds2 grown(Bounds2 box, double least) {
  if (box.isEmpty()) {
    return box;
  }
  const glm::dvec2 margin = glm::max(box.size() * kGrowth, glm::dvec2(least));
  return {box.min - margin, box.max + margin};
}

/// Whether boxes share a good part of the smaller one, side by side; points count.
bool coincide(const Bounds2& a, const Bounds2& b) {
  if (a.isEmpty() || b.isEmpty() || !a.overlaps(b)) {
    return false;
  }
  const glm::dvec2 shared = glm::min(a.max, b.max) - glm::max(a.min, b.min);
  const glm::dvec2 smaller = glm::min(a.size(), b.size());
  return shared.x >= kLeastOverlap * smaller.x && shared.y >= kLeastOverlap * smaller.y;
}

double distanceBetween(const Bounds2& a, const Bounds2& b) {
  const glm::dvec2 gap = glm::max(glm::max(a.min - b.max, b.min - a.max), glm::dvec2(0.0));
  return std::hypot(gap.x, gap.y);
}

Bounds2 areaOnMap(const geo::Crs& territory) {
  const auto lonLat = geo::Crs::fromText("OGC:CRS84");
  const auto& area = territory.areaOfUseDegrees();
  if (!lonLat || !area || area->isEmpty()) {
    return {};
  }
  const auto transform = geo::CoordinateTransform::create(*lonLat, territory.horizontal());
  return transform ? transform->apply(*area) : Bounds2();
}

/// Whether numbers fall where the CRS that their source declares is meant for. Nearly all degrees, and all numbers of a
/// CRS for the whole world, would.
bool isWhereDeclared(const PlaceFacts& facts) {
  const auto lonLat = geo::Crs::fromText("OGC:CRS84");
  const auto& area = facts.crs.areaOfUseDegrees();
  if (!facts.isCrsDeclared || facts.crs.kind() != geo::CrsKind::Projected || !lonLat || !area || area->isEmpty() ||
      area->size().x > kWidestAreaDegrees) {
    return false;
  }
  const auto transform = geo::CoordinateTransform::create(facts.crs.horizontal(), *lonLat);
  const Bounds2 place = transform ? transform->apply(facts.correction.apply(facts.extent, facts.crs)) : Bounds2();
  return !place.isEmpty() && area->contains(place.min) && area->contains(place.max);
}

/// Degrees, or anything else: numbers of the one kind cannot be of the other.
bool looksLikeDegrees(const Bounds2& box) {
  return std::max({std::abs(box.min.x), std::abs(box.max.x), std::abs(box.min.y), std::abs(box.max.y)}) <= 360.0;
}

/// Tries readings of a layer's numbers.
class Search {
 public:
  Search(const PlaceFacts& facts, const Bounds2& reference) : facts_(facts), reference_(reference) {}

  std::vector<Reading> run() {
    tryCrs(facts_.crs, "");
    if (isWhereDeclared(facts_)) {
      return distinct();
    }
    const auto lonLat = geo::Crs::fromText("OGC:CRS84");
    const auto toLonLat = lonLat ? geo::CoordinateTransform::create(facts_.territory.horizontal(), *lonLat)
                                 : Result<geo::CoordinateTransform>(tl::unexpected(lonLat.error()));
    if (toLonLat) {
      const glm::dvec3 place = toLonLat->apply(glm::dvec3(reference_.centre(), 0.0));
      for (const std::string& text : candidates(glm::dvec2(place))) {
        if (const auto crs = geo::Crs::fromText(text); crs && !(*crs == facts_.crs.horizontal())) {
          tryCrs(*crs, text);
        }
      }
    }
    return distinct();
  }

 private:
  std::vector<std::string> candidates(const glm::dvec2& lonLat) const {
    if (looksLikeDegrees(facts_.extent)) {
      return {"EPSG:4326"};
    }
    std::vector<std::string> texts{"EPSG:3857"};
    if (std::isfinite(lonLat.x + lonLat.y)) {
      const std::vector<std::string> listed = geo::projectedCrsAt(lonLat);
      texts.insert(texts.end(), listed.begin(), listed.end());
    }
    return texts;
  }

  void tryCrs(const geo::Crs& crs, const std::string& text) {
    const auto transform = geo::CoordinateTransform::create(facts_.territory.horizontal(), crs.horizontal());
    if (!transform || crs.kind() == geo::CrsKind::Geocentric) {
      return;
    }
    const Bounds2 wanted = transform->apply(reference_);
    const auto attempt = [&](AxisOrder axes, LengthUnit unit) {
      geo::CoordinateCorrection correction;
      correction.axes = axes;
      correction.unit = unit;
      const Bounds2 box = correction.apply(facts_.extent, crs);
      if (!coincide(box, wanted)) {
        return;
      }
      std::array<glm::dvec3, 1> middle{glm::dvec3(box.centre(), 0.0)};
      transform->applyInverse(middle);
      readings_.push_back({axes, unit, text, crs.name(), std::max(0.0, transform->description().accuracyMetres),
                           crs.isNorthingFirst(), glm::dvec2(middle[0])});
    };
    attempt(AxisOrder::AsDeclared, LengthUnit::AsDeclared);
    if (facts_.isRaster) {
      return;
    }
    attempt(AxisOrder::Swapped, LengthUnit::AsDeclared);
    if (text.empty()) {
      attempt(AxisOrder::NorthingNegated, LengthUnit::AsDeclared);
      for (int unit = 1; crs.metresPerUnit() > 0.0 && unit <= static_cast<int>(LengthUnit::UsSurveyFoot); ++unit) {
        if (std::abs(geo::metresPer(static_cast<LengthUnit>(unit)) / crs.metresPerUnit() - 1.0) > 1e-9) {
          attempt(AxisOrder::AsDeclared, static_cast<LengthUnit>(unit));
        }
      }
    }
  }

  /// Fewest changes first, then the declared CRS, the territory's own and the most exact.
  std::vector<Reading> distinct() {
    const std::string own = facts_.territory.horizontal().identifier();
    std::stable_sort(readings_.begin(), readings_.end(), [&](const Reading& a, const Reading& b) {
      const auto rank = [&](const Reading& r) {
        return std::tuple(r.changes(), !r.crs.empty(), r.crs != own, r.accuracyMetres, r.isNorthingFirst);
      };
      return rank(a) < rank(b);
    });
    std::vector<Reading> kept;
    for (Reading& reading : readings_) {
      const bool isKnown = std::any_of(kept.begin(), kept.end(), [&](const Reading& known) {
        return glm::distance(known.middle, reading.middle) < kSamePlaceMetres;
      });
      if (!isKnown && kept.size() < kMostRemedies) {
        kept.push_back(std::move(reading));
      }
    }
    return kept;
  }

  const PlaceFacts& facts_;
  Bounds2 reference_;
  std::vector<Reading> readings_;
};

std::string textOf(const std::vector<std::pair<std::string, std::string>>& settings) {
  std::string text;
  for (const auto& [key, value] : settings) {
    text += (text.empty() ? "" : " ") + key + "=" + value;
  }
  return text;
}

Message messageOf(const std::vector<Reading>& readings, const geo::CoordinateCorrection& now,
                  const std::string& distance) {
  const Reading& best = readings.front();
  const bool isOtherCrs = !best.crs.empty();
  const MessageId& id = isOtherCrs                                ? kOtherCrs
                        : best.axes == AxisOrder::Swapped         ? kSwapped
                        : best.axes == AxisOrder::NorthingNegated ? kNegated
                                                                  : kUnit;
  std::string others;
  for (std::size_t i = 1; i < readings.size(); ++i) {
    others += (others.empty() ? "" : ", ") + textOf(readings[i].settings(now));
  }
  Message message(id, {{"distance", distance},
                       {"crs", best.crs},
                       {"name", best.crsName},
                       {"unit", std::string(geo::choiceNames(LengthUnit{})[static_cast<std::size_t>(best.unit)])},
                       {"others", others}});
  if (others.empty()) {
    message.hint.clear();
  }
  return message;
}

/// Whether a layer lies at the origin of its numbers, and no further from it than it is large.
bool isAtNull(const PlaceFacts& facts) {
  if (facts.correction.originEast != 0.0 || facts.correction.originNorth != 0.0) {
    return false;
  }
  const glm::dvec2 size = facts.extent.size();
  const glm::dvec2 gap = glm::max(glm::max(facts.extent.min, -facts.extent.max), glm::dvec2(0.0));
  if (std::hypot(gap.x, gap.y) > std::hypot(size.x, size.y)) {
    return false;  // degrees or kilometres, taken for metres, are near 0, 0 too
  }
  const double most = facts.crs.kind() == geo::CrsKind::Geographic ? kNullDegrees : kNullMetres;
  return Bounds2{glm::dvec2(-most), glm::dvec2(most)}.contains(facts.extent.min) &&
         Bounds2{glm::dvec2(-most), glm::dvec2(most)}.contains(facts.extent.max);
}

}  // namespace

std::optional<Finding> diagnosePlace(const PlaceFacts& facts) {
  const Bounds2 reference = facts.reference.isEmpty() ? areaOnMap(facts.territory) : facts.reference;
  const auto transform = geo::CoordinateTransform::create(facts.crs.horizontal(), facts.territory.horizontal());
  const bool isCheckable = facts.crs.kind() == geo::CrsKind::Projected || facts.crs.kind() == geo::CrsKind::Geographic;
  if (facts.extent.isEmpty() || reference.isEmpty() || !transform || !isCheckable) {
    return std::nullopt;
  }
  const Bounds2 placed = transform->apply(facts.correction.apply(facts.extent, facts.crs));
  const double apart = placed.isEmpty() ? INFINITY : distanceBetween(placed, reference);
  const glm::dvec2 size = facts.reference.size();
  const double near = facts.reference.isEmpty() ? kNearAreaMetres : kNearMetres;
  if (apart <= std::max(near, 0.5 * std::hypot(size.x, size.y))) {
    return std::nullopt;
  }
  const std::string distance =
      std::isfinite(apart) ? decimal(apart / 1000.0, 0) + " km" : "> 20000 km";  // nowhere on the map
  if (isAtNull(facts)) {
    return Finding{Message(kNullIsland), {}};
  }
  const std::vector<Reading> readings = Search(facts, grown(reference, kLeastGrowth)).run();
  if (readings.empty()) {
    const MessageId& id = isWhereDeclared(facts) ? kDeclaredElsewhere : kElsewhere;
    return apart > kFarMetres
               ? std::optional(Finding{Message(id, {{"distance", distance}, {"crs", facts.crs.identifier()}}), {}})
               : std::nullopt;
  }
  if (readings.front().settings(facts.correction).empty()) {
    return std::nullopt;  // at the rim of where it may be
  }
  std::vector<Remedy> remedies;
  remedies.reserve(readings.size());
  for (const Reading& reading : readings) {
    remedies.push_back({{}, reading.settings(facts.correction), reading.accuracyMetres});
  }
  return Finding{messageOf(readings, facts.correction, distance), std::move(remedies)};
}

}  // namespace belvedere::datum
