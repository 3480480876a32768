// The tilesets of the data folder beside counts that a script took from their batch tables and accessors: objects,
// triangles (those without area are left out by the reader), points.
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "data_loaders/tiles3d/tiles3d_loader.h"

using namespace belvedere;
using namespace belvedere::loaders;

namespace {

struct Counts {
  const char* path;
  std::size_t features, triangles, withoutArea, points;
};

constexpr Counts kSets[] = {
    {"lyon/tiles3d/lyon1_by_height/tileset.json", 2576, 92066, 5297, 0},
    {"lyon/tiles3d/presquile_guillotiere_lod/tileset.json", 829, 108805, 0, 0},
    {"lyon/tiles3d/roads_centre/tileset.json", 6196, 124861, 146, 0},
    {"lyon/tiles3d/water/tileset.json", 14, 7595, 6, 0},
    {"tiles3d/cesium/1.0/TilesetWithRequestVolume/tileset.json", 42, 66574, 0, 125000},
    {"tiles3d/cesium/1.1/MetadataGranularities/tileset.json", 20, 10868, 71, 0},
    {"tiles3d/cesium/1.1/MultipleContents/tileset.json", 2, 2048, 0, 16641},
    {"tiles3d/cesium/1.1/SparseImplicitQuadtree/tileset.json", 32, 64, 0, 0},
    {"tiles3d/py3dtilers/white_buildings_with_lods/tileset.json", 5, 125, 6, 0},
    {"tiles3d/py3dtiles/pointCloudRGB.pnts", 1, 0, 0, 1000},
};

Counts countsOf(const std::filesystem::path& path, unsigned threads) {
  const Loader loader = tiles3d::makeLoader();
  ReaderContext context;
  context.recognition = loader.recognise(readFileHead(path).value()).value();
  context.threads = threads;
  model::SourceRequest request;
  request.paths = {path};
  auto opened = loader.open(request, context);
  REQUIRE(opened.has_value());
  Counts counts{"", 0, 0, 0, 0};
  const auto sink = [&](model::FeatureBatch&& batch) {
    REQUIRE(model::checkBatch(batch).has_value());
    for (const model::Feature& feature : batch.features) {
      counts.features += feature.isContinued == 0 ? 1U : 0U;
    }
    counts.triangles += batch.triangles.size() / 3;
    counts.points += batch.points.size();
    return true;
  };
  Diagnostics diagnostics;
  auto& source = *std::get<std::unique_ptr<model::FeatureSource>>(*opened);
  REQUIRE(source.read({}, sink, diagnostics, {}, {}).has_value());
  CHECK(diagnostics.isEmpty());
  return counts;
}

}  // namespace

TEST_CASE("Real tilesets give all their objects, triangles and points") {
  const char* data = std::getenv("BELVEDERE_TEST_DATA");
  const std::filesystem::path folder = data == nullptr ? "" : data;
  if (!std::filesystem::exists(folder / kSets[0].path)) {
    WARN("skipped: no tilesets in the data folder (BELVEDERE_TEST_DATA)");
    return;
  }
  for (const Counts& expected : kSets) {
    CAPTURE(expected.path);
    const Counts got = countsOf(folder / expected.path, 2);
    CHECK(got.features == expected.features);
    CHECK(got.points == expected.points);
    CHECK(got.triangles == expected.triangles - expected.withoutArea);
  }
}
