#pragma once

#include <glm/mat4x4.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data_loaders/gltf/feature_table.h"
#include "data_loaders/gltf/json_document.h"
#include "data_loaders/gltf/resource_files.h"
#include "data_loaders/gltf/upright.h"
#include "engine/core/diagnostics.h"

namespace belvedere::loaders::tiles3d {

/// One tileset.json, kept while its tiles are walked. Immutable.
class TilesetFile {
 public:
  /// `parent` is the tileset that names it. Fails with InvalidData ("tiles3d-not-a-tileset", "json-broken"),
  /// Unsupported ("tiles3d-version"), or as ResourceFiles::read does.
  static Result<std::shared_ptr<const TilesetFile>> open(const gltf::ResourceFiles& files, const std::string& name,
                                                         std::shared_ptr<const TilesetFile> parent,
                                                         Diagnostics& diagnostics);

  const std::string& name() const { return name_; }
  gltf::JsonValue root() const { return json_.root()["root"]; }
  std::string version() const { return std::string(json_.root()["asset"]["version"].textOrEmpty()); }
  gltf::UpAxis upAxis() const;
  /// Tables of what is said of the tile, the content and the content's group.
  std::shared_ptr<const std::vector<gltf::FeatureTable>> metadata(const gltf::JsonValue& tile,
                                                                  const gltf::JsonValue& content) const;
  /// Whether it, or a tileset that leads to it, is that file.
  bool isWithin(const std::string& name) const;
  int depth() const { return depth_; }

 private:
  TilesetFile(gltf::JsonDocument json, std::string name, std::shared_ptr<const TilesetFile> parent)
      : json_(std::move(json)),
        name_(std::move(name)),
        parent_(std::move(parent)),
        depth_(parent_ ? parent_->depth_ + 1 : 0) {}
  void readSchema(const gltf::ResourceFiles& files, Diagnostics& diagnostics);
  gltf::JsonValue schema() const { return schemaFile_ ? schemaFile_->root() : json_.root()["schema"]; }

  gltf::JsonDocument json_;
  std::optional<gltf::JsonDocument> schemaFile_;
  std::string name_;
  std::shared_ptr<const TilesetFile> parent_;
  int depth_;
};

/// A tile's own transform, column by column; the identity where there is none.
glm::dmat4 tileTransform(const gltf::JsonValue& tile);
/// The contents of a tile, however its version writes them.
std::vector<gltf::JsonValue> contentsOf(const gltf::JsonValue& tile);
/// The URI of a content ("uri", "url" in old tilesets); empty where there is none.
std::string_view uriOf(const gltf::JsonValue& content);
/// The member that divides a tile implicitly, or a missing value.
gltf::JsonValue implicitTilingOf(const gltf::JsonValue& tile);

}  // namespace belvedere::loaders::tiles3d
