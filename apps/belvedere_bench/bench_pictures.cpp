#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <glm/geometric.hpp>
#include <thread>

#include "apps/belvedere_bench/bench.h"
#include "apps/loader_list/loader_list.h"
#include "data_loaders/common/worker_catalog.h"
#include "engine/app/territory_session.h"
#include "engine/scene/camera_math.h"

namespace belvedere::bench {
namespace {

constexpr int kOrbitSteps = 36;
constexpr render::ViewSize kSize{1280, 720};
constexpr std::chrono::seconds kPatience{300};

/// Runs a command of the program whose output is not wanted; false where it failed.
bool runQuietly(const std::vector<std::string>& command) { return runMeasured(command).isDone; }

/// A territory in a temporary folder that goes with this object.
class ScratchTerritory {
 public:
  ScratchTerritory(const std::filesystem::path& program, const std::string& crs) : program_(program.string()) {
    std::string pattern = (std::filesystem::temp_directory_path() / "belvedere-bench-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    isGood_ = runQuietly({program_, "new", (folder_ / "t").string(), "--crs", crs});
  }
  ~ScratchTerritory() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  ScratchTerritory(const ScratchTerritory&) = delete;
  ScratchTerritory& operator=(const ScratchTerritory&) = delete;

  void add(const std::filesystem::path& source, const std::vector<std::string>& options = {}) {
    std::vector<std::string> command = {program_, "add", path().string(), std::filesystem::absolute(source).string()};
    command.insert(command.end(), options.begin(), options.end());
    isGood_ = isGood_ && runQuietly(command);
  }
  std::filesystem::path path() const { return folder_ / "t"; }
  std::filesystem::path picture() const { return folder_ / "picture.png"; }
  bool isGood() const { return isGood_; }

 private:
  std::string program_;
  std::filesystem::path folder_;
  bool isGood_ = false;
};

std::filesystem::path programBeside(const BenchOptions& options) { return options.self.parent_path() / "belvedere"; }

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

int drawFrames(const std::vector<std::string>& arguments) {
  const auto start = std::chrono::steady_clock::now();
  auto context = render::HeadlessContext::create();
  const Resources resources;
  auto renderer = context ? render::Renderer::create(resources) : tl::unexpected(context.error());
  auto loaded = scene::loadTerritory(arguments.at(0));
  if (!renderer || !loaded) {
    return 3;
  }
  const loaders::WorkerCatalog catalog(makeLoaderList());
  const app::Consent consent = [](const std::filesystem::path&) { return true; };
  auto prepared = app::prepareTerritory(std::move(*loaded), catalog, consent);
  if (!prepared) {
    return 3;
  }
  ThreadTasks tasks(3);
  app::TerritorySession session(std::move(*prepared), catalog, tasks, **renderer);
  if (!settle(session)) {
    return 4;
  }
  if (!(*renderer)->drawImage(kSize, false)) {
    return 4;
  }
  const double settleSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const std::vector<double> times = orbit(session, **renderer);
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
  const ProcessCost cost = runMedian({program.string(), "render", territory.path().string(), "-o",
                                      territory.picture().string(), "--size", "1280x720", "--fit"},
                                     options.runs);
  if (!cost.isDone) {
    reportSkipped("first-picture", "the picture could not be drawn");
    return;
  }
  constexpr double kLimitSeconds = 1.0;
  sink({"first-picture", "relief and imagery of 10,000 x 10,000", cost.wallSeconds, "wall s, whole process to the PNG",
        "limit of 1 s", cost.wallSeconds / kLimitSeconds, cost.peakMebibytes});
  sink({"first-picture",
        "relief and imagery of 10,000 x 10,000",
        cost.cpuSeconds,
        "CPU s, readers included",
        {},
        {},
        cost.peakMebibytes});
}

void benchFrames(const BenchOptions& options, const ResultSink& sink) {
  if (!options.input.empty()) {
    measureFrames(options.input.filename().string(), options.input, options, sink);
    return;
  }
  const auto program = programBeside(options);
  ScratchTerritory demo(program, "EPSG:2154");
  if (runQuietly({program.string(), "demo", (demo.path().parent_path() / "demo").string(), "--no-open"})) {
    measureFrames("demo town", demo.path().parent_path() / "demo", options, sink);
  } else {
    reportSkipped("frames", "the demo town could not be written");
  }
  const auto lyon = options.data / "lyon";
  if (!std::filesystem::exists(lyon)) {
    reportSkipped("frames", "no real data in " + options.data.string());
    return;
  }
  ScratchTerritory lyonTerritory(program, "EPSG:2154+5720");
  lyonTerritory.add(lyon / "terrain/lyon_centre_dtm_5m_derived.tif");
  lyonTerritory.add(lyon / "buildings/buildings_lyon1.geojson");
  ScratchTerritory denHaag(program, "EPSG:28992");
  denHaag.add(options.data / "citygml/denhaag_01/DenHaag_01.gml.xml");
  measureFrames("Lyon", lyonTerritory.path(), options, sink);
  measureFrames("Den Haag", denHaag.path(), options, sink);
}

}  // namespace belvedere::bench
