#include <catch2/catch.hpp>

#include "engine/streaming/memory_shares.h"
#include "tests/unit/streaming/fakes.h"

using namespace belvedere;
using namespace belvedere::streaming;
using namespace belvedere::streaming::fakes;

TEST_CASE("Who wishes for little gets it, and the others share what is left") {
  using Sizes = std::vector<std::size_t>;
  CHECK(sharedFairly(100, Sizes{}).empty());
  CHECK(sharedFairly(100, Sizes{10, 20}) == Sizes{45, 55});  // all fits: the rest is kept for later
  CHECK(sharedFairly(100, Sizes{200, 10, 300}) == Sizes{45, 10, 45});
  CHECK(sharedFairly(100, Sizes{0, 0}) == Sizes{50, 50});
  CHECK(sharedFairly(0, Sizes{5, 7}) == Sizes{0, 0});
}

TEST_CASE("Ground that is too fine for the memory is shown coarser, whole, and finer again where there is room") {
  FakeCatalog catalog;
  catalog.crsWkt = lambertWkt();
  catalog.rasters["relief"].extent = {{837440.0, 6516440.0}, {842560.0, 6521560.0}};
  catalog.rasters["relief"].pixel = 1.0;
  catalog.rasters["relief"].height = [](double x, double y) {
    return 100.0 + 40.0 * std::sin(x / 45.0) * std::cos(y / 35.0);
  };
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({layer(1, model::SourceKind::Terrain, "relief")});
  const ViewState near = viewOf({840000.0, 6519000.0}, 300.0);
  settle(streamer, near);
  const std::size_t full = streamer.bytesAtSink();
  const auto finest = sink.deepestShown();
  constexpr double kGroundShare = 0.35;
  const std::size_t budget = full / 2;
  streamer.setMemoryBudget(static_cast<std::size_t>(static_cast<double>(budget) / kGroundShare));
  settle(streamer, near);
  CHECK(streamer.bytesAtSink() <= budget);
  CHECK(sink.coveredPart() == Approx(1.0));
  streamer.setMemoryBudget(full * 20);
  for (int i = 0; i < 100; ++i) {
    settle(streamer, near);
  }
  CHECK(sink.deepestShown() == finest);
  CHECK(sink.coveredPart() == Approx(1.0));
}
