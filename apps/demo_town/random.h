#pragma once

#include <cstdint>
#include <initializer_list>
#include <iterator>

namespace belvedere::demo {

/// A well-mixed number from two (splitmix64's finaliser): seeds for parts of the world that do not depend on order.
constexpr std::uint64_t mixSeeds(std::uint64_t a, std::uint64_t b) {
  std::uint64_t z = a + 0x9e3779b97f4a7c15ULL * (b + 1);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

/// 0 inclusive to 1 exclusive, from a seed.
constexpr double unitFrom(std::uint64_t seed) { return static_cast<double>(seed >> 11) * 0x1.0p-53; }

/// Repeatable random numbers: the standard library's distributions differ between implementations, these do not.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() { return mixSeeds(state_++, 0x51ed270b); }
  double unit() { return unitFrom(next()); }
  double between(double low, double high) { return low + (high - low) * unit(); }
  /// Around 0 with a standard deviation near 1, never beyond 3.
  double bell() { return (unit() + unit() + unit() + unit() - 2.0) * 1.7320508; }
  /// Both ends included.
  int integer(int low, int high) { return low + static_cast<int>(unit() * static_cast<double>(high - low + 1)); }
  bool chance(double probability) { return unit() < probability; }
  template <class Container>
  const auto& pick(const Container& items) {
    return *std::next(std::begin(items), static_cast<std::ptrdiff_t>(unit() * static_cast<double>(std::size(items))));
  }
  template <class T>
  T pick(std::initializer_list<T> items) {
    return *(items.begin() + static_cast<std::ptrdiff_t>(unit() * static_cast<double>(items.size())));
  }

 private:
  std::uint64_t state_;
};

}  // namespace belvedere::demo
