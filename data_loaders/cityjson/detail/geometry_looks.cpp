// How a geometry's surfaces look: semantics, materials and textures (CityJSON 2.0, sections 3.3 and 6).
#include <algorithm>
#include <array>
#include <utility>

#include "data_loaders/cityjson/detail/geometry_reader.h"
#include "data_loaders/cityjson/detail/json_text.h"
#include "data_loaders/cityjson/detail/messages.h"
#include "data_loaders/common/surface_attributes.h"

namespace belvedere::loaders::cityjson {
namespace {

using model::kNone;
using model::SurfaceKind;

constexpr std::array<std::pair<std::string_view, SurfaceKind>, 17> kKinds{{
    {"WallSurface", SurfaceKind::Wall},
    {"RoofSurface", SurfaceKind::Roof},
    {"GroundSurface", SurfaceKind::Ground},
    {"OuterFloorSurface", SurfaceKind::OuterFloor},
    {"OuterCeilingSurface", SurfaceKind::OuterCeiling},
    {"ClosureSurface", SurfaceKind::Closure},
    {"InteriorWallSurface", SurfaceKind::InteriorWall},
    {"CeilingSurface", SurfaceKind::Ceiling},
    {"FloorSurface", SurfaceKind::Floor},
    {"Window", SurfaceKind::Window},
    {"Door", SurfaceKind::Door},
    {"WaterSurface", SurfaceKind::Water},
    {"WaterGroundSurface", SurfaceKind::WaterGround},
    {"WaterClosureSurface", SurfaceKind::Closure},
    {"TrafficArea", SurfaceKind::Traffic},
    {"TransportationMarking", SurfaceKind::Traffic},
    {"AuxiliaryTrafficArea", SurfaceKind::AuxiliaryTraffic},
}};

/// A surface of "semantics": its kind, and whether it says more of itself than that and its place among the others.
struct SemanticSurface {
  SurfaceKind kind = SurfaceKind::Unspecified;
  bool hasAttributes = false;
};

SemanticSurface semanticSurface(std::string_view text) {
  SemanticSurface surface;
  JsonCursor cursor(text);
  cursor.enterObject();
  std::string_view key;
  std::string_view value;
  while (cursor.nextKey(key) && cursor.takeValue(value)) {
    if (key == "type" && value.size() > 2 && value.front() == '"') {
      const std::string_view name = value.substr(1, value.size() - 2);
      const auto* found = std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& k) { return k.first == name; });
      surface.kind = found == kKinds.end() ? SurfaceKind::Other : found->second;
    }
    surface.hasAttributes =
        surface.hasAttributes || (key != "type" && key != "id" && key != "parent" && key != "children");
  }
  return surface;
}

/// The value of the theme to show: the one asked for; else, unless `isStrict`, the default one, else the first.
std::string_view themeValue(std::string_view themes, std::string_view asked, std::string_view byDefault,
                            bool isStrict) {
  std::string_view first;
  std::string_view usual;
  JsonCursor cursor(themes);
  cursor.enterObject();
  std::string_view key;
  std::string_view value;
  while (cursor.nextKey(key) && cursor.takeValue(value)) {
    if (!asked.empty() && key == asked) {
      return value;
    }
    first = first.empty() ? value : first;
    usual = key == byDefault ? value : usual;
  }
  if (isStrict && !asked.empty()) {
    return {};
  }
  return usual.empty() ? first : usual;
}

std::string_view memberOf(std::string_view object, std::string_view name) {
  JsonCursor cursor(object);
  cursor.enterObject();
  std::string_view key;
  std::string_view value;
  while (cursor.nextKey(key) && cursor.takeValue(value)) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

}  // namespace

/// Reads one number per surface into values_ and finds each surface's; values_ is empty where it cannot be read.
bool GeometryReader::matchSurfaces(std::string_view values, const ParsedGeometry& geometry) {
  const int list = geometry.boundaries.depth() - 2;
  return values_.parse(values, list) && align(geometry.boundaries, values_, list, counterpart_, scratch_);
}

void GeometryReader::parseSemantics(std::string_view text, const Context& context, ParsedGeometry& geometry) {
  const std::string_view values = memberOf(text, "values");
  const std::string_view surfaces = memberOf(text, "surfaces");
  if (text == "null" || values.empty() || values == "null") {
    return;
  }
  semanticKinds_.clear();
  JsonCursor cursor(surfaces);
  cursor.enterArray();
  std::string_view element;
  while (cursor.nextElement() && cursor.takeValue(element)) {
    const SemanticSurface surface = semanticSurface(element);
    semanticKinds_.push_back(surface.kind);
    if (surface.hasAttributes) {
      context.diagnostics.add(Severity::Info, kSurfaceAttributesLeftOut, std::string(context.objectId));
    }
  }
  const int list = geometry.boundaries.depth() - 2;
  bool isSound = matchSurfaces(values, geometry) && cursor.isGood();
  if (!values_.isEmpty()) {
    geometry.kinds.assign(geometry.boundaries.count(list), SurfaceKind::Unspecified);
    for (std::size_t i = 0; i < geometry.kinds.size(); ++i) {
      const std::uint32_t index = counterpart_[i] == kNone ? kNone : values_.numbers()[counterpart_[i]];
      isSound = isSound && (index == kNone || index < semanticKinds_.size());
      geometry.kinds[i] = index < semanticKinds_.size() ? semanticKinds_[index] : SurfaceKind::Unspecified;
    }
  }
  if (!isSound) {
    context.diagnostics.add(Severity::Warning, kSemanticsMismatch, std::string(context.objectId));
  }
}

void GeometryReader::parseMaterial(std::string_view text, const Context& context, ParsedGeometry& geometry) {
  const std::string_view theme = themeValue(text, theme_, context.appearance.defaultMaterialTheme, false);
  const std::string_view single = memberOf(theme, "value");
  const std::string_view values = memberOf(theme, "values");
  const int list = geometry.boundaries.depth() - 2;
  const std::size_t known = context.appearance.colours.size();
  bool isSound = true;
  if (!single.empty() && single != "null") {
    const double index = numberOf(single).value_or(-1.0);
    isSound = index >= 0.0 && index < static_cast<double>(known);
    geometry.materials.assign(geometry.boundaries.count(list), isSound ? static_cast<std::uint32_t>(index) : kNone);
  } else if (!values.empty() && values != "null") {
    isSound = matchSurfaces(values, geometry);
    geometry.materials.assign(values_.isEmpty() ? 0 : geometry.boundaries.count(list), kNone);
    for (std::size_t i = 0; i < geometry.materials.size(); ++i) {
      const std::uint32_t index = counterpart_[i] == kNone ? kNone : values_.numbers()[counterpart_[i]];
      isSound = isSound && (index == kNone || index < known);
      geometry.materials[i] = index < known ? index : kNone;
    }
  }
  if (!isSound) {
    context.diagnostics.add(Severity::Warning, kMaterialMismatch, std::string(context.objectId));
  }
}

void GeometryReader::parseTexture(std::string_view text, const Context& context, ParsedGeometry& geometry) {
  const std::string_view theme = themeValue(text, theme_, context.appearance.defaultTextureTheme, true);
  const std::string_view values = memberOf(theme, "values");
  if (values.empty() || values == "null") {
    return;
  }
  const int depth = geometry.boundaries.depth();
  if (!geometry.texture.parse(values, depth) ||
      !align(geometry.boundaries, geometry.texture, depth - 1, geometry.textureRings, scratch_)) {
    context.diagnostics.add(Severity::Warning, kTextureMismatch, std::string(context.objectId));
  }
}

bool GeometryReader::gatherTextureRing(const ParsedGeometry& geometry, std::size_t ring, const Appearance& appearance,
                                       std::uint32_t& texture) {
  const int rings = geometry.boundaries.depth() - 1;
  const std::uint32_t other = geometry.textureRings[ring];
  const std::size_t points = geometry.boundaries.end(rings, ring) - geometry.boundaries.begin(rings, ring);
  const std::size_t begin = other == kNone ? 0 : geometry.texture.begin(rings, other);
  const std::size_t end = other == kNone ? 0 : geometry.texture.end(rings, other);
  texture = begin == end ? kNone : geometry.texture.numbers()[begin];
  if (texture == kNone) {
    return true;
  }
  if (end - begin != points + 1 || texture >= appearance.textures.size()) {
    return false;
  }
  for (std::size_t i = begin + 1; i < end; ++i) {
    const std::uint32_t index = geometry.texture.numbers()[i];
    if (index >= appearance.texcoords.size()) {
      return false;
    }
    texcoords_.push_back(appearance.texcoords[index]);
  }
  return true;
}

std::uint32_t GeometryReader::gatherTexture(const ParsedGeometry& geometry, std::size_t firstRing, std::size_t lastRing,
                                            const Context& context) {
  texcoords_.clear();
  if (geometry.texture.isEmpty()) {
    return kNone;
  }
  std::uint32_t texture = kNone;
  for (std::size_t ring = firstRing; ring < lastRing; ++ring) {
    std::uint32_t own = kNone;
    const bool isSound =
        gatherTextureRing(geometry, ring, context.appearance, own) && (ring == firstRing || own == texture);
    if (!isSound) {
      context.diagnostics.add(Severity::Warning, kTextureMismatch, std::string(context.objectId));
      texcoords_.clear();
      return kNone;
    }
    texture = own;
  }
  return texture;
}

}  // namespace belvedere::loaders::cityjson
