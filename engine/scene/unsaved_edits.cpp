#include "engine/scene/unsaved_edits.h"

namespace belvedere::scene {

std::filesystem::path unsavedEditsPath(const std::filesystem::path& territoryFile) {
  return territoryFile.parent_path() / (territoryFile.stem().string() + ".unsaved.json");
}

Status keepUnsavedEdits(const Territory& territory, const std::filesystem::path& territoryFile) {
  return saveTerritory(territory, unsavedEditsPath(territoryFile));
}

bool restoreUnsavedEdits(LoadedTerritory& loaded) {
  std::error_code error;
  const std::filesystem::path kept = unsavedEditsPath(loaded.file);
  const auto keptAt = std::filesystem::last_write_time(kept, error);
  if (error) {
    return false;
  }
  const auto savedAt = std::filesystem::last_write_time(loaded.file, error);
  auto edits = loadTerritory(kept);
  if (error || savedAt > keptAt || !edits) {
    return false;
  }
  loaded.territory = std::move(edits->territory);
  return true;
}

void forgetUnsavedEdits(const std::filesystem::path& territoryFile) {
  std::error_code ignored;
  std::filesystem::remove(unsavedEditsPath(territoryFile), ignored);
}

}  // namespace belvedere::scene
