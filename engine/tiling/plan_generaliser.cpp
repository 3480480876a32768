#include "engine/tiling/plan_generaliser.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "engine/tiling/ribbon.h"

namespace belvedere::tiling {

namespace {

constexpr std::size_t kDrawnAsTheyAre = 4000;  ///< positions of a layer in a cell: cheaper than to look for fewer
constexpr double kSymbolPixels =
    4.0;  ///< points closer than this cover each other on the whole, as large as symbols are
constexpr double kOutlinedPixels = 5.0;  ///< an area that is smaller shows no outline

/// A square of the plan's grid.
struct GridSquare {
  std::int64_t column = 0;
  std::int64_t row = 0;
  friend bool operator==(const GridSquare&, const GridSquare&) = default;
};

struct GridSquareHash {
  std::size_t operator()(const GridSquare& square) const {
    const std::uint64_t mixed = (static_cast<std::uint64_t>(square.column) * 0x9E3779B97F4A7C15U) ^
                                (static_cast<std::uint64_t>(square.row) * 0xC2B2AE3D27D4EB4FU);
    return static_cast<std::size_t>(mixed ^ (mixed >> 29U));
  }
};

/// Squares are counted from the scene's origin, so that those of one size contain those of half the size.
GridSquare squareAt(const glm::dvec2& place, double side) {
  constexpr double kFurthest = 1e15;  // a line may run to a place that no number of squares reaches
  const auto count = [&](double value) {
    return static_cast<std::int64_t>(std::clamp(std::floor(value / side), -kFurthest, kFurthest));
  };
  return {count(place.x), count(place.y)};
}

double cross(const glm::dvec2& a, const glm::dvec2& b, const glm::dvec2& c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/// What a layer has in an area.
struct Found {
  std::vector<std::uint32_t> patches;
  std::vector<std::uint32_t> runs;
  std::vector<std::uint32_t> points;
};

std::size_t positionCount(const PlanarLayer& layer, const Found& found) {
  std::size_t count = found.points.size();
  for (const std::uint32_t patch : found.patches) {
    count += layer.areas->patches[patch].indexCount / 3;
  }
  for (const std::uint32_t run : found.runs) {
    count += layer.lines->runs[run].positionCount;
  }
  return count;
}

class Generaliser {
 public:
  Generaliser(const PlanarLayer& layer, const Generalisation& how, const std::stop_token& stop)
      : layer_(layer), pixel_(how.pixelMetres), hasFills_(how.hasFills), stop_(stop) {}

  /// Empty where all can be told apart.
  std::optional<PlanarLayer> make(const Found& found) {
    addAll(found.patches, [this](std::uint32_t patch) { addPatch(layer_.areas->patches[patch]); });
    findFilled(found);
    addAll(found.runs, [this](std::uint32_t run) { addRun(layer_.lines->runs[run]); });
    addAll(found.points, [this](std::uint32_t point) { addPoint(point); });
    if (!hasMerged_ && !stop_.stop_requested()) {
      return std::nullopt;
    }
    areas_.positions = std::move(corners_);
    areas_.buildIndex();
    lines_.buildIndex();
    points_.buildIndex();
    PlanarLayer seen;
    seen.areas = std::make_shared<const PlanPatches>(std::move(areas_));
    seen.lines = std::make_shared<const PlanLines>(std::move(lines_));
    seen.points = std::make_shared<const PlanPoints>(std::move(points_));
    setBands(seen, layer_.bandWidthMetres);
    return seen;
  }

 private:
  template <class F>
  void addAll(const std::vector<std::uint32_t>& items, const F& add) {
    for (const std::uint32_t item : items) {
      if (stop_.stop_requested()) {
        return;
      }
      add(item);
    }
  }

  /// The corner that stands for all in the same pixel: the first that was met, so that no shape gets the steps of a
  /// grid.
  std::uint32_t cornerAt(const glm::dvec2& place) {
    const auto [known, isNew] =
        clusters_.try_emplace(squareAt(place, pixel_), static_cast<std::uint32_t>(corners_.size()));
    if (isNew) {
      corners_.push_back(place);
    } else {
      hasMerged_ = hasMerged_ || corners_[known->second] != place;
    }
    return known->second;
  }

  void addPatch(const PlanPatch& patch) {
    const PlanPatches& areas = *layer_.areas;
    const auto firstIndex = static_cast<std::uint32_t>(areas_.indices.size());
    for (std::uint32_t i = 0; i + 2 < patch.indexCount; i += 3) {
      const std::uint32_t* triangle = areas.indices.data() + patch.firstIndex + i;
      const std::uint32_t a = cornerAt(areas.positions[triangle[0]]);
      const std::uint32_t b = cornerAt(areas.positions[triangle[1]]);
      const std::uint32_t c = cornerAt(areas.positions[triangle[2]]);
      if (cross(corners_[a], corners_[b], corners_[c]) > 0.0) {  // what is turned over covers what others cover
        areas_.indices.insert(areas_.indices.end(), {a, b, c});
      }
    }
    const auto count = static_cast<std::uint32_t>(areas_.indices.size()) - firstIndex;
    if (count > 0) {
      areas_.patches.push_back({patch.feature, firstIndex, count});
    }
  }

  void findFilled(const Found& found) {
    if (!hasFills_) {
      return;
    }
    for (const std::uint32_t patch : found.patches) {
      filled_.push_back(layer_.areas->patches[patch].feature);
    }
    std::sort(filled_.begin(), filled_.end());
  }

  /// Whether it goes around an area of few pixels.
  bool isSmallOutline(const PlanRun& run) const {
    const std::span places(layer_.lines->positions.data() + run.firstPosition, run.positionCount);
    if (!std::binary_search(filled_.begin(), filled_.end(), run.feature) || places.front() != places.back()) {
      return false;
    }
    geo::Bounds2 box;
    for (const glm::dvec2& place : places) {
      box.add(place);
    }
    return std::max(box.size().x, box.size().y) < kOutlinedPixels * pixel_;
  }

  void addRun(const PlanRun& run) {
    if (isSmallOutline(run)) {
      hasMerged_ = true;
      return;
    }
    std::vector<glm::dvec2> line;
    const auto end = [&] {
      if (line.size() > 1) {
        lines_.add(run.feature, line);
      }
      line.clear();
    };
    const glm::dvec2* places = layer_.lines->positions.data() + run.firstPosition;
    std::uint32_t last = cornerAt(places[0]);
    for (std::uint32_t i = 1; i < run.positionCount; ++i) {
      const std::uint32_t next = cornerAt(places[i]);
      if (next == last) {
        continue;
      }
      const auto [low, high] = std::minmax(last, next);
      if (segments_.insert((static_cast<std::uint64_t>(low) << 32U) | high).second) {
        if (line.empty()) {
          line.push_back(corners_[last]);
        }
        line.push_back(corners_[next]);
      } else {
        end();
      }
      last = next;
    }
    end();
  }

  void addPoint(std::uint32_t point) {
    const PlanPoints& points = *layer_.points;
    if (taken_.insert(squareAt(points.positions[point], kSymbolPixels * pixel_)).second) {
      points_.positions.push_back(points.positions[point]);
      points_.features.push_back(points.features[point]);
    } else {
      hasMerged_ = true;
    }
  }

  const PlanarLayer& layer_;
  double pixel_;
  bool hasFills_;
  const std::stop_token& stop_;
  std::vector<std::uint32_t> filled_;  ///< features with areas here, sorted
  std::unordered_map<GridSquare, std::uint32_t, GridSquareHash> clusters_;
  std::vector<glm::dvec2> corners_;
  std::unordered_set<std::uint64_t> segments_;
  std::unordered_set<GridSquare, GridSquareHash> taken_;
  PlanPatches areas_;
  PlanLines lines_;
  PlanPoints points_;
  bool hasMerged_ = false;
};

}  // namespace

std::optional<PlanarLayer> generalise(const PlanarLayer& layer, const geo::Bounds2& area,
                                      const Generalisation& generalisation, const std::stop_token& stop) {
  Found found{layer.areas->index.find(area), {}, layer.points->index.find(area)};
  if (generalisation.hasStrokes || layer.bandWidthMetres > 0.0) {
    found.runs = layer.lines->index.find(area);
  }
  if (positionCount(layer, found) <= kDrawnAsTheyAre) {
    return std::nullopt;
  }
  return Generaliser(layer, generalisation, stop).make(found);
}

}  // namespace belvedere::tiling
