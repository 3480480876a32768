#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <unistd.h>

#include "data_loaders/common/archive_loader.h"
#include "data_loaders/common/detail/reader_files.h"
#include "data_loaders/common/limits.h"

using namespace belvedere;
using namespace belvedere::loaders;

TEST_CASE("Only a reader of archives may write and map what they unpack to") {
  OpenOrder order;
  order.loader = "vector";
  CHECK(planSandbox(order).unpackedBytes == 0);
  order.loader = kArchiveLoader;
  CHECK(planSandbox(order).unpackedBytes == limits::kArchiveBytes);
}

TEST_CASE("A city model may read its folder and the code lists above it, and nothing else") {
  std::string pattern = (std::filesystem::temp_directory_path() / "reach-XXXXXX").string();
  REQUIRE(mkdtemp(pattern.data()) != nullptr);
  const std::filesystem::path root = std::filesystem::canonical(pattern);
  for (const char* folder : {"codelists", "udx/bldg", "udx/codelists", "other"}) {
    std::filesystem::create_directories(root / folder);
  }
  OpenOrder order;
  order.request.paths = {root / "udx/bldg/a.gml"};
  order.recognitions.resize(1);
  order.recognitions[0].reach = Reach::CityModel;
  std::vector<std::filesystem::path> trees = planSandbox(order).readableTrees;
  std::sort(trees.begin(), trees.end());
  CHECK(trees == std::vector<std::filesystem::path>{root / "codelists", root / "udx/bldg", root / "udx/codelists"});
  order.recognitions[0].reach = Reach::SameStem;
  CHECK(planSandbox(order).readableTrees.empty());
  std::filesystem::remove_all(root);
}
