#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "data_loaders/gltf/feature_table.h"
#include "data_loaders/gltf/json_document.h"
#include "engine/core/diagnostics.h"

namespace belvedere::loaders::tiles3d {

/// Reads a batch table (3D Tiles 1.0, clause 9.3, and 3DTILES_batch_table_hierarchy) of `count` features; a property
/// that is not sound is left out, with a finding ("tiles3d-attribute-damaged").
gltf::FeatureTable readBatchTable(const gltf::JsonValue& json, std::string_view binary, std::uint64_t count,
                                  const std::string& name, Diagnostics& diagnostics);

}  // namespace belvedere::loaders::tiles3d
