#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

#include "engine/core/progress.h"
#include "engine/core/result.h"

namespace belvedere::demo {

/// What to generate. The same options give the same town: city models are identical byte by byte and rasters pixel by
/// pixel, whatever the locale and the number of processors.
struct DemoOptions {
  std::filesystem::path folder;        ///< becomes the territory's folder; absent, empty, or an earlier demo
  std::size_t buildings = 2000;        ///< 1 to kMaxBuildings
  std::uint64_t seed = 1;              ///< another seed, another town
  double orthophotoPixelMetres = 0.0;  ///< at least this; 0: as fine as the size allows, 0.4 m for a small town
};

constexpr std::size_t kMaxBuildings = 1'000'000;

/// What was written.
struct DemoSummary {
  std::filesystem::path territoryFile;
  std::string townName;
  std::size_t buildings = 0;     ///< exactly as asked for, both city models together
  std::size_t townCount = 0;     ///< grows with the number of buildings
  double sideEastMetres = 0.0;   ///< extent of the rasters
  double sideNorthMetres = 0.0;  ///< extent of the rasters
  double orthophotoPixelMetres = 0.0;
  double reliefPixelMetres = 0.0;
};

/// Writes a fictional small French town, with its relief, orthophoto, city models and municipal data, as a territory
/// that can be opened at once; in EPSG:2154+5720 somewhere in Lorraine. Towns are made one after the other, so that
/// memory stays bounded whatever the size. All is written beside the target folder and moved there at the end: a
/// failure or a stop leaves what was there before. A target folder that holds anything but an earlier demo is refused
/// (InvalidArgument); Io where the disk refuses, Cancelled on a stop. `progress` is called from the calling thread.
Result<DemoSummary> generateDemoTown(const DemoOptions& options, const ProgressSink& progress, std::stop_token stop);

}  // namespace belvedere::demo
