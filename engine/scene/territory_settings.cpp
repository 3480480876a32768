#include "engine/scene/territory_settings.h"

#include <algorithm>
#include <array>

#include "engine/core/nearest_name.h"
#include "engine/scene/text_forms.h"

namespace belvedere::scene {
namespace {

using style::memberSetting;
using style::Setting;
using style::SettingInfo;
using style::SettingType;
using style::SettingValue;

constexpr MessageId kUnknownSetting{"setting-unknown", N_("A layer has no setting “{key}”."),
                                    N_("Did you mean “{nearest}”?")};

constexpr MessageId kSettingWithoutEffect{"setting-without-effect",
                                          N_("“{key}” has no effect on a layer of the kind “{kind}”."),
                                          N_("belvedere info TERRITORY shows the kind of each layer.")};

constexpr std::array<std::string_view, 3> kStatuses{"public", "general-interest", "personal"};
constexpr std::array<std::string_view, 9> kReaderOptions{"encoding", "lod",   "maxzoom",  "minzoom", "resolution",
                                                         "style",    "theme", "tilesize", "up"};
constexpr double kLargestOffsetMetres = 100'000.0;
constexpr double kFarthestMetres = 1e8;  // no CRS of the earth has larger coordinates

template <int kAxis>
Setting<Camera> positionSetting(SettingInfo info) {
  info.type = SettingType::Number;
  info.unit = "m";
  info.min = -kFarthestMetres;
  info.max = kFarthestMetres;
  return {info, [](const Camera& camera) -> SettingValue { return camera.position[kAxis]; },
          [](Camera& camera, const SettingValue& value) { camera.position[kAxis] = std::get<double>(value); }};
}

template <auto kMember>
Setting<Layer> correctionSetting(SettingInfo info) {
  using Value = typename style::detail::MemberOf<decltype(kMember)>::Value;
  return {style::detail::typed<Value>(info),
          [](const Layer& layer) { return style::detail::toSetting<Value>(layer.correction.*kMember); },
          [](Layer& layer, const SettingValue& value) {
            style::detail::fromSetting<Value>(layer.correction.*kMember, value);
          }};
}

// An empty text means the default, so that a governance status, say, can be taken back.
template <class Owner>
Status setValue(Owner& owner, const Setting<Owner>& setting, std::string_view text, std::string_view path) {
  if (text.empty()) {
    setting.set(owner, setting.get(Owner{}));
    return {};
  }
  const auto value = style::settingFromText(setting.info, text, path);
  if (!value) {
    Error error = value.error();
    error.code = ErrorCode::InvalidArgument;
    return tl::unexpected(std::move(error));
  }
  setting.set(owner, *value);
  return {};
}

Status setOption(Layer& layer, std::string_view name, std::string_view value) {
  if (value.empty()) {
    layer.options.erase(std::string(name));
  } else {
    layer.options.insert_or_assign(std::string(name), std::string(value));
  }
  return {};
}

/// Points and pixels stand where they were measured: there is no object to set on the ground, and rasters keep the axes
/// and units of their file. An imagery has no heights.
bool hasEffect(std::string_view setting, model::SourceKind kind) {
  using model::SourceKind;
  const bool isRaster = kind == SourceKind::Terrain || kind == SourceKind::Imagery;
  if (setting == "heightReference") {
    return !isRaster && kind != SourceKind::PointCloud;
  }
  constexpr std::array<std::string_view, 5> kNotOfRasters{"axes", "unit", "originEast", "originNorth", "rotation"};
  if (std::find(kNotOfRasters.begin(), kNotOfRasters.end(), setting) != kNotOfRasters.end()) {
    return !isRaster;
  }
  return kind != SourceKind::Imagery || (setting != "heightUnit" && setting != "heightOffset");
}

tl::unexpected<Error> failUnknownSetting(std::string_view key) {
  std::vector<std::string> keys = layerValueKeys();
  keys.emplace_back("order");  // of the list, SceneDocument::setValue() takes it
  const std::vector<std::string_view> views(keys.begin(), keys.end());
  const auto nearest = nearestName(key, views);
  Message message(kUnknownSetting, {{"key", std::string(key)}, {"nearest", std::string(nearest.value_or(""))}});
  if (!nearest) {
    message.hint.clear();
  }
  return fail(ErrorCode::InvalidArgument, std::move(message));
}

}  // namespace

std::span<const Setting<Territory>> territorySettings() {
  static const std::array kSettings{
      memberSetting<&Territory::name>({"name", N_("Name of the territory, for people.")}),
      memberSetting<&Territory::crs>(
          {"crs", N_("Projected CRS in metres, with its vertical system: EPSG:2154+5720 for mainland France.")}),
      memberSetting<&Territory::timeZone>(
          {"timeZone", N_("Time zone of times that state none, a name of the IANA database.")})};
  return kSettings;
}

std::span<const Setting<Layer>> layerSettings() {
  static const std::array kSettings{
      memberSetting<&Layer::name>({"name", N_("Name of the layer, for people.")}),
      memberSetting<&Layer::sourceLayer>({"sourceLayer", N_("One layer within the source; empty for all.")}),
      memberSetting<&Layer::crs>(
          {"crs", N_("CRS of the source; prevails over one that it declares. Heights above the ellipsoid: "
                     "EPSG:2154+ellipsoidal.")}),
      correctionSetting<&geo::CoordinateCorrection::axes>(
          {"axes", N_("What the source has done with its axes, against its CRS; not of rasters.")}),
      correctionSetting<&geo::CoordinateCorrection::unit>(
          {"unit", N_("Unit that coordinates and heights are in, whatever the CRS says; not of rasters.")}),
      correctionSetting<&geo::CoordinateCorrection::heightUnit>(
          {"heightUnit",
           N_("Unit that heights are in, whatever the CRS says; of a relief, where its file declares none.")}),
      correctionSetting<&geo::CoordinateCorrection::originEast>(
          {"originEast", N_("Easting at which the source's own zero stands: places a local model; not of rasters."),
           "m", -kFarthestMetres, kFarthestMetres}),
      correctionSetting<&geo::CoordinateCorrection::originNorth>(
          {"originNorth", N_("Northing at which the source's own zero stands; not of rasters."), "m", -kFarthestMetres,
           kFarthestMetres}),
      correctionSetting<&geo::CoordinateCorrection::rotationDegrees>(
          {"rotation", N_("Turns a local model about its own zero, clockwise seen from above; not of rasters."), "°",
           -360.0, 360.0}),
      correctionSetting<&geo::CoordinateCorrection::heightOffsetMetres>({"heightOffset",
                                                                         N_("Added to the heights of the source."), "m",
                                                                         -kLargestOffsetMetres, kLargestOffsetMetres}),
      correctionSetting<&geo::CoordinateCorrection::heightReference>(
          {"heightReference", N_("What heights count from: above-ground means the relief under each object, on-ground "
                                 "sets each object on it; not of rasters.")}),
      memberSetting<&Layer::isVisible>({"visible", N_("Whether the layer is shown.")}),
      memberSetting<&Layer::opacity>({"opacity", N_("0 lets all through, 1 nothing."), "", 0.0, 1.0})};
  return kSettings;
}

std::span<const Setting<Governance>> governanceSettings() {
  static const std::array kSettings{
      memberSetting<&Governance::status>(
          {"status", N_("Who may see the data; absent: not stated."), "", 0, 0, kStatuses}),
      memberSetting<&Governance::licence>({"licence", N_("Licence under which the data may be used.")}),
      memberSetting<&Governance::attribution>({"attribution", N_("Credit that a picture of the data must show.")}),
      memberSetting<&Governance::owner>({"owner", N_("Who answers for the data.")}),
      memberSetting<&Governance::sourceDate>({"sourceDate", N_("Date of the data, ISO 8601.")}),
      memberSetting<&Governance::legalBasis>({"legalBasis", N_("Legal basis on which personal data are used.")}),
      memberSetting<&Governance::retention>({"retention", N_("How long the data may be kept.")})};
  return kSettings;
}

std::span<const Setting<Camera>> cameraSettings() {
  static const std::array kSettings{
      positionSetting<0>({"east", N_("Easting of the eye in the territory's CRS.")}),
      positionSetting<1>({"north", N_("Northing of the eye in the territory's CRS.")}),
      positionSetting<2>({"height", N_("Height of the eye in the territory's vertical system.")}),
      memberSetting<&Camera::headingDegrees>(
          {"heading", N_("Direction of the view, clockwise from north."), "°", 0, 360}),
      memberSetting<&Camera::pitchDegrees>({"pitch", N_("0 is level, -90 straight down."), "°", -90, 90}),
      memberSetting<&Camera::fieldOfViewDegrees>({"fieldOfView", N_("Vertical field of view."), "°", 1, 150}),
      memberSetting<&Camera::isOrthographic>({"orthographic", N_("A map view without perspective.")}),
      memberSetting<&Camera::orthographicHeightMetres>(
          {"orthographicHeight", N_("What the height of an orthographic picture covers."), "m", 0.1, kFarthestMetres})};
  return kSettings;
}

std::span<const std::string_view> readerOptionNames() { return kReaderOptions; }

std::span<const std::string_view> sourceKindNames() {
  static const std::vector<std::string_view> kNames = [] {
    std::vector<std::string_view> names;
    for (int kind = 0; kind <= static_cast<int>(model::SourceKind::Sensors); ++kind) {
      names.push_back(model::sourceKindName(static_cast<model::SourceKind>(kind)));
    }
    return names;
  }();
  return kNames;
}

std::vector<std::string> layerValueKeys() {
  std::vector<std::string> keys;
  style::appendKeys(keys, layerSettings(), "");
  style::appendKeys(keys, style::layerStyleSettings(), "style.");
  style::appendKeys(keys, governanceSettings(), "governance.");
  for (const std::string_view option : kReaderOptions) {
    keys.push_back("options." + std::string(option));
  }
  return keys;
}

Status setLayerValue(Layer& layer, std::string_view key, std::string_view value) {
  if (auto status = checkTextForm(key, value, key); !status) {
    return status;
  }
  const auto dot = key.find('.');
  const std::string_view group = dot == std::string_view::npos ? std::string_view() : key.substr(0, dot);
  const std::string_view name = dot == std::string_view::npos ? key : key.substr(dot + 1);
  if (group.empty()) {
    if (const auto* setting = style::findSetting(layerSettings(), name)) {
      if (!value.empty() && !hasEffect(name, layer.kind)) {
        return fail(ErrorCode::InvalidArgument,
                    Message(kSettingWithoutEffect,
                            {{"key", std::string(key)}, {"kind", std::string(model::sourceKindName(layer.kind))}}));
      }
      return setValue(layer, *setting, value, key);
    }
  } else if (group == "style") {
    if (const auto* setting = style::findSetting(style::layerStyleSettings(), name)) {
      return setValue(layer.style, *setting, value, key);
    }
  } else if (group == "governance") {
    if (const auto* setting = style::findSetting(governanceSettings(), name)) {
      return setValue(layer.governance, *setting, value, key);
    }
  } else if (group == "options" &&
             std::find(kReaderOptions.begin(), kReaderOptions.end(), name) != kReaderOptions.end()) {
    return setOption(layer, name, value);
  }
  return failUnknownSetting(key);
}

}  // namespace belvedere::scene
