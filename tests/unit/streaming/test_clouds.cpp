#include <fstream>

#include "engine/streaming/cloud_bake.h"
#include "engine/streaming/cloud_tiles.h"
#include "tests/unit/streaming/fakes.h"
#include "tests/unit/tiling/bake_samples.h"

using namespace belvedere;
using namespace belvedere::streaming;
using namespace belvedere::streaming::fakes;

namespace {

constexpr int kSide = 500;  // points

/// A cloud of a point every half metre on a level square, in a file of its own for the key.
class CloudTerritory {
 public:
  CloudTerritory() {
    const auto crs = geo::Crs::fromText("EPSG:2154");
    frame_ =
        std::make_shared<const geo::SceneFrame>(*geo::SceneFrame::create(*crs, glm::dvec3(700000.0, 6600000.0, 0.0)));
    const std::filesystem::path file = folder_.path() / "cloud.las";
    std::ofstream(file) << "points";
    FeatureContent content;
    content.batch = [wkt = crs->wkt()](int) {
      model::FeatureBatch batch;
      batch.crs = wkt;
      for (int i = 0; i < kSide * kSide; ++i) {
        const int row = i / kSide;
        batch.positions.emplace_back(700000.0 + 0.5 * (i % kSide), 6600000.0 + 0.5 * row, 100.0 + 0.001 * (i % 7));
        batch.cloud.emplace_back();
      }
      return batch;
    };
    content.crsWkt = crs->wkt();
    content.extent = {{700000.0, 6600000.0}, {700000.0 + 0.5 * kSide, 6600000.0 + 0.5 * kSide}};
    readings = content.readings;
    catalog.features[file.string()] = std::move(content);
    layer.id = 1;
    layer.layer.id = "cloud";
    layer.layer.kind = model::SourceKind::PointCloud;
    layer.paths = {file};
  }

  std::filesystem::path cache() const { return folder_.path() / "cache"; }
  CloudRequest request() const { return {{layer, {}, frame_}, cache()}; }
  std::shared_ptr<const geo::SceneFrame> frame() const { return frame_; }

  FakeCatalog catalog;
  StreamedLayer layer;
  std::shared_ptr<std::atomic<int>> readings;

 private:
  TestFolder folder_;
  std::shared_ptr<const geo::SceneFrame> frame_;
};

ViewState viewFrom(double height, double pixelTolerance = 1.0) {
  ViewState view;
  view.camera.position = {700125.0, 6600125.0, 100.0 + height};
  view.camera.pitchDegrees = -90.0;
  view.pixelTolerance = pixelTolerance;
  return view;
}

void settleCloud(TerritoryStreamer& streamer, const ViewState& view) {
  for (int i = 0; i < 2000 && !(i > 2 && streamer.isSettled()); ++i) {
    streamer.update(view, std::chrono::microseconds(100000));
  }
  REQUIRE(streamer.isSettled());
}

std::size_t shownPoints(const FakeSink& sink) {
  std::size_t count = 0;
  for (const FakeSink::Entry* entry : sink.shown(1)) {
    count += entry->points ? entry->points->points.size() : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("A cloud is baked when first opened, and taken from its cache afterwards") {
  CloudTerritory territory;
  InlineTasks tasks;
  for (int round = 0; round < 2; ++round) {
    FakeSink sink;
    TerritoryStreamer streamer(tasks, territory.catalog, territory.frame(), sink);
    streamer.setCache(territory.cache());
    streamer.setLayers({territory.layer});
    settleCloud(streamer, viewFrom(60.0));
    CHECK(*territory.readings == 2);  // the glance and the baking, once
    CHECK(streamer.progress()[0].state == LayerState::Ready);
    CHECK(shownPoints(sink) > 0);
    CHECK(streamer.extent().max.z == Approx(100.006).margin(0.01));
  }
}

TEST_CASE("A cloud without a cache folder is shown all the same") {
  CloudTerritory territory;
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, territory.catalog, territory.frame(), sink);
  streamer.setLayers({territory.layer});
  settleCloud(streamer, viewFrom(60.0));
  CHECK(shownPoints(sink) > 0);
}

TEST_CASE("From far off few points of a cloud are shown, from near by all that are seen") {
  CloudTerritory territory;
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, territory.catalog, territory.frame(), sink);
  streamer.setCache(territory.cache());
  streamer.setLayers({territory.layer});
  settleCloud(streamer, viewFrom(3000.0));
  const std::size_t far = shownPoints(sink);
  settleCloud(streamer, viewFrom(400.0));
  const std::size_t near = shownPoints(sink);
  CHECK(far < 40'000);
  CHECK(near == std::size_t{kSide} * kSide);
}

TEST_CASE("A damaged node sends its cloud back to be baked anew") {
  CloudTerritory territory;
  InlineTasks tasks;
  {
    SourceHashes hashes(territory.cache() / kHashMemoryFile);
    REQUIRE(bakeCloud(territory.request(), territory.catalog, hashes, {}, {}));
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(territory.cache())) {
    if (entry.path().extension() == ".glb") {
      std::filesystem::resize_file(entry.path(), std::filesystem::file_size(entry.path()) - 1);
    }
  }
  FakeSink sink;
  TerritoryStreamer streamer(tasks, territory.catalog, territory.frame(), sink);
  streamer.setCache(territory.cache());
  streamer.setLayers({territory.layer});
  settleCloud(streamer, viewFrom(400.0));
  CHECK(shownPoints(sink) == std::size_t{kSide} * kSide);
  CHECK(streamer.progress()[0].state == LayerState::Ready);
}

TEST_CASE("A cloud keeps to its budget of bytes") {
  CloudTerritory territory;
  SourceHashes hashes(territory.cache() / kHashMemoryFile);
  const auto cloud = bakeCloud(territory.request(), territory.catalog, hashes, {}, {});
  REQUIRE(cloud);
  InlineTasks tasks;
  JobQueue jobs(tasks);
  FakeSink sink;
  CloudTiles tiles(1, *cloud, territory.frame()->origin(), jobs, sink);
  constexpr std::size_t kBytes = 2'000'000;
  tiles.setByteBudget(kBytes);
  const ViewGeometry view(viewFrom(100.0), *territory.frame());
  for (int i = 0; i < 50; ++i) {
    tiles.update(view, nullptr, 0.1, std::chrono::steady_clock::now() + std::chrono::seconds(1));
  }
  CHECK(tiles.isSettled());
  CHECK(tiles.byteSize() <= kBytes);
  CHECK(shownPoints(sink) > 10'000);
}
