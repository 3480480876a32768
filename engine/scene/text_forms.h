#pragma once

#include <string_view>

#include "engine/core/diagnostics.h"
#include "engine/core/result.h"
#include "engine/scene/territory.h"

namespace belvedere::scene {

/// Checks the text of a layer's setting ("crs", "options.lod", "options.encoding", "governance.sourceDate") for what it
/// must look like; other keys and empty texts always pass. Fails with InvalidArgument and a message that names `path`,
/// the value, what is expected and, for encodings, the nearest known name.
Status checkTextForm(std::string_view key, std::string_view text, std::string_view path);

/// The same for all such settings of a layer that was read from a file: there they are warnings, for they cost what
/// they say and not the territory. `path` is that of the layer.
void reportTextForms(const Layer& layer, const std::string& path, Diagnostics& diagnostics);

}  // namespace belvedere::scene
