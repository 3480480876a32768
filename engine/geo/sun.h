#pragma once

#include <glm/vec3.hpp>

#include "engine/core/time.h"
#include "engine/geo/scene_frame.h"

namespace belvedere::geo {

/// Where the middle of the sun's disc stands in the sky.
struct SunPosition {
  double azimuthDegrees = 0.0;    ///< clockwise from true north, 0 to 360
  double elevationDegrees = 0.0;  ///< above the horizon, as seen: lifted by refraction (1010 hPa, 10 degrees C)
};

/// Good to 0.01 degrees from 1900 to 2100 (libnova, VSOP87; the sun's parallax of 0.002 degrees is left out).
/// Refraction counts from 1 degree below the horizon upwards. Any thread.
SunPosition sunPosition(Instant instant, const GeodeticPosition& place);

/// The unit vector towards the sun in scene coordinates (x grid east, y grid north, z up).
/// `convergenceDegrees` is the direction of grid north at the place (GridProperties).
glm::dvec3 sunDirection(const SunPosition& sun, double convergenceDegrees);

}  // namespace belvedere::geo
