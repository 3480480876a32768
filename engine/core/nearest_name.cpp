#include "engine/core/nearest_name.h"

#include <algorithm>
#include <vector>

namespace belvedere {
namespace {

constexpr std::size_t kLongestName = 64;  // longer ones are not typed by hand, and the work grows with the square
constexpr std::size_t kShortestBeginning = 3;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Optimal string alignment distance (Damerau-Levenshtein without a second edit inside a swap).
std::size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> previous(b.size() + 1);
  std::vector<std::size_t> current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    previous[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool isSame = lower(a[i - 1]) == lower(b[j - 1]);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (isSame ? 0U : 1U)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1])) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return previous[b.size()];
}

bool beginsWith(std::string_view name, std::string_view beginning) {
  return name.size() > beginning.size() && std::equal(beginning.begin(), beginning.end(), name.begin(),
                                                      [](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace

std::optional<std::string_view> nearestName(std::string_view name, std::span<const std::string_view> known) {
  std::optional<std::string_view> nearest;
  std::size_t fewest = std::min(name.size(), std::max<std::size_t>(1, name.size() / 3) + 1);
  if (name.empty() || name.size() > kLongestName) {
    return nearest;
  }
  for (const std::string_view candidate : known) {
    if (candidate.size() > kLongestName) {
      continue;
    }
    const std::size_t distance = editDistance(name, candidate);
    if (distance < fewest) {
      fewest = distance;
      nearest = candidate;
    }
  }
  if (!nearest && name.size() >= kShortestBeginning) {
    const auto longer = std::find_if(known.begin(), known.end(),
                                     [&](std::string_view candidate) { return beginsWith(candidate, name); });
    nearest = longer == known.end() ? nearest : *longer;
  }
  return nearest;
}

}  // namespace belvedere
