#include <nlohmann/json.hpp>

#include "apps/belvedere/argument_parser.h"
#include "apps/belvedere/command.h"
#include "apps/belvedere/count_option.h"
#include "engine/app/child_baker.h"
#include "engine/app/layer_maker.h"
#include "engine/app/window.h"
#include "engine/core/user_settings.h"

namespace belvedere::app {
namespace {

constexpr MessageId kNoDisplay{"display-missing", N_("There is no display to open a window on."),
                               N_("Draw a picture instead: belvedere render {territory} -o picture.png")};

constexpr const char* kDegrees = "EPSG:4326";

bool areDegrees(const geo::Bounds2& extent) {
  return !extent.isEmpty() && extent.min.x >= -180.0 && extent.max.x <= 180.0 && extent.min.y >= -90.0 &&
         extent.max.y <= 90.0;
}

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
                                {},
                                {},
                                {}};
  const std::string& language = environment.settings.language;  // chosen in the window
  if (!context.isLanguageAsked && !language.empty()) {
    environment.translator = Translator(chooseLanguage(language), context.resources.localeFolder());
  }
  environment.makeLayer = [&context](const std::filesystem::path& dropped, const scene::Territory& territory,
                                     const std::filesystem::path& folder, const std::stop_token& stop,
                                     const ProgressSink& progress) -> Result<scene::Layer> {
    LayerWish wish;
    wish.files.push_back(dropped);
    const auto make = [&] { return makeLayer(wish, territory, folder, context.catalog, stop, progress); };
    auto made = make();
    if (!made && made.error().message.key == "source-without-crs") {  // a likely one is taken; the window says which
      wish.crs = territory.crs;
      auto guessed = make();
      if (guessed && guessed->description.extent.isEmpty()) {
        return tl::unexpected(made.error());
      }
      made = std::move(guessed);
    }
    if (made && !wish.crs.empty() && areDegrees(made->description.extent)) {
      wish.crs = kDegrees;
      made = make();
    }
    return made.map([](const MadeLayer& ready) { return ready.layer; });
  };
  environment.bakeLayer = childBaker(programPath());
  environment.endReading = [reading = context.reading]() mutable { reading.request_stop(); };
  return environment;
}

nlohmann::ordered_json levelJson(const DrawingLevel& level) {
  return {{"quality", qualityName(level.quality)}, {"scale", level.scale}};
}

std::string reportText(const WindowReport& report) {
  const nlohmann::ordered_json json = {
      {"framesDrawn", report.framesDrawn}, {"framesMoving", report.framesMoving},
      {"panelsDrawn", report.panelsDrawn}, {"movingMilliseconds", report.movingMilliseconds},
      {"still", levelJson(report.still)},  {"moving", levelJson(report.moving)},
      {"settled", report.wasSettled},      {"tileBytes", report.tileBytes}};
  return json.dump();
}

std::optional<std::filesystem::path> pathOf(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional<std::filesystem::path>(text);
}

}  // namespace

ExitCode openWindow(CommandContext& context, WindowOptions options) {
  if (!hasDisplay()) {
    const std::string territory =
        options.territory ? options.territory->string() : context.console.translator().tr(N_("TERRITORY"));
    return context.console.fail({ErrorCode::Unavailable, Message(kNoDisplay, {{"territory", territory}}), {}});
  }
  options.stop = context.stop;
  const auto report = runWindow(options, environmentOf(context));
  if (!report) {
    return context.console.fail(report.error());
  }
  if (options.wantsReport) {
    context.console.print(reportText(*report));
  }
  return context.stop.stop_requested() ? ExitCode::Interrupted : ExitCode::Done;
}

ExitCode runView(CommandContext& context, Arguments arguments) {
  std::string territory;
  std::string record;
  std::string play;
  std::string picture;
  std::string memory;
  WindowOptions options;
  ArgumentParser parser(context.console.translator(), "view", N_("Opens a territory in the window."));
  parser.positional(N_("TERRITORY"), territory, N_("Folder of the territory."), false);
  parser.flag("--fullscreen", options.isFullScreen, N_("Fills the whole screen."));
  parser.option("--record", N_("FILE"), record, N_("Writes what is done with mouse and keyboard to a file."));
  parser.option("--play", N_("FILE"), play, N_("Replays such a file, then closes the window."));
  parser.option("--picture", N_("FILE"), picture, N_("With --play: keeps the last frame as an image."));
  parser.option("--memory", N_("MIB"), memory, N_("Memory that the tiles of the scene may take, in MiB."));
  parser.flag("--json", options.wantsReport, N_("Says at the end what was drawn and how fast, as JSON."));
  if (const auto ended = readArguments(context, parser, arguments)) {
    return *ended;
  }
  if (!memory.empty()) {
    const auto mebibytes = readCount("--memory", memory, UserSettings::kLeastMemory, UserSettings::kMostMemory);
    if (!mebibytes) {
      return context.console.fail(mebibytes.error());
    }
    options.memoryMebibytes = static_cast<int>(*mebibytes);
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
