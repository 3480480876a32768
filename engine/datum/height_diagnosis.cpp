#include "engine/datum/height_diagnosis.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/core/plural.h"
#include "engine/datum/detail/robust.h"
#include "engine/geo/coordinate_correction.h"

namespace belvedere::datum {
namespace {

using detail::decimal;
using detail::Robust;
using detail::robustOf;

constexpr MessageId kEllipsoidal{
    "heights-ellipsoidal",
    NP_("{count} object stands {offset} m above the relief (spread {spread} m). Its heights are probably above the "
        "ellipsoid: the zero of heights lies {undulation} m above it here, by {grid}.",
        "{count} objects stand {offset} m above the relief (spread {spread} m). Their heights are probably above the "
        "ellipsoid: the zero of heights lies {undulation} m above it here, by {grid}."),
    N_("With the grid, belvedere set converts each height; an offset moves all alike.")};
constexpr MessageId kEllipsoidalNoGrid{
    "heights-ellipsoidal-grid-missing",
    NP_("{count} object stands {offset} m above the relief (spread {spread} m). Its heights are probably above the "
        "ellipsoid: the geoid lies {undulation} m above it here, by {grid} (to {accuracy} m).",
        "{count} objects stand {offset} m above the relief (spread {spread} m). Their heights are probably above the "
        "ellipsoid: the geoid lies {undulation} m above it here, by {grid} (to {accuracy} m)."),
    N_("An offset moves all alike. To convert each height, install the grid {missing} where PROJ_DATA says.")};
constexpr MessageId kReliefEllipsoidal{
    "relief-ellipsoidal",
    NP_("{count} object stands {offset} m below the relief (spread {spread} m). The heights of the relief are probably "
        "above the ellipsoid: the geoid lies {undulation} m above it here, by {grid} (to {accuracy} m).",
        "{count} objects stand {offset} m below the relief (spread {spread} m). The heights of the relief are probably "
        "above the ellipsoid: the geoid lies {undulation} m above it here, by {grid} (to {accuracy} m)."),
    N_("If other layers show the same, correct the relief; if not, this layer.")};
constexpr MessageId kGeoidSized{
    "heights-geoid-sized",
    NP_("{count} object stands {offset} m off the relief (spread {spread} m): an offset as large as the geoid makes "
        "it. Whether heights above the ellipsoid are the cause cannot be told: no geoid grid is on this machine.",
        "{count} objects stand {offset} m off the relief, all alike (spread {spread} m): an offset as large as the "
        "geoid makes it. Whether heights above the ellipsoid are the cause cannot be told: no geoid grid is on this "
        "machine."),
    N_("An offset puts them on the relief, to some metres. Better: install the grid {missing} where PROJ_DATA says.")};
constexpr MessageId kOffset{
    "heights-offset",
    NP_("{count} object stands {offset} m off the relief (spread {spread} m). The geoid does not explain it.",
        "{count} objects stand {offset} m off the relief, all alike (spread {spread} m). The geoid does not explain "
        "it."),
    N_("Look for another vertical system or a local zero; an offset puts them on the relief.")};
constexpr MessageId kUnit{"heights-other-unit",
                          NP_("The heights of {count} object are {ratio} times those of the relief: they are probably "
                              "in {unit}, not in {declared}. Then it stands {left} m off it (spread {spread} m).",
                              "The heights of {count} objects are {ratio} times those of the relief: they are probably "
                              "in {unit}, not in {declared}. Then they stand {left} m off it (spread {spread} m)."),
                          N_("International and US survey feet differ by 2 mm in 1,000 m of height.")};
constexpr MessageId kAboveGround{"heights-above-ground",
                                 NP_("{count} object stands at heights near 0 (spread {spread} m), the relief at "
                                     "{ground} m: its heights probably count from the ground.",
                                     "{count} objects stand at heights near 0 (spread {spread} m), the relief at "
                                     "{ground} m: their heights probably count from the ground."),
                                 N_("heightReference=above-ground adds the relief under each object.")};
constexpr MessageId kOnRoofs{"objects-on-their-roofs",
                             NP_("{count} object stands above the relief by its own height ({offset} m): it was "
                                 "probably extruded upwards from an outline at roof level.",
                                 "{count} objects stand above the relief by their own height ({offset} m in the "
                                 "middle): they were probably extruded upwards from outlines at roof level."),
                             N_("heightReference=on-ground sets each object on the relief.")};
constexpr MessageId kIrregular{
    "heights-irregular",
    NP_("{count} object stands {offset} m off the relief (spread {spread} m): no offset explains it.",
        "{count} objects stand {offset} m off the relief in the middle, by amounts that differ (spread {spread} m): no "
        "offset explains it."),
    N_("Heights of roofs, or a relief of surfaces, look like this. heightReference=on-ground sets each object on the "
       "relief.")};

constexpr double kToleratedAbove = 3.0;  // metres; plinths, slopes and a coarse relief explain that much
constexpr double kToleratedBelow = 5.0;  // cellars too
constexpr double kEvenSpread = 1.5;      // metres, or a fifth of the offset
constexpr double kLowestGeoid = 10.0;    // smaller offsets have many causes
constexpr double kHighestGeoid = 107.0;  // EGM96 lies between -107 and 86 m
constexpr double kSlackMetres = 2.0;     // of bases against the relief, beside the geoid's own error
constexpr double kRelativeMetres = 2.0;
constexpr std::size_t kFewObjects = 5;  // fewer can hit a coincidence, but not show that an offset is even

template <class F>
Robust over(const HeightFacts& facts, const F& value) {
  std::vector<double> values;
  values.reserve(facts.objects.size());
  for (const StandingObject& object : facts.objects) {
    values.push_back(value(object));
  }
  return robustOf(std::move(values));
}

/// One examination: what several hypotheses need.
class Examination {
 public:
  explicit Examination(const HeightFacts& facts)
      : facts_(facts), offset_(over(facts, [](const StandingObject& o) { return o.base - o.ground; })) {
    for (const StandingObject& object : facts.objects) {
      const auto undulation = facts.geoid != nullptr ? facts.geoid->undulationMetres(object.map) : std::nullopt;
      undulations_.push_back(undulation.value_or(NAN));
    }
  }

  std::optional<Finding> run() {
    std::optional<Finding> found;
    const bool isOff = offset_.median > kToleratedAbove || offset_.median < -kToleratedBelow;
    if (facts_.objects.empty() || !isOff) {
      return found;
    }
    static_cast<void>(isOtherUnit(found) || isAboveGround(found) || isOnRoofs(found) || isGeoid(found) ||
                      isEven(found) || isIrregular(found));
    return found;
  }

 private:
  std::vector<MessageArgument> arguments(const Robust& robust) const {
    return {{"count", std::to_string(facts_.objects.size())},
            {"offset", decimal(std::abs(robust.median), 1)},
            {"spread", decimal(robust.spread, 1)}};
  }
  Remedy offsetRemedy(double accuracy) const {
    return {{}, {{"heightOffset", decimal(facts_.heightOffsetMetres - offset_.median, 1)}}, accuracy};
  }
  static Remedy referenceRemedy(const char* reference, double accuracy) {
    return {{}, {{"heightReference", reference}}, accuracy};
  }
  /// How far a single object may still be off once the median is right.
  static double accuracyOf(const Robust& robust) { return std::max(0.1, robust.spread); }

  bool isOtherUnit(std::optional<Finding>& found) const;
  bool isAboveGround(std::optional<Finding>& found) const;
  bool isOnRoofs(std::optional<Finding>& found) const;
  bool isGeoid(std::optional<Finding>& found) const;
  void addEllipsoidal(std::optional<Finding>& found, double undulation) const;
  bool isEven(std::optional<Finding>& found) const;
  bool isIrregular(std::optional<Finding>& found) const;

  const HeightFacts& facts_;
  Robust offset_;
  std::vector<double> undulations_;
};

std::string unitNameOf(double metres) {
  constexpr auto kLast = static_cast<int>(geo::LengthUnit::UsSurveyFoot);
  for (int unit = 1; unit <= kLast; ++unit) {
    if (std::abs(geo::metresPer(static_cast<geo::LengthUnit>(unit)) / metres - 1.0) < 1e-7) {
      return std::string(geo::choiceNames(geo::LengthUnit{})[static_cast<std::size_t>(unit)]);
    }
  }
  return decimal(metres, 4) + " m";
}

bool Examination::isOtherUnit(std::optional<Finding>& found) const {
  for (const geo::LengthUnit unit :
       {geo::LengthUnit::Foot, geo::LengthUnit::Metre, geo::LengthUnit::Millimetre, geo::LengthUnit::Centimetre}) {
    const double factor = geo::metresPer(unit) / facts_.heightUnitMetres;
    if (std::abs(factor - 1.0) < 0.01) {
      continue;
    }
    const auto height = [&](const StandingObject& o) { return o.base - facts_.heightOffsetMetres; };
    const Robust left = over(
        facts_, [&](const StandingObject& o) { return height(o) * factor + facts_.heightOffsetMetres - o.ground; });
    // A tenth of what is off now: no chance hit on low ground.
    const double most = std::abs(offset_.median) / 10.0;
    if (std::abs(left.median) > std::min(most, kToleratedBelow) || left.spread > std::max(most, kEvenSpread)) {
      continue;
    }
    const std::string name(geo::choiceNames(unit)[static_cast<std::size_t>(unit)]);
    found = Finding{Message(kUnit, {{"count", std::to_string(facts_.objects.size())},
                                    {"ratio", decimal(1.0 / factor, 2)},
                                    {"unit", name},
                                    {"declared", unitNameOf(facts_.heightUnitMetres)},
                                    {"left", decimal(left.median, 1)},
                                    {"spread", decimal(left.spread, 1)}}),
                    {{{}, {{"heightUnit", name}}, accuracyOf(left)}}};
    return true;
  }
  return false;
}

bool Examination::isAboveGround(std::optional<Finding>& found) const {
  const Robust base = over(facts_, [](const StandingObject& o) { return o.base; });
  const Robust ground = over(facts_, [](const StandingObject& o) { return o.ground; });
  if (std::abs(base.median) > kRelativeMetres || base.spread > kRelativeMetres) {
    return false;
  }
  found = Finding{Message(kAboveGround, {{"count", std::to_string(facts_.objects.size())},
                                         {"spread", decimal(base.spread, 1)},
                                         {"ground", decimal(ground.median, 1)}}),
                  {referenceRemedy("above-ground", accuracyOf(base))}};
  return true;
}

bool Examination::isOnRoofs(std::optional<Finding>& found) const {
  const Robust left = over(facts_, [](const StandingObject& o) { return o.base - o.ground - (o.top - o.base); });
  const bool isBetter = left.spread < 0.6 * offset_.spread;
  if (offset_.median < 0.0 || std::abs(left.median) > kToleratedAbove || !isBetter ||
      facts_.objects.size() < kFewObjects) {
    return false;
  }
  found = Finding{Message(kOnRoofs, arguments(offset_)), {referenceRemedy("on-ground", kEvenSpread)}};
  return true;
}

/// Ellipsoidal heights of the layer (offset = undulation) or of the relief (offset = -undulation).
bool Examination::isGeoid(std::optional<Finding>& found) const {
  const bool isKnown = std::all_of(undulations_.begin(), undulations_.end(), [](double u) { return std::isfinite(u); });
  if (facts_.geoid == nullptr || !isKnown) {
    return false;
  }
  const Robust undulation = robustOf(undulations_);
  for (const double sign : {1.0, -1.0}) {
    std::size_t i = 0;
    const Robust left =
        over(facts_, [&](const StandingObject& o) { return o.base - o.ground - sign * undulations_[i++]; });
    const bool fits = std::abs(left.median) <= facts_.geoid->accuracyMetres() + kSlackMetres;
    const bool hasShape = left.spread <= std::max(kEvenSpread, 1.05 * offset_.spread);
    const bool isClear = std::abs(offset_.median) > kToleratedBelow &&
                         left.spread < std::max(kEvenSpread, std::abs(offset_.median) / 5.0);
    if (!fits || !hasShape || !isClear) {
      continue;
    }
    if (sign > 0.0) {
      addEllipsoidal(found, undulation.median);
    } else {
      auto values = arguments(offset_);
      values.insert(values.end(), {{"undulation", decimal(undulation.median, 1)},
                                   {"grid", facts_.geoid->grid()},
                                   {"accuracy", decimal(facts_.geoid->accuracyMetres(), 1)}});
      const double accuracy = std::max(accuracyOf(offset_), std::abs(left.median));
      found = Finding{
          Message(kReliefEllipsoidal, std::move(values)),
          {{facts_.reliefLayer, {{"heightOffset", decimal(facts_.reliefOffsetMetres + offset_.median, 1)}}, accuracy},
           offsetRemedy(accuracyOf(offset_))}};
    }
    return true;
  }
  return false;
}

void Examination::addEllipsoidal(std::optional<Finding>& found, double undulation) const {
  const geo::Geoid& geoid = *facts_.geoid;
  auto values = arguments(offset_);
  values.insert(values.end(), {{"undulation", decimal(undulation, 1)},
                               {"grid", geoid.grid()},
                               {"accuracy", decimal(geoid.accuracyMetres(), 1)},
                               {"missing", geoid.missingGrid()}});
  std::vector<Remedy> remedies;
  const bool isConvertible = geoid.source() == geo::GeoidSource::Own && !facts_.crs.empty() && !facts_.hasOwnVertical;
  if (isConvertible) {
    remedies.push_back({{}, {{"crs", facts_.crs + "+ellipsoidal"}}, geoid.accuracyMetres()});
  }
  remedies.push_back(offsetRemedy(accuracyOf(offset_)));
  Message message(isConvertible ? kEllipsoidal : kEllipsoidalNoGrid, std::move(values));
  if (!isConvertible && geoid.missingGrid().empty()) {
    message.hint.clear();
  }
  found = Finding{std::move(message), std::move(remedies)};
}

bool Examination::isEven(std::optional<Finding>& found) const {
  const double size = std::abs(offset_.median);
  const bool isKnown = facts_.geoid != nullptr && facts_.geoid->source() != geo::GeoidSource::None;
  if (offset_.spread > std::max(kEvenSpread, size / 5.0) || facts_.objects.size() < kFewObjects) {
    return false;
  }
  const bool isGeoidSized = !isKnown && size >= kLowestGeoid && size <= kHighestGeoid;
  auto values = arguments(offset_);
  values.emplace_back("missing", facts_.geoid != nullptr ? facts_.geoid->missingGrid() : "");
  Message message(isGeoidSized ? kGeoidSized : kOffset, std::move(values));
  if (isGeoidSized && (facts_.geoid == nullptr || facts_.geoid->missingGrid().empty())) {
    message.hint.clear();
  }
  found = Finding{std::move(message), {offsetRemedy(accuracyOf(offset_))}};
  return true;
}

bool Examination::isIrregular(std::optional<Finding>& found) const {
  if (std::abs(offset_.median) < offset_.spread || facts_.objects.size() < kFewObjects) {
    return false;
  }
  found = Finding{Message(kIrregular, arguments(offset_)), {referenceRemedy("on-ground", kEvenSpread)}};
  return true;
}

}  // namespace

std::optional<Finding> diagnoseHeights(const HeightFacts& facts) { return Examination(facts).run(); }

}  // namespace belvedere::datum
