#pragma once

#include <algorithm>
#include <vector>

#include "data_loaders/raster/pixel_buffer.h"
#include "data_loaders/raster/pixel_grid.h"
#include "engine/geo/transform.h"
#include "engine/model/source.h"

namespace belvedere::loaders::raster {

/// Where the pixels of a request lie in a raster. The way from one to the other is worked out exactly at nodes every
/// few pixels and straight between them.
class TargetWindow {
 public:
  /// `toSource` from the request's CRS to the raster's; nothing where they are the same.
  TargetWindow(const model::RasterRequest& request, const geo::CoordinateTransform* toSource, const PixelGrid& raster);

  /// What of the raster is needed, with a margin for blending; empty where nothing is.
  const PixelWindow& window() const { return window_; }
  /// The power of two by which the raster is best reduced for it.
  int factor() const { return factor_; }
  /// Pixels of the raster per pixel of the request, for rasters that come in other reductions too.
  double step() const { return step_; }

  /// Calls `take(index of the request's pixel, column, row)` with the place in the raster of the centre of every pixel
  /// that lies on it.
  template <class Take>
  void visit(const Take& take) const;

 private:
  static constexpr int kNodeSpacing = 16;  ///< pixels of the request
  struct Node {
    double column = 0.0, row = 0.0;  ///< NaN where it cannot be moved to the raster's CRS
  };
  const Node& node(int x, int y) const {
    return nodes_[static_cast<std::size_t>(y) * static_cast<std::size_t>(nodesAcross_) + static_cast<std::size_t>(x)];
  }
  void makeNodes(const model::RasterRequest& request, const geo::CoordinateTransform* toSource,
                 const PixelGrid& raster);
  void findWindow();
  void findFactor();

  int width_, height_;
  std::int64_t rasterWidth_, rasterHeight_;
  int nodesAcross_ = 0, nodesDown_ = 0;
  std::vector<Node> nodes_;
  PixelWindow window_;
  int factor_ = 1;
  double step_ = 1.0;
};

template <class Take>
void TargetWindow::visit(const Take& take) const {
  constexpr double kSlack = 1e-6;  // of a pixel: an edge that only rounding moves out stays in
  const double right = static_cast<double>(rasterWidth_) + kSlack;
  const double bottom = static_cast<double>(rasterHeight_) + kSlack;
  const auto between = [](double a, double b, double share) { return a + (b - a) * share; };
  for (int y = 0; y < height_; ++y) {
    const double down = static_cast<double>(y % kNodeSpacing) / kNodeSpacing;
    for (int nodeX = 0; nodeX + 1 < nodesAcross_; ++nodeX) {
      const int nodeY = y / kNodeSpacing;
      const Node& a = node(nodeX, nodeY);
      const Node& b = node(nodeX + 1, nodeY);
      const Node& c = node(nodeX, nodeY + 1);
      const Node& d = node(nodeX + 1, nodeY + 1);
      const Node from{between(a.column, c.column, down), between(a.row, c.row, down)};
      const Node to{between(b.column, d.column, down), between(b.row, d.row, down)};
      const int count = std::min(kNodeSpacing, width_ - nodeX * kNodeSpacing);
      for (int i = 0; i < count; ++i) {
        const double across = static_cast<double>(i) / kNodeSpacing;
        const double column = between(from.column, to.column, across);
        const double row = between(from.row, to.row, across);
        if (column >= -kSlack && column <= right && row >= -kSlack && row <= bottom) {  // not where NaN
          take(static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                   static_cast<std::size_t>(nodeX * kNodeSpacing + i),
               column, row);
        }
      }
    }
  }
}

}  // namespace belvedere::loaders::raster
