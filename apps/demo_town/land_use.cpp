#include "apps/demo_town/land_use.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "apps/demo_town/block_division.h"
#include "apps/demo_town/geos_shapes.h"
#include "apps/demo_town/polyline.h"

namespace belvedere::demo {

namespace {

struct ZoneRule {
  BlockRule blocks;
  StreetClass kind = StreetClass::Residential;
  StreetNaming naming = StreetNaming::Housing;
};

std::optional<ZoneRule> ruleFor(Zone zone) {
  switch (zone) {
    case Zone::Core:
      return ZoneRule{{44, 76, 0.16, 0.34, 500}, StreetClass::Alley, StreetNaming::Core};
    case Zone::Faubourg:
      return ZoneRule{{70, 125, 0.08, 0.2, 1500}, StreetClass::Street, StreetNaming::Faubourg};
    case Zone::Housing:
      return ZoneRule{{68, 190, 0.2, 0.14, 2500}, StreetClass::Residential, StreetNaming::Housing};
    case Zone::Apartments:
      return ZoneRule{{125, 170, 0.1, 0.15, 6000}, StreetClass::Residential, StreetNaming::Faubourg};
    case Zone::NewQuarter:
      return ZoneRule{{64, 110, 0.1, 0.12, 1800}, StreetClass::Residential, StreetNaming::NewQuarter};
    case Zone::Industry:
      return ZoneRule{{125, 190, 0.03, 0.12, 6000}, StreetClass::Access, StreetNaming::Industry};
    default:
      return std::nullopt;
  }
}

bool isCountry(Zone zone) {
  return zone == Zone::Field || zone == Zone::Meadow || zone == Zone::Wood || zone == Zone::Orchard ||
         zone == Zone::Vineyard || zone == Zone::Allotments;
}

/// The stretches of a street that come near a box.
void addPartsWithin(const Street& street, Box box, std::vector<Corridor>& corridors) {
  box.grow(street.halfWidth());
  Points part;
  const auto flush = [&] {
    if (part.size() > 1) {
      corridors.push_back({part, street.halfWidth()});
    }
    part.clear();
  };
  for (std::size_t i = 0; i + 1 < street.line.size(); ++i) {
    Box segment;
    segment.add(street.line[i]);
    segment.add(street.line[i + 1]);
    if (!segment.overlaps(box)) {
      flush();
      continue;
    }
    if (part.empty()) {
      part.push_back(street.line[i]);
    }
    part.push_back(street.line[i + 1]);
  }
  flush();
}

/// What the map calls the parts of a town.
enum QuarterIndex { kCentre, kFaubourgs, kNorthEast, kNorthWest, kFarBank, kNewQuarter, kIndustry, kCountry };

class LandDivider {
 public:
  LandDivider(TownPlan& plan, const Landscape& landscape, const Skeleton& bones, StreetNames& names)
      : plan_(plan),
        landscape_(landscape),
        bones_(bones),
        names_(names),
        frame_(landscape, plan.column, plan.row),
        random_(mixSeeds(plan.seed, 20)),
        cover_(mixSeeds(plan.seed, 21)),
        sizes_(plan.scale) {}

  void run() {
    nameQuarters();
    plan_.streets = bones_.streets;
    struct Block {
      Points ring;
      Zone zone;
      int quarter;
    };
    std::vector<Block> blocks;
    for (const Points& face : enclosedFaces(bones_.lines)) {
      const Vec2 inside = innerPoint(face);
      const Zone zone = zoneOf(inside);
      const int quarter = quarterOf(inside, zone);
      if (zone != Zone::Water) {
        plan_.quarters[static_cast<std::size_t>(quarter)].faces.push_back(face);
      }
      for (Points& block : divided(face, zone, quarter)) {
        blocks.push_back({std::move(block), zone, quarter});
      }
    }
    for (std::size_t i = 0; i < plan_.streets.size(); ++i) {
      index_.add(plan_.streets[i].line, static_cast<int>(i));
    }
    for (const Block& block : blocks) {
      addArea(block.ring, block.zone, block.quarter);
    }
    for (Street& street : plan_.streets) {
      const Vec2 middle = placeAt(street.line, lengthOf(street.line) * 0.5).point;
      street.quarter = quarterOf(middle, zoneOf(middle));
    }
  }

 private:
  void nameQuarters();
  Zone zoneOf(Vec2 p) const;
  Zone countryZone(Vec2 p) const;
  int quarterOf(Vec2 p, Zone zone) const;
  std::vector<Points> divided(const Points& face, Zone zone, int quarter);
  std::vector<Points> dividedCountry(const Points& face);
  void addArea(const Points& block, Zone zone, int quarter);

  TownPlan& plan_;
  const Landscape& landscape_;
  const Skeleton& bones_;
  StreetNames& names_;
  TownFrame frame_;
  Random random_;
  Noise cover_;
  TownSizes sizes_;
  StreetIndex index_;
};

void LandDivider::nameQuarters() {
  for (const char* name : {"Centre ancien", "Faubourgs", "Les Coteaux", "Bellevue", "Outre-Pont", "Les Rives",
                           "Zone d’activités", "Écarts et campagne"}) {
    plan_.quarters.push_back({name, {}});
  }
}

int LandDivider::quarterOf(Vec2 p, Zone zone) const {
  switch (zone) {
    case Zone::NewQuarter:
      return kNewQuarter;
    case Zone::Industry:
    case Zone::Commerce:
      return kIndustry;
    default:
      break;
  }
  const Vec2 local = frame_.local(p);
  if (local.y < frame_.river(local.x)) {
    return contains(bones_.acrossRiver, p) ? kFarBank : kCountry;
  }
  if (contains(bones_.oldTown, p)) {
    return kCentre;
  }
  if (contains(bones_.faubourgs, p)) {
    return kFaubourgs;
  }
  return contains(bones_.urban, p) ? (local.x > 0.0 ? kNorthEast : kNorthWest) : kCountry;
}

Zone LandDivider::zoneOf(Vec2 p) const {
  const Vec2 local = frame_.local(p);
  const double river = frame_.river(local.x);
  const double half = frame_.riverHalf(local.x);
  if (std::abs(local.y - river) < half) {
    return Zone::Water;
  }
  const double rail = frame_.railway(local.x);
  if (std::abs(local.y - rail) < 8.0) {
    return Zone::Railway;
  }
  if (contains(bones_.square, p)) {
    return Zone::Square;
  }
  for (const Skeleton::Place& place : bones_.places) {
    if (contains(place.ring, p)) {
      return place.zone;
    }
  }
  if (local.y > river) {
    if (std::abs(local.x) < sizes_.faubourgs * 1.04 && local.y < river + half + 10.5) {
      return Zone::Riverside;
    }
    if (contains(bones_.oldTown, p)) {
      return Zone::Core;
    }
    if (contains(bones_.faubourgs, p)) {
      return Zone::Faubourg;
    }
    if (contains(bones_.urban, p)) {
      const double degrees = std::atan2(local.y, local.x) * 180.0 / M_PI;
      if (degrees < 1.0) {
        return Zone::Sports;
      }
      if (degrees > 179.0) {
        return Zone::Camping;
      }
      return degrees > 112.0 && degrees < 138.0 ? Zone::Apartments : Zone::Housing;
    }
  } else if (contains(bones_.acrossRiver, p)) {
    if (local.y > river - half - bones_.streetAcross) {
      return local.x < 0.0 ? Zone::Park : Zone::Faubourg;
    }
    if (local.y < rail + 38.0) {
      return Zone::Station;
    }
    return local.x < 0.0 ? Zone::Faubourg : Zone::NewQuarter;
  }
  return countryZone(p);
}

Zone LandDivider::countryZone(Vec2 p) const {
  const Vec2 local = frame_.local(p);
  const double above = landscape_.height(p) - landscape_.waterLevel(plan_.row, p.x);
  const double toTown = std::hypot(local.x, local.y) / (sizes_.urban + 100.0);
  const double wild = cover_.fractal(p.x / 620.0, p.y / 620.0, 3);
  const double local2 = cover_.at(p.x / 190.0 + 40.0, p.y / 190.0);
  if (above < 4.0) {
    return local2 > 0.72 ? Zone::Wood : Zone::Meadow;
  }
  if (wild + smoothStep(45.0, 95.0, above) * 0.45 + smoothStep(1.1, 1.9, toTown) * 0.12 > 0.36) {
    return Zone::Wood;
  }
  if (toTown < 1.5 && above > 10.0 && local2 > 0.25) {
    return local2 > 0.6 ? Zone::Vineyard : Zone::Orchard;
  }
  if (toTown < 1.15 && local2 < -0.55) {
    return Zone::Allotments;
  }
  return local2 < -0.3 || above < 8.0 ? Zone::Meadow : Zone::Field;
}

std::vector<Points> LandDivider::divided(const Points& face, Zone zone, int quarter) {
  if (isCountry(zone)) {
    return dividedCountry(face);
  }
  const auto rule = ruleFor(zone);
  if (!rule) {
    return {face};
  }
  return divideIntoBlocks(face, rule->blocks, random_, [&](const Points& line, int) {
    const StreetSize size = sizeOf(rule->kind);
    plan_.streets.push_back({rule->kind, line, names_.next(rule->naming), size.carriageway, size.pavement, quarter});
  });
}

std::vector<Points> LandDivider::dividedCountry(const Points& face) {
  const StreetSize track = sizeOf(StreetClass::Track);
  std::vector<Points> fields;
  // Large pieces between tracks, then strips of fields within.
  const auto onTrack = [&](const Points& line, int level) {
    if (level < 3 && lengthOf(line) > 120.0) {
      plan_.streets.push_back(
          {StreetClass::Track, line, names_.next(StreetNaming::Country), track.carriageway, track.pavement, kCountry});
    }
  };
  for (const Points& piece : divideIntoBlocks(face, {330, 520, 0.07, 0.3, 9000}, random_, onTrack)) {
    const bool isStrips = random_.chance(0.45);
    const BlockRule rule = isStrips ? BlockRule{46, 330, 0.012, 0.25, 2500} : BlockRule{120, 230, 0.02, 0.4, 5000};
    for (Points& field : divideIntoBlocks(piece, rule, random_, [](const Points&, int) {})) {
      fields.push_back(std::move(field));
    }
  }
  return fields;
}

void LandDivider::addArea(const Points& block, Zone zone, int quarter) {
  Box box = boundsOf(block);
  box.grow(1.0);
  std::vector<Corridor> corridors;
  for (const int index : index_.within(box)) {
    const Street& street = plan_.streets[static_cast<std::size_t>(index)];
    if (!isCountry(zone) || street.kind != StreetClass::Track) {
      addPartsWithin(street, box, corridors);
    }
  }
  const std::vector<Points> pieces =
      corridors.empty() ? std::vector<Points>{block} : withoutCorridors(block, corridors);
  for (const Points& piece : pieces) {
    const double area = signedArea(piece);
    if (area < 40.0) {
      continue;
    }
    const Points ring = withoutStraightPoints(piece, 0.05);
    Area made;
    made.zone = isCountry(zone) ? countryZone(innerPoint(ring)) : zone;
    made.quarter = quarter;
    made.seed = random_.next();
    made.ring.points = ring;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const Vec2 middle = lerp(ring[i], ring[(i + 1) % ring.size()], 0.5);
      const StreetIndex::Nearest near = index_.nearest(plan_.streets, middle);
      const bool isFront =
          near.street >= 0 && near.distance < plan_.streets[static_cast<std::size_t>(near.street)].halfWidth() + 1.2;
      made.ring.tags.push_back(isFront ? near.street : kInnerEdge);
    }
    plan_.areas.push_back(std::move(made));
  }
}

}  // namespace

void divideLand(TownPlan& plan, const Landscape& landscape, const Skeleton& skeleton, StreetNames& names) {
  LandDivider(plan, landscape, skeleton, names).run();
}

}  // namespace belvedere::demo
