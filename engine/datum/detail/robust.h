#pragma once

#include <string>
#include <vector>

namespace belvedere::datum::detail {

/// Median, and 1.4826 times the median absolute deviation (the standard deviation of normal errors); 0 for none.
struct Robust {
  double median = 0.0;
  double spread = 0.0;
};
Robust robustOf(std::vector<double> values);

/// A number for a message or a setting: point, fixed decimals, no "-0".
std::string decimal(double value, int decimals);

}  // namespace belvedere::datum::detail
