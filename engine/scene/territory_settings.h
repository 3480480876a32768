#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/scene/territory.h"
#include "engine/style/setting.h"

namespace belvedere::scene {

/// The plain settings of a territory document, declared once for the reader, the writer, `set` and the JSON Schema.
/// Keys with a structure of their own (layers, source, style, options, governance, bookmarks) are not in the tables.
std::span<const style::Setting<Territory>> territorySettings();
std::span<const style::Setting<Layer>> layerSettings();
std::span<const style::Setting<Governance>> governanceSettings();
std::span<const style::Setting<Camera>> cameraSettings();

/// Reader options that a layer may give, whatever its kind.
std::span<const std::string_view> readerOptionNames();

/// The names of model::SourceKind, in order.
std::span<const std::string_view> sourceKindNames();

/// Every key that setLayerValue() takes: "opacity", "style.fill", "governance.licence", "options.lod" …
std::vector<std::string> layerValueKeys();

}  // namespace belvedere::scene
