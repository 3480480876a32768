#include "data_loaders/cityjson/detail/geometry_reader.h"

#include <algorithm>
#include <cmath>

#include "data_loaders/cityjson/detail/messages.h"
#include "data_loaders/common/polygon_diagnostics.h"

namespace belvedere::loaders::cityjson {
namespace {

using model::kNone;

bool isFinite(const glm::dvec3& p) { return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z); }

bool isSolid(GeometryType type) {
  return type == GeometryType::Solid || type == GeometryType::MultiSolid || type == GeometryType::CompositeSolid;
}

}  // namespace

glm::dvec3 Placement::apply(const glm::dvec3& vertex) const {
  const auto row = [&](std::size_t i) {
    return matrix[i] * vertex.x + matrix[i + 1] * vertex.y + matrix[i + 2] * vertex.z + matrix[i + 3];
  };
  return glm::dvec3(row(0), row(4), row(8)) + reference;
}

bool Placement::isMirroring() const {
  const double determinant = matrix[0] * (matrix[5] * matrix[10] - matrix[6] * matrix[9]) -
                             matrix[1] * (matrix[4] * matrix[10] - matrix[6] * matrix[8]) +
                             matrix[2] * (matrix[4] * matrix[9] - matrix[5] * matrix[8]);
  return determinant < 0.0;
}

bool GeometryReader::parse(const GeometryText& text, const Context& context, ParsedGeometry& geometry) {
  geometry.type = text.type;
  geometry.lod = text.lod;
  geometry.kinds.clear();
  geometry.materials.clear();
  geometry.texture.clear();
  const int depth = boundariesDepth(text.type);
  if (depth == 0) {
    context.diagnostics.add(Severity::Warning, kGeometryUnknown, std::string(context.objectId));
    return false;
  }
  if (!geometry.boundaries.parse(text.boundaries, depth)) {
    context.diagnostics.add(Severity::Warning, kGeometryMalformed, std::string(context.objectId));
    return false;
  }
  const bool hasSurfaces = depth >= 3;
  if (hasSurfaces && !text.semantics.empty()) {
    parseSemantics(text.semantics, context, geometry);
  }
  if (hasSurfaces && !text.material.empty()) {
    parseMaterial(text.material, context, geometry);
  }
  if (hasSurfaces && context.wantsTextures && !text.texture.empty()) {
    parseTexture(text.texture, context, geometry);
  }
  return true;
}

bool GeometryReader::gather(std::span<const std::uint32_t> indices, std::span<const glm::dvec3> vertices,
                            const Placement* placement) {
  for (const std::uint32_t index : indices) {
    if (index >= vertices.size()) {
      return false;
    }
    positions_.push_back(placement == nullptr ? vertices[index] : placement->apply(vertices[index]));
  }
  return true;
}

void GeometryReader::addSurfaces(const ParsedGeometry& geometry, std::span<const glm::dvec3> vertices,
                                 const Placement* placement, const Context& context, BatchBuilder& builder) {
  const IndexTree& tree = geometry.boundaries;
  const int surfaces = tree.depth() - 2;
  const int rings = tree.depth() - 1;
  const std::span<const std::uint32_t> numbers(tree.numbers());
  SurfaceLook look;
  look.lod = geometry.lod;
  look.isMirrored = placement != nullptr && placement->isMirroring();
  const bool isTerrain = context.objectType == "TINRelief";
  for (std::size_t i = 0; i < tree.count(surfaces); ++i) {
    positions_.clear();
    ringEnds_.clear();
    bool isInRange = true;
    for (std::size_t ring = tree.begin(surfaces, i); ring < tree.end(surfaces, i); ++ring) {
      const std::size_t begin = tree.begin(rings, ring);
      isInRange = isInRange && gather(numbers.subspan(begin, tree.end(rings, ring) - begin), vertices, placement);
      ringEnds_.push_back(static_cast<std::uint32_t>(positions_.size()));
    }
    if (!isInRange) {
      context.diagnostics.add(Severity::Warning, kVertexOutOfRange, std::string(context.objectId));
      continue;
    }
    look.kind = geometry.kinds.empty() ? model::SurfaceKind::Unspecified : geometry.kinds[i];
    look.isTwoSided = !isSolid(geometry.type) && look.kind == model::SurfaceKind::Unspecified;
    if (isTerrain && geometry.kinds.empty()) {
      look.kind = model::SurfaceKind::Terrain;
    }
    const std::uint32_t texture = gatherTexture(geometry, tree.begin(surfaces, i), tree.end(surfaces, i), context);
    look.texture = texture == kNone ? kNone : builder.texture(context.appearance.textures[texture]);
    const std::uint32_t material = geometry.materials.empty() ? kNone : geometry.materials[i];
    const auto colour = material == kNone ? std::nullopt : context.appearance.colours[material];
    look.material = colour ? builder.material(*colour) : kNone;
    const std::uint32_t faults =
        ringEnds_.empty() ? geometry::kTooFewPoints : builder.addSurface(positions_, ringEnds_, texcoords_, look);
    if (faults != geometry::kNoFault) {
      addPolygonFaults(context.diagnostics, faults, context.objectId);
    }
  }
}

void GeometryReader::add(const ParsedGeometry& geometry, std::span<const glm::dvec3> vertices,
                         const Placement* placement, const Context& context, BatchBuilder& builder) {
  const IndexTree& tree = geometry.boundaries;
  const std::span<const std::uint32_t> numbers(tree.numbers());
  if (tree.depth() >= 3) {
    addSurfaces(geometry, vertices, placement, context, builder);
    return;
  }
  const std::size_t parts = tree.depth() == 1 ? numbers.size() : tree.count(1);
  for (std::size_t i = 0; i < parts; ++i) {
    const std::size_t begin = tree.depth() == 1 ? i : tree.begin(1, i);
    const std::size_t end = tree.depth() == 1 ? i + 1 : tree.end(1, i);
    positions_.clear();
    if (!gather(numbers.subspan(begin, end - begin), vertices, placement) ||
        !std::all_of(positions_.begin(), positions_.end(), isFinite)) {
      context.diagnostics.add(Severity::Warning, kVertexOutOfRange, std::string(context.objectId));
    } else if (tree.depth() == 1) {
      builder.addPoint(positions_.front());
    } else if (positions_.size() >= 2) {
      builder.addLine(positions_);
    }
  }
}

}  // namespace belvedere::loaders::cityjson
