#include "engine/render/detail/look.h"

#include <algorithm>
#include <cmath>

namespace belvedere::render {
namespace {

glm::dvec3 mixed(const glm::dvec3& a, const glm::dvec3& b, double t) { return a * (1.0 - t) + b * t; }

double smooth(double low, double high, double x) {
  const double t = std::clamp((x - low) / (high - low), 0.0, 1.0);
  return t * t * (3.0 - 2.0 * t);
}

glm::dvec3 unit(const glm::dvec3& v) {
  const double length = std::sqrt(v.x * v.x + v.y * v.y + v.z * v.z);
  return length > 1e-9 ? v / length : glm::dvec3(0.0, 0.0, 1.0);
}

LookParameters maquette(bool isDark) {
  LookParameters look;
  look.sunDirection = unit({-0.66, -0.56, 0.68});
  look.sunColour = glm::dvec3(0.74, 0.70, 0.63);
  look.skyColour = glm::dvec3(0.47, 0.49, 0.52);
  look.bounceColour = glm::dvec3(0.40, 0.38, 0.355);
  look.zenithColour = linearFromSrgb(isDark ? glm::dvec3(0.10, 0.11, 0.13) : glm::dvec3(0.80, 0.82, 0.84));
  look.horizonColour = linearFromSrgb(isDark ? glm::dvec3(0.19, 0.20, 0.22) : glm::dvec3(0.94, 0.935, 0.925));
  look.nadirColour = linearFromSrgb(isDark ? glm::dvec3(0.13, 0.14, 0.155) : glm::dvec3(0.86, 0.855, 0.845));
  look.edgeColour = linearFromSrgb(glm::dvec3(0.16, 0.15, 0.15));
  look.edgeStrength = 0.55;
  look.occlusionStrength = 1.0;
  look.shadowStrength = 0.9;
  look.shadowSoftnessTexels = 2.2;
  return look;
}

LookParameters realistic(const glm::dvec3& sunDirection) {
  const glm::dvec3 sun = unit(sunDirection);
  const double day = smooth(-0.08, 0.12, sun.z);         // 0 at night
  const double high = smooth(0.03, 0.36, sun.z);         // 0 at sunrise
  const double moon = 1.0 - smooth(-0.12, 0.02, sun.z);  // the moon takes over
  LookParameters look;
  look.isRealistic = true;
  look.sunDirection = moon > 0.5 ? unit({-0.4, -0.55, 0.73}) : unit({sun.x, sun.y, std::max(sun.z, 0.02)});
  const glm::dvec3 daylight = mixed({0.95, 0.48, 0.20}, {1.16, 1.08, 0.96}, high) * smooth(-0.02, 0.10, sun.z);
  look.sunColour = daylight + glm::dvec3(0.045, 0.06, 0.10) * moon;
  look.skyColour = mixed({0.060, 0.075, 0.115}, mixed({0.26, 0.27, 0.34}, {0.29, 0.35, 0.45}, high), day);
  look.bounceColour = mixed({0.020, 0.024, 0.035}, {0.14, 0.125, 0.105}, day);
  look.zenithColour = mixed({0.004, 0.007, 0.018}, mixed({0.10, 0.17, 0.34}, {0.085, 0.22, 0.55}, high), day);
  look.horizonColour = mixed({0.016, 0.023, 0.045}, mixed({0.80, 0.50, 0.30}, {0.66, 0.80, 0.95}, high), day);
  look.nadirColour = look.horizonColour * 0.75;
  look.edgeColour = glm::dvec3(0.0);
  look.hazePerMetre = 1.0 / 34000.0;
  look.sunGlow = day;
  look.occlusionStrength = 0.8;
  look.shadowStrength = 1.0;
  look.shadowSoftnessTexels = 1.3;
  return look;
}

}  // namespace

double linearFromSrgb(double value) {
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

glm::dvec3 linearFromSrgb(const glm::dvec3& colour) {
  return {linearFromSrgb(colour.x), linearFromSrgb(colour.y), linearFromSrgb(colour.z)};
}

LookParameters lookParameters(const scene::Snapshot& snapshot) {
  return snapshot.look == scene::Look::Maquette ? maquette(snapshot.isDark) : realistic(snapshot.sunDirection);
}

}  // namespace belvedere::render
