#pragma once

#include <glm/vec3.hpp>
#include <span>
#include <string_view>

#include "engine/geo/bounds.h"
#include "engine/geo/crs.h"

namespace belvedere::geo {

/// What a source has done with its axes.
enum class AxisOrder {
  AsDeclared,
  Swapped,         ///< northing or latitude stands where easting or longitude should
  NorthingNegated  ///< northings or latitudes have the wrong sign
};
std::span<const std::string_view> choiceNames(AxisOrder);

/// A unit of length that numbers are in, whatever their CRS says.
enum class LengthUnit { AsDeclared, Metre, Millimetre, Centimetre, Kilometre, Foot, UsSurveyFoot };
std::span<const std::string_view> choiceNames(LengthUnit);
/// 0 for AsDeclared.
double metresPer(LengthUnit unit);

/// What the heights of objects count from.
enum class HeightReference {
  AsDeclared,   ///< the zero of the vertical system
  AboveGround,  ///< the relief under each object
  OnGround      ///< nothing that helps: each object is set on the relief under it
};
std::span<const std::string_view> choiceNames(HeightReference);

/// How the coordinates of a source differ from what the source says of them, as somebody has stated for a layer.
struct CoordinateCorrection {
  AxisOrder axes = AxisOrder::AsDeclared;
  LengthUnit unit = LengthUnit::AsDeclared;        ///< of all three coordinates; without effect on degrees
  LengthUnit heightUnit = LengthUnit::AsDeclared;  ///< of heights, where it differs from `unit`
  double rotationDegrees = 0.0;  ///< about the source's own zero, clockwise seen from above; of local models
  double originEast = 0.0;       ///< where in its CRS the source's own zero stands: added after all of the above
  double originNorth = 0.0;
  double heightOffsetMetres = 0.0;  ///< added to heights once they are the territory's
  HeightReference heightReference = HeightReference::AsDeclared;

  /// From what a source holds to what its CRS means, in place: axes, units, rotation, origin. Heights that are NaN stay
  /// so.
  void apply(std::span<glm::dvec3> positions, const Crs& crs) const;
  /// The same for a box.
  Bounds2 apply(const Bounds2& bounds, const Crs& crs) const;
  /// Factor from heights as given to those in the unit of `crs`.
  double heightFactor(const Crs& crs) const;

  friend bool operator==(const CoordinateCorrection&, const CoordinateCorrection&) = default;
};

}  // namespace belvedere::geo
