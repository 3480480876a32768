#include "data_loaders/cityjson/detail/appearance.h"

#include <algorithm>

#include "data_loaders/cityjson/detail/json_text.h"
#include "data_loaders/cityjson/detail/messages.h"
#include "data_loaders/cityjson/detail/vertices.h"

namespace belvedere::loaders::cityjson {
namespace {

std::optional<std::array<float, 4>> colourOf(std::string_view material) {
  std::optional<std::array<float, 4>> colour;
  double opacity = 1.0;
  JsonCursor cursor(material);
  cursor.enterObject();
  std::string_view key;
  std::string_view value;
  while (cursor.nextKey(key) && cursor.takeValue(value)) {
    if (key == "diffuseColor") {
      const std::vector<double> rgb = parseNumbers(value);
      const bool isColour = rgb.size() >= 3 &&
                            std::all_of(rgb.begin(), rgb.end(), [](double part) { return part >= 0.0 && part <= 1.0; });
      if (isColour) {
        colour = {static_cast<float>(rgb[0]), static_cast<float>(rgb[1]), static_cast<float>(rgb[2]), 1.0F};
      }
    } else if (key == "transparency") {
      opacity = 1.0 - std::clamp(numberOf(value).value_or(0.0), 0.0, 1.0);
    }
  }
  if (colour) {
    (*colour)[3] = static_cast<float>(opacity);
  }
  return colour;
}

TextureText textureOf(std::string_view text) {
  TextureText texture;
  JsonCursor cursor(text);
  cursor.enterObject();
  std::string_view key;
  std::string_view value;
  while (cursor.nextKey(key) && cursor.takeValue(value)) {
    if (key == "image") {
      texture.image = decodeString(value).value_or(std::string());
    } else if (key == "wrapMode") {
      texture.isRepeated = value != R"("none")" && value != R"("clamp")" && value != R"("border")";
    }
  }
  return texture;
}

/// Calls `add` for each element; false where the text is no sound array.
template <class Add>
bool forEachElement(std::string_view array, Add add) {
  JsonCursor cursor(array);
  cursor.enterArray();
  std::string_view value;
  while (cursor.nextElement() && cursor.takeValue(value)) {
    add(value);
  }
  return cursor.isGood();
}

}  // namespace

Appearance Appearance::parse(std::string_view text, Diagnostics& diagnostics) {
  Appearance appearance;
  bool isSound = true;
  JsonCursor cursor(text);
  cursor.enterObject();
  std::string_view key;
  std::string_view value;
  while (cursor.nextKey(key) && cursor.takeValue(value)) {
    if (key == "materials") {
      isSound &= forEachElement(value, [&](std::string_view item) { appearance.colours.push_back(colourOf(item)); });
    } else if (key == "textures") {
      isSound &= forEachElement(value, [&](std::string_view item) { appearance.textures.push_back(textureOf(item)); });
    } else if (key == "vertices-texture") {
      isSound &= parseTextureVertices(value, appearance.texcoords) == 0;
    } else if (key == "default-theme-texture") {
      appearance.defaultTextureTheme = decodeString(value).value_or(std::string());
    } else if (key == "default-theme-material") {
      appearance.defaultMaterialTheme = decodeString(value).value_or(std::string());
    }
  }
  if (!isSound || !cursor.isGood()) {
    diagnostics.add(Severity::Warning, kAppearanceMalformed, "appearance");
  }
  return appearance;
}

}  // namespace belvedere::loaders::cityjson
