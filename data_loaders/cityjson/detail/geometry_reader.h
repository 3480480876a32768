#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data_loaders/cityjson/detail/appearance.h"
#include "data_loaders/cityjson/detail/batch_builder.h"
#include "data_loaders/cityjson/detail/geometry_text.h"
#include "data_loaders/cityjson/detail/index_tree.h"
#include "engine/core/diagnostics.h"
#include "engine/model/feature_batch.h"

namespace belvedere::loaders::cityjson {

/// A geometry with its numbers read and its looks chosen; points to vertices and to an Appearance by index.
struct ParsedGeometry {
  GeometryType type = GeometryType::Unknown;
  std::uint8_t lod = kLodNotStated;
  IndexTree boundaries;
  std::vector<model::SurfaceKind> kinds;    ///< empty, or one per surface
  std::vector<std::uint32_t> materials;     ///< empty, or one per surface (kNone without)
  IndexTree texture;                        ///< empty, or the texture's numbers
  std::vector<std::uint32_t> textureRings;  ///< per ring its element in `texture`, kNone without
};

/// 4 x 4 numbers by rows and the point that they are applied at (CityJSON 2.0, "GeometryInstance").
struct Placement {
  std::array<double, 16> matrix{};
  glm::dvec3 reference{0.0};

  glm::dvec3 apply(const glm::dvec3& vertex) const;
  bool isMirroring() const;
};

/// Reads geometries and adds them to a batch. Keep one per thread: it holds scratch memory.
class GeometryReader {
 public:
  /// `theme` as in model::ReadOptions.
  explicit GeometryReader(std::string theme) : theme_(std::move(theme)) {}

  /// What a geometry belongs to while it is read.
  struct Context {
    const Appearance& appearance;
    Diagnostics& diagnostics;
    std::string_view objectId;
    std::string_view objectType;
    bool wantsTextures = true;
  };

  /// False, with a finding, where it cannot be used.
  bool parse(const GeometryText& text, const Context& context, ParsedGeometry& geometry);

  /// Adds a parsed geometry to the builder's last feature; `placement` may be null.
  void add(const ParsedGeometry& geometry, std::span<const glm::dvec3> vertices, const Placement* placement,
           const Context& context, BatchBuilder& builder);

 private:
  bool matchSurfaces(std::string_view values, const ParsedGeometry& geometry);
  void parseSemantics(std::string_view text, const Context& context, ParsedGeometry& geometry);
  void parseMaterial(std::string_view text, const Context& context, ParsedGeometry& geometry);
  void parseTexture(std::string_view text, const Context& context, ParsedGeometry& geometry);
  /// Copies ring points into positions_; false where one does not exist.
  bool gather(std::span<const std::uint32_t> indices, std::span<const glm::dvec3> vertices, const Placement* placement);
  /// The texture of a surface with its texcoords_, or kNone.
  std::uint32_t gatherTexture(const ParsedGeometry& geometry, std::size_t firstRing, std::size_t lastRing,
                              const Context& context);
  bool gatherTextureRing(const ParsedGeometry& geometry, std::size_t ring, const Appearance& appearance,
                         std::uint32_t& texture);
  void addSurfaces(const ParsedGeometry& geometry, std::span<const glm::dvec3> vertices, const Placement* placement,
                   const Context& context, BatchBuilder& builder);

  std::string theme_;
  IndexTree values_;
  std::vector<std::uint32_t> counterpart_, scratch_;
  std::vector<model::SurfaceKind> semanticKinds_;
  std::vector<glm::dvec3> positions_;
  std::vector<std::uint32_t> ringEnds_;
  std::vector<glm::vec2> texcoords_;
};

}  // namespace belvedere::loaders::cityjson
