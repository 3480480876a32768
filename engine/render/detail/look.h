#pragma once

#include <glm/vec3.hpp>

#include "engine/scene/snapshot.h"

namespace belvedere::render {

/// The light, air and background of a picture. Colours are linear; lights are what a white surface facing them shows.
struct LookParameters {
  bool isRealistic = false;
  glm::dvec3 sunDirection{0.0, 0.0, 1.0};  ///< unit, towards the light
  glm::dvec3 sunColour{0.0};
  glm::dvec3 skyColour{0.0};
  glm::dvec3 bounceColour{0.0};
  glm::dvec3 zenithColour{0.0};
  glm::dvec3 horizonColour{0.0};
  glm::dvec3 nadirColour{0.0};
  glm::dvec3 edgeColour{0.0};
  double edgeStrength = 0.0;
  double hazePerMetre = 0.0;
  double hazeHeightMetres = 1500.0;
  double sunGlow = 0.0;
  double occlusionStrength = 0.0;
  double shadowStrength = 1.0;
  double shadowSoftnessTexels = 1.0;
};

/// The look of a snapshot. *Maquette* has a studio light that does not follow the hour; *realistic* follows the sun
/// through day, dusk and night.
LookParameters lookParameters(const scene::Snapshot& snapshot);

/// sRGB, 0 to 1, to linear.
double linearFromSrgb(double value);
glm::dvec3 linearFromSrgb(const glm::dvec3& colour);

}  // namespace belvedere::render
