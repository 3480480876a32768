#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data_loaders/gltf/feature_table.h"
#include "data_loaders/gltf/json_document.h"
#include "engine/core/diagnostics.h"

namespace belvedere::loaders::gltf {

/// The bytes of a buffer view, or nothing.
using ViewBytes = std::function<std::optional<std::string_view>(std::uint64_t view)>;

/// Reads the property tables of EXT_structural_metadata (3D Metadata Specification 1.0: binary table format) by their
/// schema. A property that cannot be read costs itself, with a finding ("gltf-metadata-damaged").
std::vector<FeatureTable> readPropertyTables(const JsonValue& schema, const JsonValue& tables, const ViewBytes& views,
                                             const std::string& file, Diagnostics& diagnostics);

/// Reads a metadata entity: {"class": …, "properties": {…}} with values as JSON (3D Tiles 1.1: tiles, contents,
/// groups). A table of one feature; empty where the class is unknown. Properties that only steer a viewer (semantics
/// TILE_…, CONTENT_…) are left out.
FeatureTable readMetadataEntity(const JsonValue& schema, const JsonValue& entity);

}  // namespace belvedere::loaders::gltf
