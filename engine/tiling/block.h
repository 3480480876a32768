#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <glm/vec4.hpp>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/geometry/face_set.h"
#include "engine/tiling/baked_tile.h"

namespace belvedere::tiling {

namespace detail {
class TilePictures;
}

/// What the shape of an object is drawn from where it is simplified: sums over its surfaces, so that those of several
/// objects add up. Areas in square metres, places in scene coordinates.
struct ShapeSums {
  double roofArea = 0.0;       ///< in plan, of what faces up
  double floorArea = 0.0;      ///< in plan, of what faces down or is a ground surface
  double wallArea = 0.0;       ///< of what is steep
  glm::dvec3 roofMoment{0.0};  ///< roof area times its place
  glm::dvec3 roofTilt{0.0};    ///< roof area times (nx nx, nx ny, ny ny) of the unit normal
  glm::dvec2 grain{0.0};       ///< wall area times the fourth power of the walls' direction, a complex number
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  glm::dvec4 roofColour{0.0};   ///< roof area times colour, 0 to 255
  glm::dvec4 wallColour{0.0};   ///< wall area times colour
  glm::dvec4 roofPicture{0.0};  ///< area of roofs that show a picture times its linear light, 0 to 1; w: the area
  glm::dvec4 wallPicture{0.0};  ///< the same of walls

  void add(const ShapeSums& other);
};

enum class RoofShape : std::uint8_t { Flat, Gable, Hip };

/// An upright box with a roof. The ridge runs along `axis`.
struct BlockShape {
  glm::dvec2 centre{0.0};
  glm::dvec2 axis{1.0, 0.0};  ///< unit
  glm::dvec2 half{0.0};       ///< half the size along the axis and across it, metres
  double low = 0.0;
  double eaves = 0.0;
  double ridge = 0.0;
  double inset = 0.0;  ///< by how much a hip's ridge is shorter at each end
  RoofShape roof = RoofShape::Flat;
  bool hasFloor = false;

  void addFaces(geometry::FaceSet& set) const;
  /// The four corners below, of the eaves, and the ridge's ends.
  std::array<glm::dvec3, 10> corners() const;
  /// The mean height of the roof over the plan.
  double meanRoof() const;
  /// How far the plan reaches from its centre in a direction of length 1.
  double planReach(const glm::dvec2& direction) const;
};

/// How far a block may be from what it stands for: both directions of the Hausdorff distance by themselves, since they
/// add up from level to level each for itself. Metres.
struct BlockError {
  double there = 0.0;  ///< from any point of what it stands for to the block
  double back = 0.0;   ///< from any point of the block to what it stands for

  double largest() const { return std::max(there, back); }
  void add(double metres) {
    there += metres;
    back += metres;
  }
};

/// A shape, and how far it may be from what it stands for.
struct BlockPart {
  BlockShape shape;
  BlockError error;
};

/// An object, or several near one another, as one block.
struct Block {
  ShapeSums sums;
  BlockShape shape;
  BlockError error;
  double skyline = 0.0;       ///< the highest mean roof of the objects
  std::uint32_t feature = 0;  ///< of the largest object
  std::uint8_t roofKind = 0;  ///< model::SurfaceKind
  std::uint8_t wallKind = 0;
  bool hasColour = false;
  std::string id;                ///< of the same
  std::vector<BlockPart> parts;  ///< what it was made one of, from which further errors are measured; empty: itself

  template <class Archive>
  void visit(Archive& archive) {
    archive(sums, shape, error, skyline, feature, roofKind, wallKind, hasColour, id, parts);
  }
};

/// A block without walls has its roof so little above its foot.
constexpr double kFlatMetres = 0.05;

/// The direction of most walls, which may stand at right angles to one another, and rather the one that roofs do not
/// lean along.
glm::dvec2 blockAxis(const ShapeSums& sums);

/// Whether most of the objects have a floor, and it is too wide for `error` to be left out.
bool needsFloor(const ShapeSums& sums, const glm::dvec2& half, double error);

/// How large a block is that is fitted to some surfaces.
enum class BlockExtent {
  Area,    ///< around the middle of the roofs and with their plan area, where the outline would cover far more
  Outline  ///< around all points
};

/// The block for some surfaces, given by their sums and corner points. Roofs that rise by less than half of `error`
/// become flat, at their mean height. Nothing where the roofs cover far less than the outline.
std::optional<BlockShape> fitBlock(const ShapeSums& sums, std::span<const glm::dvec3> points, double error,
                                   BlockExtent extent);

/// The same block as it is drawn: roofs that rise by less than half of `limit` flat, and without a floor that is not
/// needed, where that leaves it within `limit`.
Block plainBlock(const Block& block, double limit);

/// Adds a block's faces to a tile; `object` is its index there. Roofs and walls of which most shows pictures get the
/// colour of these from `pictures`, if there are any.
void appendBlock(ExactMesh& mesh, const Block& block, std::uint32_t object, detail::TilePictures* pictures = nullptr);

}  // namespace belvedere::tiling
