#include "data_loaders/vector/detail/vector_dataset.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "data_loaders/vector/detail/text_decoder.h"
#include "engine/geo/crs.h"

namespace belvedere::loaders::vector {
namespace {

constexpr MessageId kLayerNotFound{"source-layer-not-found", N_("{source} has no layer “{layer}”; it has: {known}."),
                                   N_("Name one of them with --layer.")};
constexpr MessageId kCrsNotUnderstood{"layer-crs-not-understood",
                                      N_("The coordinate system of layer “{layer}” is not understood."),
                                      N_("Give one with --crs, for example --crs EPSG:2154.")};

/// Names under which French and international files keep a feature's identifier, best first.
constexpr std::array<const char*, 10> kIdNames = {"cleabs", "id",     "gml_id",   "identifiant", "id_rnb",
                                                  "idpar",  "osm_id", "objectid", "code",        "insee"};

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

model::AttributeType attributeType(const OGRFieldDefn& field) {
  switch (field.GetType()) {
    case OFTInteger:
    case OFTInteger64:
      return field.GetSubType() == OFSTBoolean ? model::AttributeType::Boolean : model::AttributeType::Integer;
    case OFTReal:
      return model::AttributeType::Real;
    case OFTDate:
      return model::AttributeType::Date;
    case OFTDateTime:
      return model::AttributeType::DateTime;
    default:
      return model::AttributeType::Text;  // lists and times are shown as text
  }
}

std::string encodingOf(OGRLayer& layer) {
  for (const char* key : {"ENCODING_FROM_CPG", "ENCODING_FROM_LDID"}) {
    const char* value = layer.GetMetadataItem(key, "SHAPEFILE");
    if (value != nullptr && *value != '\0') {
      return value;
    }
  }
  return {};
}

int findIdField(const OGRFeatureDefn& definition) {
  for (const char* wanted : kIdNames) {
    for (int i = 0; i < definition.GetFieldCount(); ++i) {
      if (lowered(definition.GetFieldDefn(i)->GetNameRef()) == wanted) {
        return i;
      }
    }
  }
  return -1;
}

std::vector<FieldPlan> planFields(const OGRFeatureDefn& definition, const std::string& encodingHint) {
  std::vector<FieldPlan> fields;
  for (int i = 0; i < definition.GetFieldCount(); ++i) {
    const OGRFieldDefn& field = *definition.GetFieldDefn(i);
    if (field.GetType() != OFTBinary) {
      fields.push_back({i, plainColumnName(decodeText(field.GetNameRef(), encodingHint)), attributeType(field)});
    }
  }
  return fields;
}

/// Reads the layer's CRS; how its coordinates lie follows from OGR's axis mapping.
void planCrs(VectorLayer& plan, const model::SourceRequest& request, Diagnostics& diagnostics) {
  const OGRSpatialReference* reference = plan.layer->GetSpatialRef();
  if (reference == nullptr) {
    return;
  }
  char* exported = nullptr;
  const std::array<const char*, 2> options = {"FORMAT=WKT2_2019", nullptr};
  reference->exportToWkt(&exported, options.data());
  const std::string wkt = exported != nullptr ? exported : "";
  CPLFree(exported);
  const auto crs = geo::Crs::fromText(wkt);
  if (!crs) {
    if (request.crs.empty()) {
      diagnostics.add(Severity::Warning, Message(kCrsNotUnderstood, {{"layer", plan.name}}));
    }
    return;
  }
  plan.crsWkt = crs->wkt();
  plan.crsIdentifier = crs->identifier() == "unnamed" ? "" : crs->identifier();  // GDAL's word where there is no name
  const std::vector<int>& mapping = reference->GetDataAxisToSRSAxisMapping();
  const bool isFirstAxisFirst = mapping.size() >= 2 && mapping[0] == 1;
  plan.areCoordinatesSwapped = crs->isNorthingFirst() && isFirstAxisFirst;
}

void planCoordinates(VectorLayer& plan, const OGRFeatureDefn& definition) {
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(definition.GetFieldCount()));
  for (int i = 0; i < definition.GetFieldCount(); ++i) {
    names.emplace_back(definition.GetFieldDefn(i)->GetNameRef());
  }
  plan.coordinates = findCoordinateColumns(names);
  plan.hasGeometry = plan.coordinates.has_value();
}

VectorLayer planLayer(OGRLayer& layer, const std::string& driver, const model::SourceRequest& request,
                      Diagnostics& diagnostics) {
  VectorLayer plan;
  plan.layer = &layer;
  plan.name = layer.GetName();
  plan.hasGeometry = layer.GetGeomType() != wkbNone;
  plan.arePolygonsSolid = driver == "DXF";
  plan.declaredEncoding = encodingOf(layer);
  const OGRFeatureDefn& definition = *layer.GetLayerDefn();
  plan.idField = findIdField(definition);
  plan.fields = planFields(definition, plan.declaredEncoding);
  if (driver == "CSV" && !plan.hasGeometry) {
    planCoordinates(plan, definition);
  }
  planCrs(plan, request, diagnostics);
  return plan;
}

std::string layerNames(GDALDataset& dataset) {
  std::string names;
  for (int i = 0; i < dataset.GetLayerCount(); ++i) {
    names += (names.empty() ? "" : ", ") + std::string(dataset.GetLayer(i)->GetName());
  }
  return names;
}

}  // namespace

Result<std::vector<VectorLayer>> planLayers(GDALDataset& dataset, const model::SourceRequest& request,
                                            Diagnostics& diagnostics) {
  const GDALDriver* driver = dataset.GetDriver();
  const std::string driverName = driver != nullptr ? driver->GetDescription() : "";
  std::vector<VectorLayer> plans;
  for (int i = 0; i < dataset.GetLayerCount(); ++i) {
    OGRLayer& layer = *dataset.GetLayer(i);
    if (request.layer.empty() || request.layer == layer.GetName()) {
      plans.push_back(planLayer(layer, driverName, request, diagnostics));
    }
  }
  if (plans.empty() && !request.layer.empty()) {
    return fail(ErrorCode::InvalidArgument,
                Message(kLayerNotFound, {{"source", request.paths.front().filename().string()},
                                         {"layer", request.layer},
                                         {"known", layerNames(dataset)}}));
  }
  return plans;
}

}  // namespace belvedere::loaders::vector
