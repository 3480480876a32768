#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <thread>

#include "apps/loader_list/loader_list.h"
#include "data_loaders/common/worker_catalog.h"
#include "engine/app/territory_session.h"
#include "engine/core/temporary_folder.h"
#include "engine/streaming/cache_folder.h"

using namespace belvedere;

namespace {

constexpr render::ViewSize kSize{320, 180};
constexpr std::chrono::microseconds kFrameBudget{4000};

bool run(const std::string& command) {
  const std::string program = std::string(BELVEDERE_BINARY_DIR) + "/bin/belvedere ";
  return std::system((program + command + " >/dev/null 2>&1").c_str()) == 0;
}

/// The demo town, baked, on a renderer without a display.
class Flight {
 public:
  /// Nothing where the machine cannot draw without a display.
  static Flight* get() {
    static std::unique_ptr<Flight> flight = make();
    return flight.get();
  }

  app::TerritorySession& session() { return *session_; }

  /// One frame of a flight, whatever has been read.
  void fly(const scene::Camera& camera) {
    session_->view().camera = camera;
    session_->update(kSize, kFrameBudget);
  }
  void settle() {
    const auto start = std::chrono::steady_clock::now();
    do {
      session_->update(kSize, std::chrono::milliseconds(50));
      REQUIRE(std::chrono::steady_clock::now() - start < std::chrono::seconds(120));
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    } while (!session_->isSettled());
  }
  Image picture() {
    auto drawn = renderer_->drawImage(kSize, true);
    REQUIRE(drawn);
    return std::move(*drawn);
  }
  scene::Camera home() const {
    const auto camera = session_->homeCamera(static_cast<double>(kSize.widthPixels) / kSize.heightPixels);
    REQUIRE(camera);
    return *camera;
  }

 private:
  static std::unique_ptr<Flight> make() {
    auto context = render::HeadlessContext::create();
    if (!context) {
      WARN("SKIP: " + englishText(context.error().message));
      return nullptr;
    }
    auto folder = TemporaryFolder::make("flight");
    REQUIRE(folder);
    auto flight = std::unique_ptr<Flight>(new Flight(std::move(*folder), std::move(*context)));
    flight->open();
    return flight;
  }

  Flight(TemporaryFolder folder, std::unique_ptr<render::HeadlessContext> context)
      : folder_(std::move(folder)), context_(std::move(context)), catalog_(makeLoaderList()), tasks_(3) {}

  void open() {
    const std::filesystem::path town = folder_.path() / "town";
    REQUIRE(run("demo " + town.string() + " --buildings 1500 --no-open"));
    REQUIRE(run("bake " + town.string()));
    auto loaded = scene::loadTerritory(town);
    REQUIRE(loaded);
    auto prepared =
        app::prepareTerritory(std::move(*loaded), catalog_, [](const std::filesystem::path&) { return true; });
    auto renderer = render::Renderer::create(resources_);
    REQUIRE(prepared);
    REQUIRE(renderer);
    renderer_ = std::move(*renderer);
    renderer_->setQuality(render::Quality::Low, 1);
    renderer_->setEffects({false, false, false});
    session_ = std::make_unique<app::TerritorySession>(std::move(*prepared), catalog_, tasks_, *renderer_);
    settle();
    fly(home());
    settle();
  }

  TemporaryFolder folder_;
  std::unique_ptr<render::HeadlessContext> context_;
  Resources resources_;
  loaders::WorkerCatalog catalog_;
  ThreadTasks tasks_;
  std::unique_ptr<render::Renderer> renderer_;
  std::unique_ptr<app::TerritorySession> session_;
};

bool isBackground(const Image& picture, int x, int y) { return picture.at(x, y)[3] < 128; }

/// Whether everything within `reach` pixels is background, or nothing is.
bool isAll(const Image& picture, int x, int y, int reach, bool background) {
  for (int dy = -reach; dy <= reach; ++dy) {
    for (int dx = -reach; dx <= reach; ++dx) {
      if (dx * dx + dy * dy <= reach * reach && isBackground(picture, x + dx, y + dy) != background) {
        return false;
      }
    }
  }
  return true;
}

/// Pixels that are background in one picture, and in the other are not, nor is anything within `reach` pixels of them.
int holes(const Image& picture, const Image& whole, int reach) {
  int count = 0;
  for (int y = reach; y < picture.height - reach; ++y) {
    for (int x = reach; x < picture.width - reach; ++x) {
      count += isBackground(picture, x, y) && isAll(whole, x, y, reach, false) ? 1 : 0;
    }
  }
  return count;
}

/// A round over the town that comes down, turns, and climbs again.
scene::Camera onPath(const scene::Camera& home, const glm::dvec3& centre, double part) {
  constexpr double kTurn = 6.283185307179586;
  const double low = 0.5 - 0.5 * std::cos(part * kTurn);
  const double radius = 900.0 - 500.0 * low;
  scene::Camera camera = home;
  camera.position =
      centre + glm::dvec3(-std::sin(part * kTurn) * radius, -std::cos(part * kTurn) * radius, 700.0 - 560.0 * low);
  camera.headingDegrees = part * 360.0;
  camera.pitchDegrees = -30.0 + 22.0 * low;
  return camera;
}

}  // namespace

TEST_CASE(
    "On a flight nothing opens: no pixel shows the background where the settled picture has ground or a building") {
  Flight* flight = Flight::get();
  if (flight == nullptr) {
    return;
  }
  const scene::Camera home = flight->home();
  const glm::dvec3 centre = flight->session().extent().centre();
  int unsettled = 0;
  for (int step = 0; step <= 48; ++step) {
    const scene::Camera camera = onPath(home, centre, step / 48.0);
    flight->fly(camera);
    unsettled += flight->session().isSettled() ? 0 : 1;
    const Image flown = flight->picture();
    if (step % 6 == 0) {  // settled now and then only, or nothing would be on its way
      flight->settle();
      CHECK(holes(flown, flight->picture(), 2) == 0);
    }
  }
  CHECK(unsettled > 5);
}

TEST_CASE("A leap to a far place shows the ground and the town at once, coarse or not") {
  Flight* flight = Flight::get();
  if (flight == nullptr) {
    return;
  }
  const glm::dvec3 centre = flight->session().extent().centre();
  for (const double part : {0.0, 0.5, 0.2, 0.7, 0.35, 0.9}) {
    flight->fly(onPath(flight->home(), centre, part));
    const Image flown = flight->picture();
    flight->settle();
    CHECK(holes(flown, flight->picture(), 2) == 0);
  }
}

TEST_CASE("Levels of detail move no edge against the sky by more than two pixels") {
  Flight* flight = Flight::get();
  if (flight == nullptr) {
    return;
  }
  const glm::dvec3 centre = flight->session().extent().centre();
  for (const double part : {0.1, 0.45, 0.5, 0.55, 0.8}) {
    scene::Camera camera = onPath(flight->home(), centre, part);
    camera.pitchDegrees = -3.0;
    flight->fly(camera);
    flight->settle();
    const Image simplified = flight->picture();
    flight->session().setObjectTolerance(0.0);
    flight->settle();
    const Image full = flight->picture();
    flight->session().setObjectTolerance(app::TerritorySession::kObjectTolerance);
    CHECK(holes(simplified, full, 3) == 0);  // two pixels, and one for their middle
    CHECK(holes(full, simplified, 3) == 0);
  }
}
