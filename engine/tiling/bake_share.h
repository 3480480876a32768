#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace belvedere::tiling {

/// The part of a baking that one process makes: run `index` (from 0) of the `count` runs into which its jobs are cut.
/// As it stands: all of it.
struct BakeShare {
  std::uint32_t index = 0;
  std::uint32_t count = 1;

  bool isWhole() const { return count == 1; }
  friend bool operator==(const BakeShare&, const BakeShare&) = default;
};

constexpr std::uint32_t kMostShares = 100'000;

/// A share as it is written: "2/3" is the second of three.
std::string shareText(const BakeShare& share);
/// Reads that; nothing where it is no share.
std::optional<BakeShare> shareFromText(std::string_view text);

/// Cuts jobs, which stand in an order in which neighbours belong together, into `count` runs of about the same weight:
/// no run is heavier than its part of the whole by more than one job. Gives each job's run. The same weights give the
/// same runs.
std::vector<std::uint32_t> shareOut(std::span<const std::uint64_t> weights, std::uint32_t count);

/// Numbers of cells that are near one another in the plan, or in space, are near one another: Morton's curve. The lower
/// 21 bits of each are used.
std::uint64_t curvePlace(std::uint32_t x, std::uint32_t y, std::uint32_t z = 0);

/// What is wrong with a shard that is to be joined with others.
enum class ShardFault {
  Missing,     ///< nothing of it is there
  Unfinished,  ///< was interrupted, or is at work, or came here in part
  Damaged,     ///< a file that it made is not as it was made
  Foreign      ///< was made from another reading of the source
};
/// A shard that cannot be joined with others as it is.
struct FaultyShard {
  BakeShare share;
  ShardFault fault = ShardFault::Missing;
  friend bool operator==(const FaultyShard&, const FaultyShard&) = default;
};

/// Into how many shards the baking in a folder was cut, as the names of journals say.
std::set<std::uint32_t> shardCountsIn(const std::filesystem::path& folder);

}  // namespace belvedere::tiling
