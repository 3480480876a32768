#pragma once

#include <array>
#include <cstdint>
#include <glm/vec2.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/diagnostics.h"

namespace belvedere::loaders::cityjson {

/// A picture as the file names it.
struct TextureText {
  std::string image;
  bool isRepeated = true;
};

/// The "appearance" member: what "material" and "texture" of geometries point into.
struct Appearance {
  std::vector<std::optional<std::array<float, 4>>> colours;  ///< of materials, RGB and opacity; none where not stated
  std::vector<TextureText> textures;
  std::vector<glm::vec2> texcoords;
  std::string defaultTextureTheme;
  std::string defaultMaterialTheme;

  static Appearance parse(std::string_view text, Diagnostics& diagnostics);
};

}  // namespace belvedere::loaders::cityjson
