#include "engine/datum/detail/robust.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace belvedere::datum::detail {
namespace {

double medianOf(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

Robust robustOf(std::vector<double> values) {
  if (values.empty()) {
    return {};
  }
  Robust robust;
  robust.median = medianOf(values);
  for (double& value : values) {
    value = std::abs(value - robust.median);
  }
  robust.spread = 1.4826 * medianOf(values);
  return robust;
}

std::string decimal(double value, int decimals) {
  const double step = std::pow(10.0, -decimals);
  value = std::abs(value) < 0.5 * step ? 0.0 : value;
  std::array<char, 400> text{};  // the longest double
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals);
  return {text.data(), end.ptr};
}

}  // namespace belvedere::datum::detail
