#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/result.h"

namespace belvedere {

/// What one user of this machine has chosen, apart from any territory. A plain value.
struct UserSettings {
  std::vector<std::filesystem::path> recentTerritories;  ///< folders, latest first, at most kMostRecent
  std::vector<std::filesystem::path> allowedPaths;       ///< outside a territory's folder, consented to; absolute
  std::optional<bool> isDark;
  float interfaceScale = 1.0F;  ///< 0.75 to 3
  std::string language;         ///< "fr", "en", or empty: the locale's
  std::string quality;          ///< "low", "medium", "high", or empty: the machine's
  int memoryMebibytes = 0;      ///< that the tiles of a scene may take, 128 to 65536; 0: the machine's choice
  int windowWidth = 1440;       ///< pixels
  int windowHeight = 900;       ///< pixels

  static constexpr std::size_t kMostRecent = 12;
  static constexpr int kLeastMemory = 128;
  static constexpr int kMostMemory = 65536;

  /// Puts a territory first among the recent ones.
  void remember(const std::filesystem::path& territory);
  /// Notes the consent to a path; a folder counts for all below it.
  void allow(const std::filesystem::path& path);
  bool isAllowed(const std::filesystem::path& path) const;
};

/// $XDG_CONFIG_HOME/belvedere/settings.json, else ~/.config/belvedere/settings.json; nothing without a home.
std::optional<std::filesystem::path> userSettingsPath();

/// Reads the settings; defaults where the file is missing. A damaged file is renamed to settings.json.damaged and
/// defaults are given. Values out of range are brought into it. Any thread.
UserSettings loadUserSettings(const std::filesystem::path& file);

/// Writes at once or not at all, making the folder where needed. Consents and recent territories that another program
/// of ours has written meanwhile are kept.
Status saveUserSettings(const UserSettings& settings, const std::filesystem::path& file);

}  // namespace belvedere
