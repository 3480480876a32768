#pragma once

#include <filesystem>
#include <glm/vec3.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/diagnostics.h"
#include "engine/core/result.h"
#include "engine/geo/coordinate_correction.h"
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
  std::vector<std::string> sources;  ///< relative to the territory's folder, or absolute outside it
  std::string sourceLayer;           ///< a layer within the source; empty for all
  std::string crs;                   ///< of the source, as the user states it: prevails over what the source declares
  geo::CoordinateCorrection correction;
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
  std::string unknownKeys;  ///< as in Layer
};

/// A territory document: what territory.json holds (docs/schema/territory.schema.json). A plain value; layers are drawn
/// and listed in order, the first lowest.
struct Territory {
  static constexpr int kVersion = 1;
  int version = kVersion;  ///< of the file; a newer one stays when it is saved
  std::string name;
  std::string crs = "EPSG:2154+5720";
  std::string timeZone = "Europe/Paris";
  std::vector<Layer> layers;
  std::vector<Bookmark> bookmarks;
  std::string unknownKeys;

  const Layer* findLayer(std::string_view id) const;
  Layer* findLayer(std::string_view id);
};

/// Whether a layer may have this id: 1 to 100 letters, digits, '-' and '_'.
bool isLayerId(std::string_view id);

/// Parses and validates; never touches a source. Messages name key, value, what is expected and the nearest known name.
/// Unknown keys are kept and reported in `diagnostics`, as is a version newer than ours; a wrong value, a duplicate key
/// or a number that is none fails with InvalidData, too many levels or values with LimitExceeded.
Result<Territory> territoryFromJson(std::string_view json, Diagnostics& diagnostics);
/// Readable JSON; settings that have their default are left out.
std::string territoryToJson(const Territory& territory);

/// A territory as it was read from disk.
struct LoadedTerritory {
  Territory territory;
  std::filesystem::path file;    ///< absolute
  std::filesystem::path folder;  ///< of the file; relative sources start here
  Diagnostics diagnostics;
  std::string fileText;  ///< the file as it was read, to see whether somebody else has changed it since
};
/// Reads DIR/territory.json, or the file itself. Fails with NotFound, Io, InvalidData or LimitExceeded.
Result<LoadedTerritory> loadTerritory(const std::filesystem::path& path);

/// Writes DIR/territory.json, or the file itself, at once or not at all (temporary file, fsync, rename, fsync of the
/// folder).
Status saveTerritory(const Territory& territory, const std::filesystem::path& path);

/// Sets one KEY=VALUE of a layer ("style.fill=#d0c8b0", "opacity=0.5", "governance.licence=LO 2.0"), as the command
/// line's `set` does; an empty value goes back to the default. Fails with InvalidArgument and the nearest known key.
Status setLayerValue(Layer& layer, std::string_view key, std::string_view value);

}  // namespace belvedere::scene
