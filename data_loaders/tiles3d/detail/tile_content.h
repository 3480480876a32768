#pragma once

#include <glm/mat4x4.hpp>
#include <memory>
#include <string>
#include <vector>

#include "data_loaders/gltf/batch_writer.h"
#include "data_loaders/gltf/model.h"
#include "data_loaders/gltf/resource_files.h"
#include "data_loaders/gltf/upright.h"

namespace belvedere::loaders::tiles3d {

/// A content at its place.
struct TileContent {
  std::string name;           ///< the file, below the tileset's folder
  glm::dmat4 transform{1.0};  ///< from the tile's axes to the tileset's
  gltf::UpAxis upAxis = gltf::UpAxis::Y;
  /// What the tileset says of the tile, the content and its group: tables of one row.
  std::shared_ptr<const std::vector<gltf::FeatureTable>> metadata;
};

/// Reads the content's file, whatever its kind, and writes it out. What is wrong is a finding. Any thread.
void writeContent(const TileContent& content, const gltf::ResourceFiles& files, gltf::BatchWriter& writer,
                  const gltf::ModelOptions& options, Diagnostics& diagnostics);

}  // namespace belvedere::loaders::tiles3d
