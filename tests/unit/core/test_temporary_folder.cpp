#include <catch2/catch.hpp>
#include <fstream>
#include <utility>

#include "engine/core/temporary_folder.h"

namespace belvedere {
namespace {

TEST_CASE("A temporary folder is private, and goes with all in it") {
  std::filesystem::path path;
  {
    auto folder = TemporaryFolder::make("test");
    REQUIRE(folder);
    path = folder->path();
    CHECK(std::filesystem::status(path).permissions() == std::filesystem::perms::owner_all);
    std::ofstream(path / "file") << "content";
    const TemporaryFolder moved = std::move(*folder);
    folder.reset();
    CHECK(std::filesystem::exists(path / "file"));
  }
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("Temporary folders are each their own") {
  const auto first = TemporaryFolder::make("test");
  const auto second = TemporaryFolder::make("test");
  REQUIRE(first);
  REQUIRE(second);
  CHECK(first->path() != second->path());
}

}  // namespace
}  // namespace belvedere
