#include "engine/tiling/block.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/geo/bounds.h"
#include "engine/geometry/polygon_triangulator.h"
#include "engine/tiling/detail/surface_looks.h"
#include "engine/tiling/detail/tile_pictures.h"
#include "engine/tiling/picture_resampling.h"

namespace belvedere::tiling {

namespace {

constexpr double kLeastCover = 0.4;  // of the outline by the roofs
constexpr double kFullCover = 0.9;
constexpr double kHipShare = 0.15;     // of the slopes that lean along the ridge
constexpr double kSteepestSine = 0.9;  // squared, of a roof's slope
constexpr double kFloorShare = 0.5;
constexpr double kLeastGrain = 1e-12;

glm::dvec2 across(const glm::dvec2& axis) { return {-axis.y, axis.x}; }

double dot(const glm::dvec2& a, const glm::dvec2& b) { return a.x * b.x + a.y * b.y; }

double length(const glm::dvec2& v) { return std::sqrt(v.x * v.x + v.y * v.y); }

/// The root of a unit complex number.
glm::dvec2 halfAngle(const glm::dvec2& unit) {
  return {std::sqrt(std::max(0.0, (1.0 + unit.x) / 2.0)),
          std::copysign(std::sqrt(std::max(0.0, (1.0 - unit.x) / 2.0)), unit.y)};
}

/// How much of the roofs' slopes leans in a direction: the mean square of that part of the normals.
double leaning(const ShapeSums& sums, const glm::dvec2& direction) {
  const glm::dvec3& t = sums.roofTilt;
  const double sum =
      t.x * direction.x * direction.x + 2.0 * t.y * direction.x * direction.y + t.z * direction.y * direction.y;
  return sums.roofArea > 0.0 ? sum / sums.roofArea : 0.0;
}

geo::Bounds2 extentAlong(std::span<const glm::dvec3> points, const glm::dvec2& axis) {
  geo::Bounds2 extent;
  for (const glm::dvec3& point : points) {
    const glm::dvec2 plan(point);
    extent.add(glm::dvec2(dot(plan, axis), dot(plan, across(axis))));
  }
  return extent;
}

/// Where a hip's ridge ends, from how much of the slopes leans along it: that part is (inset / length) sin^2 of the
/// ends' slope, which falls with the inset where the ends are less steep than 45 degrees.
double hipInset(const BlockShape& shape, double along, double across) {
  constexpr int kSteps = 24;
  const auto riseFor = [&](double inset) {
    const double sine = across / (1.0 - inset / (2.0 * shape.half.x));
    return sine < 0.99 ? std::sqrt(sine / (1.0 - sine)) * shape.half.y : 0.0;
  };
  double low = std::min(riseFor(0.0), shape.half.x);
  double high = shape.half.x;
  for (int i = 0; i < kSteps; ++i) {
    const double inset = (low + high) / 2.0;
    const double steepness = riseFor(inset) / inset;
    const double sine = steepness * steepness / (1.0 + steepness * steepness);
    (inset / (2.0 * shape.half.x) * sine > along ? low : high) = inset;
  }
  return low;
}

/// The mean height of a roof above its eaves, as a share of its rise; `inset` in lengths of the ridge's side.
double meanShare(double inset) { return 0.5 - inset / 3.0; }

/// Height of eaves and ridge such that the roof's mean height stays.
void addRoof(BlockShape& shape, const ShapeSums& sums, double error) {
  const double mean =
      sums.roofArea > 0.0 ? std::clamp(sums.roofMoment.z / sums.roofArea, sums.low, sums.high) : sums.high;
  shape.eaves = shape.ridge = mean;
  const double along = leaning(sums, shape.axis);
  const double acrossIt = leaning(sums, across(shape.axis));
  if (shape.half.x <= 0.0 || shape.half.y <= 0.0 || along + acrossIt > kSteepestSine) {
    return;
  }
  const bool isHip = along > kHipShare * acrossIt;
  const double inset = isHip ? hipInset(shape, along, acrossIt) : 0.0;
  const double share = inset / (2.0 * shape.half.x);
  const double sine = std::min(acrossIt / (1.0 - share), kSteepestSine);
  const double rise = std::sqrt(sine / (1.0 - sine)) * shape.half.y;
  const double ridge = mean + rise * (1.0 - meanShare(share));
  const double eaves = mean - rise * meanShare(share);
  if (rise > error / 2.0 && eaves >= shape.low && ridge <= sums.high + rise / 4.0) {
    shape.roof = isHip ? RoofShape::Hip : RoofShape::Gable;
    shape.eaves = eaves;
    shape.ridge = ridge;
    shape.inset = inset;
  }
}

/// Calls `take(corners, isRoof)` for each face, counter-clockwise from outside.
template <class Take>
void eachFace(const BlockShape& shape, const Take& take) {
  const std::array<glm::dvec3, 10> c = shape.corners();
  const bool isGable = shape.roof == RoofShape::Gable;
  const auto face = [&](std::initializer_list<glm::dvec3> corners, bool isRoof) {
    take(std::span<const glm::dvec3>(corners.begin(), corners.size()), isRoof);
  };
  if (shape.eaves - shape.low > kFlatMetres || shape.roof != RoofShape::Flat) {
    face({c[0], c[1], c[5], c[4]}, false);
    face({c[2], c[3], c[7], c[6]}, false);
    if (isGable) {
      face({c[1], c[2], c[6], c[9], c[5]}, false);
      face({c[3], c[0], c[4], c[8], c[7]}, false);
    } else {
      face({c[1], c[2], c[6], c[5]}, false);
      face({c[3], c[0], c[4], c[7]}, false);
    }
  }
  if (shape.roof == RoofShape::Flat) {
    face({c[4], c[5], c[6], c[7]}, true);
  } else {
    face({c[4], c[5], c[9], c[8]}, true);
    face({c[6], c[7], c[8], c[9]}, true);
    if (!isGable) {
      face({c[5], c[6], c[9]}, true);
      face({c[7], c[4], c[8]}, true);
    }
  }
  if (shape.hasFloor) {
    face({c[3], c[2], c[1], c[0]}, false);
  }
}

glm::u8vec4 meanColour(const glm::dvec4& sum, double weight) {
  if (weight <= 0.0) {
    return {255, 255, 255, 255};
  }
  const auto part = [&](double value) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(value / weight, 0.0, 255.0)));
  };
  return {part(sum.x), part(sum.y), part(sum.z), part(sum.w)};
}

/// The colour of the pictures that a block's roofs or walls show, if most of them do.
std::optional<glm::u8vec4> pictureColour(const glm::dvec4& sum, double area) {
  constexpr double kMostOfIt = 0.5;
  if (sum.w <= kMostOfIt * area || sum.w <= 0.0) {
    return std::nullopt;
  }
  const auto part = [&](double light) { return srgbFromLinear(static_cast<float>(light / sum.w)); };
  return glm::u8vec4(part(sum.x), part(sum.y), part(sum.z), 255);
}

}  // namespace

void ShapeSums::add(const ShapeSums& other) {
  roofArea += other.roofArea;
  floorArea += other.floorArea;
  wallArea += other.wallArea;
  roofMoment += other.roofMoment;
  roofTilt += other.roofTilt;
  grain += other.grain;
  low = std::min(low, other.low);
  high = std::max(high, other.high);
  roofColour += other.roofColour;
  wallColour += other.wallColour;
  roofPicture += other.roofPicture;
  wallPicture += other.wallPicture;
}

std::array<glm::dvec3, 10> BlockShape::corners() const {
  const glm::dvec2 u = axis * half.x;
  const glm::dvec2 v = across(axis) * half.y;
  const std::array<glm::dvec2, 4> plan{centre - u - v, centre + u - v, centre + u + v, centre - u + v};
  std::array<glm::dvec3, 10> corners;
  for (std::size_t i = 0; i < plan.size(); ++i) {
    corners[i] = glm::dvec3(plan[i], low);
    corners[4 + i] = glm::dvec3(plan[i], eaves);
  }
  const glm::dvec2 reach = axis * (half.x - inset);
  corners[8] = glm::dvec3(centre - reach, ridge);
  corners[9] = glm::dvec3(centre + reach, ridge);
  return corners;
}

double BlockShape::meanRoof() const {
  const double share = half.x > 0.0 ? inset / (2.0 * half.x) : 0.0;
  return roof == RoofShape::Flat ? eaves : eaves + (ridge - eaves) * meanShare(share);
}

double BlockShape::planReach(const glm::dvec2& direction) const {
  return std::abs(dot(direction, axis)) * half.x + std::abs(dot(direction, across(axis))) * half.y;
}

void BlockShape::addFaces(geometry::FaceSet& set) const {
  eachFace(*this, [&](std::span<const glm::dvec3> corners, bool) { set.add(corners); });
}

glm::dvec2 blockAxis(const ShapeSums& sums) {
  const double size = length(sums.grain);
  const glm::dvec2 axis = size >= kLeastGrain ? halfAngle(halfAngle(sums.grain / size)) : glm::dvec2(1.0, 0.0);
  return leaning(sums, axis) > leaning(sums, across(axis)) ? across(axis) : axis;
}

bool needsFloor(const ShapeSums& sums, const glm::dvec2& half, double error) {
  return sums.floorArea > kFloorShare * sums.roofArea && std::min(half.x, half.y) > error;
}

std::optional<BlockShape> fitBlock(const ShapeSums& sums, std::span<const glm::dvec3> points, double error,
                                   BlockExtent extent) {
  BlockShape shape;
  shape.axis = blockAxis(sums);
  const geo::Bounds2 box = extentAlong(points, shape.axis);
  if (box.isEmpty()) {
    return std::nullopt;
  }
  const double area = box.size().x * box.size().y;
  const bool isSmall = length(box.size()) <= 2.0 * error;
  shape.half = box.size() / 2.0;
  shape.centre = shape.axis * box.centre().x + across(shape.axis) * box.centre().y;
  if (sums.roofArea < kLeastCover * area && !isSmall) {
    return std::nullopt;
  }
  if (extent == BlockExtent::Area && sums.roofArea > 0.0 && sums.roofArea < kFullCover * area) {
    shape.half *= std::sqrt(sums.roofArea / area);
    shape.centre = glm::dvec2(sums.roofMoment) / sums.roofArea;
  }
  shape.low = sums.low;
  shape.hasFloor = needsFloor(sums, shape.half, error);
  addRoof(shape, sums, error);
  return shape;
}

Block plainBlock(const Block& block, double limit) {
  Block plain = block;
  BlockShape& shape = plain.shape;
  double moved = 0.0;
  const double left = limit - block.error.largest();
  if (shape.roof != RoofShape::Flat && shape.ridge - shape.eaves <= limit / 2.0) {
    const double mean = shape.meanRoof();
    const double roof = std::max(shape.ridge - mean, mean - shape.eaves);
    if (roof <= left) {
      shape.roof = RoofShape::Flat;
      shape.eaves = shape.ridge = mean;
      shape.inset = 0.0;
      moved = roof;
    }
  }
  if (shape.hasFloor && !needsFloor(plain.sums, shape.half, limit)) {
    // From a floor to the walls' feet, or up to the roof.
    const double floor = std::min(std::min(shape.half.x, shape.half.y), shape.ridge - shape.low);
    if (floor <= left) {
      shape.hasFloor = false;
      moved = std::max(moved, floor);
    }
  }
  plain.error.add(moved);
  return plain;
}

void appendBlock(ExactMesh& mesh, const Block& block, std::uint32_t object, detail::TilePictures* pictures) {
  const auto roofPicture = pictureColour(block.sums.roofPicture, block.sums.roofArea);
  const auto wallPicture = pictureColour(block.sums.wallPicture, block.sums.wallArea);
  const glm::u8vec4 roofColour = meanColour(block.sums.roofColour, block.sums.roofArea);
  const glm::u8vec4 wallColour = meanColour(block.sums.wallColour, block.sums.wallArea);
  eachFace(block.shape, [&](std::span<const glm::dvec3> corners, bool isRoof) {
    const auto first = static_cast<std::uint32_t>(mesh.positions.size());
    const glm::dvec3 vector = geometry::newellVector(corners);
    const double length = std::sqrt(vector.x * vector.x + vector.y * vector.y + vector.z * vector.z);
    const glm::dvec3 normal = length > 0.0 ? vector / length : glm::dvec3(0.0, 0.0, 1.0);
    if (block.hasColour || !mesh.colours.empty()) {
      mesh.colours.resize(mesh.positions.size(), glm::u8vec4(255));
      mesh.colours.resize(mesh.positions.size() + corners.size(), !block.hasColour ? glm::u8vec4(255)
                                                                  : isRoof         ? roofColour
                                                                                   : wallColour);
    }
    mesh.positions.insert(mesh.positions.end(), corners.begin(), corners.end());
    mesh.normals.resize(mesh.positions.size(), packed(normal));
    mesh.objectIndices.resize(mesh.positions.size(), object);
    mesh.kinds.resize(mesh.positions.size(), isRoof ? block.roofKind : block.wallKind);
    const auto& picture = isRoof ? roofPicture : wallPicture;
    std::vector<std::uint32_t>& triangles = picture && pictures != nullptr
                                                ? pictures->placeColour(mesh, *picture, first, corners.size(), false)
                                                : mesh.triangles[0];
    for (std::uint32_t i = 2; i < corners.size(); ++i) {
      triangles.insert(triangles.end(), {first, first + i - 1, first + i});
    }
  });
}

}  // namespace belvedere::tiling
