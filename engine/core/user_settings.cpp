#include "engine/core/user_settings.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "engine/core/atomic_file.h"
#include "engine/core/folder_lock.h"
#include "engine/core/web_address.h"

namespace belvedere {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLargestBytes = 1U << 20;

std::vector<std::filesystem::path> readPaths(const Json& json, const char* key) {
  std::vector<std::filesystem::path> paths;
  if (json.contains(key) && json[key].is_array()) {
    for (const Json& item : json[key]) {
      if (item.is_string() && (std::filesystem::path(item.get<std::string>()).is_absolute() ||
                               WebAddress::parse(item.get<std::string>()))) {
        paths.emplace_back(item.get<std::string>());
      }
    }
  }
  return paths;
}

Json writePaths(const std::vector<std::filesystem::path>& paths) {
  Json json = Json::array();
  for (const auto& path : paths) {
    json.push_back(path.string());
  }
  return json;
}

template <class T>
T valueOr(const Json& json, const char* key, T otherwise) {
  const auto found = json.find(key);
  if (found == json.end()) {
    return otherwise;
  }
  try {
    return found->get<T>();
  } catch (const Json::exception&) {
    return otherwise;
  }
}

UserSettings settingsFrom(const Json& json) {
  UserSettings settings;
  settings.recentTerritories = readPaths(json, "recentTerritories");
  settings.recentTerritories.resize(std::min(settings.recentTerritories.size(), UserSettings::kMostRecent));
  settings.allowedPaths = readPaths(json, "allowedPaths");
  if (json.contains("isDark") && json["isDark"].is_boolean()) {
    settings.isDark = json["isDark"].get<bool>();
  }
  settings.interfaceScale = std::clamp(valueOr(json, "interfaceScale", 1.0F), 0.75F, 3.0F);
  settings.language = valueOr(json, "language", std::string());
  settings.quality = valueOr(json, "quality", std::string());
  const int memory = valueOr(json, "memoryMebibytes", 0);
  settings.memoryMebibytes =
      memory <= 0 ? 0 : std::clamp(memory, UserSettings::kLeastMemory, UserSettings::kMostMemory);
  settings.windowWidth = std::clamp(valueOr(json, "windowWidth", 1440), 320, 16384);
  settings.windowHeight = std::clamp(valueOr(json, "windowHeight", 900), 240, 16384);
  return settings;
}

bool isBelow(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const auto relative = path.lexically_normal().lexically_relative(folder.lexically_normal());
  return !relative.empty() && *relative.begin() != "..";
}

UserSettings withOthers(UserSettings settings, const UserSettings& stored) {
  for (const std::filesystem::path& path : stored.allowedPaths) {
    settings.allow(path);
  }
  for (const std::filesystem::path& territory : stored.recentTerritories) {
    const auto& known = settings.recentTerritories;
    if (known.size() < UserSettings::kMostRecent && std::find(known.begin(), known.end(), territory) == known.end()) {
      settings.recentTerritories.push_back(territory);
    }
  }
  return settings;
}

}  // namespace

void UserSettings::remember(const std::filesystem::path& territory) {
  std::erase(recentTerritories, territory);
  recentTerritories.insert(recentTerritories.begin(), territory);
  recentTerritories.resize(std::min(recentTerritories.size(), kMostRecent));
}

void UserSettings::allow(const std::filesystem::path& path) {
  if (!isAllowed(path)) {
    allowedPaths.push_back(isWebAddress(path.native()) ? path : path.lexically_normal());
  }
}

bool UserSettings::isAllowed(const std::filesystem::path& path) const {
  return std::any_of(allowedPaths.begin(), allowedPaths.end(),
                     [&](const std::filesystem::path& allowed) { return isBelow(path, allowed); });
}

std::optional<std::filesystem::path> userSettingsPath() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config != nullptr && std::filesystem::path(config).is_absolute()) {
    return std::filesystem::path(config) / "belvedere" / "settings.json";
  }
  const char* home = std::getenv("HOME");
  if (home != nullptr && std::filesystem::path(home).is_absolute()) {
    return std::filesystem::path(home) / ".config" / "belvedere" / "settings.json";
  }
  return std::nullopt;
}

UserSettings loadUserSettings(const std::filesystem::path& file) {
  const auto text = readWholeFile(file, kLargestBytes);
  if (!text) {
    return {};
  }
  const Json json = Json::parse(*text, nullptr, false);
  if (!json.is_object()) {
    std::error_code ignored;
    std::filesystem::rename(file, file.string() + ".damaged", ignored);
    return {};
  }
  return settingsFrom(json);
}

Status saveUserSettings(const UserSettings& settings, const std::filesystem::path& file) {
  std::error_code ignored;
  std::filesystem::create_directories(file.parent_path(), ignored);
  const FolderLock lock(file);
  const UserSettings both = withOthers(settings, loadUserSettings(file));
  Json json = {{"recentTerritories", writePaths(both.recentTerritories)},
               {"allowedPaths", writePaths(both.allowedPaths)},
               {"interfaceScale", settings.interfaceScale},
               {"language", settings.language},
               {"quality", settings.quality},
               {"memoryMebibytes", settings.memoryMebibytes},
               {"windowWidth", settings.windowWidth},
               {"windowHeight", settings.windowHeight}};
  if (settings.isDark) {
    json["isDark"] = *settings.isDark;
  }
  return writeFileAtomically(file, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace belvedere
