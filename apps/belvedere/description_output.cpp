#include "apps/belvedere/description_output.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "apps/belvedere/detail/description_json.h"
#include "engine/core/plural.h"
#include "engine/geo/coordinate_correction.h"
#include "engine/geo/crs.h"
#include "engine/model/point_classes.h"

namespace belvedere::app {
namespace detail {
namespace {

std::string_view attributeTypeName(model::AttributeType type) {
  static constexpr std::array<std::string_view, 6> kNames{N_("text"),    N_("integer"), N_("real"),
                                                          N_("boolean"), N_("date"),    N_("date-time")};
  return kNames[static_cast<std::size_t>(type)];
}

Json layersJson(const std::vector<model::SourceLayer>& layers) {
  Json list = Json::array();
  for (const model::SourceLayer& layer : layers) {
    Json columns = Json::array();
    for (const model::AttributeColumn& column : layer.columns) {
      columns.push_back({{"name", column.name}, {"type", attributeTypeName(column.type)}});
    }
    list.push_back({{"name", layer.name},
                    {"title", layer.title.empty() ? Json(nullptr) : Json(layer.title)},
                    {"geometry", layer.geometry},
                    {"features", layer.featureCount},
                    {"crs", layer.crs.empty() ? Json(nullptr) : Json(layer.crs)},
                    {"attributes", std::move(columns)}});
  }
  return list;
}

Json rasterJson(const model::RasterSummary& raster) {
  return {{"width", raster.width},         {"height", raster.height},
          {"bands", raster.bands},         {"sampleType", raster.sampleType},
          {"overviews", raster.overviews}, {"noData", raster.hasNoData},
          {"unit", raster.unit},           {"pixelSize", raster.pixelSize}};
}

Json cloudJson(const model::PointCloudSummary& cloud) {
  Json classes = Json::array();
  for (const auto& [number, count] : cloud.classes) {
    classes.push_back({{"class", number}, {"name", model::pointClassName(number)}, {"points", count}});
  }
  return {{"version", cloud.version},    {"pointFormat", cloud.pointFormat},    {"points", cloud.points},
          {"withheld", cloud.withheld},  {"synthetic", cloud.synthetic},        {"classes", std::move(classes)},
          {"colours", cloud.hasColours}, {"intensities", cloud.hasIntensities}, {"nearInfrared", cloud.hasNearInfrared},
          {"gpsTime", cloud.hasGpsTime}, {"waveforms", cloud.hasWaveforms}};
}

}  // namespace

Json toJson(const Diagnostics& diagnostics) {
  Json list = Json::array();
  for (const Diagnostic& item : diagnostics.items()) {
    list.push_back({{"severity", severityName(item.severity)},
                    {"code", item.message.key},
                    {"message", englishText(item.message)},
                    {"where", item.where},
                    {"count", item.count}});
  }
  return list;
}

Json toJson(const Error& error) {
  Diagnostics diagnostics;
  diagnostics.add(Severity::Error, error.message, error.where);
  return toJson(diagnostics);
}

Json toJson(const geo::Bounds2& extent) {
  if (extent.isEmpty()) {
    return nullptr;
  }
  return {extent.min.x, extent.min.y, extent.max.x, extent.max.y};
}

Json toJson(const model::SourceDescription& description) {
  Json json = {{"source", description.source},
               {"kind", model::sourceKindName(description.kind)},
               {"format", description.format},
               {"crs", description.crs.empty() ? Json(nullptr) : Json(description.crs)},
               {"extent", toJson(description.extent)}};
  if (description.maxHeight > description.minHeight) {
    json["heights"] = {description.minHeight, description.maxHeight};
  }
  json["objects"] = Json(description.objects);
  json["lods"] = Json(description.lods);
  if (!description.layers.empty()) {
    json["layers"] = layersJson(description.layers);
  }
  if (description.raster) {
    json["raster"] = rasterJson(*description.raster);
  }
  if (description.cloud) {
    json["pointCloud"] = cloudJson(*description.cloud);
  }
  if (!description.attribution.empty()) {
    json["attribution"] = description.attribution;
  }
  if (!description.appearanceThemes.empty()) {
    json["themes"] = description.appearanceThemes;
  }
  json["diagnostics"] = toJson(description.diagnostics);
  return json;
}

std::string jsonText(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace); }

}  // namespace detail

namespace {

constexpr std::size_t kMostAttributes = 100;  // of a layer, that are listed for people
constexpr std::size_t kLabelLetters = 14;
constexpr std::size_t kLineLetters = 100;

// Names that GDAL gives geometry types, and so the JSON.
constexpr std::array kGeometryNames{
    N_("Point"),         N_("Line String"),         N_("Polygon"),       N_("Multi Point"), N_("Multi Line String"),
    N_("Multi Polygon"), N_("Geometry Collection"), N_("Unknown (any)"), N_("None")};

std::size_t letterCount(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string joined(const std::map<std::string, std::size_t>& counts, const Translator& translator) {
  std::string text;
  for (const auto& [name, count] : counts) {
    text += (text.empty() ? "" : ", ") + name + " " + translator.number(static_cast<double>(count), 0);
  }
  return text;
}

void printFact(Console& console, std::string_view label, const std::string& value) {
  if (value.empty()) {
    return;
  }
  const std::string name = console.translator().tr(label);
  const std::string gap(std::max(kLabelLetters, letterCount(name) + 1) - letterCount(name), ' ');
  console.print(name + gap + substitute("{value}", {{"value", value}}));
}

std::string extentText(const model::SourceDescription& description, const Translator& translator) {
  if (description.extent.isEmpty()) {
    return {};
  }
  const bool isDegrees = std::abs(description.extent.max.x) <= 360.0 && std::abs(description.extent.max.y) <= 90.0;
  const int decimals = isDegrees ? 6 : 2;
  const auto range = [&](double low, double high) {
    return translator.number(low, decimals) + " – " + translator.number(high, decimals);
  };
  return substitute(translator.tr(N_("east {east}, north {north}")),
                    {{"east", range(description.extent.min.x, description.extent.max.x)},
                     {"north", range(description.extent.min.y, description.extent.max.y)}});
}

/// The unit of heights: as a relief declares it, else that of the CRS where it is no metre. Empty where nothing says.
std::string heightUnit(const model::SourceDescription& description) {
  constexpr std::array<std::string_view, 4> kMetres{"metre", "meter", "metres", "meters"};
  if (description.raster && !description.raster->unit.empty()) {
    const std::string& unit = description.raster->unit;
    return std::find(kMetres.begin(), kMetres.end(), unit) == kMetres.end() ? unit : "m";
  }
  const auto crs = geo::Crs::fromText(description.crsWkt.empty() ? description.crs : description.crsWkt);
  for (const geo::LengthUnit unit : {geo::LengthUnit::Foot, geo::LengthUnit::UsSurveyFoot}) {
    if (crs && std::abs(crs->metresPerHeightUnit() - geo::metresPer(unit)) < 1e-9) {
      return std::string(geo::choiceNames(unit)[static_cast<std::size_t>(unit)]);
    }
  }
  return {};
}

std::string heightsText(const model::SourceDescription& description, const Translator& translator) {
  const std::string unit = heightUnit(description);
  return translator.number(description.minHeight, 2) + " – " + translator.number(description.maxHeight, 2) +
         (unit.empty() ? "" : " " + unit);
}

std::string rasterText(const model::RasterSummary& raster, const Translator& translator) {
  return substitute(
      translator.tr(N_("{width} × {height} pixels of {size}, {bands} {type}, {overviews}")),
      {{"width", translator.number(static_cast<double>(raster.width), 0)},
       {"height", translator.number(static_cast<double>(raster.height), 0)},
       {"size", translator.number(raster.pixelSize, raster.pixelSize < 0.01 ? 6 : 2)},
       {"bands", counted(translator, NP_("{count} band", "{count} bands"), static_cast<std::size_t>(raster.bands))},
       {"type", raster.sampleType},
       {"overviews", counted(translator, NP_("{count} overview", "{count} overviews"), raster.overviews)}});
}

std::string classText(std::uint8_t number, std::uint64_t count, const Translator& translator) {
  const std::string_view name = model::pointClassName(number);
  return substitute(translator.tr(N_("{class}: {points}")),
                    {{"class", std::to_string(number) + (name.empty() ? "" : " " + translator.tr(name))},
                     {"points", translator.number(static_cast<double>(count), 0)}});
}

std::string geometryText(const std::string& geometry, const Translator& translator) {
  constexpr std::string_view kWithHeights = "3D ";
  const bool hasHeights = geometry.starts_with(kWithHeights);
  const std::string flat = geometry.substr(hasHeights ? kWithHeights.size() : 0);
  const bool isKnown = std::find(kGeometryNames.begin(), kGeometryNames.end(), flat) != kGeometryNames.end();
  const std::string name = isKnown ? translator.tr(flat) : flat;
  return hasHeights ? substitute(translator.tr(N_("3D {geometry}")), {{"geometry", name}}) : name;
}

std::string layerText(const model::SourceLayer& layer, const Translator& translator) {
  if (layer.geometry == "Raster") {  // of a map service
    return layer.title.empty()
               ? layer.name
               : substitute(translator.tr(N_("{layer}: {title}")), {{"layer", layer.name}, {"title", layer.title}});
  }
  return substitute(translator.tr(N_("{layer}: {geometry}, {features}")),
                    {{"layer", layer.name},
                     {"geometry", geometryText(layer.geometry, translator)},
                     {"features", translator.number(static_cast<double>(layer.featureCount), 0)}});
}

std::string attributeText(const model::AttributeColumn& column, const Translator& translator) {
  const std::string unit = column.unit.empty() ? "" : ", " + column.unit;
  return column.name + " (" + translator.tr(detail::attributeTypeName(column.type)) + unit + ")";
}

/// The attributes of a layer, in lines that a terminal holds.
void printAttributes(Console& console, const model::SourceLayer& layer) {
  const Translator& translator = console.translator();
  std::string text;
  std::size_t letters = 0;
  for (std::size_t i = 0; i < std::min(layer.columns.size(), kMostAttributes); ++i) {
    const std::string attribute = attributeText(layer.columns[i], translator);
    const bool isWrapped = letters > 0 && letters + letterCount(attribute) > kLineLetters - kLabelLetters;
    text += i == 0 ? "" : isWrapped ? ",\n" + std::string(kLabelLetters, ' ') : ", ";
    text += attribute;
    letters = (isWrapped ? 0 : letters + 2) + letterCount(attribute);
  }
  if (layer.columns.size() > kMostAttributes) {
    text += ", " + counted(translator, NP_("{count} more (--json lists all)", "{count} more (--json lists all)"),
                           layer.columns.size() - kMostAttributes);
  }
  printFact(console, N_("Attributes"), text);
}

}  // namespace

std::string descriptionJson(const model::SourceDescription& description) {
  return detail::jsonText(detail::toJson(description));
}

std::string failureJson(const std::string& source, const Error& error) {
  return detail::jsonText({{"source", source},
                           {"kind", nullptr},
                           {"crs", nullptr},
                           {"extent", nullptr},
                           {"objects", detail::Json::object()},
                           {"lods", detail::Json::object()},
                           {"diagnostics", detail::toJson(error)}});
}

void printDescription(Console& console, const model::SourceDescription& description, AttributeList attributes) {
  const Translator& translator = console.translator();
  printFact(console, N_("Source"), description.source);
  printFact(console, N_("Kind"), translator.tr(model::sourceKindName(description.kind)) + ", " + description.format);
  printFact(console, N_("CRS"), description.crs.empty() ? translator.tr(N_("none declared")) : description.crs);
  printFact(console, N_("Extent"), extentText(description, translator));
  if (description.maxHeight > description.minHeight) {
    printFact(console, N_("Heights"), heightsText(description, translator));
  }
  printFact(console, N_("Objects"), joined(description.objects, translator));
  printFact(console, N_("LoD"), joined(description.lods, translator));
  if (description.raster) {
    printFact(console, N_("Raster"), rasterText(*description.raster, translator));
  }
  for (const model::SourceLayer& layer : description.layers) {
    printFact(console, N_("Layer"), layerText(layer, translator));
    if (attributes == AttributeList::Shown) {
      printAttributes(console, layer);
    }
  }
  printFact(console, N_("Credit"), description.attribution);
  if (description.cloud) {
    for (const auto& [number, count] : description.cloud->classes) {
      printFact(console, N_("Class"), classText(number, count, translator));
    }
  }
  for (const std::string& theme : description.appearanceThemes) {
    printFact(console, N_("Theme"), theme);
  }
}

}  // namespace belvedere::app
