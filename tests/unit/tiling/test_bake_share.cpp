#include <catch2/catch.hpp>
#include <numeric>

#include "engine/tiling/bake_tiles.h"
#include "engine/tiling/surface_pieces.h"
#include "tests/unit/tiling/bake_samples.h"

using namespace belvedere;
using namespace belvedere::tiling;

namespace {

/// Blocks over some 40 cells, spilled; the same for every call.
TileBaking spilledCity(const std::filesystem::path& folder) {
  TileBaking baking;
  baking.folder = folder;
  baking.spillFile = folder / "surfaces.spill";
  baking.stage = {1, 2};
  auto spill = BakeSpill::create(baking.spillFile, {});
  REQUIRE(spill);
  PieceBuffer first;
  PieceBuffer second;
  REQUIRE(addPieces(first, samples::blocks(50, 60.0, {-1000.0, -500.0, 0.0}), 0) == 0);
  REQUIRE(addPieces(second, samples::blocks(20, 10.0, {200.0, 300.0, 0.0}), 0) == 0);
  REQUIRE(spill->add(first));
  REQUIRE(spill->add(second, 2500));
  auto cells = spill->finish();
  REQUIRE(cells);
  baking.cells = std::move(*cells);
  return baking;
}

/// The tiles' files, without the intermediate ones.
std::map<std::string, std::string> tileFiles(const std::filesystem::path& folder) {
  auto files = samples::filesBelow(folder);
  std::erase_if(
      files, [](const auto& file) { return !file.first.starts_with("tiles/") && !file.first.starts_with("exact/"); });
  return files;
}

void makeShares(const TileBaking& baking, std::initializer_list<std::uint32_t> indices, std::uint32_t count) {
  for (const std::uint32_t index : indices) {
    REQUIRE(bakeTileShare(baking, {index, count}, {}, {}));
  }
}

std::vector<FaultyShard> faultsOf(const TileBaking& baking, std::uint32_t count) {
  const auto joined = joinTileShares(baking, count, {}, {});
  REQUIRE(joined);
  CHECK((joined->faults.empty() || joined->tiles.empty()));
  return joined->faults;
}

}  // namespace

TEST_CASE("A share is written as its number and how many there are") {
  CHECK(shareFromText("1/1") == BakeShare());
  CHECK(shareFromText("2/3") == BakeShare{1, 3});
  CHECK(shareText({1, 3}) == "2/3");
  for (const char* text :
       {"", "2", "0/3", "4/3", "2/", "/3", "a/3", "2/b", "-1/3", "2/3/4", "2/3 ", "2/999999999999"}) {
    CHECK_FALSE(shareFromText(text));
  }
}

TEST_CASE("Shares are runs of about the same weight, and none is left out") {
  std::mt19937 random(3);
  for (int round = 0; round < 50; ++round) {
    std::vector<std::uint64_t> weights(1 + random() % 300);
    std::generate(weights.begin(), weights.end(), [&] { return random() % 1000; });
    const auto count = static_cast<std::uint32_t>(1 + random() % 20);
    const auto runs = shareOut(weights, count);
    REQUIRE(runs.size() == weights.size());
    CHECK(std::is_sorted(runs.begin(), runs.end()));
    std::vector<std::uint64_t> sums(count, 0);
    for (std::size_t i = 0; i < runs.size(); ++i) {
      REQUIRE(runs[i] < count);
      sums[runs[i]] += weights[i];
    }
    const auto total = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
    const double fair = static_cast<double>(total) / count;
    const auto largest = static_cast<double>(*std::max_element(weights.begin(), weights.end()));
    for (const std::uint64_t sum : sums) {
      CHECK(std::abs(static_cast<double>(sum) - fair) <= largest);
    }
  }
  CHECK(shareOut(std::vector<std::uint64_t>(5, 0), 3) == std::vector<std::uint32_t>(5, 0));
}

TEST_CASE("Shards, made in any order and joined, are the files of one baking") {
  const TestFolder whole;
  const auto expected = bakeTiles(spilledCity(whole.path()), {}, {});
  REQUIRE(expected);
  for (const std::uint32_t count : {1U, 2U, 3U, 7U, 100U}) {
    const TestFolder folder;
    TileBaking baking = spilledCity(folder.path());
    baking.threads = 2;
    for (std::uint32_t i = count; i-- > 0;) {
      REQUIRE(bakeTileShare(baking, {i, count}, {}, {}));
    }
    std::filesystem::remove(baking.spillFile);
    const auto joined = joinTileShares(baking, count, {}, {});
    REQUIRE(joined);
    CHECK(joined->faults.empty());
    CHECK(tilesetJson(joined->tiles, {}) == tilesetJson(*expected, {}));
    CHECK(samples::differences(tileFiles(folder.path()), tileFiles(whole.path())) == "");
  }
}

TEST_CASE("A share makes its own tiles and no others, most levels included") {
  const TestFolder whole;
  REQUIRE(bakeTiles(spilledCity(whole.path()), {}, {}));
  const std::size_t all = tileFiles(whole.path()).size();
  std::size_t sum = 0;
  for (const std::uint32_t index : {0U, 1U, 2U}) {
    const TestFolder folder;
    makeShares(spilledCity(folder.path()), {index}, 3);
    const std::size_t own = tileFiles(folder.path()).size();
    CHECK(own > all / 6);
    sum += own;
  }
  CHECK(sum <= all);
  CHECK(sum + 6 >= all);  // what is above several shares is made where they are joined
}

TEST_CASE("What is missing when shards are joined is named, and nothing is joined") {
  const TestFolder folder;
  const TileBaking baking = spilledCity(folder.path());
  makeShares(baking, {0, 2}, 3);
  CHECK(faultsOf(baking, 3) == std::vector{FaultyShard{{1, 3}, ShardFault::Missing}});
  CHECK(shardCountsIn(folder.path()) == std::set<std::uint32_t>{3});

  std::stop_source stop;
  REQUIRE_FALSE(bakeTileShare(baking, {1, 3}, stop.get_token(), [&](const Progress&) { stop.request_stop(); }));
  CHECK(faultsOf(baking, 3) == std::vector{FaultyShard{{1, 3}, ShardFault::Unfinished}});

  makeShares(baking, {1}, 3);
  const std::string journal = samples::bytesOf(folder.path() / "journal-1-of-3.bin");
  std::ofstream(folder.path() / "journal-1-of-3.bin", std::ios::binary) << journal.substr(0, journal.size() / 2);
  CHECK(faultsOf(baking, 3) == std::vector{FaultyShard{{0, 3}, ShardFault::Unfinished}});
  std::ofstream(folder.path() / "journal-1-of-3.bin", std::ios::binary) << journal;

  TileBaking other = baking;
  other.stage = {1, 3};
  CHECK(faultsOf(other, 3).size() == 3);
  CHECK(faultsOf(other, 3).front() == FaultyShard{{0, 3}, ShardFault::Foreign});
  CHECK(faultsOf(baking, 6).empty());  // the cut is nested in the other: all of it is there
}

TEST_CASE("A damaged file of a shard is found when shards are joined, and made anew by that shard") {
  const TestFolder whole;
  REQUIRE(bakeTiles(spilledCity(whole.path()), {}, {}));
  const TestFolder folder;
  const TileBaking baking = spilledCity(folder.path());
  makeShares(baking, {0, 1}, 2);
  std::mt19937 random(9);
  for (int round = 0; round < 30; ++round) {
    auto files = samples::filesBelow(folder.path());
    std::erase_if(files, [](const auto& file) { return file.first.find('/') == std::string::npos; });
    auto chosen = files.begin();
    std::advance(chosen, random() % files.size());
    std::string bytes = chosen->second;
    const std::size_t at = random() % bytes.size();
    bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1 + random() % 255));
    std::ofstream(folder.path() / chosen->first, std::ios::binary) << bytes;
    const auto faults = faultsOf(baking, 2);
    if (faults.empty()) {
      continue;  // of a level above both, which the joining itself makes
    }
    REQUIRE(faults.size() == 1);
    CHECK(faults.front().fault == ShardFault::Damaged);
    makeShares(baking, {faults.front().share.index}, 2);
    CHECK(faultsOf(baking, 2).empty());
  }
  CHECK(samples::differences(tileFiles(folder.path()), tileFiles(whole.path())) == "");
}

TEST_CASE("A whole baking goes on with what shards have made") {
  const TestFolder whole;
  REQUIRE(bakeTiles(spilledCity(whole.path()), {}, {}));
  const TestFolder folder;
  const TileBaking baking = spilledCity(folder.path());
  makeShares(baking, {1}, 3);
  const auto times = [&] {
    std::map<std::string, std::filesystem::file_time_type> found;
    for (const auto& [name, bytes] : tileFiles(folder.path())) {
      found[name] = std::filesystem::last_write_time(folder.path() / name);
    }
    return found;
  };
  const auto before = times();
  REQUIRE(before.size() > 4);
  REQUIRE(bakeTiles(baking, {}, {}));
  const auto after = times();
  for (const auto& [name, time] : before) {
    CHECK(after.at(name) == time);
  }
  CHECK(samples::differences(tileFiles(folder.path()), tileFiles(whole.path())) == "");
}
