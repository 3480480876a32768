#include "engine/geo/coordinate_correction.h"

#include <array>
#include <cmath>
#include <glm/vec2.hpp>
#include <numbers>
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
  CoordinateCorrection heightsOnly;
  heightsOnly.heightOffsetMetres = heightOffsetMetres;
  heightsOnly.heightReference = heightReference;
  if (*this == heightsOnly) {
    return;  // not a bit changes
  }
  const double plane = planeFactor(unit, crs);
  const double height = heightFactor(crs);
  const double angle = rotationDegrees * std::numbers::pi / 180.0;
  const double sine = rotationDegrees == 0.0 ? 0.0 : std::sin(angle);
  const double cosine = rotationDegrees == 0.0 ? 1.0 : std::cos(angle);
  for (glm::dvec3& p : positions) {
    if (axes == AxisOrder::Swapped) {
      std::swap(p.x, p.y);
    }
    p.x *= plane;
    p.y *= axes == AxisOrder::NorthingNegated ? -plane : plane;
    p.z *= height;
    const glm::dvec2 turned(p.x * cosine + p.y * sine, p.y * cosine - p.x * sine);
    p.x = turned.x + originEast;
    p.y = turned.y + originNorth;
  }
}

Bounds2 CoordinateCorrection::apply(const Bounds2& bounds, const Crs& crs) const {
  if (bounds.isEmpty()) {
    return bounds;
  }
  std::array<glm::dvec3, 4> corners{glm::dvec3(bounds.min, 0.0), glm::dvec3(bounds.max.x, bounds.min.y, 0.0),
                                    glm::dvec3(bounds.max, 0.0), glm::dvec3(bounds.min.x, bounds.max.y, 0.0)};
  apply(corners, crs);
  Bounds2 corrected;
  for (const glm::dvec3& corner : corners) {
    corrected.add(glm::dvec2(corner));
  }
  return corrected;
}

}  // namespace belvedere::geo
