#include <GL/gl.h>
#include <GL/glext.h>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
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

/// What the frames of one orbit took, in milliseconds.
struct FrameTimes {
  double median = 0.0;
  double slowest = 0.0;
  double processor = 0.0;  ///< mean, all threads
};

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

/// A framebuffer to draw into as a window would be.
class Canvas {
 public:
  Canvas() {
    glGenRenderbuffers(1, &colour_);
    glBindRenderbuffer(GL_RENDERBUFFER, colour_);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, kSize.widthPixels, kSize.heightPixels);
    glGenFramebuffers(1, &framebuffer_);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, colour_);
  }
  ~Canvas() {
    glDeleteFramebuffers(1, &framebuffer_);
    glDeleteRenderbuffers(1, &colour_);
  }
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  void draw(render::Renderer& renderer, bool isMoving) const {
    renderer.draw(kSize, framebuffer_, isMoving);
    glFinish();
  }

 private:
  GLuint colour_ = 0;
  GLuint framebuffer_ = 0;
};

double processorMilliseconds() { return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// An orbit of 36 steps around the middle, waiting for each picture, after one lap that is not counted.
FrameTimes orbit(app::TerritorySession& session, render::Renderer& renderer, bool isMoving) {
  std::vector<double> milliseconds;
  double processor = 0.0;
  const Canvas canvas;
  const scene::Camera home = session.view().camera;
  const glm::dvec3 centre = session.extent().centre();
  const double distance = glm::length(home.position - centre);
  for (int step = 0; step < 2 * kOrbitSteps; ++step) {
    scene::Camera& camera = session.view().camera;
    camera.headingDegrees = home.headingDegrees + 360.0 / kOrbitSteps * step;
    camera.position = centre - scene::cameraAxes(camera).forward * distance;
    session.update(kSize, std::chrono::milliseconds(50));
    const auto start = std::chrono::steady_clock::now();
    const double processorStart = processorMilliseconds();
    canvas.draw(renderer, isMoving);
    if (step >= kOrbitSteps) {
      processor += processorMilliseconds() - processorStart;
      milliseconds.push_back(
          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
  }
  session.view().camera = home;
  std::sort(milliseconds.begin(), milliseconds.end());
  return {milliseconds[milliseconds.size() / 2], milliseconds.back(), processor / kOrbitSteps};
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

/// What it takes to find what is under a cursor, at places spread over the picture.
FrameTimes pickAround(render::Renderer& renderer) {
  constexpr int kPicks = 200;
  std::vector<double> milliseconds;
  const double processorStart = processorMilliseconds();
  for (int i = 0; i < kPicks; ++i) {
    const glm::ivec2 pixel(i * 7919 % kSize.widthPixels, i * 7907 % kSize.heightPixels);
    const auto start = std::chrono::steady_clock::now();
    renderer.pick(kSize, pixel);
    milliseconds.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(milliseconds.begin(), milliseconds.end());
  return {milliseconds[kPicks / 2], milliseconds.back(), (processorMilliseconds() - processorStart) / kPicks};
}

/// The middle of a picture shows something other than the border's background.
bool showsGround(const Image& picture) {
  const std::uint8_t* corner = picture.at(0, 0);
  const std::uint8_t* middle = picture.at(picture.width / 2, picture.height / 2);
  return !std::equal(corner, corner + 3, middle);
}

}  // namespace

namespace {

/// Draws until a picture shows something; empty where none ever does.
Image firstPicture(OpenedTerritory& opened) {
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
      return *picture;
    }
  }
  return {};
}

/// How far apart two pictures are where both others differ clearly: the sum over their channels.
double distance(const Image& a, const Image& b, const Image& one, const Image& other) {
  constexpr int kClearly = 12;
  double sum = 0.0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    const bool counts = std::abs(int{one.pixels[i]} - int{other.pixels[i]}) > kClearly;
    sum += counts ? std::abs(int{a.pixels[i]} - int{b.pixels[i]}) : 0;
  }
  return sum;
}

}  // namespace

int drawFirstPicture(const std::vector<std::string>& arguments) {
  OpenedTerritory opened(arguments.at(0));
  if (!opened.isGood()) {
    return 3;
  }
  const bool isThere = !firstPicture(opened).isEmpty();
  std::fflush(stdout);
  std::_Exit(isThere ? 0 : 4);  // tidying up is not part of it
}

int checkFirstPicture(const std::vector<std::string>& arguments) {
  OpenedTerritory opened(arguments.at(0));
  if (!opened.isGood()) {
    return 3;
  }
  const Image first = firstPicture(opened);
  app::TerritorySession& session = opened.session();
  const auto settled = [&] {
    return settle(session) ? opened.renderer().drawImage(kSize, false) : Result<Image>(Image());
  };
  const auto whole = settled();
  for (const scene::Layer& layer : scene::Territory(session.document().territory()).layers) {
    if (layer.kind == model::SourceKind::Imagery && !session.document().setVisible(layer.id, false)) {
      return 4;
    }
  }
  const auto bare = settled();
  if (first.isEmpty() || !whole || !bare || whole->pixels.size() != first.pixels.size() ||
      bare->pixels.size() != first.pixels.size()) {
    return 4;
  }
  const double toWhole = distance(first, *whole, *whole, *bare);
  const double toBare = distance(first, *bare, *whole, *bare);
  std::printf("from the picture with imagery %.0f, from that of the bare relief %.0f\n", toWhole, toBare);
  return toBare > 2.0 * toWhole ? 0 : 4;
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
  const FrameTimes still = orbit(opened.session(), opened.renderer(), false);
  const FrameTimes moving = orbit(opened.session(), opened.renderer(), true);
  const FrameTimes picks = pickAround(opened.renderer());
  std::printf(
      "%.2f ms %.2f ms slowest %.2f CPU ms at rest %.2f ms %.2f ms slowest %.2f CPU ms moving %.2f ms %.2f ms slowest "
      "%.2f "
      "CPU ms to pick %.2f s\n",
      still.median, still.slowest, still.processor, moving.median, moving.slowest, moving.processor, picks.median,
      picks.slowest, picks.processor, settleSeconds);
  return 0;
}

void measureFrames(const std::string& bench, const std::string& subject, const std::filesystem::path& territory,
                   const BenchOptions& options, const ResultSink& sink) {
  const ProcessCost cost = runMeasured({options.self.string(), "--work", "frames", territory.string()});
  FrameTimes still;
  FrameTimes moving;
  FrameTimes picks;
  double settleSeconds = 0.0;
  if (!cost.isDone ||
      std::sscanf(
          cost.lastLine.c_str(),
          "%lf ms %lf ms slowest %lf CPU ms at rest %lf ms %lf ms slowest %lf CPU ms moving %lf ms %lf ms slowest "
          "%lf CPU ms to pick %lf s",
          &still.median, &still.slowest, &still.processor, &moving.median, &moving.slowest, &moving.processor,
          &picks.median, &picks.slowest, &picks.processor, &settleSeconds) != 10) {
    reportSkipped(bench, subject + " could not be drawn");
    return;
  }
  const auto tell = [&](const FrameTimes& times, const std::string& what, const std::string& count) {
    sink({bench, subject, times.median, "ms " + what + ", median of " + count, {}, {}, cost.peakMebibytes});
    sink({bench, subject, times.slowest, "ms " + what + ", slowest of " + count, {}, {}, cost.peakMebibytes});
    sink({bench, subject, times.processor, "CPU ms " + what + ", mean of " + count, {}, {}, cost.peakMebibytes});
  };
  tell(still, "per frame at rest, all in view", "36");
  tell(moving, "per frame moving, all in view", "36");
  tell(picks, "to find what is under the cursor, all in view", "200");
  sink({bench, subject, settleSeconds, "s from opening to all detail", {}, {}, cost.peakMebibytes});
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
  if (const ProcessCost check =
          runMeasured({options.self.string(), "--work", "check-first-picture", territory.path().string()});
      !check.isDone) {
    reportSkipped("first-picture", "the first picture does not show the imagery (" + check.lastLine + ")");
    return;
  }
  report({options.self.string(), "--work", "first-picture", territory.path().string()},
         "the first picture of ground and imagery", "limit of 1 s");
  report({program.string(), "render", territory.path().string(), "-o", territory.picture().string(), "--size",
          "1280x720", "--fit"},
         "the PNG with all detail at high quality", {});
}

void benchFrames(const BenchOptions& options, const ResultSink& sink) {
  eachTerritory("frames", options, false, [&](const std::string& subject, const std::filesystem::path& territory) {
    measureFrames("frames", subject, territory, options, sink);
  });
}

}  // namespace belvedere::bench
