#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

#include "apps/demo_town/paint_parts.h"

namespace belvedere::demo {

namespace {

const Vec2 kShadowPerMetre{-0.36,
                           0.62};  ///< where a point a metre up casts its shadow; the sun in the south-south-east

Vec3 normalOf(const std::vector<Vec3>& ring) {
  Vec3 sum(0.0);
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Vec3 a = ring[i] - ring[0];
    const Vec3 b = ring[(i + 1) % ring.size()] - ring[0];
    sum += glm::cross(a, b);
  }
  const double length = glm::length(sum);
  return length > 0.0 ? sum / length : Vec3(0, 0, 1);
}

Points planOf(const std::vector<Vec3>& ring) {
  Points points;
  for (const Vec3& p : ring) {
    points.emplace_back(p.x, p.y);
  }
  return points;
}

Material roofMaterial(const Building& building, bool isFlat) {
  if (isFlat) {
    return Material::Paving;
  }
  const bool isHall = building.use == Use::Warehouse || building.use == Use::Workshop || building.use == Use::Sports ||
                      building.use == Use::Supermarket;
  return isHall || building.roofType == RoofType::Shed ? Material::Ribs : Material::Tiles;
}

void paintRoof(PaintList& list, const Building& building, const Surface& surface, bool isFine) {
  const Vec3 normal = normalOf(surface.ring);
  if (normal.z < 0.05) {
    return;
  }
  const bool isFlat = normal.z > 0.999;
  const Vec3 sun = glm::normalize(Vec3(0.36, -0.62, 1.0));
  const double lit = 0.62 + 0.46 * std::max(0.0, glm::dot(normal, sun));
  const Tone tone =
      Tone(building.roofColour[0], building.roofColour[1], building.roofColour[2]) * static_cast<float>(lit);
  const Points plan = planOf(surface.ring);
  list.polygon(plan, roofMaterial(building, isFlat), tone);
  Vec2 axis = isFlat ? Vec2(1, 0) : leftOf(unit(Vec2(normal.x, normal.y)));
  if (roofMaterial(building, isFlat) == Material::Ribs) {
    axis = leftOf(axis);
  }
  list.last().axis = glm::vec2(static_cast<float>(axis.x), static_cast<float>(axis.y));
  if (isFlat && isFine && signedArea(plan) > 30.0) {  // the parapet
    for (std::size_t i = 0; i < plan.size(); ++i) {
      const std::array<Vec2, 2> edge{plan[i], plan[(i + 1) % plan.size()]};
      list.line(edge, 0.3, Material::Flat, tone * 1.14F);
    }
  }
}

void paintShadowOf(PaintList& list, const Body& body, double ground) {
  const double top = [&] {
    double highest = ground;
    double eave = ground;
    for (const Surface& surface : body) {
      for (const Vec3& p : surface.ring) {
        highest = std::max(highest, p.z);
        eave = surface.kind == SurfaceKind::Wall ? std::max(eave, p.z) : eave;
      }
    }
    return std::min(highest, eave);
  }();
  const Points base = planOf(body.front().ring);
  Points all = base;
  for (const Vec2 p : base) {
    all.push_back(p + kShadowPerMetre * std::min(30.0, top - ground));
  }
  list.polygon(convexHull(all), Material::Shadow, Tone(34, 38, 48), 0.28F);
}

}  // namespace

void paintShadows(PaintList& list, const TownPlan& plan, const std::vector<Tree>& trees) {
  for (const Building& building : plan.buildings) {
    for (const Body& body : building.bodies) {
      paintShadowOf(list, body, building.ground);
    }
  }
  for (const Tree& tree : trees) {
    list.disc(tree.place + kShadowPerMetre * (tree.crownRadius * 1.3), tree.crownRadius, Material::Shadow,
              Tone(26, 32, 34), 0.36F);
  }
}

void paintRoofs(PaintList& list, const TownPlan& plan, bool isFine) {
  for (const Building& building : plan.buildings) {
    for (const auto* bodies : {&building.bodies, &building.installations}) {
      if (bodies == &building.installations && !isFine) {
        continue;
      }
      for (const Body& body : *bodies) {
        if (bodies == &building.installations) {
          const Points base = planOf(body.front().ring);
          Points shadow = base;
          for (const Vec2 p : base) {
            shadow.push_back(p + kShadowPerMetre * 1.1);
          }
          list.polygon(convexHull(shadow), Material::Shadow, Tone(34, 36, 42), 0.35F);
        }
        for (const Surface& surface : body) {
          if (surface.kind == SurfaceKind::Roof) {
            paintRoof(list, building, surface, isFine);
          }
        }
      }
    }
  }
  for (const Bridge& bridge : plan.bridges) {
    const Vec2 along = unit(bridge.to - bridge.from);
    const double length = glm::distance(bridge.from, bridge.to);
    const Vec2 middle = lerp(bridge.from, bridge.to, 0.5);
    list.polygon(rectangle(middle, along, length, bridge.width), Material::Paving, Tone(190, 178, 156));
    list.polygon(rectangle(middle, along, length, bridge.width - 4.4), Material::Asphalt, Tone(116));
  }
}

void paintTrees(PaintList& list, const std::vector<Tree>& trees) {
  Random random(7);
  for (const Tree& tree : trees) {
    const Tone tone = variedTone(
        random, random.pick<Tone>({Tone(92, 116, 60), Tone(80, 104, 54), Tone(108, 124, 68), Tone(98, 112, 58)}), 9);
    for (int part = 0; part < 3; ++part) {  // a crown is not a circle
      const Vec2 off = Vec2(random.between(-0.4, 0.4), random.between(-0.4, 0.4)) * tree.crownRadius;
      list.disc(tree.place + off, tree.crownRadius * random.between(0.62, 0.84), Material::Crown,
                tone * (0.92F + 0.05F * static_cast<float>(part)));
    }
  }
}

}  // namespace belvedere::demo
