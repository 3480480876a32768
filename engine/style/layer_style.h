#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/style/colour.h"
#include "engine/style/setting.h"

namespace belvedere::style {

enum class WidthUnit { Pixels, Metres };

/// How planar geometry meets the relief.
enum class Placement {
  Drape,    ///< laid on the relief (points stand on it)
  Extrude,  ///< polygons become blocks from the ground up by a height
  Absolute  ///< drawn at the heights that the source gives
};

/// What the points of a cloud are coloured by.
enum class PointColour {
  Rgb,       ///< the colours that were measured
  Class,     ///< ground, vegetation, buildings, … (engine/model/point_classes.h)
  Height,    ///< a ramp over the heights of the cloud
  Intensity  ///< of the return, from dark to light
};

/// The names of an enum's values in JSON and on the command line, in order.
std::span<const std::string_view> choiceNames(WidthUnit);
std::span<const std::string_view> choiceNames(Placement);
std::span<const std::string_view> choiceNames(PointColour);

/// How one layer looks; defaults give a legible picture without any setting. Read from and written to the territory's
/// JSON by engine/style, described in docs/schema/territory.schema.json.
struct LayerStyle {
  Colour fill{0.90F, 0.88F, 0.84F, 1.0F};
  Colour roof{0.80F, 0.50F, 0.40F, 1.0F};  ///< roofs of city models and of extruded blocks
  Colour line{0.20F, 0.22F, 0.25F, 1.0F};
  double lineWidth = 1.5;  ///< in lineWidthUnit; 0 draws no line
  WidthUnit lineWidthUnit = WidthUnit::Pixels;
  Colour symbolColour{0.15F, 0.45F, 0.85F, 1.0F};
  std::string symbol = "circle";  ///< circle, square, diamond, triangle, pin, tree, lamp
  double symbolSize = 10.0;       ///< pixels
  Placement placement = Placement::Drape;
  std::string heightAttribute;              ///< extrusion height in metres
  double heightConstant = 0.0;              ///< used where the attribute is absent; 0 with an attribute: leave flat
  std::string baseAttribute = "Z_MIN_SOL";  ///< ground height used outside the relief
  bool isRampByHeight = false;              ///< relief: colour by height where there is no imagery
  bool usesTextures = true;
  PointColour pointColour = PointColour::Rgb;  ///< point clouds
  double pointSize = 1.0;                      ///< over the size at which surfaces look closed
  friend bool operator==(const LayerStyle&, const LayerStyle&) = default;
};

/// Every key of "style" in a layer, in the order in which it is written.
std::span<const Setting<LayerStyle>> layerStyleSettings();

/// One row per feature of a layer, as the GPU reads it.
struct StyleRow {
  std::uint8_t red = 255, green = 255, blue = 255, alpha = 255;
};

}  // namespace belvedere::style
