#include <catch2/catch.hpp>

#include "engine/style/default_style.h"

using namespace belvedere;
using namespace belvedere::style;

namespace {

model::SourceDescription vectorSource(std::string geometry, std::vector<model::AttributeColumn> columns = {}) {
  model::SourceDescription source;
  source.kind = model::SourceKind::Vector;
  source.layers.push_back({"layer", "", std::move(geometry), 1, "", std::move(columns)});
  return source;
}

}  // namespace

TEST_CASE("Areas with a height attribute become blocks, points with one do not") {
  const std::vector<model::AttributeColumn> columns{{"HAUTEUR", model::AttributeType::Real, "", ""}};
  const auto blocks = defaultStyle(vectorSource("3D MultiPolygon", columns), "", "bâtiments");
  CHECK(blocks.placement == Placement::Extrude);
  CHECK(blocks.heightAttribute == "HAUTEUR");
  CHECK(defaultStyle(vectorSource("Point", columns), "", "mâts").placement == Placement::Drape);
}

TEST_CASE("Only the layer asked for decides") {
  auto source = vectorSource("Polygon", {{"HAUTEUR", model::AttributeType::Real, "", ""}});
  source.layers.push_back({"zones", "", "Polygon", 1, "", {}});
  CHECK(defaultStyle(source, "zones", "zones").placement == Placement::Drape);
}

TEST_CASE("Relief is coloured by height") {
  model::SourceDescription source;
  source.kind = model::SourceKind::Terrain;
  CHECK(defaultStyle(source, "", "mnt").isRampByHeight);
}

TEST_CASE("What tilesets and models hold stands at its own height") {
  model::SourceDescription source;
  source.kind = model::SourceKind::Tiles3d;
  CHECK(defaultStyle(source, "", "maquette").placement == Placement::Absolute);
  source.kind = model::SourceKind::Model;
  CHECK(defaultStyle(source, "", "maquette").placement == Placement::Absolute);
}

TEST_CASE("Street lights, trees and roads look like what they are, with and without accents") {
  CHECK(defaultStyle(vectorSource("Point"), "", "VilleMTP_EclairagePublic").symbol == "lamp");
  CHECK(defaultStyle(vectorSource("Point"), "", "Éclairage").symbol == "lamp");
  CHECK(defaultStyle(vectorSource("Point"), "", "ArbresAlign").symbol == "tree");
  CHECK(defaultStyle(vectorSource("LineString"), "", "FilaireVoies").lineWidthUnit == WidthUnit::Metres);
}

TEST_CASE("Areas let the ground show through and solids do not") {
  CHECK(defaultStyle(vectorSource("Polygon"), "", "x").fill.w < 0.5F);
  CHECK(defaultStyle(vectorSource("Polygon"), "", "communes").fill.w < 0.2F);
  CHECK(defaultStyle(vectorSource("3D PolyhedralSurface"), "", "x").placement == Placement::Absolute);
  CHECK(defaultStyle(vectorSource("3D PolyhedralSurface"), "", "x").fill.w == 1.0F);
}

TEST_CASE("Thousands of points get small symbols") {
  auto source = vectorSource("Point");
  const double few = defaultStyle(source, "", "x").symbolSize;
  source.layers[0].featureCount = 30000;
  CHECK(defaultStyle(source, "", "x").symbolSize < few);
}

TEST_CASE("Symbols of a crowd are too small for a shape, so that they are drawn as dots; few pins are large") {
  auto source = vectorSource("Point");
  source.layers[0].featureCount = 29969;
  CHECK(defaultStyle(source, "", "éclairage public").symbolSize < 7.0);
  source.layers[0].featureCount = 347;
  CHECK(defaultStyle(source, "", "vélo").symbol == "pin");
  CHECK(defaultStyle(source, "", "vélo").symbolSize > 12.0);
}

TEST_CASE("Boundaries stand out by their lines, other areas by their fill") {
  const auto boundaries = defaultStyle(vectorSource("Polygon"), "", "Quartiers");
  const auto woods = defaultStyle(vectorSource("Polygon"), "", "ZONE_DE_VEGETATION");
  CHECK(boundaries.lineWidth >= 2.0);
  CHECK(woods.lineWidth < 1.0);
  CHECK(woods.fill.w > boundaries.fill.w);
}

TEST_CASE("City models and extruded blocks look alike") {
  model::SourceDescription models;
  models.kind = model::SourceKind::Buildings;
  const auto city = defaultStyle(models, "", "centre");
  const auto blocks = defaultStyle(vectorSource("Polygon", {{"HAUTEUR", model::AttributeType::Real, "", ""}}), "", "x");
  CHECK(city.roof == blocks.roof);
  CHECK(city.fill == blocks.fill);
}

TEST_CASE("A short word counts only where it stands alone") {
  const auto water = defaultStyle(vectorSource("Polygon"), "", "Plans d'eau").fill;
  CHECK(defaultStyle(vectorSource("Polygon"), "", "bureaux").fill != water);
  CHECK(defaultStyle(vectorSource("Polygon"), "", "reseau_eau").fill == water);
}

TEST_CASE("Land use is told from the ground by its colour") {
  model::SourceDescription source;
  source.kind = model::SourceKind::Buildings;
  source.objects = {{"LandUse", 225}};
  const LayerStyle carpet = defaultStyle(source, "", "luse");
  source.objects = {{"Building", 10}, {"LandUse", 225}};
  const LayerStyle town = defaultStyle(source, "", "luse");
  CHECK(carpet.fill.y > carpet.fill.x);
  CHECK_FALSE(carpet.fill == town.fill);
}
