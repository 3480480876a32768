#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <glm/geometric.hpp>
#include <numbers>
#include <thread>

#include "apps/belvedere_bench/bench.h"
#include "apps/belvedere_bench/scratch_territory.h"
#include "apps/loader_list/loader_list.h"
#include "data_loaders/common/worker_catalog.h"
#include "engine/app/territory_session.h"
#include "engine/scene/camera_math.h"

namespace belvedere::bench {
namespace {

using std::chrono::steady_clock;

constexpr render::ViewSize kSize{1280, 720};
constexpr std::chrono::microseconds kBudget{4000};  // as the window gives it
constexpr std::chrono::milliseconds kFrame{16};     // between updates, as in a window
constexpr std::chrono::seconds kPatience{300};
constexpr int kFlightFrames = 720;

/// Processor time of the calling thread: holds on a busy machine.
double threadMilliseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

/// Hands tiles to the renderer, and notes what that costs.
class RendererSink final : public streaming::TileSink {
 public:
  explicit RendererSink(render::Renderer& renderer) : renderer_(renderer) {}

  streaming::TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::TileMesh> mesh) override {
    return timed([&] { return renderer_.attach(layer, std::move(mesh)); });
  }
  streaming::TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::ReliefTile> tile) override {
    return timed([&] { return renderer_.attach(layer, std::move(tile)); });
  }
  streaming::TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::DrapedTile> tile) override {
    return timed([&] { return renderer_.attach(layer, std::move(tile)); });
  }
  streaming::TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::SymbolSet> symbols) override {
    return timed([&] { return renderer_.attach(layer, std::move(symbols)); });
  }
  streaming::TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::PointTile> points) override {
    return timed([&] { return renderer_.attach(layer, std::move(points)); });
  }
  void setShown(streaming::TileHandle tile, bool isShown) override { renderer_.setShown(tile, isShown); }
  void detach(streaming::TileHandle tile) override { renderer_.detach(tile); }

  double slowestAttach() const { return slowestAttach_; }

 private:
  template <class F>
  streaming::TileHandle timed(const F& attach) {
    const double start = threadMilliseconds();
    const streaming::TileHandle handle = attach();
    slowestAttach_ = std::max(slowestAttach_, threadMilliseconds() - start);
    return handle;
  }

  render::Renderer& renderer_;
  double slowestAttach_ = 0.0;
};

/// The recorded flight: two turns around the middle, down to a tenth of the distance and up again.
scene::Camera flightCamera(const scene::Camera& home, const glm::dvec3& centre, int frame) {
  const double part = static_cast<double>(frame) / kFlightFrames;
  scene::Camera camera = home;
  camera.headingDegrees = home.headingDegrees + 720.0 * part;
  const double nearness = 0.55 + 0.45 * std::cos(2.0 * std::numbers::pi * part);
  const double distance = glm::length(home.position - centre) * nearness;
  camera.position = centre - scene::cameraAxes(camera).forward * distance;
  return camera;
}

/// Updates a streamer frame by frame and notes what each update costs this thread.
class TimedFlight {
 public:
  TimedFlight(streaming::TerritoryStreamer& streamer, const geo::SceneFrame& frame)
      : streamer_(streamer), frame_(frame) {
    view_.camera.position = frame.origin() + glm::dvec3(0.0, 0.0, 2000.0);
    view_.camera.pitchDegrees = -90.0;
    view_.widthPixels = kSize.widthPixels;
    view_.heightPixels = kSize.heightPixels;
  }

  /// The opening, then the flight; false where the territory does not settle.
  bool fly() {
    const auto end = steady_clock::now() + kPatience;
    do {
      lookFromHome();
      update();
    } while (!streamer_.isSettled() && steady_clock::now() < end);
    if (!streamer_.isSettled() || streamer_.extent().isEmpty()) {
      return false;
    }
    const scene::Camera home = view_.camera;
    const glm::dvec3 centre = frame_.toMap(streamer_.extent().centre());
    for (int frame = 0; frame < kFlightFrames; ++frame) {
      view_.camera = flightCamera(home, centre, frame);
      update();
    }
    return true;
  }

  std::vector<double> sortedMilliseconds() const {
    std::vector<double> sorted = milliseconds_;
    std::sort(sorted.begin(), sorted.end());
    return sorted;
  }

 private:
  void lookFromHome() {
    const geo::Bounds3 extent = streamer_.extent();
    if (!extent.isEmpty()) {
      view_.camera = scene::cameraThatFits({frame_.toMap(extent.min), frame_.toMap(extent.max)}, 15.0, -35.0,
                                           static_cast<double>(kSize.widthPixels) / kSize.heightPixels);
    }
  }
  void update() {
    const auto next = steady_clock::now() + kFrame;
    const double start = threadMilliseconds();
    streamer_.update(view_, kBudget);
    milliseconds_.push_back(threadMilliseconds() - start);
    std::this_thread::sleep_until(next);
  }

  streaming::TerritoryStreamer& streamer_;
  const geo::SceneFrame& frame_;
  streaming::ViewState view_;
  std::vector<double> milliseconds_;
};

void measureStreaming(const std::string& subject, const std::filesystem::path& territory, const BenchOptions& options,
                      const ResultSink& sink) {
  const ProcessCost cost = runMeasured({options.self.string(), "--work", "stream", territory.string()});
  double percentile = 0.0;
  double slowest = 0.0;
  double slowestAttach = 0.0;
  if (!cost.isDone || std::sscanf(cost.lastLine.c_str(), "%lf %lf %lf", &percentile, &slowest, &slowestAttach) != 3) {
    reportSkipped("streaming", subject + " could not be flown over");
    return;
  }
  constexpr double kLimitMilliseconds = 4.0;
  const std::string limit = "limit of 4 ms";
  sink({"streaming", subject, percentile, "CPU ms of an update, 99th percentile", limit,
        percentile / kLimitMilliseconds, cost.peakMebibytes});
  sink({"streaming", subject, slowest, "CPU ms of an update, slowest", limit, slowest / kLimitMilliseconds,
        cost.peakMebibytes});
  sink({"streaming", subject, slowestAttach, "CPU ms of attaching one tile, slowest", {}, {}, cost.peakMebibytes});
}

}  // namespace

int flyOver(const std::vector<std::string>& arguments) {
  auto context = render::HeadlessContext::create();
  const Resources resources;
  auto renderer = context ? render::Renderer::create(resources) : tl::unexpected(context.error());
  auto loaded = scene::loadTerritory(arguments.at(0));
  if (!renderer || !loaded) {
    return 3;
  }
  const loaders::WorkerCatalog catalog(makeLoaderList());
  auto prepared = app::prepareTerritory(std::move(*loaded), catalog, [](const std::filesystem::path&) { return true; });
  if (!prepared) {
    return 3;
  }
  ThreadTasks tasks(3);
  RendererSink sink(**renderer);
  streaming::TerritoryStreamer streamer(tasks, catalog, prepared->frame, sink);
  streamer.setLayers(streaming::streamedLayers(prepared->loaded.territory, prepared->loaded.folder));
  TimedFlight flight(streamer, *prepared->frame);
  if (!flight.fly()) {
    return 4;
  }
  const std::vector<double> times = flight.sortedMilliseconds();
  std::printf("%.3f %.3f %.3f\n", times[times.size() * 99 / 100], times.back(), sink.slowestAttach());
  return 0;
}

void benchStreaming(const BenchOptions& options, const ResultSink& sink) {
  eachTerritory("streaming", options, true, [&](const std::string& subject, const std::filesystem::path& territory) {
    measureStreaming(subject, territory, options, sink);
  });
}

}  // namespace belvedere::bench
