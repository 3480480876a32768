#pragma once

#include <cstdint>

namespace belvedere::demo {

/// Smooth random fields over the plane, without period, the same on every machine.
class Noise {
 public:
  explicit Noise(std::uint64_t seed) : seed_(seed) {}
  /// -1 to 1, features about 1 apart.
  double at(double x, double y) const;
  /// Octaves of halved size and strength; -1 to 1.
  double fractal(double x, double y, int octaves) const;

 private:
  double corner(std::int64_t x, std::int64_t y) const;
  std::uint64_t seed_;
};

double smoothStep(double low, double high, double value);

}  // namespace belvedere::demo
