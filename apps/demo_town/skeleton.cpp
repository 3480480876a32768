#include "apps/demo_town/skeleton.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <glm/geometric.hpp>

#include "apps/demo_town/polyline.h"
#include "apps/demo_town/random.h"

namespace belvedere::demo {

namespace {

constexpr double kOvershoot = 0.6;  ///< ends reach this far across the line they end on, so that faces close
constexpr double kCurveStep = 12.0;
constexpr double kRailHalfWidth = 8.0;
constexpr std::array kSideRoadDegrees{8.0, 44.0, 92.0, 136.0, 171.0};  ///< where the built land reaches furthest

class SkeletonBuilder {
 public:
  SkeletonBuilder(TownPlan& plan, const Landscape& landscape, StreetNames& names)
      : plan_(plan),
        landscape_(landscape),
        names_(names),
        frame_(landscape, plan.column, plan.row),
        random_(mixSeeds(plan.seed, 10)),
        sizes_(plan.scale) {}

  Skeleton build() {
    addNature();
    addSquare();
    addRings();
    addMainRoads();
    addSideRoads();
    addFarBank();
    addHamlets();
    return std::move(bones_);
  }

 private:
  Points world(const Points& local) const {
    Points out;
    for (const Vec2 p : local) {
      out.push_back(frame_.world(p));
    }
    return out;
  }

  void addStreet(StreetClass kind, const Points& line, std::string name) {
    const StreetSize size = sizeOf(kind);
    bones_.streets.push_back({kind, line, std::move(name), size.carriageway, size.pavement, 0});
  }

  double bankTop(double u) const { return frame_.river(u) + frame_.riverHalf(u); }
  double bankBottom(double u) const { return frame_.river(u) - frame_.riverHalf(u); }
  double quay(double u) const { return bankTop(u) + 10.5; }
  double streetAcross(double u) const { return bankBottom(u) - bones_.streetAcross; }

  Points alongLine(double from, double to, double step, const std::function<double(double)>& v) const {
    Points line;
    const int count = std::max(2, static_cast<int>(std::abs(to - from) / step));
    for (int i = 0; i <= count; ++i) {
      const double u = from + (to - from) * i / count;
      line.push_back(frame_.world(u, v(u)));
    }
    return line;
  }

  void addNature();
  void addSquare();
  void addRings();
  void addMainRoads();
  /// A road along the valley from the square to a gate of the cell; `sign` is 1 for the east, -1 for the west.
  Points valleyRoad(Vec2 start, Vec2 gate, double sign);
  /// Straight across the river, then over the railway and away.
  void addBridgeRoad(Vec2 start, Vec2 downGate);
  void addSideRoads();
  void addFarBank();
  void addHamlets();
  Points arch(double radius, double unevenness, const std::function<double(double)>& foot,
              const std::function<double(double)>& shape);
  void addRadial(const Points& line, const std::string& inner, const std::string& outer, const std::string& country);
  void addRoadsidePlace(const Points& road, double from, double to, double depth, Zone zone);

  TownPlan& plan_;
  const Landscape& landscape_;
  StreetNames& names_;
  TownFrame frame_;
  Random random_;
  TownSizes sizes_;
  Skeleton bones_;
  Points limit_;
  Points ring1_;
  Points ring2_;
  Points bridgeRoad_;
  std::vector<Points> countryRoads_;
};

void SkeletonBuilder::addNature() {
  const double west = plan_.low.x - plan_.centre.x - 2.0;
  const double east = west + plan_.cellMetres + 4.0;
  plan_.river = alongLine(west, east, 18.0, [&](double u) { return frame_.river(u); });
  const Points onSide = alongLine(west, east, 18.0, [&](double u) { return bankTop(u); });
  const Points offSide = alongLine(west, east, 18.0, [&](double u) { return bankBottom(u); });
  plan_.leftBank = plan_.side > 0.0 ? onSide : offSide;
  plan_.rightBank = plan_.side > 0.0 ? offSide : onSide;
  plan_.railway = alongLine(west, east, 30.0, [&](double u) { return frame_.railway(u); });
  bones_.lines.push_back(onSide);
  bones_.lines.push_back(offSide);
  bones_.lines.push_back(offsetLine(plan_.railway, kRailHalfWidth));
  bones_.lines.push_back(offsetLine(plan_.railway, -kRailHalfWidth));
  const Vec2 low = plan_.low;
  const double c = plan_.cellMetres;
  bones_.lines.push_back({low, low + Vec2(c, 0), low + Vec2(c, c), low + Vec2(0, c), low});
}

void SkeletonBuilder::addSquare() {
  const double size = std::clamp(std::sqrt(plan_.scale), 0.6, 1.15);
  const double turn = random_.between(-0.25, 0.25);
  const Vec2 along{std::cos(turn), std::sin(turn)};
  Points local = rectangle({0, 0}, along, 84.0 * size, 52.0 * size);
  for (Vec2& p : local) {
    p += Vec2(random_.between(-6, 6), random_.between(-5, 5)) * size;
  }
  bones_.square = world(local);
  const std::array<std::string, 4> names{"Place du Marché", "Rue de la Halle", "Rue des Arcades", "Rue du Beffroi"};
  for (std::size_t i = 0; i < 4; ++i) {
    addStreet(StreetClass::Alley, {bones_.square[i], bones_.square[(i + 1) % 4]}, names[i]);
  }
  Points closed = bones_.square;
  closed.push_back(closed.front());
  bones_.lines.push_back(closed);
}

Points SkeletonBuilder::arch(double radius, double unevenness, const std::function<double(double)>& foot,
                             const std::function<double(double)>& shape) {
  const Noise noise(random_.next());
  const auto at = [&](double degrees) {
    const double angle = degrees * M_PI / 180.0;
    const double r = radius * (1.0 + unevenness * noise.at(degrees / 33.0, 0.5)) * shape(degrees);
    return Vec2(std::cos(angle), std::sin(angle)) * r;
  };
  Points controls;
  const Vec2 first = at(6.0);
  const Vec2 last = at(174.0);
  controls.push_back({first.x * 0.985, foot(first.x * 0.985) - kOvershoot});
  controls.push_back({first.x * 1.0, foot(first.x) * 0.5 + first.y * 0.5});
  for (double degrees = 6.0; degrees <= 174.5; degrees += 8.4) {
    controls.push_back(at(degrees));
  }
  controls.push_back({last.x * 1.0, foot(last.x) * 0.5 + last.y * 0.5});
  controls.push_back({last.x * 0.985, foot(last.x * 0.985) - kOvershoot});
  return world(smoothCurve(controls, kCurveStep));
}

void SkeletonBuilder::addRings() {
  const auto atQuay = [&](double u) { return quay(u); };
  const auto round = [](double) { return 1.0; };
  // Towns grow along the roads that leave them, and less between.
  const auto star = [&](double degrees) {
    double reach = 0.0;
    for (const double road : kSideRoadDegrees) {
      reach = std::max(reach, std::exp(-std::pow((degrees - road) / 13.0, 2.0)));
    }
    return 0.76 + 0.34 * reach;
  };
  ring1_ = arch(sizes_.oldTown, 0.10, atQuay, round);
  ring2_ = arch(sizes_.faubourgs, 0.09, atQuay, round);
  limit_ = arch(
      sizes_.urban, 0.15, [&](double u) { return bankTop(u); }, star);
  bones_.oldTown = ring1_;
  bones_.faubourgs = ring2_;
  bones_.urban = limit_;
  // Boulevards change their name at the northern road.
  const Points axis{frame_.world(0, 0), frame_.world(0, sizes_.urban * 1.3)};
  const auto addHalves = [&](const Points& ring, StreetClass kind, const char* east, const char* west) {
    const double middle = crossingAlong(ring, axis).value_or(lengthOf(ring) * 0.5);
    addStreet(kind, partOf(ring, 0.0, middle), east);
    addStreet(kind, partOf(ring, middle, lengthOf(ring)), west);
    bones_.lines.push_back(ring);
  };
  addHalves(ring1_, StreetClass::Boulevard, "Boulevard de l’Est", "Boulevard du Rempart");
  addHalves(ring2_, StreetClass::Street, "Rue de Ceinture", "Rue des Fortifications");
  bones_.lines.push_back(limit_);
  const double reach = sizes_.faubourgs + 24.0 * plan_.scale;
  const Points quayLine = alongLine(-reach, reach, 18.0, [&](double u) { return quay(u); });
  addStreet(StreetClass::Quay, partOf(quayLine, 0, lengthOf(quayLine) * 0.5), "Quai des Mariniers");
  addStreet(StreetClass::Quay, partOf(quayLine, lengthOf(quayLine) * 0.5, lengthOf(quayLine)), "Quai des Tanneurs");
  bones_.lines.push_back(quayLine);
}

void SkeletonBuilder::addRadial(const Points& line, const std::string& inner, const std::string& outer,
                                const std::string& country) {
  const double length = lengthOf(line);
  const double first = crossingAlong(line, ring1_).value_or(0.0);
  const double second = crossingAlong(line, limit_).value_or(length);
  if (first > 1.0) {
    addStreet(StreetClass::Street, partOf(line, 0.0, first), inner);
  }
  addStreet(StreetClass::Main, partOf(line, first, second), outer);
  if (second < length - 1.0) {
    addStreet(StreetClass::Country, partOf(line, second, length), country);
    countryRoads_.push_back(partOf(line, second, length));
  }
  bones_.lines.push_back(extended(line, kOvershoot));
}

Points SkeletonBuilder::valleyRoad(Vec2 start, Vec2 gate, double sign) {
  Points controls{start};
  for (const double radius : {sizes_.oldTown, sizes_.faubourgs, sizes_.urban}) {
    controls.push_back({sign * radius, random_.between(-0.055, 0.075) * radius});
  }
  const double from = sign * sizes_.urban;
  const int steps = std::max(2, static_cast<int>(std::abs(gate.x - from) / 320.0));
  for (int i = 1; i < steps; ++i) {
    const double u = from + (gate.x - from) * i / steps;
    const double level = lerp(controls.back(), gate, 1.0 / (steps - i + 1)).y + random_.between(-35, 35);
    controls.push_back({u, std::max(level, bankTop(u) + 70.0)});
  }
  controls.push_back(gate);
  return world(smoothCurve(controls, kCurveStep));
}

void SkeletonBuilder::addMainRoads() {
  const Points& q = bones_.square;
  const auto middleOf = [&](std::size_t i) { return frame_.local(lerp(q[i], q[(i + 1) % 4], 0.5)); };
  const bool isNorth = plan_.side > 0.0;
  addRadial(valleyRoad(middleOf(1), frame_.local(landscape_.eastGate(plan_.column, plan_.row)), 1.0), "Grande Rue",
            "Avenue du Levant", "Route du Val");
  addRadial(valleyRoad(middleOf(3), frame_.local(landscape_.eastGate(plan_.column - 1, plan_.row)), -1.0),
            "Rue du Beffroi", "Avenue du Couchant", "Route des Forges");
  const Vec2 upGate = frame_.local(landscape_.northGate(plan_.column, isNorth ? plan_.row : plan_.row - 1));
  const Vec2 downGate = frame_.local(landscape_.northGate(plan_.column, isNorth ? plan_.row - 1 : plan_.row));
  Points up{middleOf(2)};
  for (const double radius : {sizes_.oldTown, sizes_.faubourgs, sizes_.urban}) {
    up.push_back({random_.between(-0.1, 0.1) * radius, radius});
  }
  up.push_back(lerp(up.back(), upGate, 0.36) + Vec2(random_.between(-90, 90), 0));
  up.push_back(lerp(up.back(), upGate, 0.5) + Vec2(random_.between(-90, 90), 0));
  up.push_back(upGate);
  addRadial(world(smoothCurve(up, kCurveStep)), "Rue de la Porte-Haute", "Avenue des Côtes", "Route des Côtes");
  addBridgeRoad(middleOf(0), downGate);
}

void SkeletonBuilder::addBridgeRoad(Vec2 start, Vec2 downGate) {
  const double u = random_.between(-18, 18);
  const Vec2 river{u, frame_.river(u)};
  const double slope = (frame_.river(u + 8.0) - frame_.river(u - 8.0)) / 16.0;
  const Vec2 normal = unit(Vec2(-slope, 1.0));
  const double half = frame_.riverHalf(u);
  const double bridgeHalf = half + 4.5;
  Points down{start, river + normal * (half + 42.0), river + normal * (half + 11.0), river - normal * (half + 11.0),
              river - normal * (half + 42.0)};
  const double railU = u + random_.between(-25, 25);
  down.push_back({railU, frame_.railway(railU) + 46.0});
  down.push_back({railU + 3.0, frame_.railway(railU + 3.0) - 46.0});
  down.push_back(lerp(down.back(), downGate, 0.5) + Vec2(random_.between(-80, 80), 0));
  down.push_back(downGate);
  const Points line = world(smoothCurve(down, kCurveStep));
  const double toBridge = project(line, frame_.world(river + normal * bridgeHalf)).along;
  const double offBridge = project(line, frame_.world(river - normal * bridgeHalf)).along;
  const double atRail = crossingAlong(line, plan_.railway).value_or(lengthOf(line) * 0.6);
  const double leaves = std::min(atRail + 330.0 * plan_.scale, lengthOf(line) - 5.0);
  addStreet(StreetClass::Street, partOf(line, 0.0, toBridge), "Rue du Pont");
  addStreet(StreetClass::Main, partOf(line, toBridge, offBridge), "Pont de Pierre");
  addStreet(StreetClass::Main, partOf(line, offBridge, atRail), "Avenue de la Gare");
  addStreet(StreetClass::Main, partOf(line, atRail, leaves), "Avenue de l’Industrie");
  addStreet(StreetClass::Country, partOf(line, leaves, lengthOf(line)), "Route du Plateau");
  countryRoads_.push_back(partOf(line, leaves, lengthOf(line)));
  bridgeRoad_ = extended(line, kOvershoot);
  bones_.lines.push_back(bridgeRoad_);
  plan_.bridges.push_back({"Pont de Pierre", placeAt(line, toBridge).point, placeAt(line, offBridge).point,
                           bones_.streets[bones_.streets.size() - 4].halfWidth() * 2.0 + 0.8, 0.0, 0.0});
}

void SkeletonBuilder::addSideRoads() {
  const double reach = plan_.cellMetres * 0.5;
  // Lanes from the first boulevard to the hamlets.
  for (const double degrees : {random_.between(36, 52), random_.between(126, 146)}) {
    Points controls;
    const double beyond = std::min(sizes_.urban + 560.0, reach - 120.0);
    for (const double radius : {sizes_.oldTown * 0.8, sizes_.oldTown * 1.3, sizes_.faubourgs, sizes_.urban,
                                (sizes_.urban + beyond) * 0.5, beyond}) {
      const double bend = radius > sizes_.faubourgs ? 7.0 : 2.5;
      const double angle = (degrees + random_.between(-bend, bend)) * M_PI / 180.0;
      controls.push_back(Vec2(std::cos(angle), std::sin(angle)) * radius);
    }
    const Points line = world(smoothCurve(controls, kCurveStep));
    const double start = crossingAlong(line, ring1_).value_or(0.0);
    const std::string name = names_.next(StreetNaming::Faubourg);
    addRadial(partOf(line, std::max(0.0, start - kOvershoot), lengthOf(line)), name, name,
              names_.next(StreetNaming::Country));
  }
  // Streets from the second ring to the edge of the built land, some going on as tracks.
  for (const double degrees : {17.0, 66.0, 112.0, 162.0}) {
    Points controls;
    const double end = random_.chance(0.6) ? sizes_.urban * 1.35 : sizes_.urban * 0.8;
    for (const double radius : {sizes_.faubourgs * 0.85, sizes_.faubourgs * 1.1, sizes_.urban * 0.85, end}) {
      const double angle = (degrees + random_.between(-5, 5)) * M_PI / 180.0;
      controls.push_back(Vec2(std::cos(angle), std::sin(angle)) * radius);
    }
    Points line = world(smoothCurve(controls, kCurveStep));
    const double start = crossingAlong(line, ring2_).value_or(0.0);
    line = partOf(line, std::max(0.0, start - kOvershoot), lengthOf(line));
    const double edge = crossingAlong(line, limit_).value_or(lengthOf(line));
    addStreet(StreetClass::Residential, partOf(line, 0.0, edge), names_.next(StreetNaming::Housing));
    if (edge < lengthOf(line) - 20.0) {
      addStreet(StreetClass::Track, partOf(line, edge, lengthOf(line)), names_.next(StreetNaming::Country));
    }
    bones_.lines.push_back(line);
  }
}

void SkeletonBuilder::addFarBank() {
  const double reach = sizes_.acrossRiver;
  const auto across = [&](double u) { return streetAcross(u); };
  const auto side = [&](double u) {
    const double foot = u * random_.between(0.82, 1.0);
    const double waist = u * random_.between(0.95, 1.06);
    return world(smoothCurve(Points{{u, bankBottom(u) + kOvershoot},
                                    {waist, streetAcross(waist) - 90.0},
                                    {foot, frame_.railway(foot) + kRailHalfWidth - kOvershoot}},
                             kCurveStep));
  };
  const Points west = side(-reach);
  const Points east = side(reach);
  const auto between = [&](const Points& line) {
    return partOf(line, crossingAlong(line, west).value_or(0.0), crossingAlong(line, east).value_or(lengthOf(line)));
  };
  const Points main = between(alongLine(-reach * 1.1, reach * 1.1, 18.0, across));
  const double bridge = crossingAlong(main, bridgeRoad_).value_or(reach);
  addStreet(StreetClass::Street, partOf(main, 0.0, bridge), "Rue du Faubourg-de-l’Eau");
  addStreet(StreetClass::Street, partOf(main, bridge, lengthOf(main)), "Rue d’Outre-Pont");
  bones_.lines.push_back(extended(main, kOvershoot));
  const Points gare = between(
      alongLine(-reach * 1.1, reach * 1.1, 24.0, [&](double u) { return frame_.railway(u) + kRailHalfWidth + 30.0; }));
  addStreet(StreetClass::Street, gare, "Rue de la Gare");
  bones_.lines.push_back(extended(gare, kOvershoot));
  addStreet(StreetClass::Residential, partOf(west, bones_.streetAcross, lengthOf(west)), "Chemin de Halage");
  addStreet(StreetClass::Residential, partOf(east, bones_.streetAcross, lengthOf(east)), "Rue du Port");
  bones_.lines.push_back(west);
  bones_.lines.push_back(east);
  bones_.acrossRiver = west;
  bones_.acrossRiver.insert(bones_.acrossRiver.end(), east.rbegin(), east.rend());

  // Industry beyond the railway, on both sides of the road.
  const double depth = std::min(265.0 * plan_.scale, plan_.cellMetres * 0.5 + frame_.railway(0) - 60.0);
  const auto zone = [&](double from, double to) {
    const double left = from * random_.between(0.75, 0.95);
    const double right = to * random_.between(0.8, 0.98);
    const Points line = world({{from, frame_.railway(from) - kRailHalfWidth + kOvershoot},
                               {left, frame_.railway(left) - kRailHalfWidth - depth * 0.9},
                               {lerp({left, 0}, {right, 0}, 0.4).x, frame_.railway(0) - kRailHalfWidth - depth * 1.06},
                               {right, frame_.railway(right) - kRailHalfWidth - depth * random_.between(0.7, 0.95)},
                               {to, frame_.railway(to) - kRailHalfWidth + kOvershoot}});
    bones_.lines.push_back(line);
    bones_.places.push_back({line, Zone::Industry});
    addStreet(StreetClass::Access, partOf(line, depth + kOvershoot, lengthOf(line) - depth),
              names_.next(StreetNaming::Industry));
  };
  if (depth > 60.0) {
    zone(-250.0 * plan_.scale, 470.0 * plan_.scale);
  }
}

void SkeletonBuilder::addRoadsidePlace(const Points& road, double from, double to, double depth, Zone zone) {
  const Points part = partOf(road, from, to);
  Points outline = offsetLine(part, depth);
  outline.insert(outline.begin(), part.front() - unit(outline.front() - part.front()) * kOvershoot);
  outline.push_back(part.back() - unit(outline.back() - part.back()) * kOvershoot);
  bones_.lines.push_back(outline);
  bones_.places.push_back({outline, zone});
}

void SkeletonBuilder::addHamlets() {
  for (std::size_t i = 0; i < countryRoads_.size(); ++i) {
    const Points& road = countryRoads_[i];
    const double length = lengthOf(road);
    const double extent = std::min(random_.between(150.0, 250.0) * std::min(1.0, plan_.scale + 0.3), length * 0.4);
    if (i >= 3 && length > 350.0) {  // the two lanes end in a hamlet, the bridge road passes one
      const double start = length - extent - 60.0;
      for (const double side : {1.0, -1.0}) {
        addRoadsidePlace(road, start, start + extent, side * random_.between(46, 58), Zone::Hamlet);
      }
    }
    if (length > 300.0) {
      const double start = random_.between(0.2, i >= 3 ? 0.35 : 0.6) * length;
      addRoadsidePlace(road, start, start + random_.between(55, 80),
                       (random_.chance(0.5) ? 1.0 : -1.0) * random_.between(58, 75), Zone::Farm);
    }
  }
}

}  // namespace

TownSizes::TownSizes(double scale)
    : oldTown(178.0 * std::pow(scale, 0.72)),
      faubourgs(410.0 * std::pow(scale, 0.9)),
      urban(800.0 * scale),
      acrossRiver(430.0 * scale) {}

Skeleton buildSkeleton(TownPlan& plan, const Landscape& landscape, StreetNames& names) {
  return SkeletonBuilder(plan, landscape, names).build();
}

StreetSize sizeOf(StreetClass kind) {
  switch (kind) {
    case StreetClass::Main:
      return {7.0, 2.3};
    case StreetClass::Boulevard:
      return {8.6, 4.2};
    case StreetClass::Quay:
      return {6.2, 3.0};
    case StreetClass::Street:
      return {6.0, 1.7};
    case StreetClass::Alley:
      return {4.2, 0.9};
    case StreetClass::Residential:
      return {5.4, 1.5};
    case StreetClass::Access:
      return {7.2, 1.4};
    case StreetClass::Country:
      return {6.2, 0.4};
    case StreetClass::Track:
      return {3.2, 0.0};
  }
  return {6.0, 1.5};
}

}  // namespace belvedere::demo
