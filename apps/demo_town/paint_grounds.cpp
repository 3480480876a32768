#include <cmath>
#include <glm/geometric.hpp>

#include "apps/demo_town/paint_parts.h"
#include "apps/demo_town/polyline.h"

namespace belvedere::demo {

namespace {

const Tone kWhite(228, 228, 224);

/// A ground's own coordinates: u along, v across, in metres from its middle.
struct GroundFrame {
  Vec2 centre, along;
  double length, breadth;
  Vec2 at(double u, double v) const { return centre + along * u + leftOf(along) * v; }
};

GroundFrame frameOf(const Ground& ground) {
  const Vec2 centre = centroid(ground.ring);
  Box box;
  for (const Vec2 p : ground.ring) {
    box.add({glm::dot(p - centre, ground.along), glm::dot(p - centre, leftOf(ground.along))});
  }
  return {centre, ground.along, box.high.x - box.low.x, box.high.y - box.low.y};
}

void paintOutline(PaintList& list, const Points& ring, double width) {
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const std::array<Vec2, 2> edge{ring[i], ring[(i + 1) % ring.size()]};
    list.line(edge, width * 0.5, Material::Flat, kWhite);
  }
}

void paintPitch(PaintList& list, const GroundFrame& f, double length, double breadth) {
  list.polygon(rectangle(f.centre, f.along, length + 6.0, breadth + 6.0), Material::Stripes, Tone(104, 142, 74));
  list.last().axis = glm::vec2(static_cast<float>(f.along.x), static_cast<float>(f.along.y));
  list.last().detail = static_cast<float>(length / 8.0);
  paintOutline(list, rectangle(f.centre, f.along, length, breadth), 0.3);
  const std::array<Vec2, 2> half{f.at(0, -breadth * 0.5), f.at(0, breadth * 0.5)};
  list.line(half, 0.15, Material::Flat, kWhite);
  paintOutline(list, regularPolygon(f.centre, breadth * 0.135, 24), 0.3);
  for (const double end : {-1.0, 1.0}) {
    const Vec2 box = f.at(end * (length * 0.5 - length * 0.079), 0);
    paintOutline(list, rectangle(box, f.along, length * 0.158, breadth * 0.59), 0.3);
  }
}

void paintAthletics(PaintList& list, const GroundFrame& f) {
  const double radius = f.breadth * 0.5 - 2.0;
  const double straight = f.length * 0.5 - f.breadth * 0.5;
  const std::array<Vec2, 2> spine{f.at(-straight, 0), f.at(straight, 0)};
  list.line(spine, radius, Material::Flat, Tone(176, 92, 74));
  for (int lane = 1; lane < 6; ++lane) {
    const double r = radius - lane * 1.22;
    for (const double hand : {-1.0, 1.0}) {
      const std::array<Vec2, 2> line{f.at(-straight, hand * r), f.at(straight, hand * r)};
      list.line(line, 0.07, Material::Flat, Tone(216, 190, 182));
    }
  }
  list.line(spine, radius - 7.6, Material::Lawn, Tone(110, 142, 76));
  paintPitch(list, f, std::min(98.0, 2.0 * straight + 24.0), 2.0 * (radius - 7.6) - 10.0);
}

void paintTennis(PaintList& list, const GroundFrame& f, Random& random) {
  list.polygon(rectangle(f.centre, f.along, f.length, f.breadth), Material::Flat, Tone(120, 140, 96));
  const Tone court = random.chance(0.6) ? Tone(178, 100, 72) : Tone(92, 124, 148);
  list.polygon(rectangle(f.centre, f.along, f.length - 4.0, f.breadth - 3.0), Material::Flat, court);
  paintOutline(list, rectangle(f.centre, f.along, 23.77, 10.97), 0.15);
  paintOutline(list, rectangle(f.centre, f.along, 23.77, 8.23), 0.12);
  paintOutline(list, rectangle(f.centre, f.along, 12.8, 8.23), 0.12);
}

/// Double rows of bays with lanes between, as far as they lie inside.
void paintBays(PaintList& list, const Ground& ground, const GroundFrame& f, Random& random, bool isFine) {
  list.polygon(ground.ring, Material::Asphalt, variedTone(random, Tone(118, 117, 116), 5));
  if (!isFine) {
    return;
  }
  constexpr double kBay = 2.5;
  constexpr double kDepth = 5.0;
  constexpr double kModule = 16.5;
  const double occupied = random.between(0.35, 0.8);
  const int rows = std::max(1, static_cast<int>(f.breadth / kModule));
  for (int row = 0; row < rows; ++row) {
    const double middle = (row - (rows - 1) * 0.5) * kModule;
    for (const double side : {-1.0, 1.0}) {
      const double v = middle + side * (kModule * 0.5 - kDepth * 0.5 - 0.15);
      for (double u = -f.length * 0.5 + 1.5; u + kBay < f.length * 0.5 - 1.0; u += kBay) {
        const Points bay = rectangle(f.at(u + kBay * 0.5, v), f.along, kBay, kDepth);
        if (!isInside(bay, ground.ring, 0.05)) {
          continue;
        }
        const std::array<Vec2, 2> line{f.at(u, v - kDepth * 0.5), f.at(u, v + kDepth * 0.5)};
        list.line(line, 0.06, Material::Flat, kWhite);
        if (random.chance(occupied)) {
          paintCar(list, f.at(u + kBay * 0.5, v), leftOf(f.along) * (random.chance(0.5) ? 1.0 : -1.0), random);
        }
      }
    }
  }
}

void paintCourtyard(PaintList& list, const Ground& ground, const GroundFrame& f, Random& random) {
  list.polygon(ground.ring, Material::Asphalt, variedTone(random, Tone(142, 138, 134), 6));
  list.disc(f.at(f.length * 0.2, 0), 3.0, Material::Flat, Tone(196, 176, 92), 0.5F);
  paintOutline(list, rectangle(f.at(-f.length * 0.18, 0), f.along, 15, 9), 0.15);
}

}  // namespace

void paintGrounds(PaintList& list, const TownPlan& plan, bool isFine) {
  for (std::size_t i = 0; i < plan.grounds.size(); ++i) {
    const Ground& ground = plan.grounds[i];
    Random random(mixSeeds(plan.seed, 2000 + i));
    const GroundFrame f = frameOf(ground);
    switch (ground.kind) {
      case GroundKind::Football:
        paintPitch(list, f, f.length - 6.0, f.breadth - 6.0);
        break;
      case GroundKind::Athletics:
        paintAthletics(list, f);
        break;
      case GroundKind::Tennis:
        paintTennis(list, f, random);
        break;
      case GroundKind::CarPark:
        paintBays(list, ground, f, random, isFine);
        break;
      case GroundKind::Courtyard:
        paintCourtyard(list, ground, f, random);
        break;
      case GroundKind::Court:
        list.polygon(ground.ring, Material::Flat, Tone(150, 104, 86));
        paintOutline(list, rectangle(f.centre, f.along, f.length - 3, f.breadth - 3), 0.15);
        break;
      case GroundKind::Playground:
        list.polygon(ground.ring, Material::Dirt, Tone(206, 186, 142));
        list.disc(f.at(-3, 0), 1.6, Material::Flat, Tone(196, 84, 60));
        list.disc(f.at(3, 1), 1.2, Material::Flat, Tone(72, 122, 168));
        break;
    }
  }
}

}  // namespace belvedere::demo
