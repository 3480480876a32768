#include <glm/geometric.hpp>

#include "apps/demo_town/paint_parts.h"
#include "apps/demo_town/parcels.h"

namespace belvedere::demo {

namespace {

Tone lawnOf(Random& random) {
  static const std::array<Tone, 6> kLawns{Tone(116, 140, 74), Tone(126, 144, 84), Tone(108, 132, 70),
                                          Tone(136, 146, 92), Tone(146, 146, 98), Tone(120, 138, 78)};
  return variedTone(random, random.pick(kLawns), 6.0);
}

void paintHedgesAround(PaintList& list, const Parcel& parcel, Random& random, double probability) {
  for (std::size_t i = 0; i < parcel.ring.size(); ++i) {
    const bool isFront = parcel.ring.tags[i] >= 0;
    const std::array<Vec2, 2> edge{parcel.ring.points[i], parcel.ring.point(i + 1)};
    if (glm::distance(edge[0], edge[1]) < 3.0 || !random.chance(isFront ? probability * 0.8 : probability)) {
      continue;
    }
    if (random.chance(0.75)) {
      list.line(edge, random.between(0.45, 0.8), Material::Hedge, variedTone(random, Tone(82, 108, 58), 9));
    } else {
      list.line(edge, 0.22, Material::Flat, variedTone(random, Tone(186, 180, 170), 8));
    }
  }
}

/// From the street to the door, and a terrace on the far side of the house.
void paintDriveAndTerrace(PaintList& list, const Parcel& parcel, const Building& house, Random& random) {
  const Front front = longestFront(parcel.ring);
  if (front.street < 0) {
    return;
  }
  const Vec2 along = unit(front.line.back() - front.line.front());
  const Vec2 inward = leftOf(along);
  const Vec2 middle = centroid(house.footprint);
  const OrientedBox box = orientedBox(house.footprint);
  const double reach = glm::dot(middle - front.line.front(), inward);
  const double hand = random.chance(0.5) ? 1.0 : -1.0;
  const Vec2 doorway = middle + along * (hand * std::min(box.length * 0.36, 4.0));
  const Points drive = rectangle(doorway - inward * (reach * 0.5), inward, reach, random.between(2.8, 5.0));
  const Tone tone =
      random.pick<Tone>({Tone(176, 168, 156), Tone(148, 144, 140), Tone(196, 182, 158), Tone(168, 140, 122)});
  if (reach > 2.0) {
    list.polygon(drive, Material::Paving, variedTone(random, tone, 6));
  }
  const Points terrace =
      rectangle(middle + inward * (box.breadth * 0.5 + 1.6), along, random.between(5, 8), random.between(3, 5));
  if (isInside(terrace, parcel.ring.points, 0.3)) {
    list.polygon(terrace, Material::Paving,
                 variedTone(random, random.pick<Tone>({Tone(190, 178, 160), Tone(160, 136, 116), Tone(178)}), 7));
  }
  if (random.chance(0.13)) {
    const Points pool =
        rectangle(middle + inward * (box.breadth * 0.5 + 9.0), along, random.between(7, 9.5), random.between(3.6, 4.6));
    const Points border = rectangle(centroid(pool), along, 11.5, 6.4);
    if (isInside(border, parcel.ring.points, 0.2)) {
      list.polygon(border, Material::Paving, Tone(206, 198, 184));
      list.polygon(pool, Material::Water, Tone(110, 186, 206));
    }
  }
}

void paintPlantBed(PaintList& list, const Parcel& parcel, Random& random) {
  const OrientedBox box = orientedBox(parcel.ring.points);
  const Vec2 place = box.centre + box.axis * (box.length * random.between(-0.32, 0.32)) +
                     leftOf(box.axis) * (box.breadth * random.between(-0.25, 0.25));
  const Points bed = rectangle(place, box.axis, random.between(4, 9), random.between(2.5, 5));
  if (isInside(bed, parcel.ring.points, 0.5)) {
    list.polygon(bed, Material::Vegetables, Tone(120, 110, 80));
    list.last().axis = glm::vec2(static_cast<float>(box.axis.x), static_cast<float>(box.axis.y));
  }
}

}  // namespace

void paintGardens(PaintList& list, const TownPlan& plan, bool isFine) {
  for (const Parcel& parcel : plan.parcels) {
    Random random(mixSeeds(parcel.seed, 41));
    const bool isBuilt = parcel.building >= 0;
    double hedges = 0.0;
    switch (parcel.zone) {
      case Zone::Core:
        if (random.chance(0.45)) {
          list.polygon(parcel.ring.points, Material::Garden, variedTone(random, Tone(112, 124, 78), 8));
        } else {
          list.polygon(parcel.ring.points, Material::Paving, variedTone(random, Tone(158, 150, 138), 12));
        }
        continue;
      case Zone::Faubourg:
        hedges = 0.32;
        break;
      case Zone::Housing:
        hedges = 0.62;
        break;
      case Zone::NewQuarter:
        hedges = 0.4;
        break;
      case Zone::Hamlet:
        hedges = 0.25;
        break;
      default:
        continue;
    }
    list.polygon(parcel.ring.points, isBuilt ? Material::Garden : Material::Meadow,
                 isBuilt ? lawnOf(random) : variedTone(random, Tone(136, 140, 88), 8));
    if (!isFine) {
      continue;
    }
    if (isBuilt && parcel.zone != Zone::Hamlet) {
      paintDriveAndTerrace(list, parcel, plan.buildings[static_cast<std::size_t>(parcel.building)], random);
    }
    if (random.chance(parcel.zone == Zone::Housing ? 0.16 : 0.3)) {
      paintPlantBed(list, parcel, random);
    }
    paintHedgesAround(list, parcel, random, hedges);
  }
}

}  // namespace belvedere::demo
