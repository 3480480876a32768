#include "apps/demo_town/building_site.h"

#include <algorithm>
#include <cmath>

namespace belvedere::demo {

namespace {

Rgb varied(Random& random, Rgb colour, double spread) {
  const double light = random.between(-spread, spread);
  for (std::uint8_t& channel : colour) {
    const double value = channel + light + random.between(-spread, spread) * 0.3;
    channel = static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
  }
  return colour;
}

}  // namespace

Footing footingOf(const ReliefGrid& relief, const Points& outline) {
  constexpr double kBelowGround = 0.25;
  double lowest = 1e300;
  double sum = 0.0;
  double count = 0.0;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    for (const double t : {0.0, 0.5}) {
      const double height = relief.heightAt(lerp(outline[i], outline[(i + 1) % outline.size()], t));
      lowest = std::min(lowest, height);
      sum += height;
      count += 1.0;
    }
  }
  return {lowest - kBelowGround, sum / count};
}

void finishGeometry(Building& building, const Points& outline, const Footing& footing) {
  double top = footing.base;
  for (const Body& body : building.bodies) {
    top = std::max(top, topOf(body));
  }
  building.footprint = outline;
  building.ground = footing.base;
  building.heightMetres = top - footing.base;
  building.footprintSquareMetres = 0.0;
  for (const Body& body : building.bodies) {
    Points ground;
    for (const Vec3& p : body.front().ring) {
      ground.emplace_back(p.x, p.y);
    }
    building.footprintSquareMetres += std::abs(signedArea(ground));
  }
}

void addChimney(Building& building, Vec2 place, Vec2 along, double from, double top) {
  building.installations.push_back(prism(rectangle(place, along, 0.9, 0.55), from, top));
}

Rgb palette::tiles(Random& random) {
  return varied(
      random,
      random.pick<Rgb>({{150, 98, 78}, {164, 112, 90}, {134, 88, 72}, {172, 122, 100}, {118, 86, 74}, {146, 92, 70}}),
      9);
}

Rgb palette::slate(Random& random) {
  return varied(random, random.pick<Rgb>({{84, 90, 100}, {98, 104, 112}, {76, 78, 84}, {104, 102, 104}}), 6);
}

Rgb palette::metal(Random& random) {
  return varied(random,
                random.pick<Rgb>({{168, 172, 174}, {140, 150, 156}, {186, 188, 186}, {128, 120, 112}, {120, 142, 150}}),
                7);
}

Rgb palette::flatRoof(Random& random) {
  return varied(random, random.pick<Rgb>({{158, 154, 146}, {172, 170, 164}, {134, 132, 128}, {124, 136, 92}}), 6);
}

Rgb palette::render(Random& random) {
  return varied(random,
                random.pick<Rgb>({{226, 210, 176},
                                  {234, 226, 206},
                                  {218, 194, 146},
                                  {208, 202, 190},
                                  {226, 202, 184},
                                  {216, 190, 158},
                                  {238, 230, 214},
                                  {222, 214, 200}}),
                8);
}

Rgb palette::paleRender(Random& random) {
  return varied(random,
                random.pick<Rgb>({{240, 236, 226}, {232, 222, 204}, {226, 210, 188}, {236, 230, 222}, {214, 206, 196}}),
                6);
}

Rgb palette::cladding(Random& random) {
  return varied(
      random, random.pick<Rgb>({{196, 200, 202}, {150, 162, 172}, {214, 210, 200}, {120, 132, 128}, {176, 96, 80}}), 8);
}

int yearBetween(Random& random, int first, int last) { return random.integer(first, last); }

}  // namespace belvedere::demo
