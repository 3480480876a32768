#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

#include "apps/demo_town/paint_parts.h"
#include "apps/demo_town/polyline.h"

namespace belvedere::demo {

namespace {

const Tone kMarking(226, 226, 222);

Tone carriagewayTone(const Street& street, Random& random) {
  switch (street.kind) {
    case StreetClass::Alley:
      return variedTone(random, Tone(164, 152, 134), 6);
    case StreetClass::Main:
    case StreetClass::Boulevard:
      return variedTone(random, Tone(112, 111, 110), 4);
    case StreetClass::Country:
      return variedTone(random, Tone(124, 121, 117), 5);
    case StreetClass::Track:
      return variedTone(random, Tone(178, 162, 130), 8);
    default:
      return variedTone(random, Tone(126, 124, 122), 8);
  }
}

void paintDashes(PaintList& list, const Points& line, double offset, double dash, double gap) {
  const Points moved = offset == 0.0 ? line : offsetLine(line, offset);
  const double length = lengthOf(moved);
  for (double at = 9.0; at + dash < length - 9.0; at += dash + gap) {
    list.line(partOf(moved, at, at + dash), 0.075, Material::Flat, kMarking, false);
  }
}

void paintZebra(PaintList& list, const Street& street, double at) {
  const LinePlace place = placeAt(street.line, at);
  for (double across = -street.carriageway * 0.5 + 0.5; across < street.carriageway * 0.5 - 0.2; across += 1.0) {
    const Vec2 middle = place.point + leftOf(place.direction) * across;
    list.polygon(rectangle(middle, place.direction, 2.8, 0.5), Material::Flat, kMarking);
  }
}

void paintMarkings(PaintList& list, const Street& street) {
  const double length = lengthOf(street.line);
  switch (street.kind) {
    case StreetClass::Main:
    case StreetClass::Boulevard:
      paintDashes(list, street.line, 0.0, 3.0, 6.0);
      for (double at = 14.0; at < length - 10.0; at += 92.0) {
        paintZebra(list, street, at);
      }
      break;
    case StreetClass::Country:
      paintDashes(list, street.line, 0.0, 3.0, 10.0);
      paintDashes(list, street.line, street.carriageway * 0.5 - 0.25, 20.0, 4.0);
      paintDashes(list, street.line, 0.25 - street.carriageway * 0.5, 20.0, 4.0);
      break;
    case StreetClass::Street:
      for (double at = 10.0; at < length - 8.0; at += 120.0) {
        paintZebra(list, street, at);
      }
      break;
    default:
      break;
  }
}

/// Lines of cars along the kerb, with gaps.
void parkCarsAlong(PaintList& list, const Street& street, Random& random) {
  double share = 0.0;
  switch (street.kind) {
    case StreetClass::Boulevard:
      share = 0.6;
      break;
    case StreetClass::Street:
      share = 0.42;
      break;
    case StreetClass::Residential:
      share = 0.22;
      break;
    case StreetClass::Quay:
      share = 0.4;
      break;
    case StreetClass::Access:
      share = 0.15;
      break;
    default:
      return;
  }
  const double length = lengthOf(street.line);
  for (const double hand : {1.0, -1.0}) {
    if (random.chance(0.35)) {
      continue;
    }
    for (double at = 12.0; at < length - 12.0; at += 5.7) {
      if (random.chance(share)) {
        const LinePlace place = placeAt(street.line, at);
        const Vec2 middle = place.point + leftOf(place.direction) * (hand * (street.carriageway * 0.5 - 0.95));
        paintCar(list, middle, place.direction, random);
      }
    }
  }
}

}  // namespace

void paintCar(PaintList& list, Vec2 place, Vec2 along, Random& random) {
  static const std::array<Tone, 9> kPaints{Tone(224),       Tone(206),        Tone(150),         Tone(96),
                                           Tone(52),        Tone(48, 60, 92), Tone(132, 44, 40), Tone(120, 126, 134),
                                           Tone(84, 92, 84)};
  const Tone tone = variedTone(random, random.pick(kPaints), 8);
  const Vec2 jitter = along * random.between(-0.3, 0.3);
  list.polygon(rectangle(place + jitter + Vec2(-0.35, 0.6), along, 4.3, 1.85), Material::Shadow, Tone(30), 0.45F);
  list.polygon(rectangle(place + jitter, along, 4.2, 1.75), Material::Flat, tone);
  list.polygon(rectangle(place + jitter + along * 0.75, along, 0.7, 1.45), Material::Flat, Tone(58, 62, 68));
  list.polygon(rectangle(place + jitter - along * 1.35, along, 0.5, 1.4), Material::Flat, Tone(66, 70, 76));
}

void paintStreets(PaintList& list, const TownPlan& plan, bool isFine) {
  std::vector<const Street*> order;
  for (const Street& street : plan.streets) {
    order.push_back(&street);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const Street* a, const Street* b) { return a->carriageway < b->carriageway; });
  for (const Street* street : order) {
    Random random(mixSeeds(plan.seed, 300 + static_cast<std::uint64_t>(street - plan.streets.data())));
    if (street->kind == StreetClass::Country) {
      list.line(street->line, street->halfWidth() + 2.2, Material::Meadow, variedTone(random, Tone(128, 140, 82), 5));
    } else if (street->kind != StreetClass::Track) {
      const bool isOld = street->kind == StreetClass::Alley;
      const Tone tone = isOld ? Tone(176, 166, 150) : Tone(158, 154, 148);
      list.line(street->line, street->halfWidth(), Material::Paving, variedTone(random, tone, 6));
    }
  }
  for (const Street* street : order) {
    Random random(mixSeeds(plan.seed, 700 + static_cast<std::uint64_t>(street - plan.streets.data())));
    const Material material = street->kind == StreetClass::Track   ? Material::Dirt
                              : street->kind == StreetClass::Alley ? Material::Cobbles
                                                                   : Material::Asphalt;
    list.line(street->line, street->carriageway * 0.5, material, carriagewayTone(*street, random));
    if (street->kind == StreetClass::Track && isFine) {
      list.line(street->line, 0.45, Material::Meadow, Tone(132, 136, 84));
    }
  }
  if (isFine) {
    for (const Street& street : plan.streets) {
      paintMarkings(list, street);
    }
  }
}

void paintRailway(PaintList& list, const TownPlan& plan, bool isFine) {
  list.line(plan.railway, 5.2, Material::Ballast, Tone(142, 130, 120));
  if (!isFine) {
    return;
  }
  for (const double track : {-2.1, 2.1}) {
    const Points line = offsetLine(plan.railway, track);
    list.line(line, 1.3, Material::Ballast, Tone(118, 108, 100), true, 0.55F);
    for (const double rail : {-0.75, 0.75}) {
      list.line(offsetLine(line, rail), 0.09, Material::Flat, Tone(92, 82, 76));
    }
  }
  const double middle = project(plan.railway, plan.centre).along;
  const Points stop = partOf(plan.railway, middle - 130.0, middle - 10.0);
  for (const double hand : {-1.0, 1.0}) {
    list.line(offsetLine(stop, hand * 6.2), 2.2, Material::Paving, Tone(178, 172, 164), false);
  }
}

void paintCars(PaintList& list, const TownPlan& plan) {
  for (std::size_t i = 0; i < plan.streets.size(); ++i) {
    Random random(mixSeeds(plan.seed, 1100 + i));
    parkCarsAlong(list, plan.streets[i], random);
  }
}

}  // namespace belvedere::demo
