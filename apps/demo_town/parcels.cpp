#include "apps/demo_town/parcels.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <optional>

#include "apps/demo_town/block_division.h"
#include "apps/demo_town/polyline.h"

namespace belvedere::demo {

namespace {

struct PlotRule {
  double width;  ///< metres along the street
  double depth;  ///< metres
  double unevenness;
  double minArea;
};

std::optional<PlotRule> ruleFor(Zone zone, Random& random) {
  switch (zone) {
    case Zone::Core:
      return PlotRule{random.between(6.4, 8.6), 21, 0.32, 60};
    case Zone::Faubourg:
      return random.chance(0.72) ? PlotRule{random.between(8.5, 11.5), 33, 0.25, 130} : PlotRule{17, 34, 0.2, 300};
    case Zone::Housing:
      return PlotRule{random.between(17, 22), 32, 0.14, 320};
    case Zone::NewQuarter:
      return random.chance(0.6) ? PlotRule{random.between(7.5, 9.5), 29, 0.1, 120} : PlotRule{22, 30, 0.15, 320};
    case Zone::Hamlet:
      return PlotRule{random.between(12, 17), 54, 0.4, 260};
    default:
      return std::nullopt;
  }
}

class PlotCutter {
 public:
  PlotCutter(const PlotRule& rule, Random& random) : rule_(rule), random_(random) {}

  std::vector<Ring> cut(const Ring& block) {
    const BlockRule rows{rule_.depth, 1e9, 0.03, 0.06, rule_.minArea * 1.5};
    for (Ring& row : divideRing(block, rows, random_, [](const Points&, int) {})) {
      slice(std::move(row), 0);
    }
    return std::move(plots_);
  }

 private:
  void slice(Ring ring, int depth) {
    const Front front = longestFront(ring);
    if (depth > 24 || front.length < 1.5 * rule_.width || signedArea(ring.points) < 1.9 * rule_.minArea) {
      plots_.push_back(std::move(ring));
      return;
    }
    const double count = std::max(2.0, std::round(front.length / rule_.width));
    double at = front.length * std::floor(count * 0.5) / count;
    at += random_.between(-0.5, 0.5) * rule_.unevenness * rule_.width;
    const Vec2 before = placeAt(front.line, at - rule_.width).point;
    const Vec2 after = placeAt(front.line, at + rule_.width).point;
    const Vec2 inward = leftOf(unit(after - before));
    const Vec2 start = placeAt(front.line, at).point;
    const Points line{start - inward * 1.5, start + inward * (rule_.depth * 2.2)};
    auto split = splitRing(ring, line, kInnerEdge);
    if (!split) {
      plots_.push_back(std::move(ring));
      return;
    }
    slice(std::move(split->first), depth + 1);
    slice(std::move(split->second), depth + 1);
  }

  const PlotRule rule_;
  Random& random_;
  std::vector<Ring> plots_;
};

/// "AB 0127": sections of two letters by block.
std::string cadastralReference(std::size_t area, int number) {
  std::string reference;
  reference += static_cast<char>('A' + (area / 24) % 24);
  reference += static_cast<char>('A' + area % 24);
  const std::string digits = std::to_string(number);
  return reference + " " + std::string(4 - std::min<std::size_t>(4, digits.size()), '0') + digits;
}

}  // namespace

Front longestFront(const Ring& ring) {
  const std::size_t count = ring.size();
  const auto continues = [&](std::size_t i) {  // edge i follows edge i-1 along the same street
    const std::size_t before = (i + count - 1) % count;
    if (ring.tags[i] < 0 || ring.tags[i] != ring.tags[before]) {
      return false;
    }
    const Vec2 a = unit(ring.points[i] - ring.points[before]);
    const Vec2 b = unit(ring.point(i + 1) - ring.points[i]);
    return glm::dot(a, b) > 0.8;
  };
  Front best;
  for (std::size_t start = 0; start < count; ++start) {
    if (ring.tags[start] < 0 || continues(start)) {
      continue;
    }
    Front front;
    front.street = ring.tags[start];
    front.line.push_back(ring.points[start]);
    std::size_t edge = start;
    do {
      front.line.push_back(ring.point(edge + 1));
      edge = (edge + 1) % count;
    } while (edge != start && continues(edge));
    front.length = lengthOf(front.line);
    if (front.length > best.length) {
      best = std::move(front);
    }
  }
  return best;
}

void cutParcels(TownPlan& plan) {
  for (std::size_t i = 0; i < plan.areas.size(); ++i) {
    const Area& area = plan.areas[i];
    Random random(mixSeeds(area.seed, 1));
    const auto rule = ruleFor(area.zone, random);
    std::vector<Ring> plots = rule ? PlotCutter(*rule, random).cut(area.ring) : std::vector<Ring>{area.ring};
    if (area.zone == Zone::Water || area.zone == Zone::Square) {
      plots.clear();  // public domain
    }
    int number = 0;
    for (Ring& plot : plots) {
      Parcel parcel;
      parcel.street = longestFront(plot).street;
      parcel.ring = std::move(plot);
      parcel.zone = area.zone;
      parcel.area = static_cast<int>(i);
      parcel.quarter = area.quarter;
      parcel.reference = cadastralReference(i, ++number);
      parcel.seed = random.next();
      plan.parcels.push_back(std::move(parcel));
    }
  }
}

}  // namespace belvedere::demo
