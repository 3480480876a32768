#include "data_loaders/vector/detail/vector_source_gdal.h"

#include <cmath>

#include "data_loaders/common/degree_check.h"
#include "data_loaders/vector/detail/feature_reader.h"
#include "engine/core/common_messages.h"
#include "engine/geo/crs.h"
#include "engine/model/source_part.h"

namespace belvedere::loaders::vector {
namespace {

constexpr MessageId kSeveralCrs{"layers-differ-in-crs",
                                N_("The layers of this source have different coordinate systems; only those in {crs} "
                                   "are read together."),
                                N_("Add each layer by itself with --layer.")};
constexpr MessageId kReading{"reading-features", N_("Reading {layer}")};

std::string geometryName(const OGRLayer& layer) {
  const OGRwkbGeometryType type = const_cast<OGRLayer&>(layer).GetGeomType();
  if (type == wkbNone) {
    return "None";
  }
  if (type == wkbUnknown) {
    return "Geometry";
  }
  std::string name = OGRGeometryTypeToName(wkbFlatten(type));
  return wkbHasZ(type) != 0 ? "3D " + name : name;
}

// Farther than any place on earth, in whatever unit.
constexpr double kFarthest = 1e9;

bool isSound(const OGREnvelope& box) {
  const auto isNear = [](double value) { return std::abs(value) < kFarthest; };  // false for NaN
  return isNear(box.MinX) && isNear(box.MaxX) && isNear(box.MinY) && isNear(box.MaxY) && box.MinX <= box.MaxX &&
         box.MinY <= box.MaxY;
}

/// Of the features that can be somewhere, read one by one: for a layer one of whose features is nowhere.
OGREnvelope soundExtent(OGRLayer& layer) {
  OGREnvelope box;
  layer.ResetReading();
  for (OGRFeatureUniquePtr row(layer.GetNextFeature()); row != nullptr; row.reset(layer.GetNextFeature())) {
    OGREnvelope one;
    if (const OGRGeometry* geometry = row->GetGeometryRef(); geometry != nullptr && !geometry->IsEmpty()) {
      geometry->getEnvelope(&one);
      if (isSound(one)) {
        box.Merge(one);
      }
    }
  }
  return box;
}

/// Of a table: its rows' positions, read one by one.
OGREnvelope tableExtent(const VectorLayer& layer) {
  OGREnvelope box;
  layer.layer->ResetReading();
  for (OGRFeatureUniquePtr row(layer.layer->GetNextFeature()); row != nullptr;
       row.reset(layer.layer->GetNextFeature())) {
    const auto east = parseCoordinate(row->GetFieldAsString(static_cast<int>(layer.coordinates->east)));
    const auto north = parseCoordinate(row->GetFieldAsString(static_cast<int>(layer.coordinates->north)));
    if (east && north && std::isfinite(*east) && std::isfinite(*north)) {
      box.Merge(*east, *north);
    }
  }
  return box;
}

/// Empty (its minimum above its maximum) where there is nothing.
OGREnvelope extentOf(const VectorLayer& layer) {
  OGREnvelope box;
  if (layer.coordinates) {
    return tableExtent(layer);
  }
  if (!layer.hasGeometry || layer.layer->GetExtent(0, &box, TRUE) != OGRERR_NONE) {
    return {};
  }
  return isSound(box) ? box : soundExtent(*layer.layer);
}

std::size_t featureCount(OGRLayer& layer) {
  const GIntBig count = layer.GetFeatureCount(TRUE);
  return count > 0 ? static_cast<std::size_t>(count) : 0;
}

}  // namespace

VectorSourceGdal::VectorSourceGdal(GdalDatasetHandle dataset, model::SourceRequest request,
                                   std::vector<VectorLayer> layers, Diagnostics diagnostics)
    : dataset_(std::move(dataset)),
      request_(std::move(request)),
      layers_(std::move(layers)),
      openDiagnostics_(std::move(diagnostics)) {}

void VectorSourceGdal::describeLayer(const VectorLayer& layer, model::SourceDescription& description) {
  model::SourceLayer entry;
  entry.name = layer.name;
  entry.geometry = layer.coordinates ? "Point" : geometryName(*layer.layer);
  entry.featureCount = featureCount(*layer.layer);
  entry.crs = layer.crsIdentifier;
  for (const FieldPlan& field : layer.fields) {
    entry.columns.push_back({field.name, field.type, {}, {}});
  }
  description.objects[layer.name] += entry.featureCount;
  description.layers.push_back(std::move(entry));
  const OGREnvelope box = extentOf(layer);
  if (!isSound(box)) {
    return;
  }
  const glm::dvec2 low(box.MinX, box.MinY);
  const glm::dvec2 high(box.MaxX, box.MaxY);
  const bool isSwapped = layer.areCoordinatesSwapped;
  description.extent.add(isSwapped ? glm::dvec2(low.y, low.x) : low);
  description.extent.add(isSwapped ? glm::dvec2(high.y, high.x) : high);
}

void VectorSourceGdal::describeCrs(model::SourceDescription& description) const {
  for (const VectorLayer& layer : layers_) {
    if (!layer.hasGeometry || layer.crsWkt.empty()) {
      continue;
    }
    if (description.crsWkt.empty()) {
      description.crsWkt = layer.crsWkt;
      description.crs = layer.crsIdentifier;
    } else if (description.crsWkt != layer.crsWkt) {
      description.diagnostics.add(Severity::Warning, Message(kSeveralCrs, {{"crs", description.crs}}), layer.name);
    }
  }
  const auto crs = geo::Crs::fromText(description.crsWkt);
  const geo::Bounds2& extent = description.extent;
  const bool isGeographic = crs && crs->kind() == geo::CrsKind::Geographic;
  if (isGeographic && !extent.isEmpty() && (isBeyondDegrees(extent.max) || isBeyondDegrees(extent.min))) {
    // A GeoJSON without `crs` counts as WGS 84; these numbers say otherwise, so nothing is declared.
    description.diagnostics.add(Severity::Warning, coordinatesOutsideCrs(description.crs, extent.max));
    description.crs.clear();
    description.crsWkt.clear();
  }
}

Result<model::SourceDescription> VectorSourceGdal::describe(const std::stop_token& stop, const ProgressSink&) {
  if (description_) {
    return *description_;
  }
  model::SourceDescription description;
  description.source = request_.paths.front().string();
  description.kind = model::SourceKind::Vector;
  description.format = dataset_->GetDriver() != nullptr ? dataset_->GetDriver()->GetDescription() : "";
  description.diagnostics = openDiagnostics_;
  for (const VectorLayer& layer : layers_) {
    if (stop.stop_requested()) {
      return fail(ErrorCode::Cancelled, Message(kCancelled));
    }
    describeLayer(layer, description);
  }
  describeCrs(description);
  if (description.crsWkt.empty() && !request_.crs.empty()) {
    auto given = geo::Crs::fromText(request_.crs);
    if (!given) {
      return tl::unexpected(given.error());
    }
    description.crsWkt = given->wkt();
    description.isCrsOverridden = true;
  }
  description_ = description;
  return description;
}

Status VectorSourceGdal::read(const model::ReadOptions& options, const model::BatchSink& sink, Diagnostics& diagnostics,
                              const std::stop_token& stop, const ProgressSink& progress) {
  if (!model::partOf(request_).isFirst()) {
    return {};
  }
  const auto description = describe(stop, progress);
  if (!description) {
    return tl::unexpected(description.error());
  }
  std::size_t total = 0;
  for (const auto& [name, count] : description->objects) {
    total += count;
  }
  std::size_t done = 0;
  for (const VectorLayer& layer : layers_) {
    if (!layer.hasGeometry ||
        (!layer.crsWkt.empty() && !description->crs.empty() && layer.crsWkt != description->crsWkt)) {
      continue;
    }
    FeatureReader reader(layer, description->crsWkt, options, sink, diagnostics);
    const auto report = [&](std::size_t count) {
      if (progress) {
        progress({Message(kReading, {{"layer", layer.name}}),
                  total > 0 ? static_cast<double>(done + count) / static_cast<double>(total) : -1.0});
      }
    };
    if (!reader.readAll(stop, report)) {
      return stop.stop_requested() ? Status(fail(ErrorCode::Cancelled, Message(kCancelled))) : Status();
    }
    done += description->objects.at(layer.name);
  }
  return {};
}

}  // namespace belvedere::loaders::vector
