#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace belvedere::streaming {

/// Shares a budget of bytes among those who wish for some: each gets what it wishes where all fits; else nobody gets
/// more than what is left to those who wish for more. What nobody wishes for is shared evenly, to be kept for later.
/// The shares add up to the budget, less what the division leaves.
std::vector<std::size_t> sharedFairly(std::size_t budget, std::span<const std::size_t> wishes);

}  // namespace belvedere::streaming
