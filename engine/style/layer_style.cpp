#include "engine/style/layer_style.h"

#include <array>

namespace belvedere::style {
namespace {

constexpr std::array<std::string_view, 2> kWidthUnits{"pixels", "metres"};
constexpr std::array<std::string_view, 3> kPlacements{"drape", "extrude", "absolute"};
constexpr std::array<std::string_view, 4> kPointColours{"rgb", "class", "height", "intensity"};
constexpr std::array<std::string_view, 7> kSymbols{"circle", "square", "diamond", "triangle", "pin", "tree", "lamp"};

}  // namespace

std::span<const std::string_view> choiceNames(WidthUnit) { return kWidthUnits; }
std::span<const std::string_view> choiceNames(Placement) { return kPlacements; }
std::span<const std::string_view> choiceNames(PointColour) { return kPointColours; }

std::span<const Setting<LayerStyle>> layerStyleSettings() {
  static const std::array kSettings{
      memberSetting<&LayerStyle::fill>({"fill", N_("Colour of areas and of walls, and of bare relief.")}),
      memberSetting<&LayerStyle::roof>({"roof", N_("Colour of roofs: city models and extruded blocks.")}),
      memberSetting<&LayerStyle::line>({"line", N_("Colour of lines and of the outlines of areas.")}),
      memberSetting<&LayerStyle::lineWidth>(
          {"lineWidth", N_("Width of lines in lineWidthUnit; 0 draws none."), "", 0, 1000}),
      memberSetting<&LayerStyle::lineWidthUnit>(
          {"lineWidthUnit", N_("Whether a width is on the screen or the ground.")}),
      memberSetting<&LayerStyle::symbolColour>({"symbolColour", N_("Colour of the symbols of points.")}),
      memberSetting<&LayerStyle::symbol>({"symbol", N_("Shape that stands for a point."), "", 0, 0, kSymbols}),
      memberSetting<&LayerStyle::symbolSize>({"symbolSize", N_("Height of a symbol."), "px", 1, 200}),
      memberSetting<&LayerStyle::placement>(
          {"placement", N_("Laid on the relief, raised as blocks, or drawn at the heights in the source.")}),
      memberSetting<&LayerStyle::heightAttribute>(
          {"heightAttribute", N_("Attribute that holds the height of a block in metres.")}),
      memberSetting<&LayerStyle::heightConstant>(
          {"heightConstant", N_("Height of a block where the attribute is absent."), "m", 0, 10000}),
      memberSetting<&LayerStyle::baseAttribute>(
          {"baseAttribute", N_("Attribute that holds the height of the ground, used outside the relief.")}),
      memberSetting<&LayerStyle::isRampByHeight>(
          {"rampByHeight", N_("Colours relief by its height where no imagery lies on it.")}),
      memberSetting<&LayerStyle::usesTextures>({"textures", N_("Shows the pictures that a city model wears.")}),
      memberSetting<&LayerStyle::pointColour>(
          {"pointColour",
           N_("What the points of a cloud are coloured by: measured colour, class, height, intensity.")}),
      memberSetting<&LayerStyle::pointSize>(
          {"pointSize", N_("Size of a cloud's points over the one at which surfaces look closed."), "", 0.1, 10})};
  return kSettings;
}

}  // namespace belvedere::style
