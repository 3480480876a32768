// new, set, remove: what makes and edits a territory without opening a source.
#include "apps/belvedere/argument_parser.h"
#include "apps/belvedere/command.h"
#include "engine/core/folder_lock.h"
#include "engine/geo/crs.h"
#include "engine/scene/scene_document.h"

namespace belvedere::app {
namespace {

constexpr MessageId kExists{"territory-exists", N_("{path} already holds a territory."),
                            N_("Choose another folder, or add to it with: belvedere add {path} SOURCE")};
constexpr MessageId kFolderFailed{"folder-not-made", N_("The folder {path} could not be made: {reason}."),
                                  N_("Check that you may write there.")};
constexpr MessageId kNotKeyValue{"not-key-value", N_("“{text}” is not of the form KEY=VALUE.")};

Status makeFolder(const std::filesystem::path& folder) {
  if (isTerritoryPath(folder)) {
    return fail(ErrorCode::InvalidArgument, Message(kExists, {{"path", folder.string()}}));
  }
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return fail(ErrorCode::Io, Message(kFolderFailed, {{"path", folder.string()}, {"reason", error.message()}}));
  }
  return {};
}

// "EPSG:2154+5720" where the authority knows it, else the definition as it was given.
Result<std::string> territoryCrs(const std::string& text) {
  return geo::Crs::fromText(text).and_then([&](const geo::Crs& crs) -> Result<std::string> {
    if (auto status = geo::checkTerritoryCrs(crs); !status) {
      return tl::unexpected(status.error());
    }
    return crs.identifier().find(':') != std::string::npos ? crs.identifier() : text;
  });
}

}  // namespace

std::string folderName(const std::filesystem::path& folder) {
  std::error_code error;
  const std::filesystem::path full = std::filesystem::absolute(folder, error).lexically_normal();
  return full.has_filename() ? full.filename().string() : full.parent_path().filename().string();
}

Result<std::pair<std::string, std::string>> splitKeyValue(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    return fail(ErrorCode::InvalidArgument, Message(kNotKeyValue, {{"text", text}}));
  }
  return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

ExitCode runNew(CommandContext& context, Arguments arguments) {
  std::string folder;
  std::string crs;
  std::string name;
  ArgumentParser parser(context.console.translator(), "new", N_("Makes an empty territory."));
  parser.positional(N_("DIR"), folder, N_("Folder to make."));
  parser.option("--crs", "CRS", crs, N_("Projected CRS in metres: EPSG:2154+5720 for mainland France."), true);
  parser.option("--name", N_("NAME"), name, N_("Name for people; the folder's if absent."));
  if (const auto ended = readArguments(context, parser, arguments)) {
    return *ended;
  }
  auto checkedCrs = territoryCrs(crs);
  if (!checkedCrs) {
    context.console.error(checkedCrs.error());
    return ExitCode::Usage;
  }
  scene::Territory territory;
  territory.crs = *checkedCrs;
  territory.name = name.empty() ? folderName(folder) : name;
  Status status = makeFolder(folder);
  if (!status && status.error().code == ErrorCode::InvalidArgument) {
    return context.console.fail(status.error());
  }
  status = status ? scene::saveTerritory(territory, folder) : status;
  if (!status) {
    return context.console.failExport(status.error());
  }
  context.console.say(N_("Made the territory “{name}” in {path} ({crs})."),
                      {{"name", territory.name}, {"path", folder}, {"crs", territory.crs}});
  return ExitCode::Done;
}

ExitCode runSet(CommandContext& context, Arguments arguments) {
  std::string path;
  std::string layer;
  std::vector<std::string> settings;
  ArgumentParser parser(context.console.translator(), "set", N_("Changes settings of a layer."));
  parser.positional(N_("TERRITORY"), path, N_("Folder of the territory."));
  parser.positional(N_("LAYER"), layer, N_("Id of the layer."));
  parser.positionals(
      N_("KEY=VALUE"), settings,
      N_("Settings, as in territory.json: opacity=0.5 style.fill=#d0c8b0. order=1 puts the layer at the bottom."));
  if (const auto ended = readArguments(context, parser, arguments)) {
    return *ended;
  }
  const FolderLock lock(path);
  auto loaded = scene::loadTerritory(path);
  if (!loaded) {
    return context.console.fail(loaded.error());
  }
  context.console.report(loaded->diagnostics);
  scene::SceneDocument document(std::move(*loaded));
  for (const std::string& setting : settings) {
    const auto pair = splitKeyValue(setting);
    const Status status =
        pair ? document.setValue(layer, pair->first, pair->second) : Status(tl::unexpected(pair.error()));
    if (!status) {
      context.console.error(status.error());
      return ExitCode::Usage;
    }
  }
  if (auto status = document.save(); !status) {
    return context.console.failExport(status.error());
  }
  for (const std::string& setting : settings) {
    context.console.say(N_("{layer}: {setting}"), {{"layer", layer}, {"setting", setting}});
  }
  return ExitCode::Done;
}

ExitCode runRemove(CommandContext& context, Arguments arguments) {
  std::string path;
  std::string layer;
  ArgumentParser parser(context.console.translator(), "remove",
                        N_("Removes a layer from a territory; its source stays where it is."));
  parser.positional(N_("TERRITORY"), path, N_("Folder of the territory."));
  parser.positional(N_("LAYER"), layer, N_("Id of the layer."));
  if (const auto ended = readArguments(context, parser, arguments)) {
    return *ended;
  }
  const FolderLock lock(path);
  auto loaded = scene::loadTerritory(path);
  if (!loaded) {
    return context.console.fail(loaded.error());
  }
  context.console.report(loaded->diagnostics);
  scene::SceneDocument document(std::move(*loaded));
  if (auto status = document.removeLayer(layer); !status) {
    context.console.error(status.error());
    return ExitCode::Usage;
  }
  if (auto status = document.save(); !status) {
    return context.console.failExport(status.error());
  }
  context.console.say(N_("Removed the layer “{layer}”; its source stays where it is."), {{"layer", layer}});
  return ExitCode::Done;
}

}  // namespace belvedere::app
