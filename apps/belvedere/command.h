#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/belvedere/console.h"
#include "apps/belvedere/exit_code.h"
#include "engine/app/layer_files.h"
#include "engine/core/resources.h"
#include "engine/model/source.h"
#include "engine/scene/territory.h"

namespace belvedere::app {

/// What every command works with.
struct CommandContext {
  Console& console;
  const Resources& resources;
  const model::SourceCatalog& catalog;
  std::stop_token stop;
  std::stop_source reading;      ///< ends what readers work at
  bool isLanguageAsked = false;  ///< by --lang
};

using Arguments = std::span<const std::string>;

/// The commands, each in a source named after it. They read their arguments, do their work, and give the exit code.
ExitCode runNew(CommandContext& context, Arguments arguments);
ExitCode runAdd(CommandContext& context, Arguments arguments);
ExitCode runSet(CommandContext& context, Arguments arguments);
ExitCode runRemove(CommandContext& context, Arguments arguments);
ExitCode runInfo(CommandContext& context, Arguments arguments);
ExitCode runCheck(CommandContext& context, Arguments arguments);
ExitCode runBake(CommandContext& context, Arguments arguments);
ExitCode runRender(CommandContext& context, Arguments arguments);
ExitCode runDemo(CommandContext& context, Arguments arguments);
ExitCode runView(CommandContext& context, Arguments arguments);

class ArgumentParser;
struct WindowOptions;

/// Opens the window and stays until it is closed; without a display, says how to draw a picture instead.
ExitCode openWindow(CommandContext& context, WindowOptions options);

/// Reads the arguments; gives a code where the command ends here (help shown, or usage wrong).
std::optional<ExitCode> readArguments(CommandContext& context, ArgumentParser& parser, Arguments arguments);

/// Whether a path is a territory: a folder with territory.json, or that file.
bool isTerritoryPath(const std::filesystem::path& path);

/// Asks for consent to every source outside the territory's folder that neither `allowed` (of --allow) nor the user's
/// settings cover; on a terminal the user is asked and a yes is remembered. Fails with Denied and the sentence that
/// names --allow PATH.
Result<Consent> askConsent(CommandContext& context, const scene::LoadedTerritory& territory,
                           const std::vector<std::string>& allowed);

/// Splits "KEY=VALUE". Fails with InvalidArgument.
Result<std::pair<std::string, std::string>> splitKeyValue(const std::string& text);

/// What a folder is called: its last part, also of "." and of a path that ends with a slash.
std::string folderName(const std::filesystem::path& folder);

/// What this user has consented to before.
Consent rememberedConsent();

/// Remembers for this user that a path may be read: typing it in `add` is consent.
void rememberConsent(const std::filesystem::path& path);

}  // namespace belvedere::app
