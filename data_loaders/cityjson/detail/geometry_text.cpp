#include "data_loaders/cityjson/detail/geometry_text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace belvedere::loaders::cityjson {
namespace {

struct TypeName {
  std::string_view json;  ///< with its quotes
  GeometryType type;
  int depth;
};
constexpr std::array<TypeName, 8> kTypes{{{R"("MultiPoint")", GeometryType::MultiPoint, 1},
                                          {R"("MultiLineString")", GeometryType::MultiLineString, 2},
                                          {R"("MultiSurface")", GeometryType::MultiSurface, 3},
                                          {R"("CompositeSurface")", GeometryType::CompositeSurface, 3},
                                          {R"("Solid")", GeometryType::Solid, 4},
                                          {R"("MultiSolid")", GeometryType::MultiSolid, 5},
                                          {R"("CompositeSolid")", GeometryType::CompositeSolid, 5},
                                          {R"("GeometryInstance")", GeometryType::GeometryInstance, 1}}};

GeometryType typeOf(std::string_view json) {
  const auto* found = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeName& t) { return t.json == json; });
  return found == kTypes.end() ? GeometryType::Unknown : found->type;
}

}  // namespace

int boundariesDepth(GeometryType type) {
  const auto* found = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeName& t) { return t.type == type; });
  return found == kTypes.end() ? 0 : found->depth;
}

bool GeometryText::hasBoundaries() const {
  return std::any_of(boundaries.begin(), boundaries.end(), [](char c) { return c >= '0' && c <= '9'; });
}

GeometryText cutGeometry(JsonCursor& cursor) {
  GeometryText geometry;
  cursor.enterObject();
  std::string_view key;
  std::string_view value;
  while (cursor.nextKey(key) && cursor.takeValue(value)) {
    if (key == "type") {
      geometry.type = typeOf(value);
    } else if (key == "lod") {
      geometry.lod = lodOfValue(value);
    } else if (key == "boundaries") {
      geometry.boundaries = value;
    } else if (key == "semantics") {
      geometry.semantics = value;
    } else if (key == "material") {
      geometry.material = value;
    } else if (key == "texture") {
      geometry.texture = value;
    } else if (key == "template") {
      geometry.templateIndex = value;
    } else if (key == "transformationMatrix") {
      geometry.matrix = value;
    }
  }
  return geometry;
}

}  // namespace belvedere::loaders::cityjson
