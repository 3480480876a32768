#pragma once

#include <cstdint>
#include <glm/vec3.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data_loaders/gltf/json_document.h"

namespace belvedere::loaders::tiles3d {

/// The parts of a b3dm, i3dm or pnts (3D Tiles 1.0, clause 8). Views into the content's bytes.
struct TileParts {
  std::string_view magic;
  std::string_view featureJson, featureBinary, batchJson, batchBinary;
  std::string_view body;                       ///< the glTF, or its URI
  std::optional<std::uint64_t> legacyBatches;  ///< BATCH_LENGTH of the two headers older than 1.0
  std::uint32_t gltfFormat = 1;                ///< i3dm: 0 where the body is a URI
};

/// The four letters at the front, or what there is.
std::string_view magicOf(std::string_view bytes);

/// Splits a content; nothing where a part reaches beyond it.
std::optional<TileParts> splitTile(std::string_view bytes);

/// The tiles inside a cmpt, as far as they are whole; nothing where it is none.
std::optional<std::vector<std::string_view>> splitComposite(std::string_view bytes);

/// The values of a feature table: in its JSON, or in its binary body.
class TileTable {
 public:
  TileTable(gltf::JsonValue json, std::string_view binary) : json_(json), binary_(binary) {}

  bool has(std::string_view name) const { return !json_[name].isMissing(); }
  gltf::JsonValue json(std::string_view name) const { return json_[name]; }
  std::optional<std::uint64_t> whole(std::string_view name) const;
  /// A vector for the whole table: three numbers.
  std::optional<glm::dvec3> vector(std::string_view name) const;
  /// `count` times `components` numbers of a semantic; `type` says what they are where the table does not
  /// ("FLOAT", "UNSIGNED_SHORT", …). Nothing where they are not all there.
  std::optional<std::vector<double>> numbers(std::string_view name, std::uint64_t count, unsigned components,
                                             std::string_view type) const;

 private:
  gltf::JsonValue json_;
  std::string_view binary_;
};

/// Reads numbers of a named component type ("BYTE" … "DOUBLE"); nothing where they are not all there.
std::optional<std::vector<double>> binaryNumbers(std::string_view binary, std::uint64_t offset, std::uint64_t count,
                                                 std::string_view type);

}  // namespace belvedere::loaders::tiles3d
