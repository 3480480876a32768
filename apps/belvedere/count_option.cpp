#include "apps/belvedere/count_option.h"

#include <charconv>

namespace belvedere::app {
namespace {

constexpr MessageId kNotACount{"option-not-a-count",
                               N_("{option} cannot be “{value}”: expected a whole number from {least} to {most}.")};

}  // namespace

Result<std::uint64_t> readCount(const std::string& option, const std::string& text, std::uint64_t least,
                                std::uint64_t most) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
    return fail(ErrorCode::InvalidArgument, Message(kNotACount, {{"option", option},
                                                                 {"value", text},
                                                                 {"least", std::to_string(least)},
                                                                 {"most", std::to_string(most)}}));
  }
  return value;
}

}  // namespace belvedere::app
