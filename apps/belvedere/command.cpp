#include "apps/belvedere/command.h"

#include <algorithm>

#include "apps/belvedere/argument_parser.h"
#include "engine/core/user_settings.h"
#include "engine/core/web_address.h"

namespace belvedere::app {

std::optional<ExitCode> readArguments(CommandContext& context, ArgumentParser& parser, Arguments arguments) {
  const auto isToRun = parser.parse(arguments);
  if (!isToRun) {
    return context.console.fail(isToRun.error());
  }
  if (!*isToRun) {
    context.console.print(parser.helpText());
    return ExitCode::Done;
  }
  return std::nullopt;
}

bool isTerritoryPath(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return std::filesystem::exists(path / "territory.json", error);
  }
  return path.filename() == "territory.json";
}

namespace {

UserSettings knownSettings() {
  const auto file = userSettingsPath();
  return file ? loadUserSettings(*file) : UserSettings();
}

Consent consentOf(const UserSettings& settings) {
  return [settings](const std::filesystem::path& path) { return settings.isAllowed(path); };
}

}  // namespace

Consent rememberedConsent() { return consentOf(knownSettings()); }

void rememberConsent(const std::filesystem::path& path) {
  const auto file = userSettingsPath();
  if (!file) {
    return;
  }
  UserSettings settings = loadUserSettings(*file);
  if (!settings.isAllowed(path)) {
    settings.allow(path);
    // Not being able to remember costs the user a question next time, nothing more.
    static_cast<void>(saveUserSettings(settings, *file));
  }
}

Result<Consent> askConsent(CommandContext& context, const scene::LoadedTerritory& territory,
                           const std::vector<std::string>& allowed) {
  UserSettings settings = knownSettings();
  for (const std::string& path : allowed) {
    std::error_code error;
    const auto address = WebAddress::parse(path);
    settings.allow(address ? std::filesystem::path(address->origin()) : std::filesystem::weakly_canonical(path, error));
  }
  for (const scene::Layer& layer : territory.territory.layers) {
    const auto files = layerFiles(layer, territory.folder);
    if (!files) {
      continue;  // refused paths cost their layer, and are told with it
    }
    for (const std::filesystem::path& path : files->outside) {
      if (!settings.isAllowed(path) &&
          context.console.ask(N_("Layer “{layer}” reads {path}, outside the territory's folder. Let it?"),
                              {{"layer", layer.id}, {"path", path.string()}})) {
        settings.allow(path);
        rememberConsent(path);
      }
    }
    if (auto consented = consentedFiles(layer, territory.folder, consentOf(settings)); !consented) {
      return tl::unexpected(consented.error());
    }
  }
  return consentOf(settings);
}

}  // namespace belvedere::app
