#include "engine/tiling/ribbon.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <numbers>
#include <utility>
#include <vector>

namespace belvedere::tiling {

namespace {

constexpr std::size_t kPatchSegments = 64;
constexpr double kFanStep = std::numbers::pi / 6.0;
constexpr double kLeastMitreCosine = 0.7;  ///< of half the turn; sharper bends are rounded

glm::dvec2 leftOf(const glm::dvec2& direction) { return {-direction.y, direction.x}; }

class BandMaker {
 public:
  BandMaker(PlanPatches& patches, std::uint32_t feature, double halfWidth)
      : patches_(patches), feature_(feature), half_(halfWidth) {}

  void add(const std::vector<glm::dvec2>& line) {
    begin();
    const std::size_t last = line.size() - 1;
    glm::dvec2 direction = glm::normalize(line[1] - line[0]);
    addFan(line[0], leftOf(direction), std::numbers::pi);
    glm::dvec2 startLeft = leftOf(direction) * half_;
    for (std::size_t i = 0; i < last; ++i) {
      if (i > 0 && i % kPatchSegments == 0) {
        end();
        begin();
      }
      const glm::dvec2 next = i + 1 < last ? glm::normalize(line[i + 2] - line[i + 1]) : direction;
      const double longest = i + 1 < last
                                 ? std::min(glm::length(line[i + 1] - line[i]), glm::length(line[i + 2] - line[i + 1]))
                                 : glm::length(line[i + 1] - line[i]);
      glm::dvec2 endLeft(0.0);
      const bool isMitred = mitre(direction, next, longest, endLeft);
      addQuad(line[i], startLeft, line[i + 1], isMitred ? endLeft : leftOf(direction) * half_);
      if (!isMitred) {
        addBend(line[i + 1], direction, next);
      }
      startLeft = isMitred ? endLeft : leftOf(next) * half_;
      direction = next;
    }
    addFan(line[last], -leftOf(direction), std::numbers::pi);
    end();
  }

 private:
  void begin() { firstIndex_ = static_cast<std::uint32_t>(patches_.indices.size()); }
  void end() {
    const auto count = static_cast<std::uint32_t>(patches_.indices.size()) - firstIndex_;
    if (count > 0) {
      patches_.patches.push_back({feature_, firstIndex_, count});
    }
  }

  /// The offset to the left at a bend if both bands can be cut along its bisector.
  bool mitre(const glm::dvec2& before, const glm::dvec2& after, double shortest, glm::dvec2& offset) const {
    const glm::dvec2 sum = leftOf(before) + leftOf(after);
    const double length = glm::length(sum);
    const double cosine = 0.5 * length;
    if (cosine < kLeastMitreCosine) {
      return false;
    }
    const double reach = half_ * std::sqrt(std::max(0.0, 1.0 - cosine * cosine)) / cosine;
    offset = sum * (half_ / (length * cosine));
    return reach < shortest * 0.5;
  }

  void addBend(const glm::dvec2& centre, const glm::dvec2& before, const glm::dvec2& after) {
    const double turn = std::atan2(before.x * after.y - before.y * after.x, glm::dot(before, after));
    if (turn >= 0.0) {  // to the left: the gap is on the right
      addFan(centre, -leftOf(before), turn);
    } else {
      addFan(centre, leftOf(after), -turn);
    }
  }

  /// A sector that begins at direction `from` and turns counter-clockwise.
  void addFan(const glm::dvec2& centre, const glm::dvec2& from, double angle) {
    const int steps = std::max(1, static_cast<int>(std::ceil(angle / kFanStep - 1e-9)));
    const std::uint32_t first = addPosition(centre);
    addPosition(centre + from * half_);
    for (int i = 1; i <= steps; ++i) {
      const double a = angle * i / steps;
      const glm::dvec2 spoke(from.x * std::cos(a) - from.y * std::sin(a), from.x * std::sin(a) + from.y * std::cos(a));
      const std::uint32_t corner = addPosition(centre + spoke * half_);
      patches_.indices.insert(patches_.indices.end(), {first, corner - 1, corner});
    }
  }

  void addQuad(const glm::dvec2& a, const glm::dvec2& leftA, const glm::dvec2& b, const glm::dvec2& leftB) {
    const std::uint32_t first = addPosition(a - leftA);
    addPosition(b - leftB);
    addPosition(b + leftB);
    addPosition(a + leftA);
    patches_.indices.insert(patches_.indices.end(), {first, first + 1, first + 2, first, first + 2, first + 3});
  }

  std::uint32_t addPosition(const glm::dvec2& position) {
    patches_.positions.push_back(position);
    return static_cast<std::uint32_t>(patches_.positions.size() - 1);
  }

  PlanPatches& patches_;
  std::uint32_t feature_;
  double half_;
  std::uint32_t firstIndex_ = 0;
};

}  // namespace

void addBand(PlanPatches& patches, std::uint32_t feature, std::span<const glm::dvec2> line, double widthMetres) {
  constexpr double kSame = 1e-4;  // metres
  std::vector<glm::dvec2> distinct;
  for (const glm::dvec2& position : line) {
    if (distinct.empty() || glm::length(position - distinct.back()) > kSame) {
      distinct.push_back(position);
    }
  }
  if (distinct.size() >= 2 && widthMetres > 0.0) {
    BandMaker(patches, feature, 0.5 * widthMetres).add(distinct);
  }
}

void setBands(PlanarLayer& layer, double widthMetres) {
  const PlanLines& lines = *layer.lines;
  auto bands = std::make_shared<PlanPatches>();
  if (widthMetres > 0.0) {
    for (const PlanRun& run : lines.runs) {
      const auto line = std::span(lines.positions).subspan(run.firstPosition, run.positionCount);
      addBand(*bands, run.feature, line, widthMetres);
    }
  }
  bands->buildIndex();
  layer.bands = std::move(bands);
  layer.bandWidthMetres = widthMetres;
}

}  // namespace belvedere::tiling
