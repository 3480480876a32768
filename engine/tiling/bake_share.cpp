#include "engine/tiling/bake_share.h"

#include <algorithm>
#include <charconv>

#include "engine/tiling/detail/bake_journal.h"

namespace belvedere::tiling {

namespace {

constexpr std::uint32_t kCurveBits = 21;

std::optional<std::uint32_t> numberIn(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string shareText(const BakeShare& share) {
  return std::to_string(share.index + 1) + "/" + std::to_string(share.count);
}

std::optional<BakeShare> shareFromText(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    return std::nullopt;
  }
  const auto number = numberIn(text.substr(0, slash));
  const auto count = numberIn(text.substr(slash + 1));
  if (!number || !count || *number == 0 || *number > *count || *count > kMostShares) {
    return std::nullopt;
  }
  return BakeShare{*number - 1, *count};
}

std::vector<std::uint32_t> shareOut(std::span<const std::uint64_t> weights, std::uint32_t count) {
  double total = 0.0;
  for (const std::uint64_t weight : weights) {
    total += static_cast<double>(weight);
  }
  std::vector<std::uint32_t> runs;
  runs.reserve(weights.size());
  double before = 0.0;
  for (const std::uint64_t weight : weights) {
    const double middle = before + static_cast<double>(weight) / 2.0;
    const double run = total > 0.0 ? static_cast<double>(count) * middle / total : 0.0;
    runs.push_back(std::min(static_cast<std::uint32_t>(run), count - 1));
    before += static_cast<double>(weight);
  }
  return runs;
}

std::uint64_t curvePlace(std::uint32_t x, std::uint32_t y, std::uint32_t z) {
  std::uint64_t place = 0;
  for (std::uint32_t bit = 0; bit < kCurveBits; ++bit) {
    const std::uint64_t octant = ((x >> bit) & 1U) | (((y >> bit) & 1U) << 1U) | (((z >> bit) & 1U) << 2U);
    place |= octant << (3 * bit);
  }
  return place;
}

std::set<std::uint32_t> shardCountsIn(const std::filesystem::path& folder) {
  std::set<std::uint32_t> counts;
  for (const BakeShare& share : detail::journalsIn(folder)) {
    counts.insert(share.count);
  }
  if (counts.size() > 1) {
    counts.erase(1);  // of an interrupted baking of all
  }
  return counts;
}

}  // namespace belvedere::tiling
