#include "apps/demo_town/site_finder.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

namespace belvedere::demo {

SiteFinder::SiteFinder(const Points& ring) : ring_(ring), box_(orientedBox(ring)) {}

bool SiteFinder::isFree(const Points& candidate, double gap) const {
  if (!isInside(candidate, ring_, gap / 3.0)) {
    return false;
  }
  return std::none_of(taken_.begin(), taken_.end(),
                      [&](const Points& other) { return convexOverlap(candidate, other, -gap); });
}

std::optional<Points> SiteFinder::find(double length, double breadth, Vec2 along, double gap, Random& random) {
  constexpr int kTries = 50;
  for (int i = 0; i < kTries; ++i) {
    const Vec2 centre = box_.centre + box_.axis * (random.between(-0.5, 0.5) * box_.length) +
                        leftOf(box_.axis) * (random.between(-0.5, 0.5) * box_.breadth);
    Points candidate = rectangle(centre, along, length, breadth);
    if (isFree(candidate, gap)) {
      taken_.push_back(candidate);
      return candidate;
    }
  }
  return std::nullopt;
}

std::optional<Points> SiteFinder::findNear(Vec2 place, double length, double breadth, Vec2 along, double gap) {
  constexpr int kSteps = 24;
  std::optional<Points> best;
  double bestDistance = 1e300;
  for (int i = 0; i <= kSteps; ++i) {
    for (int j = 0; j <= kSteps; ++j) {
      const Vec2 centre = box_.centre + box_.axis * ((static_cast<double>(i) / kSteps - 0.5) * box_.length) +
                          leftOf(box_.axis) * ((static_cast<double>(j) / kSteps - 0.5) * box_.breadth);
      const double distance = glm::distance(centre, place);
      if (distance >= bestDistance) {
        continue;
      }
      Points candidate = rectangle(centre, along, length, breadth);
      if (isFree(candidate, gap)) {
        best = std::move(candidate);
        bestDistance = distance;
      }
    }
  }
  if (best) {
    taken_.push_back(*best);
  }
  return best;
}

}  // namespace belvedere::demo
