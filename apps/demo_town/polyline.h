#pragma once

#include "apps/demo_town/plane_geometry.h"

namespace belvedere::demo {

/// A smooth curve through all control points, one point every `stepMetres` or so.
Points smoothCurve(std::span<const Vec2> controls, double stepMetres);
double lengthOf(std::span<const Vec2> line);

/// A place on a line.
struct LinePlace {
  Vec2 point{0.0};
  Vec2 direction{1.0, 0.0};  ///< unit
};
/// `distance` metres from the line's start, clamped to its ends.
LinePlace placeAt(std::span<const Vec2> line, double distance);
/// Points every `stepMetres` (a divisor of the length close to it), both ends included.
Points resampled(std::span<const Vec2> line, double stepMetres);
/// The line moved to its left; sharp bends are not trimmed.
Points offsetLine(std::span<const Vec2> line, double metres);
/// The part from one distance to another.
Points partOf(std::span<const Vec2> line, double from, double to);
/// How far along the line the point nearest to `p` lies, and how far off it is.
struct Projection {
  double along = 0.0;
  double distance = 1e300;
};
Projection project(std::span<const Vec2> line, Vec2 p);
/// Where the two lines first cross, along the first; nothing where they do not.
std::optional<double> crossingAlong(std::span<const Vec2> line, std::span<const Vec2> other);
/// Both ends made longer, straight on.
Points extended(Points line, double metres);

}  // namespace belvedere::demo
