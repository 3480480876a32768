#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data_loaders/gltf/json_document.h"
#include "data_loaders/gltf/resource_files.h"

namespace belvedere::loaders::tiles3d {

/// How an implicit tileset is divided.
struct ImplicitDivision {
  unsigned children = 4;  ///< 4 for a quadtree, 8 for an octree
  std::uint64_t subtreeLevels = 1;
  std::uint64_t availableLevels = 1;

  /// Tiles of a subtree down to, and without, this level.
  std::uint64_t tilesAbove(std::uint64_t level) const;
  /// Nothing where a member is missing or too large.
  static std::optional<ImplicitDivision> of(const gltf::JsonValue& implicitTiling);
};

/// One bit per tile.
struct Availability {
  bool isConstant = true, constant = false;
  std::string bits;

  bool at(std::uint64_t index) const {
    return isConstant ? constant
                      : ((static_cast<unsigned>(static_cast<unsigned char>(bits[index / 8])) >> (index % 8)) & 1U) != 0;
  }
};

/// Which tiles, contents and subtrees there are below one tile (3D Tiles 1.1, clause 7.7).
struct Subtree {
  Availability tiles;
  std::vector<Availability> contents;  ///< one per content of the template
  Availability childSubtrees;
};

/// Reads a subtree, binary or JSON; all its bits are there. Fails as ResourceFiles::read does, or with InvalidData
/// ("tiles3d-subtree-damaged").
Result<Subtree> readSubtree(const gltf::ResourceFiles& files, const std::string& name, const ImplicitDivision& division,
                            std::size_t contentCount);

}  // namespace belvedere::loaders::tiles3d
