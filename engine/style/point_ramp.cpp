#include "engine/style/point_ramp.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace belvedere::style {
namespace {

constexpr double kMargin = 0.06;  // of the original ramp, left out at either end

using Polynomial = std::array<double, 6>;
constexpr Polynomial kRed{0.13572138, 4.61539260, -42.66032258, 132.13108234, -152.94239396, 59.28637943};
constexpr Polynomial kGreen{0.09140261, 2.19418839, 4.84296658, -14.18503333, 4.27729857, 2.82956604};
constexpr Polynomial kBlue{0.10667330, 12.64194608, -60.58204836, 110.36276771, -89.90310912, 27.34824973};

float valueAt(const Polynomial& polynomial, double x) {
  double value = 0.0;
  for (std::size_t i = polynomial.size(); i-- > 0;) {
    value = value * x + polynomial[i];
  }
  return static_cast<float>(std::clamp(value, 0.0, 1.0));
}

}  // namespace

Colour pointRampColour(double share) {
  const double x = kMargin + std::clamp(share, 0.0, 1.0) * (1.0 - 2.0 * kMargin);
  return {valueAt(kRed, x), valueAt(kGreen, x), valueAt(kBlue, x), 1.0F};
}

Colour intensityColour(double share) {
  const auto grey = static_cast<float>(0.08 + 0.90 * std::sqrt(std::clamp(share, 0.0, 1.0)));
  return {grey, grey, grey, 1.0F};
}

}  // namespace belvedere::style
