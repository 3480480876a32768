#include "data_loaders/raster/raster_placement.h"

#include <cmath>

#include "data_loaders/common/limits.h"

namespace belvedere::loaders::raster {
namespace {

constexpr MessageId kWindowUnusable{"raster-window-unusable", N_("A picture of that place and size cannot be made.")};
constexpr MessageId kRasterCrsMissing{"raster-crs-missing", N_("The raster declares no coordinate system."),
                                      N_("Give one with --crs, for example --crs EPSG:2154.")};
constexpr MessageId kRasterNowhere{"raster-nowhere",
                                   N_("The raster's extent has no place in the other coordinate system."),
                                   N_("Check that its coordinate system is the right one.")};

}  // namespace

Result<TargetWindow> RasterPlacement::target(const model::RasterRequest& request) {
  const glm::dvec2 size = request.bounds.size();
  const auto isSideSound = [](int side) { return side >= 1 && side <= limits::kRequestSidePixels; };
  if (!isSideSound(request.width) || !isSideSound(request.height) || !(size.x > 0.0) || !(size.y > 0.0) ||
      !std::isfinite(size.x) || !std::isfinite(size.y)) {
    return fail(ErrorCode::InvalidArgument, kWindowUnusable);
  }
  const auto transform = transformFrom(request.crsWkt);
  if (!transform) {
    return tl::unexpected(transform.error());
  }
  return TargetWindow(request, *transform, grid_);
}

/// The way from another CRS to ours; nullptr where it is the same.
Result<const geo::CoordinateTransform*> RasterPlacement::transformFrom(const std::string& crsWkt) {
  if (!transform_ || crsWkt != transformCrs_) {
    if (!grid_.crs) {
      return fail(ErrorCode::InvalidData, kRasterCrsMissing);
    }
    const auto other = geo::Crs::fromText(crsWkt);
    if (!other) {
      return tl::unexpected(other.error());
    }
    auto transform = geo::CoordinateTransform::create(other->horizontal(), grid_.crs->horizontal());
    if (!transform) {
      return tl::unexpected(transform.error());
    }
    transform_ = std::move(*transform);
    transformCrs_ = crsWkt;
  }
  return transform_->isIdentity() ? nullptr : &*transform_;
}

Result<geo::Bounds2> RasterPlacement::extentIn(const std::string& crsWkt) {
  const auto transform = transformFrom(crsWkt);
  if (!transform) {
    return tl::unexpected(transform.error());
  }
  constexpr int kSteps = 20;  // the edges of an extent bend; inner points catch a pole
  std::vector<glm::dvec3> points;
  for (int y = 0; y <= kSteps; ++y) {
    for (int x = 0; x <= kSteps; ++x) {
      const double column = static_cast<double>(grid_.width) * x / kSteps;
      const double row = static_cast<double>(grid_.height) * y / kSteps;
      const GeoTransform& t = grid_.toMap;
      points.emplace_back(t[0] + column * t[1] + row * t[2], t[3] + column * t[4] + row * t[5], 0.0);
    }
  }
  if (*transform != nullptr) {
    (*transform)->applyInverse(points);
  }
  geo::Bounds2 extent;
  for (const glm::dvec3& p : points) {
    if (std::isfinite(p.x) && std::isfinite(p.y)) {
      extent.add(glm::dvec2(p));
    }
  }
  if (extent.isEmpty()) {
    return fail(ErrorCode::InvalidData, kRasterNowhere);
  }
  return extent;
}

}  // namespace belvedere::loaders::raster
