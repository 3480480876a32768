#pragma once

#include "apps/demo_town/canvas.h"
#include "apps/demo_town/random.h"
#include "apps/demo_town/town_plan.h"
#include "apps/demo_town/trees.h"

namespace belvedere::demo {

/// What a painted thing is made of; the painter knows how each looks.
enum class Material {
  Flat,  ///< one tone with a little grain
  Asphalt,
  Paving,
  Cobbles,
  Dirt,
  Gravel,
  Lawn,
  Meadow,
  Crop,
  Wood,
  Garden,
  Vegetables,
  Hedge,
  Water,
  Ballast,
  Stripes,  ///< mown sports grass
  Tiles,    ///< rows of roof tiles along the axis
  Ribs,     ///< metal sheets along the axis
  Shadow,
  Crown  ///< one tree
};

/// One brushstroke: a polygon, or a line with a width (a disc where it has one point only).
struct PaintItem {
  Box box;
  std::uint32_t firstPoint = 0;
  std::uint32_t pointCount = 0;
  Material material = Material::Flat;
  bool isLine = false;
  bool isRound = false;
  float halfWidth = 0.0F;
  float opacity = 1.0F;
  Tone tone{128.0F};
  glm::vec2 axis{1.0F, 0.0F};
  float detail = 0.0F;  ///< spacing of furrows, rows, stripes in metres
  std::uint32_t seed = 0;
};

/// Everything of one cell that an aeroplane sees, in the order in which it is painted.
class PaintList {
 public:
  void polygon(std::span<const Vec2> ring, Material material, Tone tone, float opacity = 1.0F);
  void line(std::span<const Vec2> points, double halfWidth, Material material, Tone tone, bool isRound = true,
            float opacity = 1.0F);
  void disc(Vec2 centre, double radius, Material material, Tone tone, float opacity = 1.0F);
  /// Changes the item added last.
  PaintItem& last() { return items_.back(); }

  const std::vector<PaintItem>& items() const { return items_; }
  std::span<const Vec2> pointsOf(const PaintItem& item) const {
    return std::span(points_).subspan(item.firstPoint, item.pointCount);
  }

 private:
  PaintItem& add(std::span<const Vec2> points, Material material, Tone tone, float opacity);
  std::vector<PaintItem> items_;
  Points points_;
};

/// `pixelMetres` decides which details are worth painting.
PaintList listPaint(const TownPlan& plan, const std::vector<Tree>& trees, double pixelMetres);

}  // namespace belvedere::demo
