#pragma once

#include <fstream>

#include "engine/streaming/baked_layer.h"
#include "engine/streaming/layer_bake.h"
#include "tests/unit/streaming/fakes.h"
#include "tests/unit/tiling/bake_samples.h"

namespace belvedere::streaming::fakes {

/// A folder with a file that stands for a city model, and a catalog that gives blocks for it: the file's size squared.
struct City {
  TestFolder folder;
  FakeCatalog catalog;
  std::shared_ptr<std::atomic<int>> readings = std::make_shared<std::atomic<int>>(0);
  std::shared_ptr<std::atomic<int>> batchesRead = std::make_shared<std::atomic<int>>(0);
  int side = 20;
  int batches = 3;
  bool isTextured = false;
  std::vector<std::string> namedFiles;  ///< that the reader says it has read too

  City() { write("one"); }

  std::filesystem::path file() const { return folder.path() / "city.gml"; }
  std::filesystem::path cache() const { return folder.path() / "cache"; }

  void write(const std::string& text) {
    std::ofstream(file(), std::ios::binary) << text;
    FeatureContent content;
    content.batchCount = batches;
    content.crsWkt = lambertWkt();
    content.readings = readings;
    content.batch = [this](int i) {
      ++*batchesRead;
      return batch(i);
    };
    catalog.features[file().string()] = content;
  }

  model::FeatureBatch batch(int i) const {
    model::FeatureBatch batch =
        tiling::samples::blocks(side, 45.0, glm::dvec3(839500.0 + 300.0 * i, 6518800.0 + 77.7 * i, 0.0));
    batch.crs = lambertWkt();
    if (i == 0) {
      batch.files = namedFiles;
    }
    if (isTextured && i == 1) {
      batch.textures.push_back({"wall.jpg", Image(4, 4, 3), true});
      batch.texcoords.resize(batch.positions.size());
      batch.surfaces.front().texture = 0;
    }
    return batch;
  }

  LayerContext context() const {
    StreamedLayer streamed = layer(1, model::SourceKind::Buildings, file().string());
    streamed.layer.id = "city";
    return {streamed, {}, lambertFrame()};
  }

  Result<BakeSummary> bake(unsigned threads = 2, const std::stop_token& stop = {},
                           const ProgressSink& progress = {}) const {
    SourceHashes hashes(cache() / "sources.bin");
    return bakeLayer({context(), cache(), threads}, catalog, hashes, stop, progress);
  }

  Result<BakeSummary> bakeShare(const tiling::BakeShare& share, const std::stop_token& stop = {},
                                const ProgressSink& progress = {}) const {
    SourceHashes hashes(cache() / "sources.bin");
    return bakeShard({context(), cache(), 1}, share, catalog, hashes, stop, progress);
  }
  Result<BakeSummary> join(std::uint32_t count = 0) const {
    SourceHashes hashes(cache() / "sources.bin");
    return joinShards({context(), cache(), 1}, count, catalog, hashes, {}, {});
  }

  ContentHash key() const {
    SourceHashes hashes(cache() / "sources.bin");
    const auto key = layerKey(context(), hashes, {});
    REQUIRE(key);
    return *key;
  }
  std::filesystem::path target() const { return bakedFolder(cache(), "city", key()); }
};

}  // namespace belvedere::streaming::fakes
