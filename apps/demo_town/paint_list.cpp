#include "apps/demo_town/paint_list.h"

#include "apps/demo_town/paint_parts.h"

namespace belvedere::demo {

PaintItem& PaintList::add(std::span<const Vec2> points, Material material, Tone tone, float opacity) {
  PaintItem item;
  item.box = boundsOf(points);
  item.firstPoint = static_cast<std::uint32_t>(points_.size());
  item.pointCount = static_cast<std::uint32_t>(points.size());
  item.material = material;
  item.opacity = opacity;
  item.tone = tone;
  item.seed = static_cast<std::uint32_t>(mixSeeds(items_.size(), 3) >> 40);
  points_.insert(points_.end(), points.begin(), points.end());
  items_.push_back(item);
  return items_.back();
}

void PaintList::polygon(std::span<const Vec2> ring, Material material, Tone tone, float opacity) {
  if (ring.size() >= 3) {
    add(ring, material, tone, opacity);
  }
}

void PaintList::line(std::span<const Vec2> points, double halfWidth, Material material, Tone tone, bool isRound,
                     float opacity) {
  PaintItem& item = add(points, material, tone, opacity);
  item.isLine = true;
  item.isRound = isRound;
  item.halfWidth = static_cast<float>(halfWidth);
  item.box.grow(halfWidth);
}

void PaintList::disc(Vec2 centre, double radius, Material material, Tone tone, float opacity) {
  line(std::span(&centre, 1), radius, material, tone, true, opacity);
}

Tone variedTone(Random& random, Tone tone, double spread) {
  const auto light = static_cast<float>(random.between(-spread, spread));
  const auto warm = static_cast<float>(random.between(-spread, spread) * 0.35);
  return {tone.x + light + warm, tone.y + light, tone.z + light - warm};
}

PaintList listPaint(const TownPlan& plan, const std::vector<Tree>& trees, double pixelMetres) {
  const bool isFine = pixelMetres < 1.0;
  PaintList list;
  paintLand(list, plan, isFine);
  paintGardens(list, plan, isFine);
  paintStreets(list, plan, isFine);
  paintRailway(list, plan, isFine);
  paintGrounds(list, plan, isFine);
  paintShadows(list, plan, trees);
  if (isFine) {
    paintCars(list, plan);
  }
  paintRoofs(list, plan, isFine);
  paintTrees(list, trees);
  return list;
}

}  // namespace belvedere::demo
