#include <catch2/catch.hpp>
#include <fstream>
#include <unistd.h>

#include "data_loaders/common/inline_catalog.h"
#include "data_loaders/vector/vector_loader.h"
#include "engine/geo/crs.h"

using namespace belvedere;

namespace {

/// A file in a folder that goes with this object.
class ScratchFile {
 public:
  ScratchFile(const std::string& name, const std::string& text) {
    std::string pattern = (std::filesystem::temp_directory_path() / "belvedere-vector-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    std::ofstream(folder_ / name) << text;
    path_ = folder_ / name;
  }
  ~ScratchFile() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path folder_;
  std::filesystem::path path_;
};

/// The CRS that the batches of a source name, as identifiers.
std::vector<std::string> batchSystems(const std::filesystem::path& path, const std::string& crs = {}) {
  model::SourceRequest request;
  request.paths = {path};
  request.crs = crs;
  auto opened = loaders::InlineCatalog({loaders::vector::makeLoader()}).open(request);
  REQUIRE(opened);
  auto& source = *std::get<std::unique_ptr<model::FeatureSource>>(*opened);
  std::vector<std::string> systems;
  Diagnostics diagnostics;
  model::ReadOptions options;
  options.batchTriangles = 1;
  const auto take = [&](model::FeatureBatch&& batch) {
    systems.push_back(batch.crs.empty() ? "none" : geo::Crs::fromText(batch.crs)->identifier());
    return true;
  };
  REQUIRE(source.read(options, take, diagnostics, {}, {}));
  return systems;
}

}  // namespace

TEST_CASE("Every batch of a vector source names the CRS of its positions") {
  const ScratchFile file("stations.geojson", R"({"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [4.83, 45.76]}},
    {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [4.84, 45.77]}}]})");
  CHECK(batchSystems(file.path()) == std::vector<std::string>{"EPSG:4326", "EPSG:4326"});
}

TEST_CASE("Batches of a vector source that declares no CRS name the one that was given, or none") {
  const ScratchFile file("stations.csv", "x,y,nom\n842000,6519000,Bellecour\n");
  CHECK(batchSystems(file.path()) == std::vector<std::string>{"none"});
  CHECK(batchSystems(file.path(), "EPSG:2154") == std::vector<std::string>{"EPSG:2154"});
}
