#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/app/layer_files.h"

namespace belvedere::app {

/// A layer that is to be made of files that the user chose.
struct LayerWish {
  std::vector<std::filesystem::path> files;                   ///< several only for a raster
  std::string sourceLayer;                                    ///< one layer within the source; empty for all
  std::string crs;                                            ///< used where the source declares none
  std::optional<model::SourceKind> kind;                      ///< terrain or imagery, for a raster that could be both
  std::string id;                                             ///< empty: from the file's name, made unique
  std::vector<std::pair<std::string, std::string>> settings;  ///< as scene::setLayerValue takes them
};

/// The wanted id, or with a number after it where the territory has such a layer already.
std::string uniqueLayerId(const scene::Territory& territory, const std::string& wanted);

/// A layer with what its source holds.
struct MadeLayer {
  scene::Layer layer;
  model::SourceDescription description;
  geo::Bounds2 extent;  ///< in the territory's CRS; empty where the source has none
};

/// Reads the source and makes a layer of it: its kind sniffed, its id unique, its paths relative where near, and a
/// style that suits it. Fails with InvalidArgument for settings that cannot be, else as describeSource, checkSourceCrs
/// and extentIn do. Any thread.
Result<MadeLayer> makeLayer(const LayerWish& wish, const scene::Territory& territory,
                            const std::filesystem::path& folder, const model::SourceCatalog& catalog,
                            const std::stop_token& stop, const ProgressSink& progress);

}  // namespace belvedere::app
