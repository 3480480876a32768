#include "engine/streaming/memory_shares.h"

#include <algorithm>
#include <numeric>

namespace belvedere::streaming {

std::vector<std::size_t> sharedFairly(std::size_t budget, std::span<const std::size_t> wishes) {
  std::vector<std::size_t> order(wishes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return wishes[a] < wishes[b]; });
  std::vector<std::size_t> shares(wishes.size(), 0);
  std::size_t left = budget;
  for (std::size_t i = 0; i < order.size(); ++i) {
    shares[order[i]] = std::min(wishes[order[i]], left / (order.size() - i));
    left -= shares[order[i]];
  }
  for (std::size_t& share : shares) {
    share += left / shares.size();
  }
  return shares;
}

}  // namespace belvedere::streaming
