#include "engine/tiling/detail/object_shape.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <glm/geometric.hpp>

#include "engine/geometry/polygon_triangulator.h"
#include "engine/model/feature_batch.h"
#include "engine/tiling/picture_resampling.h"

namespace belvedere::tiling::detail {

namespace {

constexpr double kSteepNormal = 0.17;  // sine of 10 degrees: less upright a normal is a wall's
constexpr std::size_t kMostFaces = 2000;
constexpr double kTurnTolerance = 1e-9;
constexpr double kPlanarMetres = 0.01;  // how far the points of a face may lie off its plane
constexpr double kSharpShare = 0.0625;  // of the limit: an error so small is not measured more sharply

bool isGround(std::uint8_t kind) {
  using model::SurfaceKind;
  const auto surface = static_cast<SurfaceKind>(kind);
  return surface == SurfaceKind::Ground || surface == SurfaceKind::Floor || surface == SurfaceKind::OuterFloor;
}

/// A direction's fourth power as a complex number: the same for a wall and those at right angles to it.
glm::dvec2 fourthPower(double x, double y) {
  const double square = x * x + y * y;
  if (square <= 0.0) {
    return glm::dvec2(0.0);
  }
  const glm::dvec2 second((x * x - y * y) / square, 2.0 * x * y / square);
  return {second.x * second.x - second.y * second.y, 2.0 * second.x * second.y};
}

/// A picture's mean colour as it is summed; w counts what has one.
glm::dvec4 linearLight(const glm::u8vec4& mean) {
  return {linearFromSrgb(mean.x), linearFromSrgb(mean.y), linearFromSrgb(mean.z), 1.0};
}

bool isConvexAndPlanar(std::span<const glm::dvec3> ring) {
  const glm::dvec3 vector = geometry::newellVector(ring);
  const double length = glm::length(vector);
  if (length <= 0.0) {
    return false;
  }
  const glm::dvec3 normal = vector / length;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const glm::dvec3& b = ring[(i + 1) % ring.size()];
    const double turn = glm::dot(glm::cross(b - ring[i], ring[(i + 2) % ring.size()] - b), normal);
    if (turn < -kTurnTolerance || std::abs(glm::dot(normal, ring[i] - ring[0])) > kPlanarMetres) {
      return false;
    }
  }
  return true;
}

}  // namespace

void ObjectShape::clear() {
  sums_ = {};
  faces_.clear();
  hasColour_ = false;
  roof_ = {};
  wall_ = {};
}

void ObjectShape::add(const SurfacePiece& piece) {
  feature_ = piece.head.feature;
  id_ = piece.id;
  std::size_t firstPosition = 0;
  std::size_t firstIndex = 0;
  for (const PieceSurface& surface : piece.surfaces) {
    const auto ring = piece.positions.subspan(firstPosition, surface.positionCount);
    const auto indices = piece.indices.subspan(firstIndex, surface.indexCount);
    firstPosition += surface.positionCount;
    firstIndex += surface.indexCount;
    hasColour_ = hasColour_ || surface.hasColour != 0;
    for (std::size_t i = 0; i + 2 < indices.size(); i += 3) {
      addTriangle(piece.positions[indices[i]], piece.positions[indices[i + 1]], piece.positions[indices[i + 2]],
                  surface);
    }
    addFaces(surface, ring, piece, indices);
  }
}

void ObjectShape::addTriangle(const glm::dvec3& a, const glm::dvec3& b, const glm::dvec3& c, const PieceSurface& look) {
  sums_.low = std::min({sums_.low, a.z, b.z, c.z});
  sums_.high = std::max({sums_.high, a.z, b.z, c.z});
  const glm::dvec3 vector = glm::cross(b - a, c - a);
  const double length = glm::length(vector);
  if (length <= 0.0) {
    return;
  }
  const glm::dvec3 normal = vector / length;
  const double area = length / 2.0;
  const glm::dvec4 picture = look.hasMean != 0 ? linearLight(look.mean) : glm::dvec4(0.0);
  const glm::dvec4 colour = look.hasColour != 0 ? glm::dvec4(look.colour) : glm::dvec4(255.0);
  if (std::abs(normal.z) < kSteepNormal) {
    sums_.wallArea += area;
    sums_.wallColour += colour * area;
    sums_.wallPicture += picture * area;
    sums_.grain += fourthPower(normal.x, normal.y) * area;
    wall_.note(area, look.kind);
    return;
  }
  const double plan = area * std::abs(normal.z);
  if (isGround(look.kind) || (normal.z < 0.0 && look.isTwoSided == 0)) {
    sums_.floorArea += plan;
    return;
  }
  sums_.roofArea += plan;
  sums_.roofColour += colour * plan;
  sums_.roofPicture += picture * plan;
  sums_.roofMoment += (a + b + c) * (plan / 3.0);
  sums_.roofTilt += glm::dvec3(normal.x * normal.x, normal.x * normal.y, normal.y * normal.y) * plan;
  roof_.note(plan, look.kind);
}

/// A convex polygon is one face, which answers for more than its triangles do one by one.
void ObjectShape::addFaces(const PieceSurface& surface, std::span<const glm::dvec3> ring, const SurfacePiece& piece,
                           std::span<const std::uint32_t> indices) {
  if (surface.indexCount == 3 * (surface.positionCount - 2) && isConvexAndPlanar(ring)) {
    faces_.add(ring);
    return;
  }
  for (std::size_t i = 0; i + 2 < indices.size(); i += 3) {
    faces_.add(
        std::array{piece.positions[indices[i]], piece.positions[indices[i + 1]], piece.positions[indices[i + 2]]});
  }
}

std::optional<Block> ObjectShape::block(double limit, BlockExtent extent) {
  const double left = limit - kPlanarMetres;
  if (faces_.isEmpty() || faces_.faces().size() > kMostFaces || left <= 0.0) {
    return std::nullopt;
  }
  const auto shape = fitBlock(sums_, faces_.corners(), limit, extent);
  if (!shape) {
    return std::nullopt;
  }
  const auto corners = shape->corners();
  const std::size_t count = shape->roof == RoofShape::Flat ? 8 : corners.size();
  if (!geometry::areNear(std::span(corners).first(count), faces_, left)) {
    return std::nullopt;
  }
  blockFaces_.clear();
  shape->addFaces(blockFaces_);
  const double sharp = limit * kSharpShare;
  const auto back = geometry::directedHausdorffBound(blockFaces_, faces_, left, sharp);
  const auto there = back ? geometry::directedHausdorffBound(faces_, blockFaces_, left, sharp) : std::nullopt;
  if (!there) {
    return std::nullopt;
  }
  Block block;
  block.sums = sums_;
  block.shape = *shape;
  block.error = {*there, *back};
  block.error.add(kPlanarMetres);
  block.skyline = shape->meanRoof();
  block.feature = feature_;
  block.id = id_;
  block.roofKind = roof_.area > 0.0 ? roof_.kind : wall_.kind;
  block.wallKind = wall_.area > 0.0 ? wall_.kind : roof_.kind;
  block.hasColour = hasColour_;
  return block;
}

}  // namespace belvedere::tiling::detail
