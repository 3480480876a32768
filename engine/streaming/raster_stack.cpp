#include "engine/streaming/raster_stack.h"

#include <algorithm>
#include <cmath>
#include <glm/common.hpp>
#include <glm/geometric.hpp>
#include <limits>
#include <span>

#include "engine/core/common_messages.h"
#include "engine/geo/transform.h"

namespace belvedere::streaming {

PlacedRaster::PlacedRaster(std::unique_ptr<model::RasterSource> source, const geo::SceneFrame& frame,
                           const geo::CoordinateCorrection& correction)
    : source_(std::move(source)),
      description_(source_->description()),
      frameWkt_(frame.crs().wkt()),
      frameOrigin_(frame.origin().x, frame.origin().y),
      heightOffset_(correction.heightOffsetMetres) {
  const bool isUnitDeclared = description_.raster && !description_.raster->unit.empty();  // then these are metres
  if (correction.heightUnit != geo::LengthUnit::AsDeclared && !isUnitDeclared) {
    heightFactor_ = geo::metresPer(correction.heightUnit);
  }
}

Result<std::shared_ptr<PlacedRaster>> PlacedRaster::place(std::unique_ptr<model::RasterSource> source,
                                                          const geo::SceneFrame& frame,
                                                          const geo::CoordinateCorrection& correction) {
  std::shared_ptr<PlacedRaster> placed(new PlacedRaster(std::move(source), frame, correction));
  const Result<geo::Bounds2> extent = placed->source_->extentIn(placed->frameWkt_);
  if (!extent) {
    return tl::unexpected(extent.error());
  }
  placed->extent_ = {extent->min - placed->frameOrigin_, extent->max - placed->frameOrigin_};
  if (placed->isService()) {
    placed->pixelMetres_ = placed->servicePixelMetres(frame);
  } else if (placed->description_.raster && !extent->isEmpty()) {
    const auto width = static_cast<double>(std::max<std::int64_t>(1, placed->description_.raster->width));
    const auto height = static_cast<double>(std::max<std::int64_t>(1, placed->description_.raster->height));
    placed->pixelMetres_ = std::min(extent->size().x / width, extent->size().y / height);
  }
  return placed;
}

/// At the frame's origin: far from there a world's pixels have other sizes.
double PlacedRaster::servicePixelMetres(const geo::SceneFrame& frame) const {
  const auto own = geo::Crs::fromText(description_.crsWkt);
  const auto transform = own ? geo::CoordinateTransform::create(own->horizontal(), frame.crs().horizontal())
                             : Result<geo::CoordinateTransform>(tl::unexpected(own.error()));
  if (!transform) {
    return 0.0;
  }
  constexpr double kPixels = 1000.0;
  std::vector<glm::dvec3> places{
      {glm::clamp(frameOrigin_, extent_.min + frameOrigin_, extent_.max + frameOrigin_), 0.0}};
  transform->applyInverse(places);
  const double step = kPixels * description_.raster->pixelSize;
  places = {places.front(), places.front() + glm::dvec3(step, 0.0, 0.0), places.front() + glm::dvec3(0.0, step, 0.0)};
  transform->apply(std::span(places));
  const double metres = std::min(glm::distance(places[0], places[1]), glm::distance(places[0], places[2])) / kPixels;
  return std::isfinite(metres) ? metres : 0.0;
}

model::RasterRequest PlacedRaster::request(const geo::Bounds2& bounds, int width, int height,
                                           const std::stop_token& stop) const {
  return {frameWkt_, {bounds.min + frameOrigin_, bounds.max + frameOrigin_}, width, height, stop};
}

Result<model::HeightGrid> PlacedRaster::readHeights(const geo::Bounds2& bounds, int width, int height,
                                                    const std::stop_token& stop) {
  const std::lock_guard lock(mutex_);
  if (stop.stop_requested()) {
    return fail(ErrorCode::Cancelled, kCancelled);
  }
  Result<model::HeightGrid> heights = source_->readHeights(request(bounds, width, height, stop));
  keepFindings();
  if (heights && (heightFactor_ != 1.0 || heightOffset_ != 0.0)) {
    for (float& metres : heights->metres) {
      metres = static_cast<float>(static_cast<double>(metres) * heightFactor_ + heightOffset_);
    }
  }
  return heights;
}

Result<Image> PlacedRaster::readColours(const geo::Bounds2& bounds, int width, int height,
                                        const std::stop_token& stop) {
  const std::lock_guard lock(mutex_);
  if (stop.stop_requested()) {
    return fail(ErrorCode::Cancelled, kCancelled);
  }
  Result<Image> colours = source_->readColours(request(bounds, width, height, stop));
  keepFindings();
  return colours;
}

void PlacedRaster::keepFindings() {
  const Diagnostics found = source_->takeFindings();
  const std::lock_guard lock(findingsMutex_);
  findings_.merge(found);
}

Diagnostics PlacedRaster::takeFindings() {
  const std::lock_guard lock(findingsMutex_);
  return std::exchange(findings_, {});
}

double finestPixelMetres(const std::vector<RasterLayer>& layers, const geo::Bounds2& area) {
  double finest = 0.0;
  for (const RasterLayer& layer : layers) {
    const double pixel = layer.raster->pixelMetres();
    if (pixel > 0.0 && layer.raster->extent().overlaps(area)) {
      finest = finest > 0.0 ? std::min(finest, pixel) : pixel;
    }
  }
  return finest;
}

std::vector<float> sampleHeights(const std::vector<RasterLayer>& layers, const geo::Bounds2& bounds, int count,
                                 double sceneOriginHeight, std::vector<LayerError>& errors,
                                 const std::stop_token& stop) {
  const std::size_t size = static_cast<std::size_t>(count) * static_cast<std::size_t>(count);
  std::vector<float> heights(size, std::numeric_limits<float>::quiet_NaN());
  for (const RasterLayer& layer : layers) {
    if (!layer.raster->extent().overlaps(bounds)) {
      continue;
    }
    const Result<model::HeightGrid> grid = layer.raster->readHeights(bounds, count, count, stop);
    if (!grid) {
      errors.push_back({layer.id, grid.error()});
      continue;
    }
    for (std::size_t i = 0; i < std::min(size, grid->metres.size()); ++i) {
      if (std::isfinite(grid->metres[i])) {
        heights[i] = static_cast<float>(static_cast<double>(grid->metres[i]) - sceneOriginHeight);
      }
    }
  }
  return heights;
}

}  // namespace belvedere::streaming
