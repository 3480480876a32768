#include "engine/style/default_style.h"

#include <algorithm>
#include <array>

#include "engine/core/folded_text.h"

namespace belvedere::style {
namespace {

enum class Geometry { None, Point, Line, Area };

// What a word in a layer's name says about its looks. Words are without accents and in small letters.
struct Theme {
  std::string_view words;  // separated by blanks; each is looked for as a part of the name
  std::string_view colour;
  std::string_view symbol;
  double lineWidthMetres;     // 0: a width on the screen
  float fillOpacity = 0.35F;  // of areas
};

// Drawn to be seen between what they part, with hardly a fill.
constexpr Theme kBoundaries{"commune canton departement quartier limite boundary district zonage", "#7f5f8c", "circle",
                            0, 0.08F};
constexpr double kBoundaryPixels = 2.5;
constexpr double kOutlinePixels = 0.8;

constexpr std::array kThemes{
    Theme{"arbre tree veget vegetation plantation haie", "#5f9a4d", "tree", 0, 0.5F},
    Theme{"eclairage lamp candelabre lumineux streetlight light", "#f0a92c", "lamp", 0},
    Theme{"velo cycl bike", "#1f9e89", "pin", 2},
    Theme{"eau water hydro humide riviere river cours bassin flood inond", "#5aa5d6", "circle", 3, 0.6F},
    Theme{"assain sewer egout", "#8a6a4f", "square", 0},
    Theme{"sport stade stadium gymnase", "#5fa783", "circle", 0, 0.6F},
    Theme{"vert green park parc jardin foret forest bois", "#8fbf73", "tree", 0, 0.6F},
    Theme{"parking stationnement horodateur", "#3f6fb5", "square", 0},
    Theme{"rail ferre tram train", "#6b5b73", "square", 2},
    Theme{"voie route rue road street troncon chemin", "#a29b91", "circle", 5},
    Theme{"recycl dechet waste container mineris", "#3c8d5a", "pin", 0},
    Theme{"ecole school creche nursery college lycee", "#c8553d", "pin", 0},
    Theme{"camera air capteur sensor station mesure", "#7a4fa3", "diamond", 0},
    Theme{"activite commerc industr zae", "#a98cb3", "circle", 0, 0.3F},
    Theme{"cimetiere cemetery", "#93a08a", "circle", 0, 0.6F},
    Theme{"parcel cadastr", "#9c8f7a", "circle", 0},
    Theme{"batiment bati building construction", "#c9b29d", "square", 0, 0.9F},
    kBoundaries};

// Told apart from one another and from the ground, for names that say nothing.
constexpr std::array<std::string_view, 8> kPalette{"#2f6fb3", "#c8553d", "#3c8d5a", "#7a4fa3",
                                                   "#d18f1f", "#1f9e89", "#a83f6f", "#6b705c"};

constexpr std::array<std::string_view, 8> kHeightNames{
    "hauteur", "height", "measuredheight", "building:height", "haut_bat", "hauteur_moyenne", "h_moy", "relh2"};

// So many points that their symbols would hide the ground: as dots they stay a pattern that can be read.
constexpr std::size_t kManyPoints = 10000;
constexpr double kCrowdSymbolPixels = 5.5;
constexpr double kPinPixels = 16.0;  // a pin is read by its eye

constexpr std::string_view kWallColour = "#ece6da";
constexpr std::string_view kRoofColour = "#d39c87";
constexpr std::string_view kLandUseColour = "#a9bf8c";
constexpr double kCloudPointPixels = 3.0;

bool isLetter(char c) { return c >= 'a' && c <= 'z'; }

// Short words stand alone ("eau", but not in "bureau"); longer ones may be a part of another ("PistesCyclables").
bool hasWord(std::string_view text, std::string_view word) {
  constexpr std::size_t kShort = 3;
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool isAlone = (at == 0 || !isLetter(text[at - 1])) && (end == text.size() || !isLetter(text[end]));
    if (isAlone || word.size() > kShort) {
      return true;
    }
  }
  return false;
}

bool hasOneOf(std::string_view text, std::string_view words) {
  while (!words.empty()) {
    const auto blank = std::min(words.find(' '), words.size());
    if (hasWord(text, words.substr(0, blank))) {
      return true;
    }
    words.remove_prefix(std::min(blank + 1, words.size()));
  }
  return false;
}

const Theme* themeOf(std::string_view foldedName) {
  const auto found = std::find_if(kThemes.begin(), kThemes.end(),
                                  [&](const Theme& theme) { return hasOneOf(foldedName, theme.words); });
  return found == kThemes.end() ? nullptr : &*found;
}

// FNV-1a: the same name gets the same colour everywhere.
std::string_view paletteColour(std::string_view name) {
  std::uint32_t hash = 2166136261U;
  for (const char c : name) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  }
  return kPalette[hash % kPalette.size()];
}

Geometry geometryOf(std::string_view name) {
  for (const auto& [word, geometry] :
       {std::pair{"Point", Geometry::Point}, std::pair{"Line", Geometry::Line}, std::pair{"Curve", Geometry::Line},
        std::pair{"Polygon", Geometry::Area}, std::pair{"Surface", Geometry::Area}, std::pair{"TIN", Geometry::Area}}) {
    if (name.find(word) != std::string_view::npos) {
      return geometry;
    }
  }
  return Geometry::None;
}

bool isSolidGeometry(const model::SourceLayer& layer, std::string_view format) {
  return layer.geometry.find("TIN") != std::string::npos || layer.geometry.find("Polyhedral") != std::string::npos ||
         (format == "DXF" && layer.geometry.starts_with("3D"));
}

std::string heightAttributeOf(const model::SourceLayer& layer) {
  for (const std::string_view name : kHeightNames) {
    for (const model::AttributeColumn& column : layer.columns) {
      if (foldedText(column.name) == name && column.type != model::AttributeType::Boolean) {
        return column.name;
      }
    }
  }
  return {};
}

Colour colour(std::string_view text) { return colourFromText(text).value_or(Colour(0.5F, 0.5F, 0.5F, 1.0F)); }

Colour withOpacity(Colour base, float opacity) {
  base.w = opacity;
  return base;
}

Colour darker(const Colour& base) { return {base.x * 0.8F, base.y * 0.8F, base.z * 0.8F, base.w}; }

// City models and blocks stand beside one another, so they look alike.
void styleBuildings(LayerStyle& style) {
  style.fill = colour(kWallColour);
  style.roof = colour(kRoofColour);
}

void styleBlocks(LayerStyle& style, std::string heightAttribute) {
  style.placement = Placement::Extrude;
  style.heightAttribute = std::move(heightAttribute);
  styleBuildings(style);
}

bool isBoundary(const Theme* theme) { return theme != nullptr && theme->words == kBoundaries.words; }

double symbolPixels(const LayerStyle& style, std::size_t points) {
  if (points > kManyPoints) {
    return kCrowdSymbolPixels;
  }
  return style.symbol == "pin" ? kPinPixels : style.symbolSize;
}

void styleVector(LayerStyle& style, const model::SourceDescription& source, std::string_view sourceLayer,
                 std::string_view layerName) {
  std::string words = foldedText(layerName) + ' ' + foldedText(sourceLayer);
  const Theme* theme = themeOf(words);
  const Colour base = colour(theme != nullptr ? theme->colour : paletteColour(words));
  style.symbolColour = base;
  style.fill = withOpacity(base, theme != nullptr ? theme->fillOpacity : 0.35F);
  style.line = darker(base);
  if (theme != nullptr) {
    style.symbol = theme->symbol;
  }
  bool hasAreas = false;
  std::size_t points = 0;
  for (const model::SourceLayer& layer : source.layers) {
    if (!sourceLayer.empty() && layer.name != sourceLayer) {
      continue;
    }
    const Geometry geometry = geometryOf(layer.geometry);
    hasAreas = hasAreas || geometry == Geometry::Area;
    points += geometry == Geometry::Point ? layer.featureCount : 0;
    if (isSolidGeometry(layer, source.format)) {
      style.placement = Placement::Absolute;
      style.fill = base;
    } else if (std::string height = heightAttributeOf(layer); geometry == Geometry::Area && !height.empty()) {
      styleBlocks(style, std::move(height));
    }
  }
  style.symbolSize = symbolPixels(style, points);
  if (hasAreas || isBoundary(theme)) {
    style.lineWidth = isBoundary(theme) ? kBoundaryPixels : kOutlinePixels;
  } else if (theme != nullptr && theme->lineWidthMetres > 0.0) {
    style.line = base;
    style.lineWidth = theme->lineWidthMetres;
    style.lineWidthUnit = WidthUnit::Metres;
  } else {
    style.line = base;
    style.lineWidth = 2.0;
  }
}

// Measured colours where there are any, else the classes where somebody has told them apart, else heights.
void styleCloud(LayerStyle& style, const model::PointCloudSummary& cloud) {
  style.pointColour = cloud.hasColours           ? PointColour::Rgb
                      : cloud.classes.size() > 1 ? PointColour::Class
                                                 : PointColour::Height;
}

}  // namespace

LayerStyle defaultStyle(const model::SourceDescription& source, std::string_view sourceLayer,
                        std::string_view layerName) {
  LayerStyle style;
  if (source.kind == model::SourceKind::Terrain) {
    style.isRampByHeight = true;
  } else if (source.kind == model::SourceKind::Vector) {
    styleVector(style, source, sourceLayer, layerName);
  } else if (source.kind == model::SourceKind::Buildings) {
    styleBuildings(style);
    if (source.objects.size() == 1 && source.objects.begin()->first == "LandUse") {
      style.fill = style.roof = colour(kLandUseColour);  // a carpet that is told from the board it lies on
    }
  } else if (source.kind == model::SourceKind::Tiles3d || source.kind == model::SourceKind::Model) {
    style.placement = Placement::Absolute;  // their points and lines have heights of their own
    style.symbol = "square";
    style.symbolSize = kCloudPointPixels;
  } else if (source.kind == model::SourceKind::PointCloud && source.cloud) {
    styleCloud(style, *source.cloud);
  }
  return style;
}

}  // namespace belvedere::style
