#pragma once

#include <cstdint>
#include <glm/mat4x4.hpp>
#include <glm/vec3.hpp>

namespace belvedere::loaders::gltf {

/// The axis that points up in a model; glTF says y, old tilesets may say otherwise (asset.gltfUpAxis).
enum class UpAxis : std::uint8_t { X, Y, Z };

/// From a model's own axes to those with z up, its origin at `rtcCentre` (RTC_CENTER, CESIUM_RTC; z-up axes).
inline glm::dmat4 uprightTransform(const glm::dvec3& rtcCentre, UpAxis up) {
  glm::dmat4 turn(1.0);
  if (up == UpAxis::Y) {
    turn = glm::dmat4(1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1);  // (x, y, z) -> (x, -z, y)
  } else if (up == UpAxis::X) {
    turn = glm::dmat4(0, 0, 1, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 0, 1);  // (x, y, z) -> (-z, y, x)
  }
  turn[3] = glm::dvec4(rtcCentre, 1.0);
  return turn;
}

}  // namespace belvedere::loaders::gltf
