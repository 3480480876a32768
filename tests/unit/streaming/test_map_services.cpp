#include <catch2/catch.hpp>

#include "engine/streaming/raster_stack.h"
#include "tests/unit/streaming/fakes.h"

using namespace belvedere;
using namespace belvedere::streaming;
using namespace belvedere::streaming::fakes;

namespace {

using Clock = std::chrono::steady_clock;

const geo::Bounds2 kExtent{{837440.0, 6516440.0}, {842560.0, 6521560.0}};
const glm::dvec2 kMiddle{840000.0, 6519000.0};
const std::string kService = "https://host/wms?key=SECRET";

RasterContent service() {
  RasterContent content;
  content.extent = kExtent;
  content.pixel = 1.0;
  content.isService = true;
  content.colour = [](double, double) { return std::array<std::uint8_t, 4>{200, 0, 0, 255}; };
  return content;
}

FakeCatalog townWith(const RasterContent& service) {
  FakeCatalog catalog;
  catalog.crsWkt = lambertWkt();
  catalog.rasters["relief"].extent = kExtent;
  catalog.rasters[kService] = service;
  catalog.features["houses"].batch = [](int) {
    model::FeatureBatch batch;
    batch.crs = lambertWkt();
    batch.types = {"batiment"};
    batch.ids = "B1";
    batch.features.push_back({0, 2, model::kNone, 0, {}});
    batch.attributes.beginFeature();
    for (const glm::dvec2& corner : {glm::dvec2(0, 0), {900, 0}, {900, 900}, {0, 900}}) {
      batch.positions.push_back({kMiddle.x + corner.x, kMiddle.y + corner.y, NAN});
    }
    batch.rings = {{0, 4}};
    batch.polygons = {{0, 0, 1}};
    return batch;
  };
  return catalog;
}

const StreamedLayer kRelief = layer(1, model::SourceKind::Terrain, "relief");
const StreamedLayer kPicture = layer(2, model::SourceKind::Imagery, kService);
const StreamedLayer kHouses = layer(3, model::SourceKind::Vector, "houses");

/// Updates until something holds; whether it did within ten seconds.
template <class Condition>
bool updateUntil(TerritoryStreamer& streamer, const ViewState& view, const Condition& condition) {
  for (const auto end = Clock::now() + std::chrono::seconds(10); !condition();) {
    if (Clock::now() > end) {
      return false;
    }
    streamer.update(view, kBudget);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

/// Lets go of what hangs at the end, or after ten seconds, so that a failing test ends.
class Release {
 public:
  explicit Release(std::shared_ptr<Gate> gate)
      : gate_(std::move(gate)), late_([this](const std::stop_token& stop) {
          std::mutex mutex;
          std::condition_variable_any never;
          std::unique_lock lock(mutex);
          never.wait_for(lock, stop, std::chrono::seconds(10), [] { return false; });
          gate_->open();
        }) {}

 private:
  std::shared_ptr<Gate> gate_;
  std::jthread late_;
};

}  // namespace

TEST_CASE("Nothing else waits for a map service that hangs") {
  const auto gate = std::make_shared<Gate>();
  const auto hanging = std::make_shared<std::atomic<int>>(0);
  RasterContent slow = service();
  slow.cannotRead = [=](const model::RasterRequest& request) {
    if (request.bounds.size().x / request.width < 10.0) {
      ++*hanging;
      gate->pass(request.stop);
    }
    return false;
  };
  FakeCatalog catalog = townWith(slow);
  ThreadTasks tasks(2);
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({kRelief, kPicture});
  settle(streamer, viewOf(kMiddle, 40000.0));
  const ViewState near = viewOf(kMiddle, 300.0);
  REQUIRE(updateUntil(streamer, near, [&] { return *hanging > 0; }));
  for (int i = 0; i < 50; ++i) {  // all cells are asked for that will be
    streamer.update(near, kBudget);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  const Release release(gate);
  streamer.setLayers({kRelief, kPicture, kHouses});
  CHECK(updateUntil(streamer, near, [&] { return streamer.progress()[2].state == LayerState::Ready; }));
  CHECK(updateUntil(streamer, near, [&] { return !sink.shown(3).empty(); }));
  CHECK(*hanging == 1);
  gate->open();
  settle(streamer, near);
}

TEST_CASE("Who is asked to stop while another reads is not read for") {
  RasterContent slow = service();
  slow.gate = std::make_shared<Gate>();
  const Release release(slow.gate);
  const auto raster = PlacedRaster::place(std::make_unique<FakeRaster>(slow, lambertWkt()), *lambertFrame()).value();
  const geo::Bounds2 window{{0.0, 0.0}, {10.0, 10.0}};
  std::jthread first([&] { CHECK(raster->readColours(window, 8, 8)); });
  while (*slow.readings == 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  std::stop_source stop;
  std::optional<ErrorCode> colours, heights;
  std::jthread second([&] {
    const auto image = raster->readColours(window, 8, 8, stop.get_token());
    colours = image ? std::optional<ErrorCode>() : image.error().code;
    const auto grid = raster->readHeights(window, 8, 8, stop.get_token());
    heights = grid ? std::optional<ErrorCode>() : grid.error().code;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  stop.request_stop();
  slow.gate->open();
  first.join();
  second.join();
  CHECK(colours == ErrorCode::Cancelled);
  CHECK(heights == ErrorCode::Cancelled);
  CHECK(*slow.readings == 1);
}

TEST_CASE("A territory can be left at once while a map service hangs") {
  RasterContent slow = service();
  const auto gate = std::make_shared<Gate>();
  std::shared_ptr<std::atomic<int>> begun;
  SECTION("as a picture is read") {
    slow.gate = gate;
    begun = slow.readings;
  }
  SECTION("as it is opened") {
    slow.openingGate = gate;
    begun = slow.openings;
  }
  const Release release(gate);
  const FakeCatalog catalog = townWith(slow);
  ThreadTasks tasks(4);
  FakeSink sink;
  auto streamer = std::make_unique<TerritoryStreamer>(tasks, catalog, lambertFrame(), sink);
  streamer->setLayers({kRelief, kPicture});
  REQUIRE(updateUntil(*streamer, viewOf(kMiddle, 300.0), [&] { return *begun > 0; }));
  const auto start = Clock::now();
  streamer.reset();
  CHECK(Clock::now() - start < std::chrono::seconds(5));
}

TEST_CASE("A map service that cannot be reached is tried again, which is said once") {
  RasterContent silent = service();
  *silent.failingOpenings = 3;
  const FakeCatalog catalog = townWith(silent);
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setServicePause(std::chrono::milliseconds(100));
  streamer.setLayers({kRelief, kPicture});
  const ViewState view = viewOf(kMiddle, 300.0);
  REQUIRE(updateUntil(streamer, view, [&] { return streamer.progress()[1].state == LayerState::Failed; }));
  REQUIRE(streamer.progress()[1].error);
  CHECK(streamer.progress()[1].error->message.key == "fake-silent");
  const Diagnostic* said = streamer.progress()[1].diagnostics.find("service-tried-again");
  REQUIRE(said != nullptr);
  CHECK(said->message.arguments.front().second == "https://host/wms");
  const std::uint64_t revision = streamer.progressRevision();
  REQUIRE(updateUntil(streamer, view, [&] { return *silent.failingOpenings == 0; }));
  CHECK(streamer.progressRevision() == revision);
  REQUIRE(updateUntil(streamer, view, [&] { return streamer.progress()[1].state == LayerState::Ready; }));
  CHECK_FALSE(streamer.progress()[1].error);
  CHECK(streamer.progress()[1].diagnostics.isEmpty());
  settle(streamer, view);
  CHECK(*silent.readings > 0);
  CHECK(*silent.openings == 4);
}

TEST_CASE("The pauses between tries grow, and files are not tried again") {
  RasterContent silent = service();
  *silent.failingOpenings = 1000;
  FakeCatalog catalog = townWith(silent);
  catalog.rasters["relief"].failingOpenings = std::make_shared<std::atomic<int>>(1000);
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setServicePause(std::chrono::milliseconds(20));
  streamer.setLayers({kRelief, kPicture, layer(3, model::SourceKind::Imagery, "https://host/gone")});
  const ViewState view = viewOf(kMiddle, 300.0);
  const auto start = Clock::now();
  REQUIRE(updateUntil(streamer, view, [&] { return *silent.openings >= 4; }));
  CHECK(Clock::now() - start >= std::chrono::milliseconds(20 + 40 + 80));
  CHECK(*catalog.rasters["relief"].openings == 1);
  CHECK(streamer.progress()[2].state == LayerState::Failed);
  CHECK(streamer.progress()[2].diagnostics.isEmpty());
}
