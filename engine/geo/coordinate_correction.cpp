#include "engine/geo/coordinate_correction.h"

#include <array>
#include <utility>

namespace belvedere::geo {
namespace {

constexpr std::array<std::string_view, 3> kAxisNames{"as-declared", "swapped", "northing-negated"};
constexpr std::array<std::string_view, 3> kReferenceNames{"as-declared", "above-ground", "on-ground"};
constexpr std::array<std::string_view, 7> kUnitNames{"as-declared", "m", "mm", "cm", "km", "ft", "us-ft"};
// Feet: NIST SP 811, appendix B.6; the survey foot is 1200/3937 m.
constexpr std::array<double, 7> kMetres{0.0, 1.0, 0.001, 0.01, 1000.0, 0.3048, 1200.0 / 3937.0};

double planeFactor(LengthUnit unit, const Crs& crs) {
  return unit == LengthUnit::AsDeclared || crs.metresPerUnit() == 0.0 ? 1.0 : metresPer(unit) / crs.metresPerUnit();
}

}  // namespace

std::span<const std::string_view> choiceNames(AxisOrder /*order*/) { return kAxisNames; }
std::span<const std::string_view> choiceNames(HeightReference /*reference*/) { return kReferenceNames; }
std::span<const std::string_view> choiceNames(LengthUnit /*unit*/) { return kUnitNames; }
double metresPer(LengthUnit unit) { return kMetres[static_cast<std::size_t>(unit)]; }

double CoordinateCorrection::heightFactor(const Crs& crs) const {
  const LengthUnit used = heightUnit != LengthUnit::AsDeclared ? heightUnit : unit;
  return used == LengthUnit::AsDeclared ? 1.0 : metresPer(used) / crs.metresPerHeightUnit();
}

void CoordinateCorrection::apply(std::span<glm::dvec3> positions, const Crs& crs) const {
  if (axes == AxisOrder::AsDeclared && unit == LengthUnit::AsDeclared && heightUnit == LengthUnit::AsDeclared) {
    return;  // not a bit changes
  }
  const double plane = planeFactor(unit, crs);
  const double height = heightFactor(crs);
  for (glm::dvec3& p : positions) {
    if (axes == AxisOrder::Swapped) {
      std::swap(p.x, p.y);
    }
    p.x *= plane;
    p.y *= axes == AxisOrder::NorthingNegated ? -plane : plane;
    p.z *= height;
  }
}

Bounds2 CoordinateCorrection::apply(const Bounds2& bounds, const Crs& crs) const {
  if (bounds.isEmpty()) {
    return bounds;
  }
  std::array<glm::dvec3, 2> corners{glm::dvec3(bounds.min, 0.0), glm::dvec3(bounds.max, 0.0)};
  apply(corners, crs);
  Bounds2 corrected;
  corrected.add(glm::dvec2(corners[0]));
  corrected.add(glm::dvec2(corners[1]));
  return corrected;
}

}  // namespace belvedere::geo
