#include "apps/demo_town/geopackage.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <map>
#include <ogrsf_frmts.h>

#include "apps/demo_town/demo_messages.h"

namespace belvedere::demo {

namespace {

struct DatasetCloser {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using Dataset = std::unique_ptr<GDALDataset, DatasetCloser>;
using Geometry = std::unique_ptr<OGRGeometry>;

OGRwkbGeometryType geometryType(ShapeType shape) {
  switch (shape) {
    case ShapeType::Point:
      return wkbPoint;
    case ShapeType::Line:
      return wkbLineString;
    case ShapeType::Polygon:
      return wkbPolygon;
    case ShapeType::MultiPolygon:
      return wkbMultiPolygon;
  }
  return wkbUnknown;
}

void setPoints(OGRSimpleCurve& curve, std::span<const Vec2> points) {
  curve.setNumPoints(static_cast<int>(points.size()));
  for (std::size_t i = 0; i < points.size(); ++i) {
    curve.setPoint(static_cast<int>(i), points[i].x, points[i].y);
  }
}

Geometry polygonOf(std::span<const Vec2> ring) {
  auto outer = std::make_unique<OGRLinearRing>();
  setPoints(*outer, ring);
  outer->closeRings();
  auto polygon = std::make_unique<OGRPolygon>();
  polygon->addRingDirectly(outer.release());
  return polygon;
}

Geometry geometryOf(ShapeType shape, std::span<const Vec2> points) {
  switch (shape) {
    case ShapeType::Point:
      return std::make_unique<OGRPoint>(points[0].x, points[0].y);
    case ShapeType::Line: {
      auto line = std::make_unique<OGRLineString>();
      setPoints(*line, points);
      return line;
    }
    case ShapeType::Polygon:
      return polygonOf(points);
    case ShapeType::MultiPolygon:
      return Geometry(OGRGeometryFactory::forceToMultiPolygon(polygonOf(points).release()));
  }
  return nullptr;
}

void addField(OGRLayer& layer, const Field& field) {
  OGRFieldType type = OFTString;
  switch (field.type) {
    case FieldType::Text:
      type = OFTString;
      break;
    case FieldType::Integer:
    case FieldType::Boolean:
      type = OFTInteger;
      break;
    case FieldType::Real:
      type = OFTReal;
      break;
    case FieldType::Date:
      type = OFTDate;
      break;
  }
  OGRFieldDefn definition(field.name, type);
  if (field.type == FieldType::Boolean) {
    definition.SetSubType(OFSTBoolean);
  }
  layer.CreateField(&definition);
}

void setField(OGRFeature& feature, int index, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    feature.SetField(index, text->c_str());
  } else if (const auto* whole = std::get_if<long long>(&value)) {
    feature.SetField(index, static_cast<GIntBig>(*whole));
  } else if (const auto* real = std::get_if<double>(&value)) {
    feature.SetField(index, *real);
  }
}

tl::unexpected<Error> writeFailure(const std::filesystem::path& path) {
  return fail(ErrorCode::Io, Message(kDemoNotWritten, {{"path", path.string()}, {"reason", CPLGetLastErrorMsg()}}));
}

}  // namespace

struct GeoPackageSet::Impl {
  const std::vector<LayerSpec>* specs = nullptr;
  std::filesystem::path folder;
  std::map<std::string, Dataset> datasets;
  std::vector<OGRLayer*> layers;
  Status status;

  void write(std::size_t layer, Geometry geometry, const std::vector<Value>& values) {
    if (!status || geometry == nullptr) {
      return;
    }
    OGRFeature feature(layers[layer]->GetLayerDefn());
    for (std::size_t i = 0; i < values.size(); ++i) {
      setField(feature, static_cast<int>(i), values[i]);
    }
    feature.SetGeometryDirectly(geometry.release());
    if (layers[layer]->CreateFeature(&feature) != OGRERR_NONE) {
      status = writeFailure(folder / (*specs)[layer].file);
    }
  }
};

GeoPackageSet::GeoPackageSet(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GeoPackageSet::GeoPackageSet(GeoPackageSet&&) noexcept = default;
GeoPackageSet& GeoPackageSet::operator=(GeoPackageSet&&) noexcept = default;
GeoPackageSet::~GeoPackageSet() = default;

Result<GeoPackageSet> GeoPackageSet::create(const std::filesystem::path& folder, const std::vector<LayerSpec>& specs) {
  GDALAllRegister();
  // The date of creation stands in the file; a fixed one keeps two runs alike.
  CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", "2025-11-03T08:00:00.000Z");
  auto impl = std::make_unique<Impl>();
  impl->specs = &specs;
  impl->folder = folder;
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
  OGRSpatialReference crs;
  crs.importFromEPSG(2154);
  crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  for (const LayerSpec& spec : specs) {
    Dataset& dataset = impl->datasets[spec.file];
    if (!dataset && driver != nullptr) {
      dataset.reset(driver->Create((folder / spec.file).c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    }
    if (!dataset) {
      return writeFailure(folder / spec.file);
    }
    CPLStringList options;
    options.SetNameValue("GEOMETRY_NAME", "geom");
    options.SetNameValue("IDENTIFIER", spec.title);
    OGRLayer* layer = dataset->CreateLayer(spec.name, &crs, geometryType(spec.shape), options.List());
    if (layer == nullptr) {
      return writeFailure(folder / spec.file);
    }
    for (const Field& field : spec.fields) {
      addField(*layer, field);
    }
    impl->layers.push_back(layer);
  }
  for (auto& [file, dataset] : impl->datasets) {
    dataset->StartTransaction();
  }
  return GeoPackageSet(std::move(impl));
}

void GeoPackageSet::add(std::size_t layer, std::span<const Vec2> shape, const std::vector<Value>& values) {
  impl_->write(layer, geometryOf((*impl_->specs)[layer].shape, shape), values);
}

void GeoPackageSet::addUnion(std::size_t layer, const std::vector<Points>& rings, const std::vector<Value>& values) {
  OGRMultiPolygon all;
  for (const Points& ring : rings) {
    all.addGeometryDirectly(polygonOf(ring).release());
  }
  Geometry joined(all.UnionCascaded());
  if (joined != nullptr) {
    joined.reset(OGRGeometryFactory::forceToMultiPolygon(joined.release()));
    impl_->write(layer, std::move(joined), values);
  }
}

Status GeoPackageSet::finish() {
  impl_->layers.clear();
  for (auto& [file, dataset] : impl_->datasets) {
    if (impl_->status && dataset->CommitTransaction() != OGRERR_NONE) {
      impl_->status = writeFailure(impl_->folder / file);
    }
    dataset.reset();
  }
  CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", nullptr);
  return impl_->status;
}

}  // namespace belvedere::demo
