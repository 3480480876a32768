#include "apps/demo_town/territory_writer.h"

#include <cmath>
#include <glm/common.hpp>

#include "apps/demo_town/municipal_layers.h"
#include "engine/scene/territory.h"
#include "engine/style/colour.h"

namespace belvedere::demo {

namespace {

using model::SourceKind;
using scene::Layer;
using style::WidthUnit;

style::Colour colour(const char* text) { return style::colourFromText(text).value_or(style::Colour(1.0F)); }

scene::Governance governance(const char* owner, const char* date) {
  scene::Governance stated;
  stated.status = "public";
  stated.licence = "Licence Ouverte 2.0";
  stated.attribution = "Données de démonstration fictives";
  stated.owner = owner;
  stated.sourceDate = date;
  return stated;
}

Layer sourceLayer(const char* id, const char* name, SourceKind kind, const char* source) {
  Layer layer;
  layer.id = id;
  layer.name = name;
  layer.kind = kind;
  layer.sources = {source};
  layer.governance = governance("Communauté de communes du Val de Vernelle", "2025-06-14");
  return layer;
}

/// How a municipal table is shown.
struct Presentation {
  MunicipalLayer layer;
  const char* owner;
  bool isVisible;
  const char* fill;
  const char* line;
  double lineWidth;
  WidthUnit unit;
  const char* symbol;
  const char* symbolColour;
  double symbolSize;
};

constexpr const char* kTown = "Commune";
constexpr const char* kWater = "Régie des eaux du Val";
constexpr const char* kCounty = "Communauté de communes du Val de Vernelle";

const std::vector<Presentation>& presentations() {
  static const std::vector<Presentation> kAll{
      {MunicipalLayer::LandCover, kCounty, false, "#c9d3a680", "#8f9a6b", 0.6, WidthUnit::Pixels, "circle", "#8f9a6b",
       6},
      {MunicipalLayer::GreenSpaces, kTown, false, "#7fb06480", "#4f7f3c", 1.2, WidthUnit::Pixels, "circle", "#4f7f3c",
       8},
      {MunicipalLayer::Rivers, kCounty, false, "#6f9fc0d0", "#4f7f9f", 1.0, WidthUnit::Pixels, "circle", "#4f7f9f", 8},
      {MunicipalLayer::Parcels, kTown, false, "#ffffff00", "#b5713c", 0.8, WidthUnit::Pixels, "circle", "#b5713c", 6},
      {MunicipalLayer::Quarters, kTown, false, "#8a6fae22", "#6f4f9f", 2.5, WidthUnit::Pixels, "circle", "#6f4f9f", 8},
      {MunicipalLayer::Roads, kTown, false, "#ffffff00", "#d9d4ca", 5.0, WidthUnit::Metres, "circle", "#8b8680", 6},
      {MunicipalLayer::Railway, kCounty, false, "#ffffff00", "#5b4b53", 3.0, WidthUnit::Metres, "square", "#5b4b53", 6},
      {MunicipalLayer::CarParks, kTown, false, "#3f6fb566", "#2c5490", 1.5, WidthUnit::Pixels, "square", "#2c5490", 10},
      {MunicipalLayer::DrinkingWater, kWater, false, "#ffffff00", "#2f8fd8", 1.8, WidthUnit::Pixels, "circle",
       "#2f8fd8", 6},
      {MunicipalLayer::Sewers, kWater, false, "#ffffff00", "#8a5a33", 1.8, WidthUnit::Pixels, "circle", "#8a5a33", 6},
      {MunicipalLayer::Trees, kTown, false, "#6d9a4d", "#4c7038", 1.0, WidthUnit::Pixels, "tree", "#5f9a4d", 12},
      {MunicipalLayer::StreetLights, kTown, false, "#f0b429", "#8a6a14", 1.0, WidthUnit::Pixels, "lamp", "#f0b429", 11},
      {MunicipalLayer::Cabinets, kTown, false, "#b8860b", "#6b4f08", 1.0, WidthUnit::Pixels, "square", "#b8860b", 9},
      {MunicipalLayer::WasteContainers, kCounty, false, "#3c8d5a", "#235839", 1.0, WidthUnit::Pixels, "square",
       "#3c8d5a", 9},
      {MunicipalLayer::TrafficLights, kTown, false, "#c8402f", "#7a2219", 1.0, WidthUnit::Pixels, "diamond", "#c8402f",
       10},
      {MunicipalLayer::CycleCounters, kTown, false, "#1f9e89", "#11594d", 1.0, WidthUnit::Pixels, "diamond", "#1f9e89",
       13},
      {MunicipalLayer::Nurseries, kTown, false, "#d96c9f", "#8a3560", 1.0, WidthUnit::Pixels, "pin", "#d96c9f", 16},
      {MunicipalLayer::Schools, kTown, false, "#c8553d", "#7f2f1f", 1.0, WidthUnit::Pixels, "pin", "#c8553d", 17},
      {MunicipalLayer::MunicipalBuildings, kTown, false, "#2f6fb3", "#173d66", 1.0, WidthUnit::Pixels, "pin", "#2f6fb3",
       15}};
  return kAll;
}

Layer municipalLayer(const Presentation& shown) {
  const LayerSpec& spec = municipalLayerSpecs()[static_cast<std::size_t>(shown.layer)];
  std::string id = spec.name;
  Layer layer;
  layer.id = id;
  layer.name = spec.title;
  layer.kind = SourceKind::Vector;
  layer.sources = {std::string("data/") + spec.file};
  layer.sourceLayer = spec.name;
  layer.isVisible = shown.isVisible;
  layer.style.fill = colour(shown.fill);
  layer.style.line = colour(shown.line);
  layer.style.lineWidth = shown.lineWidth;
  layer.style.lineWidthUnit = shown.unit;
  layer.style.symbol = shown.symbol;
  layer.style.symbolColour = colour(shown.symbolColour);
  layer.style.symbolSize = shown.symbolSize;
  layer.governance = governance(shown.owner, "2025-09-30");
  return layer;
}

std::vector<Layer> layersOf() {
  std::vector<Layer> layers;
  layers.push_back(sourceLayer("relief", "Relief", SourceKind::Terrain, "relief.tif"));
  layers.push_back(sourceLayer("orthophoto", "Orthophotographie", SourceKind::Imagery, "orthophoto.tif"));
  std::size_t next = 0;
  const auto addUpTo = [&](MunicipalLayer last) {
    for (; next < presentations().size() && presentations()[next].layer != last; ++next) {
      layers.push_back(municipalLayer(presentations()[next]));
    }
  };
  addUpTo(MunicipalLayer::Trees);
  layers.push_back(sourceLayer("batiments", "Bâtiments", SourceKind::Buildings, "buildings/centre.gml"));
  layers.push_back(sourceLayer("nouveau_quartier", "Nouveau quartier", SourceKind::Buildings,
                               "buildings/nouveau_quartier.city.json"));
  layers.push_back(sourceLayer("arbres_3d", "Arbres en volume", SourceKind::Buildings, "buildings/arbres.city.json"));
  // The models bring their own colours; these are what the maquette calms them with.
  for (std::size_t i = layers.size() - 3; i < layers.size(); ++i) {
    layers[i].style.fill = colour("#f1ece2");
    layers[i].style.roof = colour("#c19f92");
  }
  layers.back().style.fill = colour("#8fa673");
  for (; next < presentations().size(); ++next) {
    layers.push_back(municipalLayer(presentations()[next]));
  }
  return layers;
}

/// A camera that has `target` in the middle of the picture.
scene::Bookmark looking(const char* name, const glm::dvec3& target, double heading, double pitch, double distance) {
  const double turn = heading * M_PI / 180.0;
  const double tilt = pitch * M_PI / 180.0;
  const glm::dvec3 forward{std::sin(turn) * std::cos(tilt), std::cos(turn) * std::cos(tilt), std::sin(tilt)};
  scene::Bookmark bookmark;
  bookmark.name = name;
  bookmark.camera.position = target - forward * distance;
  bookmark.camera.headingDegrees = std::fmod(heading + 360.0, 360.0);
  bookmark.camera.pitchDegrees = pitch;
  return bookmark;
}

std::vector<scene::Bookmark> bookmarksOf(const Sights& sights) {
  const auto facing = [&](double heading) { return sights.side > 0.0 ? heading : 180.0 - heading; };
  const double radius = sights.townRadius;
  std::vector<scene::Bookmark> bookmarks;
  bookmarks.push_back(looking("Vue d’ensemble", sights.market, facing(24.0), -27.0, 1.9 * radius));
  bookmarks.push_back(looking("Centre ancien", sights.market, facing(-28.0), -30.0, 330.0));
  // Along the river, the church over the roofs of the bank.
  bookmarks.push_back(looking("Rives", glm::mix(sights.bridge, sights.market, 0.78), facing(50.0), -12.0, 275.0));
  bookmarks.push_back(looking("Lotissement", sights.houses, facing(-48.0), -30.0, 260.0));
  scene::Bookmark plan = looking("Plan", sights.market, 0.0, -90.0, 2000.0);
  plan.camera.isOrthographic = true;
  plan.camera.orthographicHeightMetres = 2.2 * radius;
  bookmarks.push_back(plan);
  return bookmarks;
}

}  // namespace

Status writeTerritory(const std::filesystem::path& folder, const Sights& sights) {
  scene::Territory territory;
  territory.name = sights.townName;
  territory.crs = "EPSG:2154+5720";
  territory.timeZone = "Europe/Paris";
  territory.layers = layersOf();
  territory.bookmarks = bookmarksOf(sights);
  return scene::saveTerritory(territory, folder);
}

}  // namespace belvedere::demo
