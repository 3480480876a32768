#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "engine/core/image.h"
#include "engine/core/result.h"

namespace belvedere::capture {

/// Where an orthographic picture lies on the map: north up, square pixels.
struct Georeference {
  double west = 0.0;   ///< map coordinate of the left edge
  double north = 0.0;  ///< map coordinate of the top edge
  double metresPerPixel = 1.0;
  std::string crsWkt;  ///< of the map, WKT 2 as geo::Crs::wkt gives it
};

/// Writes a picture whose format the file's extension names: .png (RGB, or RGBA where it has alpha), .jpg/.jpeg
/// (quality 92; alpha is laid on white), .tif/.tiff (DEFLATE, tiled by strips of rows). Rows are encoded one by one, so
/// that a picture of 16384 x 16384 is never in memory twice. The file appears whole or not at all. With a
/// georeference, a world file (.pgw, .jgw, .tfw), a .prj and a .aux.xml (GDAL) stand beside it. Any thread.
/// Fails with InvalidArgument (keys "picture-format", "picture-empty") or Io (key "picture-not-written").
Status writeImage(const Image& image, const std::filesystem::path& file,
                  const std::optional<Georeference>& georeference = std::nullopt);

/// The world file's six lines: pixel size, rotations, and the centre of the top left pixel.
std::string worldFileText(const Georeference& georeference);

/// The world file that belongs to a picture: "map.png" has "map.pgw".
std::filesystem::path worldFilePath(const std::filesystem::path& file);

}  // namespace belvedere::capture
