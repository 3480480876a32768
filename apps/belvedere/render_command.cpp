#include <algorithm>
#include <future>
#include <thread>

#include "apps/belvedere/command.h"
#include "apps/belvedere/render_options.h"
#include "engine/app/child_baker.h"
#include "engine/app/memory_budget.h"
#include "engine/app/territory_session.h"
#include "engine/capture/image_writer.h"
#include "engine/core/atomic_file.h"
#include "engine/core/common_messages.h"
#include "engine/core/nearest_name.h"
#include "engine/core/plural.h"

namespace belvedere::app {
namespace {

constexpr MessageId kNoBookmark{"bookmark-unknown", N_("The territory has no bookmark “{name}”."),
                                N_("Did you mean “{nearest}”?")};
constexpr const char* kBookmarksThereAre = N_("It has: {known}.");
constexpr const char* kNoBookmarks = N_("It has none; give the view with --camera, --fit or --top.");
constexpr MessageId kTimedOut{"render-timed-out",
                              NP_("Nothing more arrived for {count} second; no image was written.",
                                  "Nothing more arrived for {count} seconds; no image was written."),
                              N_("See what hangs with: belvedere check {territory}")};
constexpr MessageId kNothingToSee{"render-nothing-to-see", N_("No layer of the territory could be shown."),
                                  N_("See why with: belvedere check {territory}")};
constexpr MessageId kReading{"progress-reading-layers", N_("Reading layers")};

constexpr std::chrono::microseconds kBudget{50'000};
constexpr std::chrono::milliseconds kPause{3};
constexpr std::chrono::seconds kPatience{120};
constexpr unsigned kFewestThreads = 3;  // reading a feature source keeps one busy; rasters must get on meanwhile

Status showOnly(scene::SceneDocument& document, const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    if (document.territory().findLayer(id) == nullptr) {
      Error error = scene::failUnknownLayer(document.territory(), id).value();
      error.code = ErrorCode::InvalidArgument;
      return tl::unexpected(std::move(error));
    }
  }
  const std::vector<scene::Layer> layers = document.territory().layers;
  for (const scene::Layer& layer : layers) {
    const bool isShown = std::find(ids.begin(), ids.end(), layer.id) != ids.end();
    if (auto status = document.setVisible(layer.id, isShown); !status) {
      return status;
    }
  }
  return {};
}

Result<scene::Camera> bookmarkCamera(const scene::Territory& territory, const std::string& name) {
  std::vector<std::string_view> names;
  std::string known;
  for (const scene::Bookmark& bookmark : territory.bookmarks) {
    if (bookmark.name == name) {
      return bookmark.camera;
    }
    names.push_back(bookmark.name);
    known += (known.empty() ? "" : ", ") + bookmark.name;
  }
  const auto nearest = nearestName(name, names);
  Message message(kNoBookmark, {{"name", name}, {"nearest", std::string(nearest.value_or(""))}, {"known", known}});
  if (!nearest) {
    message.hint = names.empty() ? kNoBookmarks : kBookmarksThereAre;
  }
  return fail(ErrorCode::InvalidArgument, std::move(message));
}

double readFraction(const TerritorySession& session) {
  double sum = 0.0;
  double count = 0.0;
  for (const streaming::LayerProgress& layer : session.layers()) {
    if (layer.state == streaming::LayerState::Hidden) {
      continue;
    }
    const bool isDone = layer.state == streaming::LayerState::Ready || layer.state == streaming::LayerState::Failed;
    sum += isDone ? 1.0 : std::max(0.0, layer.fraction);
    count += 1.0;
  }
  return count > 0.0 ? sum / count : -1.0;
}

// Moves tiles until all that the view needs is there.
Status settle(CommandContext& context, TerritorySession& session, const RenderOptions& options) {
  const ProgressSink progress = context.console.progress();
  auto lastChange = std::chrono::steady_clock::now();
  double lastFraction = -1.0;
  do {
    const bool isChanged = session.update(options.size, kBudget);
    const double fraction = readFraction(session);
    const auto now = std::chrono::steady_clock::now();
    if (isChanged || fraction != lastFraction) {
      lastChange = now;
      lastFraction = fraction;
    }
    progress({Message(kReading), fraction});
    if (context.stop.stop_requested()) {
      return fail(ErrorCode::Cancelled, Message(kCancelled));
    }
    if (now - lastChange > kPatience) {
      return fail(ErrorCode::Unavailable,
                  Message(kTimedOut, {{"count", std::to_string(kPatience.count())}, {"territory", options.territory}}));
    }
    if (!isChanged) {
      std::this_thread::sleep_for(kPause);
    }
  } while (!session.isSettled());
  context.console.endProgress();
  return {};
}

Status frameView(CommandContext& context, TerritorySession& session, const RenderOptions& options) {
  if (auto status = settle(context, session, options); !status) {
    return status;
  }
  const double aspect = static_cast<double>(options.size.widthPixels) / options.size.heightPixels;
  const auto camera = options.framing == Framing::Top ? session.topCamera(aspect) : session.homeCamera(aspect);
  if (!camera) {
    return fail(ErrorCode::InvalidData, Message(kNothingToSee, {{"territory", options.territory}}));
  }
  if (options.framing == Framing::Fixed) {
    return {};
  }
  session.view().camera = *camera;
  return settle(context, session, options);
}

capture::Georeference georeference(const TerritorySession& session, const render::ViewSize& size) {
  const scene::Camera& camera = session.view().camera;
  const double metresPerPixel = camera.orthographicHeightMetres / size.heightPixels;
  return {camera.position.x - metresPerPixel * size.widthPixels / 2.0,
          camera.position.y + metresPerPixel * size.heightPixels / 2.0, metresPerPixel, session.frame()->crs().wkt()};
}

// Says what was found in each layer; true where one of them could not be shown at all.
bool reportLayers(Console& console, const TerritorySession& session) {
  bool hasFailed = false;
  for (const streaming::LayerProgress& layer : session.layers()) {
    const scene::Layer* known = session.document().findLayer(layer.id);
    console.report(layer.diagnostics, known != nullptr ? known->id : std::string());
    if (layer.error && known != nullptr && known->isVisible) {
      console.report(Severity::Error, layer.error->message, known->id);
      hasFailed = true;
    }
  }
  return hasFailed;
}

// All that can be wrong in the options and needs the territory, before anything is drawn.
Status applyOptions(TerritorySession& session, const RenderOptions& options, render::Renderer& renderer) {
  const scene::Territory& territory = session.document().territory();
  if (!options.time.empty()) {
    const auto instant = parseInstant(options.time, territory.timeZone);
    if (!instant) {
      return tl::unexpected(instant.error());
    }
    session.setTime(*instant);
  }
  if (options.camera) {
    session.view().camera = *options.camera;
  } else if (!options.bookmark.empty()) {
    const auto camera = bookmarkCamera(territory, options.bookmark);
    if (!camera) {
      return tl::unexpected(camera.error());
    }
    session.view().camera = *camera;
  }
  session.view().look = options.look;
  if (options.isFullDetail) {
    session.setObjectTolerance(0.0);
  }
  renderer.setQuality(options.quality, options.supersample);
  return options.layers.empty() ? Status() : showOnly(session.document(), options.layers);
}

ExitCode drawTo(CommandContext& context, TerritorySession& session, const RenderOptions& options,
                render::Renderer& renderer) {
  Console& console = context.console;
  if (auto status = frameView(context, session, options); !status) {
    reportLayers(console, session);
    return status.error().code == ErrorCode::InvalidData ? console.fail(status.error())
                                                         : console.failExport(status.error());
  }
  const auto image = renderer.drawImage(options.size, options.isTransparent, context.stop, console.progress());
  console.endProgress();
  if (!image) {
    return console.failExport(image.error());
  }
  if (context.stop.stop_requested()) {
    return console.failExport({ErrorCode::Cancelled, Message(kCancelled), {}});
  }
  const auto place = options.framing == Framing::Top
                         ? std::optional<capture::Georeference>(georeference(session, options.size))
                         : std::nullopt;
  if (auto status = capture::writeImage(*image, options.output, place); !status) {
    return console.failExport(status.error());
  }
  const bool hasFailed = reportLayers(console, session);
  console.report(renderer.takeDiagnostics());
  console.print(options.output.string());
  return hasFailed ? ExitCode::Findings : ExitCode::Done;
}

using Preparing = std::future<Result<PreparedTerritory>>;

// The frame is looked for in another thread while the graphics start here.
ExitCode drawTerritory(CommandContext& context, const RenderOptions& options, Preparing preparing) {
  Console& console = context.console;
  const auto display = render::HeadlessContext::create();
  if (!display) {
    return console.failExport(display.error());
  }
  const auto renderer = render::Renderer::create(context.resources);
  if (!renderer) {
    return console.failExport(renderer.error());
  }
  auto prepared = preparing.get();
  if (!prepared) {
    return console.fail(prepared.error());
  }
  ThreadTasks tasks(std::max(kFewestThreads, usableCores()));
  TerritorySession session(std::move(*prepared), context.catalog, tasks, **renderer);
  session.setBaker(childBaker(programPath()));
  session.setMemoryBudget(memoryBudget(0, machineMemory(), (*renderer)->graphicsMemory()));
  if (auto status = applyOptions(session, options, **renderer); !status) {
    return console.fail(status.error());
  }
  return drawTo(context, session, options, **renderer);
}

}  // namespace

ExitCode runRender(CommandContext& context, Arguments arguments) {
  RenderOptions options;
  if (const auto ended = readRenderOptions(context, arguments, options)) {
    return *ended;
  }
  auto loaded = scene::loadTerritory(options.territory);
  if (!loaded) {
    return context.console.fail(loaded.error());
  }
  context.console.report(loaded->diagnostics);
  auto consent = askConsent(context, *loaded, options.allowed);
  if (!consent) {
    return context.console.fail(consent.error());
  }
  // A target that cannot be written is told before the work, not after it.
  if (const auto probe = AtomicFile::create(options.output); !probe) {
    return context.console.failExport(probe.error());
  }
  Preparing preparing = std::async(
      std::launch::async, [&] { return prepareTerritory(std::move(*loaded), context.catalog, std::move(*consent)); });
  return drawTerritory(context, options, std::move(preparing));
}

}  // namespace belvedere::app
