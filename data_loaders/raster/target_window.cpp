#include "data_loaders/raster/target_window.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace belvedere::loaders::raster {
namespace {

constexpr std::int64_t kMargin = 2;    // samples around, for blending
constexpr double kMostSamples = 64e6;  // of one buffer; more are not needed by any request

}  // namespace

TargetWindow::TargetWindow(const model::RasterRequest& request, const geo::CoordinateTransform* toSource,
                           const PixelGrid& raster)
    : width_(request.width), height_(request.height), rasterWidth_(raster.width), rasterHeight_(raster.height) {
  makeNodes(request, toSource, raster);
  findFactor();
  findWindow();
}

void TargetWindow::makeNodes(const model::RasterRequest& request, const geo::CoordinateTransform* toSource,
                             const PixelGrid& raster) {
  nodesAcross_ = (width_ - 1) / kNodeSpacing + 2;
  nodesDown_ = (height_ - 1) / kNodeSpacing + 2;
  std::vector<glm::dvec3> places;
  places.reserve(static_cast<std::size_t>(nodesAcross_) * static_cast<std::size_t>(nodesDown_));
  const glm::dvec2 pixel = request.bounds.size() / glm::dvec2(width_, height_);
  for (int y = 0; y < nodesDown_; ++y) {
    for (int x = 0; x < nodesAcross_; ++x) {
      places.emplace_back(request.bounds.min.x + (x * kNodeSpacing + 0.5) * pixel.x,
                          request.bounds.max.y - (y * kNodeSpacing + 0.5) * pixel.y, 0.0);
    }
  }
  if (toSource != nullptr) {
    toSource->apply(places);
  }
  nodes_.reserve(places.size());
  for (const glm::dvec3& p : places) {
    const GeoTransform& t = raster.toPixel;
    nodes_.push_back({t[0] + p.x * t[1] + p.y * t[2], t[3] + p.x * t[4] + p.y * t[5]});
  }
}

void TargetWindow::findFactor() {
  std::vector<double> steps;  // pixels of the raster per pixel of the request
  for (int y = 0; y + 1 < nodesDown_; ++y) {
    for (int x = 0; x + 1 < nodesAcross_; ++x) {
      const Node& a = node(x, y);
      const Node& right = node(x + 1, y);
      const Node& below = node(x, y + 1);
      const double step = std::min(std::hypot(right.column - a.column, right.row - a.row),
                                   std::hypot(below.column - a.column, below.row - a.row)) /
                          kNodeSpacing;
      if (std::isfinite(step)) {
        steps.push_back(step);
      }
    }
  }
  if (steps.empty()) {
    return;
  }
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  const double power = std::clamp(std::round(std::log2(std::max(*middle, 1.0))), 0.0, 24.0);
  factor_ = 1 << static_cast<int>(power);
  step_ = std::max(*middle, 1.0);
}

void TargetWindow::findWindow() {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  double left = kInfinity, top = kInfinity, right = -kInfinity, bottom = -kInfinity;
  for (const Node& n : nodes_) {
    if (std::isfinite(n.column) && std::isfinite(n.row)) {
      left = std::min(left, n.column);
      right = std::max(right, n.column);
      top = std::min(top, n.row);
      bottom = std::max(bottom, n.row);
    }
  }
  const auto wide = static_cast<double>(rasterWidth_);
  const auto high = static_cast<double>(rasterHeight_);
  if (!(left <= wide && right >= 0.0 && top <= high && bottom >= 0.0)) {
    return;
  }
  while ((std::min(right, wide) - std::max(left, 0.0)) / factor_ *
             ((std::min(bottom, high) - std::max(top, 0.0)) / factor_) >
         kMostSamples) {
    factor_ *= 2;
    step_ = factor_;
  }
  const std::int64_t margin = kMargin * factor_;
  window_.left = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::max(left, 0.0)) - margin);
  window_.top = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::max(top, 0.0)) - margin);
  window_.right = std::min(rasterWidth_, static_cast<std::int64_t>(std::ceil(std::min(right, wide))) + margin);
  window_.bottom = std::min(rasterHeight_, static_cast<std::int64_t>(std::ceil(std::min(bottom, high))) + margin);
}

}  // namespace belvedere::loaders::raster
