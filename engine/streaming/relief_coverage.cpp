#include "engine/streaming/relief_coverage.h"

#include <algorithm>
#include <cmath>

#include "engine/core/plural.h"

namespace belvedere::streaming {

namespace {

constexpr MessageId kBeyondRelief{"features-beyond-relief",
                                  NP_("{count} feature lies where the relief has no heights; it is not shown.",
                                      "{count} features lie where the relief has no heights; they are not shown."),
                                  N_("Add a relief that covers them, or hide the relief.")};

constexpr int kSamples = 512;  // a side

/// Which features have been met, and whether one of their pieces may lie on the relief.
class FeatureMarks {
 public:
  void note(std::uint32_t feature, bool isOnRelief) {
    if (feature >= marks_.size()) {
      marks_.resize(std::size_t{feature} + 1, Mark::Unknown);
    }
    Mark& mark = marks_[feature];
    mark = isOnRelief || mark == Mark::OnRelief ? Mark::OnRelief : Mark::Beyond;
  }
  std::size_t beyond() const {
    return static_cast<std::size_t>(std::count(marks_.begin(), marks_.end(), Mark::Beyond));
  }

 private:
  enum class Mark : std::uint8_t { Unknown, Beyond, OnRelief };
  std::vector<Mark> marks_;
};

}  // namespace

ReliefCoverage ReliefCoverage::read(const std::vector<RasterLayer>& terrain) {
  ReliefCoverage coverage;
  for (const RasterLayer& layer : terrain) {
    coverage.area_.add(layer.raster->extent());
  }
  coverage.size_ = kSamples;
  std::vector<LayerError> errors;
  const std::vector<float> heights = sampleHeights(terrain, coverage.area_, kSamples, 0.0, errors);
  const auto isUnread = [&](const glm::dvec2& place) {
    return std::any_of(terrain.begin(), terrain.end(), [&](const RasterLayer& layer) {
      const bool hasFailed =
          std::any_of(errors.begin(), errors.end(), [&](const LayerError& error) { return error.id == layer.id; });
      return hasFailed && layer.raster->extent().contains(place);
    });
  };
  const glm::dvec2 pixel = coverage.area_.size() / static_cast<double>(kSamples);
  const std::size_t width = std::size_t{kSamples} + 1;
  coverage.sums_.assign(width * width, 0);
  for (std::size_t row = 0; row < std::size_t{kSamples}; ++row) {
    for (std::size_t column = 0; column < std::size_t{kSamples}; ++column) {
      const glm::dvec2 place(coverage.area_.min.x + (static_cast<double>(column) + 0.5) * pixel.x,
                             coverage.area_.max.y - (static_cast<double>(row) + 0.5) * pixel.y);
      const bool isThere = std::isfinite(heights[row * kSamples + column]) || isUnread(place);
      coverage.sums_[(row + 1) * width + column + 1] = coverage.sums_[row * width + column + 1] +
                                                       coverage.sums_[(row + 1) * width + column] -
                                                       coverage.sums_[row * width + column] + (isThere ? 1U : 0U);
    }
  }
  return coverage;
}

bool ReliefCoverage::mayTouch(const geo::Bounds2& box) const {
  if (area_.isEmpty() || !area_.overlaps(box)) {
    return false;
  }
  const glm::dvec2 scale = glm::dvec2(size_, size_) / area_.size();
  // One sample more on each side: relief that begins between two samples is not denied.
  const auto first = [&](double samples) {
    return static_cast<std::size_t>(std::clamp(std::floor(samples) - 1.0, 0.0, static_cast<double>(size_)));
  };
  const auto last = [&](double samples) {
    return static_cast<std::size_t>(std::clamp(std::floor(samples) + 2.0, 0.0, static_cast<double>(size_)));
  };
  const std::size_t west = first((box.min.x - area_.min.x) * scale.x);
  const std::size_t east = last((box.max.x - area_.min.x) * scale.x);
  const std::size_t north = first((area_.max.y - box.max.y) * scale.y);
  const std::size_t south = last((area_.max.y - box.min.y) * scale.y);
  const std::size_t width = static_cast<std::size_t>(size_) + 1;
  return sums_[south * width + east] + sums_[north * width + west] >
         sums_[north * width + east] + sums_[south * width + west];
}

std::size_t ReliefCoverage::featuresBeyond(const tiling::PlanarLayer& layer) const {
  FeatureMarks marks;
  for (const tiling::PlanPatch& patch : layer.areas->patches) {
    geo::Bounds2 box;
    for (std::uint32_t i = 0; i < patch.indexCount; ++i) {
      box.add(layer.areas->positions[layer.areas->indices[patch.firstIndex + i]]);
    }
    marks.note(patch.feature, mayTouch(box));
  }
  for (const tiling::PlanRun& run : layer.lines->runs) {
    geo::Bounds2 box;
    for (std::uint32_t i = 0; i < run.positionCount; ++i) {
      box.add(layer.lines->positions[run.firstPosition + i]);
    }
    marks.note(run.feature, mayTouch(box));
  }
  for (std::size_t i = 0; i < layer.points->positions.size(); ++i) {
    const glm::dvec2& place = layer.points->positions[i];
    marks.note(layer.points->features[i], mayTouch({place, place}));
  }
  return marks.beyond();
}

void reportBeyondRelief(std::size_t count, Diagnostics& diagnostics) {
  if (count > 0) {
    diagnostics.add(Severity::Warning, Message(kBeyondRelief, {{"count", std::to_string(count)}}));
  }
}

}  // namespace belvedere::streaming
