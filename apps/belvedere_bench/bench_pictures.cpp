#include <algorithm>
#include <chrono>
#include <cstdio>
#include <future>
#include <glm/geometric.hpp>
#include <thread>

#include "apps/belvedere_bench/bench.h"
#include "apps/belvedere_bench/scratch_territory.h"
#include "apps/loader_list/loader_list.h"
#include "data_loaders/common/worker_catalog.h"
#include "engine/app/territory_session.h"
#include "engine/capture/image_writer.h"
#include "engine/scene/camera_math.h"

namespace belvedere::bench {
namespace {

constexpr int kOrbitSteps = 36;
constexpr render::ViewSize kSize{1280, 720};
constexpr std::chrono::seconds kPatience{300};

/// Frames of one territory in a process of its own.
void measureFrames(const std::string& subject, const std::filesystem::path& territory, const BenchOptions& options,
                   const ResultSink& sink) {
  const ProcessCost cost = runMeasured({options.self.string(), "--work", "frames", territory.string()});
  double median = 0.0;
  double slowest = 0.0;
  double settleSeconds = 0.0;
  if (!cost.isDone || std::sscanf(cost.lastLine.c_str(), "%lf ms median %lf ms slowest %lf s", &median, &slowest,
                                  &settleSeconds) != 3) {
    reportSkipped("frames", subject + " could not be drawn");
    return;
  }
  sink({"frames", subject, median, "ms per frame, median of 36, all in view", {}, {}, cost.peakMebibytes});
  sink({"frames", subject, slowest, "ms per frame, slowest of 36", {}, {}, cost.peakMebibytes});
  sink({"frames", subject, settleSeconds, "s from opening to all detail", {}, {}, cost.peakMebibytes});
}

bool settle(app::TerritorySession& session) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < end) {
    if (const auto home = session.homeCamera(static_cast<double>(kSize.widthPixels) / kSize.heightPixels)) {
      session.view().camera = *home;
    }
    session.update(kSize, std::chrono::milliseconds(50));
    if (session.isSettled()) {
      return true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return false;
}

/// Frame times of an orbit of 36 steps around the middle, waiting for each picture, after one lap that is not counted.
std::vector<double> orbit(app::TerritorySession& session, render::Renderer& renderer) {
  std::vector<double> milliseconds;
  const scene::Camera home = session.view().camera;
  const glm::dvec3 centre = session.extent().centre();
  const double distance = glm::length(home.position - centre);
  for (int step = 0; step < 2 * kOrbitSteps; ++step) {
    scene::Camera& camera = session.view().camera;
    camera.headingDegrees = home.headingDegrees + 360.0 / kOrbitSteps * step;
    camera.position = centre - scene::cameraAxes(camera).forward * distance;
    session.update(kSize, std::chrono::milliseconds(50));
    const auto start = std::chrono::steady_clock::now();
    if (!renderer.drawImage(kSize, false)) {  // reads back, so the picture is complete
      return {};
    }
    if (step >= kOrbitSteps) {
      milliseconds.push_back(
          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  return milliseconds;
}

}  // namespace

namespace {

/// A territory on a renderer without a display, as the program opens it.
class OpenedTerritory {
 public:
  explicit OpenedTerritory(const std::filesystem::path& folder) : catalog_(makeLoaderList()), tasks_(3) {
    auto loaded = scene::loadTerritory(folder);
    if (!loaded) {
      return;
    }
    auto preparing = std::async(std::launch::async, [&] {
      return app::prepareTerritory(std::move(*loaded), catalog_, [](const std::filesystem::path&) { return true; });
    });
    auto context = render::HeadlessContext::create();
    auto renderer = context ? render::Renderer::create(resources_) : tl::unexpected(context.error());
    auto prepared = preparing.get();
    if (renderer && prepared) {
      context_ = std::move(*context);
      renderer_ = std::move(*renderer);
      session_ = std::make_unique<app::TerritorySession>(std::move(*prepared), catalog_, tasks_, *renderer_);
    }
  }
  bool isGood() const { return session_ != nullptr; }
  app::TerritorySession& session() { return *session_; }
  render::Renderer& renderer() { return *renderer_; }

 private:
  Resources resources_;
  loaders::WorkerCatalog catalog_;
  ThreadTasks tasks_;
  std::unique_ptr<render::HeadlessContext> context_;
  std::unique_ptr<render::Renderer> renderer_;
  std::unique_ptr<app::TerritorySession> session_;
};

/// The middle of a picture shows something other than the border's background.
bool showsGround(const Image& picture) {
  const std::uint8_t* corner = picture.at(0, 0);
  const std::uint8_t* middle = picture.at(picture.width / 2, picture.height / 2);
  return !std::equal(corner, corner + 3, middle);
}

}  // namespace

int drawFirstPicture(const std::vector<std::string>& arguments) {
  OpenedTerritory opened(arguments.at(0));
  if (!opened.isGood()) {
    return 3;
  }
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < end) {
    app::TerritorySession& session = opened.session();
    const bool hasChanged = session.update(kSize, std::chrono::milliseconds(4));
    const auto home = session.homeCamera(static_cast<double>(kSize.widthPixels) / kSize.heightPixels);
    if (home) {
      session.view().camera = *home;
    }
    if (!home || !hasChanged) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      continue;
    }
    session.update(kSize, std::chrono::milliseconds(4));
    const auto picture = opened.renderer().drawImage(kSize, false);
    if (picture && showsGround(*picture)) {
      const bool isKept = arguments.size() < 2 || capture::writeImage(*picture, arguments[1]).has_value();
      std::fflush(stdout);
      std::_Exit(isKept ? 0 : 4);  // the picture is there; tidying up is not part of it
    }
  }
  return 4;
}

int drawFrames(const std::vector<std::string>& arguments) {
  const auto start = std::chrono::steady_clock::now();
  OpenedTerritory opened(arguments.at(0));
  if (!opened.isGood()) {
    return 3;
  }
  if (!settle(opened.session()) || !opened.renderer().drawImage(kSize, false)) {
    return 4;
  }
  const double settleSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const std::vector<double> times = orbit(opened.session(), opened.renderer());
  if (times.empty()) {
    return 4;
  }
  std::printf("%.2f ms median %.2f ms slowest %.2f s\n", times[times.size() / 2], times.back(), settleSeconds);
  return 0;
}

void benchFirstPicture(const BenchOptions& options, const ResultSink& sink) {
  const auto relief = options.synthetic / "raster/dem_cog.tif";
  const auto imagery = options.synthetic / "raster/ortho_cog.tif";
  if (!std::filesystem::exists(relief)) {
    reportSkipped("first-picture", "no raster/dem_cog.tif in the folder given with --synthetic");
    return;
  }
  const auto program = programBeside(options);
  ScratchTerritory territory(program, "EPSG:25832");
  territory.add(relief);
  territory.add(imagery);
  if (!territory.isGood()) {
    reportSkipped("first-picture", "the territory could not be made");
    return;
  }
  const std::string subject = "relief and imagery of 10,000 x 10,000";
  const auto report = [&](const std::vector<std::string>& command, const std::string& what, const std::string& limit) {
    const ProcessCost cost = runMedian(command, options.runs);
    if (!cost.isDone) {
      reportSkipped("first-picture", what + " could not be drawn");
      return;
    }
    constexpr double kLimitSeconds = 1.0;
    const auto ratio = limit.empty() ? std::nullopt : std::optional(cost.wallSeconds / kLimitSeconds);
    sink({"first-picture", subject, cost.wallSeconds, "wall s, whole process to " + what, limit, ratio,
          cost.peakMebibytes});
    sink({"first-picture",
          subject,
          cost.cpuSeconds,
          "CPU s to " + what + ", readers included",
          {},
          {},
          cost.peakMebibytes});
  };
  report({options.self.string(), "--work", "first-picture", territory.path().string()},
         "the first picture of ground and imagery", "limit of 1 s");
  report({program.string(), "render", territory.path().string(), "-o", territory.picture().string(), "--size",
          "1280x720", "--fit"},
         "the PNG with all detail at high quality", {});
}

void benchFrames(const BenchOptions& options, const ResultSink& sink) {
  eachTerritory("frames", options, false, [&](const std::string& subject, const std::filesystem::path& territory) {
    measureFrames(subject, territory, options, sink);
  });
}

}  // namespace belvedere::bench
