#pragma once

#include <cstddef>
#include <glm/vec3.hpp>
#include <memory>
#include <span>
#include <string>

#include "engine/core/result.h"
#include "engine/geo/bounds.h"
#include "engine/geo/crs.h"

namespace belvedere::geo {

/// How a transformation was found.
struct TransformDescription {
  std::string operation;               ///< PROJ's name of the pipeline
  double accuracyMetres = -1.0;        ///< stated horizontal accuracy, negative where unknown
  bool keepsHeights = true;            ///< heights pass unchanged (no vertical change asked, or its grid is missing)
  bool isVerticalGridMissing = false;  ///< a vertical change was asked and lacks its grid: heights were kept
};

/// Moves coordinates from one CRS to another: east, north, up (degrees for geographic systems, metres or the CRS's own
/// unit otherwise). Heights keep their vertical system, and change only their unit, unless both sides name one and PROJ
/// has what leads from one to the other. One object per thread; making one costs milliseconds.
class CoordinateTransform {
 public:
  /// Fails where no operation exists (key "crs-no-operation") or a side is Local ("crs-local").
  static Result<CoordinateTransform> create(const Crs& from, const Crs& to);
  CoordinateTransform(CoordinateTransform&&) noexcept;
  CoordinateTransform& operator=(CoordinateTransform&&) noexcept;
  ~CoordinateTransform();

  /// In place. A position that cannot be moved, or is not finite, becomes NaN; returns how many did.
  std::size_t apply(std::span<glm::dvec3> positions) const;
  glm::dvec3 apply(const glm::dvec3& position) const;
  /// The other way round.
  std::size_t applyInverse(std::span<glm::dvec3> positions) const;

  /// The box around all that a box becomes, from 21 x 21 points of it; points that cannot be moved count for nothing.
  Bounds2 apply(const Bounds2& bounds) const;

  /// True when both systems are the same, so that apply() changes nothing.
  bool isIdentity() const;
  const TransformDescription& description() const;

 private:
  struct Data;
  explicit CoordinateTransform(std::unique_ptr<Data> data);
  std::unique_ptr<Data> data_;
};

/// What of a box in one CRS lies where another is meant to be used (its area of use), in units of the first; all of it
/// where that is not known. Empty where nothing does.
Bounds2 partInUse(const Bounds2& bounds, const Crs& from, const Crs& to);

}  // namespace belvedere::geo
