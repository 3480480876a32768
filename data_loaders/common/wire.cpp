#include "data_loaders/common/detail/wire.h"

#include <algorithm>

#include "data_loaders/common/limits.h"

namespace belvedere::loaders {
namespace {

bool isSideSound(int side) { return side >= 1 && side <= limits::kRequestSidePixels; }

std::size_t area(int width, int height) { return static_cast<std::size_t>(width) * static_cast<std::size_t>(height); }

}  // namespace

bool isSound(const Diagnostics& diagnostics) {
  const auto& items = diagnostics.items();
  return std::all_of(items.begin(), items.end(),
                     [](const Diagnostic& d) { return d.severity >= Severity::Info && d.severity <= Severity::Error; });
}

bool isSound(const geo::Bounds2& bounds) {
  return bounds.isEmpty() || (std::isfinite(bounds.min.x) && std::isfinite(bounds.min.y) &&
                              std::isfinite(bounds.max.x) && std::isfinite(bounds.max.y));
}

bool isSound(const model::SourceDescription& description) {
  const bool areColumnsSound =
      std::all_of(description.layers.begin(), description.layers.end(), [](const model::SourceLayer& layer) {
        return std::all_of(layer.columns.begin(), layer.columns.end(),
                           [](const auto& column) { return column.type <= model::AttributeType::DateTime; });
      });
  return areColumnsSound && description.kind >= model::SourceKind::Terrain &&
         description.kind <= model::SourceKind::Sensors && isSound(description.extent) &&
         isSound(description.diagnostics);
}

bool isSound(const model::HeightGrid& grid) {
  return isSideSound(grid.width) && isSideSound(grid.height) && grid.metres.size() == area(grid.width, grid.height);
}

bool isSound(const Image& image) {
  return isSideSound(image.width) && isSideSound(image.height) && image.channels == 4 &&
         image.pixels.size() == area(image.width, image.height) * 4;
}

}  // namespace belvedere::loaders
