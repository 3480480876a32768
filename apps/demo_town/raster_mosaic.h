#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>

#include "apps/demo_town/landscape.h"
#include "engine/core/result.h"

namespace belvedere::demo {

/// Writes a large raster piece by piece, then turns it into a Cloud Optimized GeoTIFF with overviews. At no time is
/// more than a cache of it in memory. One thread.
class RasterMosaic {
 public:
  enum class Kind { Relief, Orthophoto };
  /// `northWest` corner and pixel size in the territory's CRS.
  static Result<RasterMosaic> create(const std::filesystem::path& scratch, Kind kind, int width, int height,
                                     Vec2 northWest, double pixelMetres);
  RasterMosaic(RasterMosaic&&) noexcept;
  RasterMosaic& operator=(RasterMosaic&&) noexcept;
  ~RasterMosaic();

  /// Heights row by row from the north.
  Status writeHeights(int left, int top, int width, int height, const std::vector<float>& metres);
  /// Red, green and blue interleaved, row by row from the north.
  Status writeColours(int left, int top, int width, int height, const std::vector<std::uint8_t>& rgb);

  /// Writes the final file; `step` hears how far it is, 0 to 1. The scratch file is removed.
  Status finish(const std::filesystem::path& target, const std::stop_token& stop,
                const std::function<void(double)>& step);

 private:
  struct Impl;
  explicit RasterMosaic(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace belvedere::demo
