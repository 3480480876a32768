#include <algorithm>
#include <catch2/catch.hpp>
#include <future>
#include <random>

#include "tests/unit/streaming/baked_city.h"

using namespace belvedere;
using namespace belvedere::streaming;
using namespace belvedere::streaming::fakes;

namespace {

constexpr int kBatches = 7;

/// What one undisturbed baking gives.
std::map<std::string, std::string> wholeFiles() {
  City city;
  city.batches = kBatches;
  city.write("one");
  REQUIRE(city.bake());
  return tiling::samples::filesBelow(city.target());
}

void checkMerged(const City& city, const std::map<std::string, std::string>& expected) {
  const auto joined = city.join();
  REQUIRE(joined);
  CHECK(joined->result == BakeResult::Baked);
  CHECK(tiling::samples::differences(tiling::samples::filesBelow(city.target()), expected) == "");
}

std::filesystem::path workOf(const City& city) { return city.cache() / ("." + city.target().filename().string()); }

}  // namespace

TEST_CASE("Shards side by side read each a part of a city model, and joined are one baking") {
  const auto expected = wholeFiles();
  for (const std::uint32_t count : {1U, 2U, 3U, 9U}) {
    City city;
    city.batches = kBatches;
    city.write("one");
    std::vector<std::future<Result<BakeSummary>>> shards;
    for (std::uint32_t i = 0; i < count; ++i) {
      shards.push_back(std::async(std::launch::async, [&city, i, count] { return city.bakeShare({i, count}); }));
    }
    for (auto& shard : shards) {
      const auto made = shard.get();
      REQUIRE(made);
      CHECK(made->result == BakeResult::ShardMade);
    }
    CHECK(*city.batchesRead == kBatches);  // each once, by whomever
    checkMerged(city, expected);
    CHECK(city.bakeShare({0, count})->result == BakeResult::UpToDate);
  }
}

TEST_CASE("A shard that comes first and alone reads all, and those after it read nothing") {
  const auto expected = wholeFiles();
  City city;
  city.batches = kBatches;
  city.write("one");
  for (const std::uint32_t i : {2U, 0U, 1U}) {
    REQUIRE(city.bakeShare({i, 3}));
    CHECK(*city.batchesRead == kBatches);
  }
  checkMerged(city, expected);
}

TEST_CASE("Shards stopped at any moment go on to the same bytes") {
  const auto expected = wholeFiles();
  std::mt19937 random(11);
  for (int stopAt = 1; stopAt < 30; stopAt += 3) {
    City city;
    city.batches = kBatches;
    city.write("one");
    for (const std::uint32_t i : {1U, 0U}) {
      std::stop_source stop;
      int calls = 0;
      const auto stopped = city.bakeShare({i, 2}, stop.get_token(), [&](const Progress&) {
        if (++calls == stopAt) {
          stop.request_stop();
        }
      });
      CHECK((stopped || stopped.error().code == ErrorCode::Cancelled));
    }
    REQUIRE(city.bakeShare({0, 2}));
    REQUIRE(city.bakeShare({1, 2}));
    checkMerged(city, expected);
  }
}

TEST_CASE("Parts of a reading that were damaged are read anew") {
  const auto expected = wholeFiles();
  City city;
  city.batches = kBatches;
  city.write("one");
  std::stop_source stop;
  REQUIRE_FALSE(city.bakeShare({0, 3}, stop.get_token(), [&](const Progress&) {
    if (std::filesystem::exists(workOf(city) / "part-2-of-3.end")) {
      stop.request_stop();
    }
  }));
  for (const char* name : {"part-1-of-3.record", "part-2-of-3.end"}) {
    std::string bytes = tiling::samples::bytesOf(workOf(city) / name);
    REQUIRE(bytes.size() > 100);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 64);
    std::ofstream(workOf(city) / name, std::ios::binary) << bytes;
  }
  for (const std::uint32_t i : {0U, 1U, 2U}) {
    REQUIRE(city.bakeShare({i, 3}));
  }
  checkMerged(city, expected);
}

TEST_CASE("A whole baking takes over what shards have done, and leaves nothing of theirs") {
  const auto expected = wholeFiles();
  City city;
  city.batches = kBatches;
  city.write("one");
  REQUIRE(city.bakeShare({1, 3}));
  REQUIRE(city.bake());
  CHECK(*city.batchesRead == kBatches);
  CHECK(tiling::samples::differences(tiling::samples::filesBelow(city.target()), expected) == "");
}

TEST_CASE("Joining says what is not there, and leaves what is") {
  City city;
  city.batches = kBatches;
  city.write("one");
  CHECK(city.join().error().message.key == "bake-no-shards");
  REQUIRE(city.bakeShare({0, 3}));
  const auto joined = city.join();
  REQUIRE(joined);
  CHECK(joined->result == BakeResult::Incomplete);
  REQUIRE_FALSE(joined->faults.empty());
  CHECK(joined->faults.front() == tiling::FaultyShard{{1, 3}, tiling::ShardFault::Missing});
  REQUIRE(city.bakeShare({0, 2}));
  CHECK(city.join().error().message.key == "bake-shard-counts");
  city.write("two");
  CHECK(city.join().error().message.key == "bake-shards-stale");
}

TEST_CASE("Shards of a layer with textures are read by one of them, and joined are one baking") {
  City whole;
  whole.isTextured = true;
  whole.write("one");
  REQUIRE(whole.bake());
  const auto expected = tiling::samples::filesBelow(whole.target());
  City city;
  city.isTextured = true;
  city.write("one");
  std::vector<std::future<Result<BakeSummary>>> shards;
  for (std::uint32_t i = 0; i < 3; ++i) {
    shards.push_back(std::async(std::launch::async, [&city, i] { return city.bakeShare({i, 3}); }));
  }
  for (auto& shard : shards) {
    const auto made = shard.get();
    REQUIRE(made);
    CHECK(made->result == BakeResult::ShardMade);
  }
  checkMerged(city, expected);
  std::ofstream(city.folder.path() / "wall.jpg", std::ios::binary) << "another picture";
  CHECK(city.bakeShare({0, 3})->result == BakeResult::ShardMade);
}

TEST_CASE("Pictures and levels that were lost are read and made anew by shards") {
  City city;
  city.isTextured = true;
  city.write("one");
  REQUIRE(city.bakeShare({0, 2}));
  REQUIRE(city.bakeShare({1, 2}));
  const std::filesystem::path pictures = workOf(city) / "pictures";
  REQUIRE(std::filesystem::exists(pictures));
  std::filesystem::remove_all(pictures);
  std::filesystem::remove_all(workOf(city) / "levels");  // so that all above the tiles is made again
  const auto joined = city.join();
  REQUIRE(joined);
  CHECK(joined->result == BakeResult::Incomplete);
  const int before = *city.batchesRead;
  REQUIRE(city.bakeShare({0, 2}));
  const int after = *city.batchesRead;
  CHECK(after >= before + city.batches);
  REQUIRE(city.bakeShare({1, 2}));
  CHECK(*city.batchesRead == after);
  CHECK(city.join()->result == BakeResult::Baked);
}

TEST_CASE("A damaged reading is read anew once, however many shards come upon it, and their tiles are kept") {
  const auto expected = wholeFiles();
  City city;
  city.batches = kBatches;
  city.write("one");
  REQUIRE(city.bakeShare({0, 4}));
  const std::filesystem::path spill = workOf(city) / "surfaces.spill";
  const std::string bytes = tiling::samples::bytesOf(spill);
  std::ofstream(spill, std::ios::binary) << bytes.substr(0, bytes.size() / 2);
  std::map<std::filesystem::path, std::filesystem::file_time_type> made;
  for (const auto& [name, content] : tiling::samples::filesBelow(workOf(city))) {
    if (name.starts_with("tiles/")) {
      made[name] = std::filesystem::last_write_time(workOf(city) / name);
    }
  }
  REQUIRE(made.size() > 1);
  std::vector<std::future<Result<BakeSummary>>> shards;
  for (std::uint32_t i = 0; i < 4; ++i) {
    shards.push_back(std::async(std::launch::async, [&city, i] { return city.bakeShare({i, 4}); }));
  }
  for (auto& shard : shards) {
    REQUIRE(shard.get());
  }
  CHECK(*city.batchesRead == 2 * kBatches);
  for (const auto& [name, time] : made) {
    CHECK(std::filesystem::last_write_time(workOf(city) / name) == time);
  }
  std::ofstream(spill, std::ios::binary) << bytes.substr(0, bytes.size() / 2);
  REQUIRE(city.bake());  // a whole baking does the same
  CHECK(*city.batchesRead == 3 * kBatches);
  for (const auto& [name, time] : made) {
    CHECK(std::filesystem::last_write_time(city.target() / name) == time);
  }
  CHECK(tiling::samples::differences(tiling::samples::filesBelow(city.target()), expected) == "");
}

TEST_CASE("What a run left that was stopped while it tidied up goes, and so do tiles of an older reading") {
  const auto expected = wholeFiles();
  City city;
  city.batches = kBatches;
  city.write("one");
  REQUIRE(city.bakeShare({0, 2}));
  std::ofstream(workOf(city) / "tiles" / "stray.glb", std::ios::binary) << "of an older reading";
  REQUIRE(city.bake());
  CHECK(tiling::samples::differences(tiling::samples::filesBelow(city.target()), expected) == "");
  std::filesystem::create_directories(city.target() / "levels");
  std::ofstream(city.target() / "levels" / "7.bin", std::ios::binary) << "intermediate";
  CHECK(city.bake()->result == BakeResult::UpToDate);
  CHECK_FALSE(std::filesystem::exists(city.target() / "levels"));
  CHECK(tiling::samples::differences(tiling::samples::filesBelow(city.target()), expected) == "");
}

TEST_CASE("A baking that is stopped while it looks at the pictures leaves what was read") {
  City city;
  city.isTextured = true;
  city.write("one");
  std::ofstream(city.folder.path() / "wall.jpg", std::ios::binary) << "a picture";
  REQUIRE(city.bakeShare({0, 2}));
  const int before = *city.batchesRead;
  std::stop_source stop;
  stop.request_stop();
  std::filesystem::remove(city.cache() / "sources.bin");  // so that the picture has to be hashed
  CHECK_FALSE(city.bakeShare({1, 2}, stop.get_token()));
  REQUIRE(city.bakeShare({1, 2}));
  CHECK(*city.batchesRead == before);
}
