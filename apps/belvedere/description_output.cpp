#include "apps/belvedere/description_output.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "apps/belvedere/detail/description_json.h"
#include "engine/core/plural.h"
#include "engine/model/point_classes.h"

namespace belvedere::app {
namespace detail {
namespace {

std::string_view attributeTypeName(model::AttributeType type) {
  static constexpr std::array<std::string_view, 6> kNames{"text", "integer", "real", "boolean", "date", "date-time"};
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
  const auto letters = std::count_if(name.begin(), name.end(), [](char c) { return (c & 0xC0) != 0x80; });
  const std::string gap(static_cast<std::size_t>(std::max<std::ptrdiff_t>(1, 14 - letters)), ' ');
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
  return std::to_string(number) + (name.empty() ? "" : " " + translator.tr(name)) + ": " +
         translator.number(static_cast<double>(count), 0);
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

void printDescription(Console& console, const model::SourceDescription& description) {
  const Translator& translator = console.translator();
  printFact(console, N_("Source"), description.source);
  printFact(console, N_("Kind"), std::string(model::sourceKindName(description.kind)) + ", " + description.format);
  printFact(console, N_("CRS"), description.crs.empty() ? translator.tr(N_("none declared")) : description.crs);
  printFact(console, N_("Extent"), extentText(description, translator));
  if (description.maxHeight > description.minHeight) {
    printFact(console, N_("Heights"),
              translator.number(description.minHeight, 2) + " – " + translator.number(description.maxHeight, 2));
  }
  printFact(console, N_("Objects"), joined(description.objects, translator));
  printFact(console, N_("LoD"), joined(description.lods, translator));
  if (description.raster) {
    printFact(console, N_("Raster"), rasterText(*description.raster, translator));
  }
  for (const model::SourceLayer& layer : description.layers) {
    printFact(console, N_("Layer"),
              layer.name + ": " +
                  (layer.geometry == "Raster"
                       ? layer.title
                       : layer.geometry + ", " + translator.number(static_cast<double>(layer.featureCount), 0)));
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
