#include "apps/belvedere/argument_parser.h"
#include "apps/belvedere/command.h"
#include "apps/belvedere/count_option.h"
#include "apps/demo_town/demo_town.h"
#include "engine/app/window.h"
#include "engine/core/plural.h"

namespace belvedere::app {
namespace {

constexpr const char* kDefaultFolder = "belvedere-demo";

struct DemoWish {
  std::string folder = kDefaultFolder;
  std::string buildings = "2000";
  std::string seed = "1";
  bool staysClosed = false;
};

Result<demo::DemoOptions> demoOptions(const DemoWish& wish) {
  demo::DemoOptions options;
  options.folder = wish.folder;
  const auto buildings = readCount("--buildings", wish.buildings, 1, demo::kMaxBuildings);
  if (!buildings) {
    return tl::unexpected(buildings.error());
  }
  const auto seed = readCount("--seed", wish.seed, 0, UINT64_MAX);
  if (!seed) {
    return tl::unexpected(seed.error());
  }
  options.buildings = *buildings;
  options.seed = *seed;
  return options;
}

}  // namespace

ExitCode runDemo(CommandContext& context, Arguments arguments) {
  DemoWish wish;
  ArgumentParser parser(context.console.translator(), "demo", N_("Writes the demo town and opens it."));
  parser.positional(N_("DIR"), wish.folder, N_("Folder to write; belvedere-demo without one."), false);
  parser.option("--buildings", "N", wish.buildings, N_("How many buildings, 2000 without it."));
  parser.option("--seed", "S", wish.seed, N_("Another number, another town."));
  parser.flag("--no-open", wish.staysClosed, N_("Writes the town without opening it."));
  if (const auto ended = readArguments(context, parser, arguments)) {
    return *ended;
  }
  const auto options = demoOptions(wish);
  if (!options) {
    return context.console.fail(options.error());
  }
  const auto summary = demo::generateDemoTown(*options, context.console.progress(), context.stop);
  if (!summary) {
    return summary.error().code == ErrorCode::Io ? context.console.failExport(summary.error())
                                                 : context.console.fail(summary.error());
  }
  context.console.say(
      NP_("Wrote {town}: {count} building, in {folder}.", "Wrote {town}: {count} buildings, in {folder}."),
      {{"town", summary->townName},
       {"count", std::to_string(summary->buildings)},
       {"folder", options->folder.string()}});
  if (wish.staysClosed) {
    return ExitCode::Done;
  }
  WindowOptions window;
  window.territory = options->folder;
  return openWindow(context, std::move(window));
}

}  // namespace belvedere::app
