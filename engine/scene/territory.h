#pragma once

#include <filesystem>
#include <glm/vec3.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/diagnostics.h"
#include "engine/core/result.h"
#include "engine/model/source.h"
#include "engine/scene/camera.h"
#include "engine/style/layer_style.h"

namespace belvedere::scene {

/// Who answers for a layer's data and what may be done with it. Empty text: not stated.
struct Governance {
  std::string status;  ///< public, general-interest, personal
  std::string licence;
  std::string attribution;
  std::string owner;
  std::string sourceDate;  ///< ISO 8601
  std::string legalBasis;
  std::string retention;
};

/// One layer of a territory as the file states it.
struct Layer {
  std::string id;    ///< unique in the territory: letters, digits, '-' and '_'
  std::string name;  ///< for people
  model::SourceKind kind = model::SourceKind::Vector;
  std::vector<std::string> sources;            ///< relative to the territory's folder, or absolute outside it
  std::string sourceLayer;                     ///< a layer within the source; empty for all
  std::string crs;                             ///< given by the user where the source declares none
  std::map<std::string, std::string> options;  ///< reader options: lod, theme, encoding
  bool isVisible = true;
  double opacity = 1.0;
  style::LayerStyle style;
  Governance governance;
  std::string unknownKeys;  ///< JSON of keys this version does not know; kept on save
};

/// A named camera.
struct Bookmark {
  std::string name;
  Camera camera;
};

/// A territory document: what territory.json holds (docs/schema/territory.schema.json). A plain value; layers are drawn
/// and listed in order, the first lowest.
struct Territory {
  static constexpr int kVersion = 1;
  std::string name;
  std::string crs = "EPSG:2154+5720";
  std::string timeZone = "Europe/Paris";
  std::vector<Layer> layers;
  std::vector<Bookmark> bookmarks;
  std::string unknownKeys;

  const Layer* findLayer(std::string_view id) const;
  Layer* findLayer(std::string_view id);
};

/// Parses and validates; never touches a source. Messages name key, value, what is expected and the nearest known name.
/// Unknown keys are kept and reported in `diagnostics`; a wrong value fails with InvalidData.
Result<Territory> territoryFromJson(std::string_view json, Diagnostics& diagnostics);
std::string territoryToJson(const Territory& territory);

/// Reads DIR/territory.json (or the file itself). `folder` is where relative sources start from.
struct LoadedTerritory {
  Territory territory;
  std::filesystem::path folder;
  Diagnostics diagnostics;
};
Result<LoadedTerritory> loadTerritory(const std::filesystem::path& path);

/// Writes DIR/territory.json at once or not at all (temporary file, fsync, rename, fsync of the folder).
Status saveTerritory(const Territory& territory, const std::filesystem::path& folder);

/// Sets one KEY=VALUE of a layer ("style.fill=#d0c8b0", "opacity=0.5", "governance.licence=LO 2.0"), as the command
/// line's `set` does. Fails with InvalidArgument and the nearest known key.
Status setLayerValue(Layer& layer, std::string_view key, std::string_view value);

}  // namespace belvedere::scene
