#include "engine/streaming/detail/cloud_source.h"

#include <cmath>

#include "engine/core/common_messages.h"
#include "engine/geo/transform.h"
#include "engine/streaming/layer_slot.h"

namespace belvedere::streaming {

namespace {

constexpr MessageId kNotPoints{"source-not-points", N_("The source holds no point cloud, but the layer is one."),
                               N_("Remove the layer and add its source again.")};
constexpr MessageId kCloudWithoutCrs{"cloud-without-crs",
                                     N_("The source does not say which CRS its coordinates are in."),
                                     N_("Give one: belvedere set TERRITORY LAYER crs=EPSG:…")};

constexpr int kBoxSteps = 8;

}  // namespace

Result<OpenCloud> openCloud(const LayerContext& context, const model::SourceCatalog& catalog) {
  LayerSlot slot;
  slot.wanted = context.layer;
  auto opened = catalog.open(slot.sourceRequest());
  if (!opened) {
    return tl::unexpected(opened.error());
  }
  auto* features = std::get_if<std::unique_ptr<model::FeatureSource>>(&*opened);
  if (features == nullptr) {
    return fail(ErrorCode::InvalidArgument, Message(kNotPoints));
  }
  return OpenCloud{std::move(*features), slot.readOptions()};
}

Status CloudReading::run(const Take& take, Diagnostics& diagnostics, const std::stop_token& stop,
                         const ProgressSink& progress) {
  Status taken;
  const auto sink = [&](model::FeatureBatch&& batch) {
    taken = takeBatch(batch, take, diagnostics);
    return taken.has_value() && !stop.stop_requested();
  };
  const Status read = cloud_.source->read(cloud_.options, sink, diagnostics, stop, progress);
  if (stop.stop_requested()) {
    return fail(ErrorCode::Cancelled, Message(kCancelled));
  }
  return taken ? read : taken;
}

Status CloudReading::takeBatch(model::FeatureBatch& batch, const Take& take, Diagnostics& diagnostics) {
  if (batch.cloud.empty() && !batch.positions.empty()) {
    return fail(ErrorCode::InvalidArgument, Message(kNotPoints));
  }
  if (batch.crs.empty()) {
    return fail(ErrorCode::InvalidData, Message(kCloudWithoutCrs));
  }
  if (Status placed = placer_.place(batch, batch.crs, diagnostics); !placed) {
    return placed;
  }
  return take(batch);
}

Result<geo::Bounds3> sceneBounds(const model::SourceDescription& description, const geo::SceneFrame& frame,
                                 const geo::CoordinateCorrection& correction) {
  geo::Bounds3 bounds;
  if (description.extent.isEmpty()) {
    return bounds;
  }
  if (description.crsWkt.empty()) {
    return fail(ErrorCode::InvalidData, Message(kCloudWithoutCrs));
  }
  const auto crs = geo::Crs::fromText(description.crsWkt);
  if (!crs) {
    return tl::unexpected(crs.error());
  }
  const auto transform = geo::CoordinateTransform::create(*crs, frame.crs());
  if (!transform) {
    return tl::unexpected(transform.error());
  }
  const glm::dvec2 size = description.extent.size();
  std::vector<glm::dvec3> places;
  for (int row = 0; row <= kBoxSteps; ++row) {
    for (int column = 0; column <= kBoxSteps; ++column) {
      const glm::dvec2 share(static_cast<double>(column) / kBoxSteps, static_cast<double>(row) / kBoxSteps);
      for (const double height : {description.minHeight, description.maxHeight}) {
        places.emplace_back(description.extent.min + size * share, height);
      }
    }
  }
  correction.apply(places, *crs);
  for (const glm::dvec3& place : places) {
    glm::dvec3 moved = transform->apply(place);
    moved.z += correction.heightOffsetMetres;
    if (std::isfinite(moved.x + moved.y + moved.z)) {
      bounds.add(frame.toScene(moved));
    }
  }
  return bounds;
}

}  // namespace belvedere::streaming
