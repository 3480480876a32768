#pragma once

#include <filesystem>

#include "engine/scene/territory.h"

namespace belvedere::scene {

/// Where edits of a territory are kept that could not be saved, for the program was ended from outside and nobody could
/// be asked: beside its file (territory.unsaved.json).
std::filesystem::path unsavedEditsPath(const std::filesystem::path& territoryFile);

/// Keeps edits. Fails as saveTerritory does.
Status keepUnsavedEdits(const Territory& territory, const std::filesystem::path& territoryFile);

/// Puts edits that were kept in place of what was read from the file; a SceneDocument then counts them as not saved.
/// False, and nothing changes, where there are none, where they cannot be read, or where the territory was saved after
/// them.
bool restoreUnsavedEdits(LoadedTerritory& loaded);

/// Removes what was kept; there may be nothing.
void forgetUnsavedEdits(const std::filesystem::path& territoryFile);

}  // namespace belvedere::scene
