#pragma once

#include <string>

#include "data_loaders/raster/target_window.h"
#include "engine/core/result.h"

namespace belvedere::loaders::raster {

/// The way between a raster's pixels and the CRSs it is asked for in; the last one is kept. One thread at a time.
class RasterPlacement {
 public:
  explicit RasterPlacement(PixelGrid grid) : grid_(std::move(grid)) {}

  const PixelGrid& grid() const { return grid_; }
  /// The raster's extent in another CRS. Fails with InvalidData ("raster-crs-missing", "raster-nowhere") or as
  /// CoordinateTransform::create does.
  Result<geo::Bounds2> extentIn(const std::string& crsWkt);
  /// Where a request's pixels lie in the raster. Fails with InvalidArgument ("raster-window-unusable") or as above.
  Result<TargetWindow> target(const model::RasterRequest& request);

 private:
  Result<const geo::CoordinateTransform*> transformFrom(const std::string& crsWkt);

  PixelGrid grid_;
  std::string transformCrs_;
  std::optional<geo::CoordinateTransform> transform_;  ///< from transformCrs_ to ours
};

}  // namespace belvedere::loaders::raster
