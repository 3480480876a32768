#include "apps/demo_town/noise.h"

#include <algorithm>
#include <cmath>

#include "apps/demo_town/random.h"

namespace belvedere::demo {

double smoothStep(double low, double high, double value) {
  const double t = std::clamp((value - low) / (high - low), 0.0, 1.0);
  return t * t * (3.0 - 2.0 * t);
}

double Noise::corner(std::int64_t x, std::int64_t y) const {
  const auto key = static_cast<std::uint64_t>(x) * 0x9e3779b97f4a7c15ULL ^ static_cast<std::uint64_t>(y);
  return unitFrom(mixSeeds(seed_, key)) * 2.0 - 1.0;
}

double Noise::at(double x, double y) const {
  const double floorX = std::floor(x);
  const double floorY = std::floor(y);
  const auto ix = static_cast<std::int64_t>(floorX);
  const auto iy = static_cast<std::int64_t>(floorY);
  const double u = smoothStep(0.0, 1.0, x - floorX);
  const double v = smoothStep(0.0, 1.0, y - floorY);
  const double low = corner(ix, iy) + (corner(ix + 1, iy) - corner(ix, iy)) * u;
  const double high = corner(ix, iy + 1) + (corner(ix + 1, iy + 1) - corner(ix, iy + 1)) * u;
  return low + (high - low) * v;
}

double Noise::fractal(double x, double y, int octaves) const {
  double sum = 0.0;
  double strength = 1.0;
  double total = 0.0;
  for (int octave = 0; octave < octaves; ++octave) {
    sum += at(x, y) * strength;
    total += strength;
    strength *= 0.5;
    x = x * 2.0 + 17.3;
    y = y * 2.0 - 9.1;
  }
  return sum / total;
}

}  // namespace belvedere::demo
