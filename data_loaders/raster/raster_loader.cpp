#include "data_loaders/raster/raster_loader.h"

#include <algorithm>
#include <array>

#include "data_loaders/raster/detail/raster_source_gdal.h"
#include "data_loaders/raster/detail/tiff_head.h"

namespace belvedere::loaders::raster {
namespace {

using model::SourceKind;

bool isIn(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// ArcInfo ASCII grid: its header begins with the number of columns or rows.
bool isAsciiGrid(std::string_view text) {
  std::string word(text.substr(0, 5));
  std::transform(word.begin(), word.end(), word.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return word == "ncols" || word == "nrows";
}

/// The number at offset 68 of a SQLite file says whose it is (https://www.sqlite.org/fileformat.html).
bool isMbtiles(const FileHead& head) {
  return std::string_view(head.bytes).starts_with("SQLite format 3") &&
         (head.extension() == ".mbtiles" || std::string_view(head.bytes).substr(68, 4) == "MPBX");
}

SourceKind vrtKind(std::string_view text) {
  const auto band = text.find("<VRTRasterBand");
  if (band == std::string_view::npos || isIn(text.substr(band + 1), "<VRTRasterBand") || isIn(text, "<ColorTable")) {
    return SourceKind::Imagery;
  }
  const std::string_view element = text.substr(band, text.substr(band).find('>'));
  return isIn(element, "\"Byte\"") ? SourceKind::Imagery : SourceKind::Terrain;
}

std::optional<Recognition> recognise(const FileHead& head) {
  using namespace std::string_view_literals;
  const std::string_view bytes = head.bytes;
  const std::string_view text = head.text();
  if (isTiff(bytes)) {
    return Recognition{holdsHeights(bytes) ? SourceKind::Terrain : SourceKind::Imagery, "GTiff"};
  }
  if (text.starts_with("<") && isIn(text.substr(0, 1024), "<VRTDataset")) {
    Recognition vrt{vrtKind(text), "VRT"};
    vrt.reach = Reach::FolderTree;
    return vrt;
  }
  if (isAsciiGrid(text)) {
    return Recognition{SourceKind::Terrain, "AAIGrid"};
  }
  if (bytes.starts_with("\x89PNG\r\n\x1A\n"sv)) {
    return Recognition{SourceKind::Imagery, "PNG"};
  }
  if (bytes.starts_with("\xFF\xD8\xFF"sv)) {
    return Recognition{SourceKind::Imagery, "JPEG"};
  }
  if (isMbtiles(head)) {
    return Recognition{SourceKind::Imagery, "MBTiles"};
  }
  return std::nullopt;
}

Result<model::OpenedSource> open(const model::SourceRequest& request, const ReaderContext& context) {
  auto source = openRasterSource(request, context);
  return source ? Result<model::OpenedSource>(std::move(*source)) : tl::unexpected(std::move(source.error()));
}

}  // namespace

Loader makeLoader() { return {"raster", recognise, open}; }

}  // namespace belvedere::loaders::raster
