#include "apps/demo_town/houses.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <optional>

#include "apps/demo_town/building_site.h"
#include "apps/demo_town/parcels.h"
#include "apps/demo_town/polyline.h"

namespace belvedere::demo {

namespace {

/// A plot seen from its street.
struct Plot {
  Vec2 a{0.0}, b{0.0};  ///< ends of the front, the plot on the left of a to b
  Vec2 along{1.0, 0.0}, inward{0.0, 1.0};
  double width = 0.0, depth = 0.0;
};

std::optional<Plot> plotOf(const Parcel& parcel) {
  const Front front = longestFront(parcel.ring);
  if (front.street < 0 || front.length < 4.0) {
    return std::nullopt;
  }
  Plot plot;
  plot.a = front.line.front();
  plot.b = front.line.back();
  plot.along = unit(plot.b - plot.a);
  plot.inward = leftOf(plot.along);
  plot.width = glm::distance(plot.a, plot.b);
  for (const Vec2 p : parcel.ring.points) {
    plot.depth = std::max(plot.depth, glm::dot(p - plot.a, plot.inward));
  }
  return plot;
}

/// The strip of a plot along its street as a quad with parallel front and back; nothing where the plot has no such
/// form.
std::optional<Quad> frontStrip(const Parcel& parcel, const Plot& plot, double depth) {
  for (const double share : {1.0, 0.85, 0.7}) {
    const Ring strip = clipByHalfPlane(parcel.ring, plot.a + plot.inward * (depth * share), plot.inward);
    const Points outline = withoutStraightPoints(strip.points, 0.12);
    if (outline.size() != 4 || !isConvex(outline)) {
      continue;
    }
    for (std::size_t i = 0; i < 4; ++i) {
      const Vec2 back0 = outline[(i + 2) % 4] - plot.a;
      const Vec2 back1 = outline[(i + 3) % 4] - plot.a;
      const bool isFront =
          glm::distance(outline[i], plot.a) < 0.01 && glm::distance(outline[(i + 1) % 4], plot.b) < 0.01;
      if (isFront && std::abs(glm::dot(back0 - back1, plot.inward)) < 1e-6 && glm::distance(back0, back1) > 3.0) {
        return Quad{plot.a, plot.b, back0 + plot.a, back1 + plot.a};
      }
    }
  }
  return std::nullopt;
}

class HouseBuilder {
 public:
  explicit HouseBuilder(TownPlan& plan) : plan_(plan) {}

  void run() {
    for (std::size_t i = 0; i < plan_.parcels.size(); ++i) {
      parcelIndex_ = i;
      const Parcel& parcel = plan_.parcels[i];
      Random random(mixSeeds(parcel.seed, 3));
      buildOn(parcel, random);
    }
  }

 private:
  void buildOn(const Parcel& parcel, Random& random);
  void rowHouse(const Parcel& parcel, const Plot& plot, Random& random);
  void cornerHouse(const Parcel& parcel, const Plot& plot, Random& random);
  void detachedHouse(const Parcel& parcel, const Plot& plot, Random& random);
  struct Detached;
  std::optional<Detached> placeDetached(const Parcel& parcel, const Plot& plot, bool isOld, Random& random) const;
  static Points addWing(Building& house, const Parcel& parcel, const Plot& plot, const Detached& at, Random& random);
  static void addSingleRoof(Building& house, const Plot& plot, const Detached& at, bool isOld, Random& random);
  void addGarage(Building& house, const Parcel& parcel, const Plot& plot, const Detached& at, Random& random);
  void modernHouse(const Parcel& parcel, const Plot& plot, Random& random);
  void modernFlats(Building house, const Parcel& parcel, const Plot& plot, Random& random);
  void addModernRoof(Building& house, const Parcel& parcel, const Quad& quad, const Footing& footing, Random& random);
  void farm(const Parcel& parcel, const Plot& plot, Random& random);
  void annexe(const Parcel& parcel, const Plot& plot, Random& random);
  void addRowRoof(Building& house, const Quad& quad, const Footing& footing, double eave, double depth, Random& random);
  void addDormers(Building& house, const Quad& quad, double eave, double rise, Random& random);
  void addRidgeChimneys(Building& house, Vec2 from, Vec2 to, double eave, double ridge, Random& random);
  std::optional<Vec2> placeFor(const Parcel& parcel, const Plot& plot, double length, double breadth, double setback,
                               double margin, Random& random) const;
  void keep(Building house, const Parcel& parcel, Random& random);

  TownPlan& plan_;
  std::size_t parcelIndex_ = 0;
};

void HouseBuilder::keep(Building house, const Parcel& parcel, Random& random) {
  house.street = parcel.street;
  house.quarter = parcel.quarter;
  house.isInNewQuarter = parcel.zone == Zone::NewQuarter;
  const double away = glm::distance(house.footprint.front(), plan_.centre) / (900.0 * plan_.scale);
  const bool isOutside = parcel.zone == Zone::Hamlet;
  house.priority =
      house.use == Use::Annexe ? 1.2 + 0.2 * random.unit() : (isOutside ? 0.7 : away) + 0.35 * random.unit();
  Parcel& mutableParcel = plan_.parcels[parcelIndex_];
  if (mutableParcel.building < 0) {
    mutableParcel.building = static_cast<int>(plan_.buildings.size());
  }
  plan_.buildings.push_back(std::move(house));
}

void HouseBuilder::buildOn(const Parcel& parcel, Random& random) {
  const auto plot = plotOf(parcel);
  if (!plot) {
    return;
  }
  switch (parcel.zone) {
    case Zone::Core:
      rowHouse(parcel, *plot, random);
      break;
    case Zone::Faubourg:
      if (plot->width > 14.5 || random.chance(0.12)) {
        detachedHouse(parcel, *plot, random);
      } else {
        rowHouse(parcel, *plot, random);
      }
      break;
    case Zone::Housing:
      detachedHouse(parcel, *plot, random);
      break;
    case Zone::NewQuarter:
      modernHouse(parcel, *plot, random);
      break;
    case Zone::Hamlet:
      farm(parcel, *plot, random);
      break;
    default:
      break;
  }
}

void HouseBuilder::addRidgeChimneys(Building& house, Vec2 from, Vec2 to, double eave, double ridge, Random& random) {
  const Vec2 along = unit(to - from);
  for (const double share : {0.12, 0.86}) {
    if (random.chance(0.6)) {
      const Vec2 place = lerp(from, to, share) + leftOf(along) * random.between(-0.7, 0.7);
      addChimney(house, place, along, eave + (ridge - eave) * 0.4, ridge + random.between(0.6, 1.1));
    }
  }
}

void HouseBuilder::addDormers(Building& house, const Quad& quad, double eave, double rise, Random& random) {
  const double width = glm::distance(quad[0], quad[1]);
  const double depth = glm::distance(lerp(quad[0], quad[1], 0.5), lerp(quad[3], quad[2], 0.5));
  const int count = std::min(3, static_cast<int>(width / 3.4));
  const Vec2 along = unit(quad[1] - quad[0]);
  const Vec2 inward = leftOf(along);
  for (int i = 0; i < count; ++i) {
    const Vec2 front = lerp(quad[0], quad[1], (i + 0.5) / count) + inward * (depth * 0.07);
    const double bottom = eave + rise * 0.06;
    const double reach = depth * 0.28;
    const Vec2 half = along * random.between(0.55, 0.7);
    // Its section runs across the slope: from the left cheek to the right.
    const Quad dormer{front - half + inward * reach, front - half, front + half, front + half + inward * reach};
    house.installations.push_back(gableBody(dormer, bottom, bottom + 1.25, bottom + 1.75));
  }
}

void HouseBuilder::addRowRoof(Building& house, const Quad& quad, const Footing& footing, double eave, double depth,
                              Random& random) {
  const Vec2 left = lerp(quad[0], quad[3], 0.5);
  const Vec2 right = lerp(quad[1], quad[2], 0.5);
  if (random.chance(house.year > 1850 && house.year < 1930 ? 0.22 : 0.03)) {
    house.roofType = RoofType::Mansard;
    house.roofColour = palette::slate(random);
    const double rise = std::min(4.2, depth * 0.4);
    house.bodies.push_back(mansardBody(quad, footing.base, eave, eave + rise));
    addDormers(house, quad, eave, rise, random);
    addRidgeChimneys(house, left, right, eave, eave + rise, random);
    return;
  }
  const double pitch = house.year < 1850 ? random.between(0.72, 0.95) : random.between(0.58, 0.8);
  const double rise = depth * 0.5 * pitch;
  house.bodies.push_back(gableBody(quad, footing.base, eave, eave + rise));
  if (rise > 3.4 && random.chance(0.3)) {
    addDormers(house, quad, eave, rise, random);
  }
  addRidgeChimneys(house, left, right, eave, eave + rise, random);
}

void HouseBuilder::rowHouse(const Parcel& parcel, const Plot& plot, Random& random) {
  const bool isCore = parcel.zone == Zone::Core;
  const double depth = std::min(random.between(isCore ? 9.5 : 9.0, isCore ? 13.5 : 11.5), plot.depth * 0.92);
  if (depth < 4.5) {
    return;
  }
  const auto quad = frontStrip(parcel, plot, depth);
  if (!quad) {
    cornerHouse(parcel, plot, random);
    return;
  }
  Building house;
  house.use = random.chance(isCore ? 0.22 : 0.06) ? Use::Shop : Use::TownHouse;
  house.year = isCore ? random.integer(1640, 1890) : random.integer(1865, 1938);
  house.storeys = isCore ? random.integer(2, 4) : random.integer(2, 3);
  house.dwellings = std::max(1, static_cast<int>(plot.width * depth * house.storeys / 140.0));
  house.roofColour = random.chance(isCore ? 0.86 : 0.62) ? palette::tiles(random) : palette::slate(random);
  house.wallColour = palette::render(random);
  const Points outline(quad->begin(), quad->end());
  const Footing footing = footingOf(plan_.relief, outline);
  const double eave = footing.ground + 0.4 + house.storeys * random.between(2.75, 3.15);
  const double realDepth = glm::dot((*quad)[2] - (*quad)[1], plot.inward);
  addRowRoof(house, *quad, footing, eave, realDepth, random);
  finishGeometry(house, outline, footing);
  keep(std::move(house), parcel, random);
  if (plot.depth > depth + 9.0 && random.chance(isCore ? 0.28 : 0.18)) {
    annexe(parcel, plot, random);
  }
}

void HouseBuilder::cornerHouse(const Parcel& parcel, const Plot& plot, Random& random) {
  const Ring strip = clipByHalfPlane(parcel.ring, plot.a + plot.inward * std::min(12.0, plot.depth), plot.inward);
  const Points outline = withoutStraightPoints(strip.points, 0.15);
  const double area = signedArea(outline);
  const OrientedBox box = orientedBox(outline);
  if (!isConvex(outline) || outline.size() > 9 || area < 28.0 || area > 330.0 || box.breadth < 4.5 ||
      box.length > 3.2 * box.breadth) {
    detachedHouse(parcel, plot, random);
    return;
  }
  Building house;
  const bool isCore = parcel.zone == Zone::Core;
  house.use = random.chance(0.4) ? Use::Shop : Use::TownHouse;
  house.year = isCore ? random.integer(1680, 1900) : random.integer(1870, 1935);
  house.storeys = isCore ? random.integer(2, 4) : random.integer(2, 3);
  house.dwellings = std::max(1, static_cast<int>(area * house.storeys / 130.0));
  house.roofType = RoofType::Pavilion;
  house.roofColour = random.chance(0.7) ? palette::tiles(random) : palette::slate(random);
  house.wallColour = palette::render(random);
  const Footing footing = footingOf(plan_.relief, outline);
  const double eave = footing.ground + 0.4 + house.storeys * 2.95;
  house.bodies.push_back(pavilionBody(outline, footing.base, eave, eave + box.breadth * random.between(0.3, 0.42)));
  finishGeometry(house, outline, footing);
  keep(std::move(house), parcel, random);
}

std::optional<Vec2> HouseBuilder::placeFor(const Parcel& parcel, const Plot& plot, double length, double breadth,
                                           double setback, double margin, Random& random) const {
  for (int attempt = 0; attempt < 8; ++attempt) {
    const double slack = std::max(0.0, plot.width - length - 2.0 * margin) * 0.5;
    const double aside = random.between(-1.0, 1.0) * slack * (attempt < 5 ? 0.9 : 0.4);
    const double back = setback + breadth * 0.5 + attempt * 0.9;
    const Vec2 centre = lerp(plot.a, plot.b, 0.5) + plot.along * aside + plot.inward * back;
    if (isInside(rectangle(centre, plot.along, length, breadth), parcel.ring.points, margin)) {
      return centre;
    }
  }
  return std::nullopt;
}

/// A detached house before its form is chosen: a rectangle along the street.
struct HouseBuilder::Detached {
  Vec2 centre{0.0};
  Points rect;
  double length = 0.0, breadth = 0.0;
  Footing footing;
  double eave = 0.0, rise = 0.0;
};

std::optional<HouseBuilder::Detached> HouseBuilder::placeDetached(const Parcel& parcel, const Plot& plot, bool isOld,
                                                                  Random& random) const {
  const double setback = isOld ? random.between(1.5, 5.0) : random.between(4.5, 9.0);
  const double length = random.between(9.5, 14.0);
  const double breadth = random.between(8.0, 9.8);
  for (const double shrink : {1.0, 0.85, 0.7, 0.6}) {
    const auto centre = placeFor(parcel, plot, length * shrink, breadth * shrink, setback * shrink, 1.4, random);
    if (!centre) {
      continue;
    }
    if (length * shrink < 6.0) {
      return std::nullopt;
    }
    Detached at;
    at.centre = *centre;
    at.length = length * shrink;
    at.breadth = breadth * shrink;
    at.rect = rectangle(at.centre, plot.along, at.length, at.breadth);
    at.footing = footingOf(plan_.relief, at.rect);
    return at;
  }
  return std::nullopt;
}

Points HouseBuilder::addWing(Building& house, const Parcel& parcel, const Plot& plot, const Detached& at,
                             Random& random) {
  const double form = random.unit();
  if (form < 0.24 && at.length > 9.0) {
    // An L whose second wing reaches back into the garden.
    const double wing = std::min(at.breadth * 0.75, at.length * 0.55);
    const Points l = outlineOfL(at.rect[0], plot.along, at.length, at.breadth + random.between(1.0, 3.0), wing);
    if (isInside(l, parcel.ring.points, 0.8)) {
      house.bodies.push_back(lShapedBody(at.rect[0], plot.along, at.length, glm::distance(l[5], l[0]), wing,
                                         at.footing.base, at.eave, at.eave + wing * 0.5 * 0.8));
      return l;
    }
  } else if (form < 0.34 && at.length > 10.0) {
    const double wing = at.breadth * random.between(0.45, 0.7);
    const double from = at.length * random.between(0.32, 0.68);
    const Points t = outlineOfT(at.rect[0], plot.along, at.length, at.breadth, from, wing, 2.2);
    if (isInside(t, parcel.ring.points, 0.8)) {
      house.bodies.push_back(tShapedBody(at.rect[0], plot.along, at.length, at.breadth, from, wing, 2.2,
                                         at.footing.base, at.eave, at.eave + at.rise));
      return t;
    }
  }
  return at.rect;
}

void HouseBuilder::addSingleRoof(Building& house, const Plot& plot, const Detached& at, bool isOld, Random& random) {
  const Quad quad{at.rect[0], at.rect[1], at.rect[2], at.rect[3]};
  if (random.chance(isOld ? 0.35 : 0.22) && at.length > at.breadth * 1.05) {
    house.roofType = RoofType::Hip;
    house.bodies.push_back(hipBody(quad, at.footing.base, at.eave, at.eave + at.rise,
                                   std::max(0.12, 1.0 - at.breadth / at.length * 0.95)));
  } else {
    house.bodies.push_back(gableBody(quad, at.footing.base, at.eave, at.eave + at.rise));
  }
  const Vec2 left = lerp(at.rect[0], at.rect[3], 0.5);
  const Vec2 right = lerp(at.rect[1], at.rect[2], 0.5);
  if (random.chance(0.75)) {
    const double share = random.between(0.3, 0.7);
    addChimney(house, lerp(left, right, share) + plot.inward * random.between(-0.8, 0.8), plot.along,
               at.eave + at.rise * 0.3, at.eave + at.rise + random.between(0.5, 0.9));
  }
}

void HouseBuilder::addGarage(Building& house, const Parcel& parcel, const Plot& plot, const Detached& at,
                             Random& random) {
  const double hand = random.chance(0.5) ? 1.0 : -1.0;
  const Vec2 middle =
      at.centre + plot.along * (hand * (at.length * 0.5 + 1.8)) - plot.inward * (at.breadth * 0.5 - 3.2);
  const Points garage = rectangle(middle, plot.along, 3.6, 6.2);
  if (!isInside(garage, parcel.ring.points, 0.3)) {
    return;
  }
  const double top = at.footing.ground + random.between(2.5, 2.9);
  const Quad quad{garage[0], garage[1], garage[2], garage[3]};
  const double base = std::min(at.footing.base, footingOf(plan_.relief, garage).base);
  house.bodies.push_back(random.chance(0.5) ? prism(garage, base, top)
                                            : gableBody(quad, base, top, std::min(top + 1.9, at.eave + 0.4)));
}

void HouseBuilder::detachedHouse(const Parcel& parcel, const Plot& plot, Random& random) {
  Building house;
  const bool isOld = parcel.zone == Zone::Faubourg || parcel.zone == Zone::Core;
  house.year = isOld ? random.integer(1890, 1965) : random.integer(1958, 2021);
  house.storeys = isOld || random.chance(0.35) ? 2 : 1;
  house.dwellings = 1;
  house.roofColour = random.chance(0.72) ? palette::tiles(random) : palette::slate(random);
  house.wallColour = isOld ? palette::render(random) : palette::paleRender(random);
  auto at = placeDetached(parcel, plot, isOld, random);
  if (!at) {
    return;
  }
  at->eave = at->footing.ground + 0.45 + (house.storeys == 1 ? random.between(2.6, 3.2) : random.between(5.0, 5.8));
  at->rise = at->breadth * 0.5 * random.between(0.62, 0.86);
  const Points outline = addWing(house, parcel, plot, *at, random);
  if (house.bodies.empty()) {
    addSingleRoof(house, plot, *at, isOld, random);
  }
  if (outline.size() == 4 && random.chance(isOld ? 0.2 : 0.42)) {  // against one gable
    addGarage(house, parcel, plot, *at, random);
  }
  finishGeometry(house, outline, at->footing);
  keep(std::move(house), parcel, random);
  if (random.chance(0.2) && !isOld) {
    annexe(parcel, plot, random);
  }
}

void HouseBuilder::modernFlats(Building house, const Parcel& parcel, const Plot& plot, Random& random) {
  const double length = std::min(plot.width - 6.0, 26.0);
  const double breadth = std::min(13.0, plot.depth - 10.0);
  const auto centre = breadth > 8.0 ? placeFor(parcel, plot, length, breadth, 3.5, 2.0, random) : std::nullopt;
  if (!centre) {
    return;
  }
  const Points outline = rectangle(*centre, plot.along, length, breadth);
  const Footing footing = footingOf(plan_.relief, outline);
  const double top = footing.ground + 0.5 + house.storeys * 2.9;
  house.roofType = RoofType::Flat;
  house.roofColour = palette::flatRoof(random);
  house.dwellings = static_cast<int>(length * breadth * house.storeys / 88.0);
  house.bodies.push_back(prism(outline, footing.base, top));
  // A set-back top storey.
  const Points attic = rectangle(*centre, plot.along, length - 5.0, breadth - 4.0);
  house.installations.push_back(prism(attic, top, top + 2.7));
  finishGeometry(house, outline, footing);
  keep(std::move(house), parcel, random);
}

void HouseBuilder::addModernRoof(Building& house, const Parcel& parcel, const Quad& quad, const Footing& footing,
                                 Random& random) {
  const double eave = footing.ground + 0.4 + random.between(5.3, 5.9);
  const double form =
      mixSeeds(plan_.areas[static_cast<std::size_t>(parcel.area)].seed, 5) % 3 == 0 ? 0.2 : random.unit();
  if (form < 0.45) {
    house.roofType = RoofType::Gable;
    house.roofColour = random.chance(0.3) ? palette::tiles(random) : palette::slate(random);
    house.bodies.push_back(gableBody(quad, footing.base, eave, eave + random.between(2.4, 3.3)));
  } else if (form < 0.7) {
    house.roofType = RoofType::Shed;
    house.roofColour = palette::metal(random);
    house.bodies.push_back(sectionBody(quad, footing.base, {{0.0, eave - 0.4}, {1.0, eave + 1.5}}));
  } else {
    house.roofType = RoofType::Flat;
    house.roofColour = palette::flatRoof(random);
    house.bodies.push_back(prism({quad.begin(), quad.end()}, footing.base, eave + 0.4));
  }
}

void HouseBuilder::modernHouse(const Parcel& parcel, const Plot& plot, Random& random) {
  Building house;
  house.year = random.integer(2016, 2024);
  house.wallColour = palette::paleRender(random);
  const bool isFlats = plot.width > 18.0;
  house.use = isFlats ? Use::Flats : Use::House;
  house.owner = isFlats && random.chance(0.5) ? Owner::SocialHousing : Owner::Private;
  house.storeys = isFlats ? random.integer(3, 4) : 2;
  if (isFlats) {
    modernFlats(std::move(house), parcel, plot, random);
    return;
  }
  const double setback = 3.0;
  Plot back = plot;
  back.a += plot.inward * setback;
  back.b += plot.inward * setback;
  const Ring behind = clipByHalfPlane(parcel.ring, back.a, -plot.inward);
  const Ring strip = clipByHalfPlane(behind, plot.a + plot.inward * (setback + 9.5), plot.inward);
  const Points outline = withoutStraightPoints(strip.points, 0.12);
  if (outline.size() != 4 || !isConvex(outline) || signedArea(outline) < 35.0) {
    detachedHouse(parcel, plot, random);
    return;
  }
  std::size_t first = 0;  // the corner nearest to the front's start
  for (std::size_t i = 1; i < 4; ++i) {
    if (glm::distance(outline[i], back.a) < glm::distance(outline[first], back.a)) {
      first = i;
    }
  }
  const Quad quad{outline[first], outline[(first + 1) % 4], outline[(first + 2) % 4], outline[(first + 3) % 4]};
  if (std::abs(glm::dot(quad[1] - quad[0], plot.inward)) > 1e-6 ||
      std::abs(glm::dot(quad[2] - quad[3], plot.inward)) > 1e-6) {
    return;
  }
  const Footing footing = footingOf(plan_.relief, outline);
  house.dwellings = 1;
  addModernRoof(house, parcel, quad, footing, random);
  finishGeometry(house, outline, footing);
  keep(std::move(house), parcel, random);
}

void HouseBuilder::farm(const Parcel& parcel, const Plot& plot, Random& random) {
  Building house;
  house.year = random.integer(1720, 1905);
  house.use = random.chance(0.7) ? Use::House : Use::Barn;
  house.storeys = 2;
  house.dwellings = house.use == Use::House ? 1 : 0;
  house.roofColour = palette::tiles(random);
  house.wallColour = palette::render(random);
  // Lorraine's village street: deep houses side by side behind a broad verge.
  const double depth = std::min(random.between(14.0, 20.0), plot.depth * 0.5);
  const Ring behind = clipByHalfPlane(parcel.ring, plot.a + plot.inward * 6.5, -plot.inward);
  const Ring strip = clipByHalfPlane(behind, plot.a + plot.inward * (6.5 + depth), plot.inward);
  const Points outline = withoutStraightPoints(strip.points, 0.15);
  if (outline.size() != 4 || !isConvex(outline) || random.chance(0.14)) {
    detachedHouse(parcel, plot, random);
    return;
  }
  std::size_t first = 4;
  for (std::size_t i = 0; i < 4; ++i) {
    const Vec2 edge = outline[(i + 1) % 4] - outline[i];
    const Vec2 opposite = outline[(i + 2) % 4] - outline[(i + 3) % 4];
    if (std::abs(glm::dot(edge, plot.inward)) < 1e-6 && std::abs(glm::dot(opposite, plot.inward)) < 1e-6 &&
        glm::dot(edge, plot.along) > 0.0) {
      first = i;
    }
  }
  if (first == 4) {
    detachedHouse(parcel, plot, random);
    return;
  }
  const Quad quad{outline[first], outline[(first + 1) % 4], outline[(first + 2) % 4], outline[(first + 3) % 4]};
  const Footing footing = footingOf(plan_.relief, outline);
  const double eave = footing.ground + random.between(5.0, 6.4);
  const double ridge = eave + depth * 0.5 * random.between(0.48, 0.6);
  house.bodies.push_back(gableBody(quad, footing.base, eave, ridge));
  addRidgeChimneys(house, lerp(quad[0], quad[3], 0.5), lerp(quad[1], quad[2], 0.5), eave, ridge, random);
  finishGeometry(house, outline, footing);
  keep(std::move(house), parcel, random);
}

void HouseBuilder::annexe(const Parcel& parcel, const Plot& plot, Random& random) {
  Building shed;
  shed.use = Use::Annexe;
  shed.year = random.integer(1900, 2015);
  shed.storeys = 1;
  shed.roofType = RoofType::Shed;
  shed.roofColour = random.chance(0.6) ? palette::tiles(random) : palette::metal(random);
  shed.wallColour = palette::render(random);
  const double length = random.between(3.5, 7.0);
  const double breadth = random.between(3.0, 4.5);
  const double hand = random.chance(0.5) ? 0.5 : -0.5;
  const Vec2 centre = lerp(plot.a, plot.b, 0.5) + plot.along * (hand * (plot.width - length - 2.0)) +
                      plot.inward * (plot.depth - breadth * 0.5 - random.between(1.0, 3.0));
  const Points outline = rectangle(centre, plot.along, length, breadth);
  if (!isInside(outline, parcel.ring.points, 0.4)) {
    return;
  }
  for (const Body& body : plan_.buildings.back().bodies) {
    Points ground;
    for (std::size_t i = body.front().ring.size(); i-- > 0;) {
      ground.emplace_back(body.front().ring[i].x, body.front().ring[i].y);
    }
    if (convexOverlap(convexHull(ground), outline, -0.3)) {
      return;
    }
  }
  const Footing footing = footingOf(plan_.relief, outline);
  const double eave = footing.ground + random.between(2.2, 2.8);
  shed.bodies.push_back(sectionBody({outline[0], outline[1], outline[2], outline[3]}, footing.base,
                                    {{0.0, eave}, {1.0, eave + random.between(0.4, 0.9)}}));
  finishGeometry(shed, outline, footing);
  keep(std::move(shed), parcel, random);
}

}  // namespace

void buildHouses(TownPlan& plan) { HouseBuilder(plan).run(); }

}  // namespace belvedere::demo
