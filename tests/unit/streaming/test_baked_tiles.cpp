#include <catch2/catch.hpp>
#include <glm/geometric.hpp>

#include "engine/streaming/baked_tiles.h"
#include "tests/unit/streaming/baked_city.h"

using namespace belvedere;
using namespace belvedere::streaming;
using namespace belvedere::streaming::fakes;

namespace {

std::size_t shownTriangles(const FakeSink& sink) {
  std::size_t triangles = 0;
  for (const FakeSink::Entry* entry : sink.shown(1)) {
    triangles += entry->mesh ? entry->mesh->indices.size() / 3 : 0;
  }
  return triangles;
}

ViewState nearView() {
  ViewState view = viewOf({839800.0, 6519200.0}, 150.0);
  return view;
}

/// A streamer on a city's territory, with threads.
struct Opened {
  explicit Opened(const City& city, LayerBaker baker = {}) : streamer(tasks, city.catalog, lambertFrame(), sink) {
    streamer.setCache(city.cache());
    streamer.setBaker(std::move(baker));
    streamer.setLayers({city.context().layer});
  }
  ThreadTasks tasks{3};
  FakeSink sink;
  TerritoryStreamer streamer;
};

/// The tiles of a baked city at a sink.
struct Tiles {
  explicit Tiles(const City& city) : jobs(tasks) {
    const auto baked = BakedLayer::open(city.target(), city.key());
    REQUIRE(baked);
    tiles = std::make_unique<BakedTiles>(1, *baked, lambertFrame()->origin(), jobs, sink);
  }
  void settle(const ViewState& view) {
    const auto start = std::chrono::steady_clock::now();
    do {
      tiles->update(ViewGeometry(view, *lambertFrame()), nullptr, view.objectTolerance, start);
      REQUIRE(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
    } while (!tiles->isSettled());
  }
  ThreadTasks tasks{2};
  JobQueue jobs;
  FakeSink sink;
  std::unique_ptr<BakedTiles> tiles;
};

}  // namespace

TEST_CASE("A second opening reads the cache alone and shows the same") {
  const City city;
  Opened fromSource(city);
  settle(fromSource.streamer, nearView());
  REQUIRE(*city.readings == 1);
  REQUIRE(city.bake());
  REQUIRE(*city.readings == 2);
  Opened fromCache(city);
  settle(fromCache.streamer, nearView());
  CHECK(*city.readings == 2);
  CHECK(shownTriangles(fromCache.sink) == shownTriangles(fromSource.sink));
  const geo::Bounds3 extent = fromCache.streamer.extent();
  CHECK(extent.min == fromSource.streamer.extent().min);
  CHECK(extent.max == fromSource.streamer.extent().max);
  const auto& progress = fromCache.streamer.progress().front();
  CHECK(progress.state == LayerState::Ready);
  REQUIRE(progress.description);
  CHECK(progress.description->objects.at("Building") == 1200);
  const FeatureTable* table = fromCache.streamer.featureTable(1);
  const FeatureTable* other = fromSource.streamer.featureTable(1);
  REQUIRE(table->size() == 1200);
  CHECK(table->bounds().max == other->bounds().max);
  for (const std::uint32_t feature : {0U, 399U, 400U, 1199U}) {
    CHECK(table->find(feature)->id == other->find(feature)->id);
    CHECK(table->find(feature)->bounds.min == other->find(feature)->bounds.min);
  }
  CHECK_FALSE(table->find(1200));
}

TEST_CASE("A large layer that is not in the cache is baked first, and shown from there") {
  const City city;
  std::filesystem::resize_file(city.file(), 16'000'000);
  std::atomic<int> bakings = 0;
  const LayerBaker baker = [&](const BakeRequest& request, const std::stop_token& stop, const ProgressSink& progress) {
    ++bakings;
    SourceHashes hashes(city.cache() / kHashMemoryFile);
    return bakeLayer(request, city.catalog, hashes, stop, progress).map([](const BakeSummary&) {});
  };
  Opened first(city, baker);
  settle(first.streamer, nearView());
  CHECK(bakings == 1);
  CHECK(*city.readings == 1);  // by the baking
  CHECK(shownTriangles(first.sink) == 12000);
  CHECK(first.streamer.progress().front().diagnostics.isEmpty());
  Opened second(city, baker);
  settle(second.streamer, nearView());
  CHECK(bakings == 1);
  CHECK(*city.readings == 1);
  CHECK(shownTriangles(second.sink) == 12000);
}

TEST_CASE("A small layer is not baked unasked") {
  const City city;
  Opened opened(city, [](const BakeRequest&, const std::stop_token&, const ProgressSink&) -> Status {
    FAIL("baked");
    return {};
  });
  settle(opened.streamer, nearView());
  CHECK(shownTriangles(opened.sink) == 12000);
}

TEST_CASE("A large layer whose baking fails is read from its file, and says why it is slow") {
  static constexpr MessageId kFull{"disk-full", N_("The disk is full.")};
  const City city;
  std::filesystem::resize_file(city.file(), 16'000'000);
  Opened opened(city, [](const BakeRequest&, const std::stop_token&, const ProgressSink&) -> Status {
    return fail(ErrorCode::Io, Message(kFull));
  });
  settle(opened.streamer, nearView());
  CHECK(shownTriangles(opened.sink) == 12000);
  CHECK(opened.streamer.progress().front().state == LayerState::Ready);
  CHECK(opened.streamer.progress().front().diagnostics.find("disk-full") != nullptr);
}

TEST_CASE("A cache of another source, or of none any more, is not used") {
  City city;
  REQUIRE(city.bake());
  city.side = 10;
  city.write("changed");
  Opened opened(city);
  settle(opened.streamer, nearView());
  CHECK(*city.readings == 2);
  CHECK(shownTriangles(opened.sink) == 3000);
}

TEST_CASE("A tile that is damaged sends the layer back to its source, and all is shown") {
  const City city;
  REQUIRE(city.bake());
  const auto manifest = tiling::readManifest(city.target(), city.key());
  REQUIRE(manifest);
  for (const tiling::BakedTile& tile : manifest->tiles) {
    if (tile.hasContent()) {
      std::ofstream(city.target() / tile.glbPath(), std::ios::binary) << "damaged";
      break;
    }
  }
  Opened opened(city);
  settle(opened.streamer, nearView());
  CHECK(*city.readings == 2);
  CHECK(shownTriangles(opened.sink) == 12000);
}

TEST_CASE("A damaged manifest or content sends the layer to its source at once") {
  for (const char* name : {"manifest.bin", "layer.bin"}) {
    const City city;
    REQUIRE(city.bake());
    std::ofstream(city.target() / name, std::ios::binary | std::ios::app) << "more";
    Opened opened(city);
    settle(opened.streamer, nearView());
    CHECK(*city.readings == 2);
    CHECK(shownTriangles(opened.sink) == 12000);
  }
}

TEST_CASE("A layer removed while its tiles are read leaves nothing at the sink") {
  const City city;
  REQUIRE(city.bake());
  Opened opened(city);
  for (int i = 0; i < 30; ++i) {
    opened.streamer.update(nearView(), kBudget);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  opened.streamer.setLayers({});
  settle(opened.streamer, nearView());
  CHECK(opened.sink.shown(1).empty());
}

TEST_CASE("Tiles stay within their budget, and what is nearest is there") {
  City city;
  city.side = 40;  // three times 1.8 km
  city.write("large");
  REQUIRE(city.bake());
  Tiles all(city);
  all.settle(nearView());
  const std::size_t full = all.tiles->byteSize();
  Tiles few(city);
  few.tiles->setByteBudget(full / 3);
  for (const double east : {839800.0, 841000.0, 839900.0}) {
    const ViewState view = viewOf({east, 6519200.0}, 150.0);
    few.settle(view);
    CHECK(few.tiles->byteSize() <= full / 3);
    const ViewGeometry geometry(view, *lambertFrame());
    const glm::dvec3 centre = glm::dvec3(east, 6519200.0, 105.0) - lambertFrame()->origin();
    const auto shown = few.sink.shown(1);
    CHECK(std::any_of(shown.begin(), shown.end(), [&](const FakeSink::Entry* entry) {
      return entry->mesh->bounds.plan().contains(glm::dvec2(centre));
    }));
  }
}

TEST_CASE("What a view to come will show is read after what this one shows, and is not shown before") {
  City city;
  city.side = 40;  // three times 1.8 km
  city.write("large");
  REQUIRE(city.bake());
  Tiles opened(city);
  const ViewState here = viewOf({839800.0, 6519200.0}, 6000.0);  // a few simplified tiles
  opened.settle(here);
  const std::size_t settled = opened.tiles->byteSize();
  const std::size_t shown = shownTriangles(opened.sink);
  const ViewGeometry ahead(viewOf({839800.0, 6519200.0}, 150.0), *lambertFrame());
  const auto start = std::chrono::steady_clock::now();
  while (opened.tiles->byteSize() == settled) {
    opened.tiles->update(ViewGeometry(here, *lambertFrame()), &ahead, here.objectTolerance, start);
    REQUIRE(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
  }
  CHECK(opened.tiles->isSettled());
  CHECK(shownTriangles(opened.sink) == shown);
}

TEST_CASE("Looking ahead takes nothing from the view, and keeps the budget") {
  City city;
  city.side = 40;
  city.write("large");
  REQUIRE(city.bake());
  Tiles opened(city);
  const ViewState here = viewOf({839800.0, 6519200.0}, 6000.0);  // a few simplified tiles
  opened.settle(here);
  const std::size_t budget = opened.tiles->byteSize() + 20'000;
  opened.tiles->setByteBudget(budget);
  const ViewGeometry ahead(viewOf({839800.0, 6519200.0}, 150.0), *lambertFrame());
  for (int i = 0; i < 200; ++i) {
    opened.tiles->update(ViewGeometry(here, *lambertFrame()), &ahead, here.objectTolerance,
                         std::chrono::steady_clock::now());
    CHECK(opened.tiles->byteSize() <= budget);
    CHECK(opened.tiles->isSettled());
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

TEST_CASE("From afar few triangles stand for all, and none is off by more than the view allows") {
  City city;
  city.side = 40;
  city.write("large");
  REQUIRE(city.bake());
  Tiles opened(city);
  ViewState view = viewOf({839800.0, 6519200.0}, 6000.0);
  view.objectTolerance = 0.0;
  opened.settle(view);
  const std::size_t full = shownTriangles(opened.sink);
  CHECK(full == std::size_t{3} * 40 * 40 * 10);
  view.objectTolerance = 2.0;
  opened.settle(view);
  CHECK(shownTriangles(opened.sink) * 2 < full);
  CHECK(shownTriangles(opened.sink) > 0);
  const ViewGeometry geometry(view, *lambertFrame());
  const auto baked = BakedLayer::open(city.target(), city.key());
  REQUIRE(baked);
  for (const FakeSink::Entry* entry : opened.sink.shown(1)) {
    const auto& tiles = (*baked)->tiles();
    const auto tile = std::find_if(tiles.begin(), tiles.end(), [&](const tiling::BakedTile& candidate) {
      return candidate.hasContent() && candidate.triangles == entry->mesh->indices.size() / 3 &&
             glm::length(candidate.bounds.centre() - entry->mesh->bounds.centre()) < 60.0;
    });
    REQUIRE(tile != tiles.end());
    CHECK(tile->geometricErrorMetres * geometry.pixelsPerMetre(tile->bounds) <= 2.0);
  }
}

TEST_CASE("Something stands for all before details come, and nothing that stands is taken before they are there") {
  City city;
  city.side = 40;
  city.write("large");
  REQUIRE(city.bake());
  Tiles opened(city);
  const ViewState near = viewOf({839800.0, 6519200.0}, 150.0);
  const auto start = std::chrono::steady_clock::now();
  std::size_t least = 0;
  do {
    opened.tiles->update(ViewGeometry(near, *lambertFrame()), nullptr, near.objectTolerance, start);
    const auto shown = opened.sink.shown(1);
    geo::Bounds3 covered;
    for (const FakeSink::Entry* entry : shown) {
      covered.add(entry->mesh->bounds);
    }
    if (least == 0 && !shown.empty()) {
      CHECK(covered.size().x > 1000.0);  // the first that came stands for far more than a leaf
    }
    least = std::max(least, shown.size());
    CHECK((least == 0 || !shown.empty()));
    REQUIRE(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
  } while (!opened.tiles->isSettled());
}
