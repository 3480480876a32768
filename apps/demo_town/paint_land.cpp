#include <cmath>
#include <glm/geometric.hpp>

#include "apps/demo_town/paint_parts.h"
#include "apps/demo_town/polyline.h"

namespace belvedere::demo {

namespace {

void setAxis(PaintItem& item, Vec2 axis, double detail) {
  item.axis = glm::vec2(static_cast<float>(axis.x), static_cast<float>(axis.y));
  item.detail = static_cast<float>(detail);
}

Tone cropOf(Random& random) {
  static const std::array<Tone, 9> kCrops{Tone(196, 178, 122), Tone(206, 188, 134), Tone(176, 160, 108),
                                          Tone(120, 134, 72),  Tone(104, 124, 66),  Tone(140, 146, 84),
                                          Tone(156, 134, 102), Tone(140, 120, 92),  Tone(184, 176, 84)};
  return variedTone(random, random.pick(kCrops), 7.0);
}

Tone meadowOf(Random& random) {
  static const std::array<Tone, 5> kMeadows{Tone(120, 136, 76), Tone(132, 142, 84), Tone(110, 130, 72),
                                            Tone(142, 146, 92), Tone(126, 140, 82)};
  return variedTone(random, random.pick(kMeadows), 6.0);
}

/// Borders of fields and meadows: here and there a hedge of bushes and trees.
void paintHedges(PaintList& list, const Area& area, Random& random) {
  const double probability = area.zone == Zone::Meadow ? 0.34 : 0.10;
  for (std::size_t i = 0; i < area.ring.size(); ++i) {
    const Vec2 a = area.ring.points[i];
    const Vec2 b = area.ring.point(i + 1);
    const double length = glm::distance(a, b);
    if (area.ring.tags[i] >= 0 || length < 14.0 || !random.chance(probability)) {
      continue;
    }
    for (double at = 0.0; at < length; at += random.between(1.6, 4.2)) {
      const Vec2 place = lerp(a, b, at / length) + Vec2(random.between(-0.7, 0.7), random.between(-0.7, 0.7));
      list.disc(place + Vec2(-0.5, 1.0), random.between(1.3, 2.6), Material::Shadow, Tone(28, 34, 30), 0.4F);
      list.disc(place, random.between(1.2, 2.5), Material::Crown, variedTone(random, Tone(84, 104, 58), 12.0));
    }
  }
}

/// Trees reach over a wood's edge, so that it does not look cut with a knife.
void paintWoodEdge(PaintList& list, const Area& area, Random& random) {
  for (std::size_t i = 0; i < area.ring.size(); ++i) {
    const Vec2 a = area.ring.points[i];
    const Vec2 b = area.ring.point(i + 1);
    const double length = glm::distance(a, b);
    for (double at = 0.0; at < length; at += random.between(3.0, 6.5)) {
      const Vec2 place = lerp(a, b, at / length) + Vec2(random.between(-2.2, 2.2), random.between(-2.2, 2.2));
      const double radius = random.between(2.2, 4.4);
      list.disc(place + Vec2(-1.3, 2.8), radius, Material::Shadow, Tone(24, 30, 28), 0.35F);
      list.disc(place, radius, Material::Crown, variedTone(random, Tone(86, 106, 58), 13.0));
    }
  }
}

void paintTombs(PaintList& list, const Area& area, Random& random) {
  const OrientedBox box = orientedBox(area.ring.points);
  const Vec2 across = leftOf(box.axis);
  for (double v = -box.breadth * 0.5 + 3.0; v < box.breadth * 0.5; v += 4.6) {
    for (double u = -box.length * 0.5 + 3.0; u < box.length * 0.5; u += 1.9) {
      const bool isPath = std::fmod(u + box.length, 32.0) < 3.0;
      const Points tomb = rectangle(box.centre + box.axis * u + across * v, box.axis, 1.2, 2.4);
      if (!isPath && random.chance(0.82) && isInside(tomb, area.ring.points, 1.5)) {
        list.polygon(tomb, Material::Flat,
                     variedTone(random, random.pick<Tone>({Tone(150), Tone(120), Tone(176, 172, 166), Tone(96)}), 9));
      }
    }
  }
}

void paintPark(PaintList& list, const Area& area, Random& random) {
  list.polygon(area.ring.points, Material::Lawn, variedTone(random, Tone(112, 138, 74), 5));
  const OrientedBox box = orientedBox(area.ring.points);
  const auto at = [&](double u, double v) {
    return box.centre + box.axis * (u * box.length) + leftOf(box.axis) * (v * box.breadth);
  };
  const Tone path(196, 182, 150);
  const Points winding{at(-0.5, -0.1), at(-0.25, 0.15), at(0, -0.08), at(0.25, 0.12), at(0.5, -0.12)};
  const Points crossing{at(-0.1, -0.5), at(0.02, 0.0), at(0.12, 0.5)};
  for (const Points& line : {smoothCurve(winding, 3.0), smoothCurve(crossing, 3.0)}) {
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
      if (contains(area.ring.points, line[i]) && contains(area.ring.points, line[i + 1])) {
        list.line(std::span(line).subspan(i, 2), 1.5, Material::Gravel, path);
      }
    }
  }
  if (contains(area.ring.points, at(0.02, 0.02))) {
    list.disc(at(0.02, 0.02), std::min(9.0, box.breadth * 0.14), Material::Gravel, path);
    list.disc(at(0.02, 0.02), std::min(4.0, box.breadth * 0.06), Material::Water, Tone(104, 132, 136));
  }
}

void paintCountry(PaintList& list, const Area& area, Random& random, bool isFine) {
  const Vec2 axis = orientedBox(area.ring.points).axis;
  switch (area.zone) {
    case Zone::Field:
      list.polygon(area.ring.points, Material::Crop, cropOf(random));
      setAxis(list.last(), axis, random.between(2.6, 4.0));
      break;
    case Zone::Meadow:
      list.polygon(area.ring.points, Material::Meadow, meadowOf(random));
      setAxis(list.last(), axis, random.chance(0.4) ? 6.5 : 0.0);
      break;
    case Zone::Orchard:
      list.polygon(area.ring.points, Material::Meadow, variedTone(random, Tone(124, 142, 78), 6));
      break;
    case Zone::Vineyard:
      list.polygon(area.ring.points, Material::Crop, variedTone(random, Tone(136, 136, 86), 6));
      setAxis(list.last(), axis, 2.2);
      break;
    case Zone::Allotments:
      list.polygon(area.ring.points, Material::Vegetables, Tone(120, 116, 80));
      setAxis(list.last(), axis, 0.0);
      break;
    default:
      list.polygon(area.ring.points, Material::Wood, variedTone(random, Tone(128), 10));
      paintWoodEdge(list, area, random);
      return;
  }
  if (isFine) {
    paintHedges(list, area, random);
  }
}

void paintTown(PaintList& list, const Area& area, Random& random) {
  const auto fill = [&](Material material, Tone tone, double spread = 4.0) {
    list.polygon(area.ring.points, material, variedTone(random, tone, spread));
  };
  switch (area.zone) {
    case Zone::Square:
      fill(Material::Paving, Tone(190, 176, 150));
      break;
    case Zone::Church:
      fill(Material::Paving, Tone(182, 170, 148));
      break;
    case Zone::Core:
      fill(Material::Paving, Tone(160, 152, 138));
      break;
    case Zone::Apartments:
      fill(Material::Lawn, Tone(118, 138, 80));
      break;
    case Zone::Industry:
      fill(Material::Asphalt, Tone(146, 143, 137), 8);
      break;
    case Zone::Commerce:
      fill(Material::Asphalt, Tone(124, 123, 121));
      break;
    case Zone::School:
      fill(Material::Lawn, Tone(124, 140, 86));
      break;
    case Zone::Park:
      paintPark(list, area, random);
      break;
    case Zone::Sports:
      fill(Material::Lawn, Tone(122, 142, 78));
      break;
    case Zone::Camping:
      fill(Material::Lawn, Tone(116, 138, 76));
      break;
    case Zone::Cemetery:
      fill(Material::Gravel, Tone(196, 188, 172));
      paintTombs(list, area, random);
      break;
    case Zone::CarPark:
      fill(Material::Asphalt, Tone(120, 119, 117));
      break;
    case Zone::Station:
      fill(Material::Gravel, Tone(166, 158, 146));
      break;
    case Zone::Farm:
      fill(Material::Dirt, Tone(162, 148, 122));
      break;
    case Zone::Riverside:
      fill(Material::Lawn, Tone(116, 136, 80));
      break;
    case Zone::Railway:
      fill(Material::Meadow, Tone(140, 138, 96));
      break;
    case Zone::Water:
      break;
    default:
      fill(Material::Garden, Tone(118, 136, 80));
      break;
  }
}

}  // namespace

void paintLand(PaintList& list, const TownPlan& plan, bool isFine) {
  const double side = plan.cellMetres;
  const Points cell = rectangle(plan.low + Vec2(side * 0.5), {1, 0}, side, side);
  list.polygon(cell, Material::Flat, Tone(134, 138, 92));  // whatever no area covers: verges and corners
  for (const Area& area : plan.areas) {
    Random random(mixSeeds(area.seed, 40));
    if (area.zone >= Zone::Field && area.zone <= Zone::Vineyard) {
      if (area.zone != Zone::Wood) {
        paintCountry(list, area, random, isFine);
      }
    } else if (area.zone == Zone::Allotments) {
      paintCountry(list, area, random, isFine);
    } else {
      paintTown(list, area, random);
    }
  }
  for (const Area& area : plan.areas) {  // woods last: their edges reach over what lies beside them
    if (area.zone == Zone::Wood) {
      Random random(mixSeeds(area.seed, 40));
      paintCountry(list, area, random, isFine);
    }
  }
  Points river = plan.leftBank;
  river.insert(river.end(), plan.rightBank.rbegin(), plan.rightBank.rend());
  list.line(plan.leftBank, 2.6, Material::Meadow, Tone(112, 124, 74));
  list.line(plan.rightBank, 2.6, Material::Meadow, Tone(112, 124, 74));
  list.polygon(river, Material::Water, Tone(82, 100, 88));
  list.line(plan.leftBank, 1.0, Material::Dirt, Tone(98, 106, 74), true, 0.6F);
  list.line(plan.rightBank, 1.0, Material::Dirt, Tone(98, 106, 74), true, 0.6F);
}

}  // namespace belvedere::demo
