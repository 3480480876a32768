#pragma once

#include <array>
#include <cstdint>
#include <glm/vec4.hpp>
#include <string_view>
#include <vector>

#include "data_loaders/citygml/id_table.h"
#include "engine/model/feature_batch.h"

namespace belvedere::loaders::citygml {

/// Maps a place (in the order of the document's coordinates) to texture coordinates: rows s, t, q of a 3 x 4 matrix,
/// s/q and t/q are the coordinates (CityGML 2.0, clause 9.3, TexCoordGen).
using WorldToTexture = std::array<double, 12>;

/// A picture as the document names it.
struct RawTexture {
  std::string_view uri;  ///< raw text
  bool isRepeated = true;
  bool isGeoreferenced = false;
  bool hasPlacement = false;            ///< reference point and orientation are given in the document
  std::array<double, 2> reference{};    ///< the centre of the upper left pixel, in the document's order
  std::array<double, 4> orientation{};  ///< 2 x 2, row by row: pixel column and row to first and second coordinate
};

/// A surface that wears a material or a generated texture.
struct RawTarget {
  IdHash surface = 0;
  std::uint32_t material = model::kNone;
  std::uint32_t texture = model::kNone;
  std::uint32_t generator = model::kNone;  ///< into AppearanceData::generators; of textures only
};

/// The texture coordinates of one ring.
struct RawRingTexture {
  IdHash ring = 0;
  std::string_view coordinates;  ///< raw text: s and t of every point, the closing one included
  std::uint32_t texture = 0;
};

/// What appearances say about surfaces, for one theme and the front sides: of one city object (local), or of the whole
/// document (global). Views point into the document.
struct AppearanceData {
  std::vector<glm::vec4> materials;  ///< sRGB and opacity
  std::vector<RawTexture> textures;
  std::vector<WorldToTexture> generators;
  std::vector<RawTarget> targets;
  std::vector<RawRingTexture> rings;
  std::size_t unreadable = 0;  ///< surface data of a kind that is not read

  bool isEmpty() const { return targets.empty() && rings.empty(); }
  void clear() {
    materials.clear();
    textures.clear();
    generators.clear();
    targets.clear();
    rings.clear();
    unreadable = 0;
  }
};

}  // namespace belvedere::loaders::citygml
