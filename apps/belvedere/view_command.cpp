#include "apps/belvedere/argument_parser.h"
#include "apps/belvedere/command.h"
#include "engine/app/layer_maker.h"
#include "engine/app/window.h"
#include "engine/core/user_settings.h"

namespace belvedere::app {
namespace {

constexpr MessageId kNoDisplay{"display-missing", N_("There is no display to open a window on."),
                               N_("Draw a picture instead: belvedere render {territory} -o picture.png")};

bool hasDisplay() {
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') {
      return true;
    }
  }
  return false;
}

WindowEnvironment environmentOf(const CommandContext& context) {
  const auto file = userSettingsPath();
  WindowEnvironment environment{context.resources,
                                context.catalog,
                                context.console.translator(),
                                file ? loadUserSettings(*file) : UserSettings(),
                                file.value_or(std::filesystem::path()),
                                {}};
  environment.makeLayer = [&context](const std::filesystem::path& dropped, const scene::Territory& territory,
                                     const std::filesystem::path& folder) {
    LayerWish wish;
    wish.files.push_back(dropped);
    return makeLayer(wish, territory, folder, context.catalog, context.stop, {}).map([](const MadeLayer& made) {
      return made.layer;
    });
  };
  return environment;
}

std::optional<std::filesystem::path> pathOf(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional<std::filesystem::path>(text);
}

}  // namespace

ExitCode openWindow(CommandContext& context, WindowOptions options) {
  if (!hasDisplay()) {
    const std::string territory = options.territory ? options.territory->string() : "TERRITORY";
    return context.console.fail({ErrorCode::Unavailable, Message(kNoDisplay, {{"territory", territory}}), {}});
  }
  options.stop = context.stop;
  const auto report = runWindow(options, environmentOf(context));
  if (!report) {
    return context.console.fail(report.error());
  }
  return context.stop.stop_requested() ? ExitCode::Interrupted : ExitCode::Done;
}

ExitCode runView(CommandContext& context, Arguments arguments) {
  std::string territory;
  std::string record;
  std::string play;
  std::string picture;
  WindowOptions options;
  ArgumentParser parser(context.console.translator(), "view", N_("Opens a territory in the window."));
  parser.positional("TERRITORY", territory, N_("Folder of the territory."), false);
  parser.flag("--fullscreen", options.isFullScreen, N_("Fills the whole screen."));
  parser.option("--record", "FILE", record, N_("Writes what is done with mouse and keyboard to a file."));
  parser.option("--play", "FILE", play, N_("Replays such a file, then closes the window."));
  parser.option("--picture", "FILE", picture, N_("With --play: keeps the last frame as an image."));
  if (const auto ended = readArguments(context, parser, arguments)) {
    return *ended;
  }
  options.territory = pathOf(territory);
  options.recordFile = pathOf(record);
  options.playFile = pathOf(play);
  options.lastPicture = pathOf(picture);
  if (options.territory) {
    if (const auto loaded = scene::loadTerritory(*options.territory); !loaded) {
      return context.console.fail(loaded.error());
    }
  }
  return openWindow(context, std::move(options));
}

}  // namespace belvedere::app
