#include "data_loaders/citygml/georeferenced_texture.h"

#include <algorithm>
#include <string>

#include "data_loaders/citygml/document.h"
#include "data_loaders/citygml/image_size.h"
#include "data_loaders/citygml/numbers.h"

namespace belvedere::loaders::citygml {
namespace {

// Column and row of a pixel to a place: x = xColumn * column + xRow * row + x0, and y in the same way.
struct PixelToWorld {
  double xColumn = 0, xRow = 0, yColumn = 0, yRow = 0, x0 = 0, y0 = 0;
};

std::optional<std::filesystem::path> pathBelow(const std::filesystem::path& folder, std::string_view uri) {
  const std::filesystem::path relative{std::string(uri)};
  const bool climbs = std::any_of(relative.begin(), relative.end(), [](const auto& part) { return part == ".."; });
  if (relative.empty() || relative.is_absolute() || climbs || uri.find(':') != std::string_view::npos) {
    return std::nullopt;
  }
  return folder / relative;
}

// "photo.jpg" may have photo.jgw, photo.jpgw or photo.wld.
std::optional<PixelToWorld> readWorldFile(const std::filesystem::path& picture) {
  const std::string extension = picture.extension().string();
  std::vector<std::string> candidates = {".wld", extension + "w"};
  if (extension.size() >= 4) {
    candidates.push_back(std::string{'.', extension[1], extension.back(), 'w'});
  }
  for (const std::string& candidate : candidates) {
    std::filesystem::path path = picture;
    const auto file = MappedFile::open(path.replace_extension(candidate));
    constexpr std::size_t kMostBytes = 4096;
    if (!file || file->text().size() > kMostBytes) {
      continue;
    }
    std::array<double, 6> values{};
    const char* at = file->text().data();
    const char* const end = at + file->text().size();
    if (std::all_of(values.begin(), values.end(), [&](double& value) { return nextNumber(at, end, value); })) {
      return PixelToWorld{values[0], values[2], values[1], values[3], values[4], values[5]};
    }
  }
  return std::nullopt;
}

std::optional<WorldToTexture> generatorOf(const RawTexture& texture, const std::filesystem::path& folder) {
  const auto path = pathBelow(folder, trimmedXml(texture.uri));
  const auto picture = path ? MappedFile::open(*path) : tl::unexpected(Error());
  const auto size = picture ? readImageSize(picture->text()) : std::nullopt;
  if (!size) {
    return std::nullopt;
  }
  std::optional<PixelToWorld> placed;
  if (texture.hasPlacement) {
    const auto& o = texture.orientation;
    placed = PixelToWorld{o[0], o[1], o[2], o[3], texture.reference[0], texture.reference[1]};
  } else {
    placed = readWorldFile(*path);
  }
  const double determinant = placed ? placed->xColumn * placed->yRow - placed->xRow * placed->yColumn : 0.0;
  if (!(determinant != 0.0)) {
    return std::nullopt;
  }
  const double columnX = placed->yRow / determinant;
  const double columnY = -placed->xRow / determinant;
  const double rowX = -placed->yColumn / determinant;
  const double rowY = placed->xColumn / determinant;
  const double w = size->width;
  const double h = size->height;
  const double column0 = 0.5 - columnX * placed->x0 - columnY * placed->y0;  // placements mean pixel centres
  const double row0 = 0.5 - rowX * placed->x0 - rowY * placed->y0;
  return WorldToTexture{columnX / w, columnY / w,    0.0, column0 / w, -rowX / h, -rowY / h,
                        0.0,         1.0 - row0 / h, 0.0, 0.0,         0.0,       1.0};
}

}  // namespace

void placeGeoreferencedTextures(AppearanceData& data, const std::filesystem::path& folder) {
  for (std::uint32_t i = 0; i < data.textures.size(); ++i) {
    if (!data.textures[i].isGeoreferenced) {
      continue;
    }
    const auto generator = generatorOf(data.textures[i], folder);
    data.unreadable += generator ? 0U : 1U;
    if (generator) {
      data.generators.push_back(*generator);
    }
    for (RawTarget& target : data.targets) {
      if (generator && target.texture == i) {
        target.generator = static_cast<std::uint32_t>(data.generators.size() - 1);
      }
    }
  }
}

}  // namespace belvedere::loaders::citygml
