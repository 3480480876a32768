#include "engine/style/colour.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace belvedere::style {
namespace {

int hexDigit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  if (c >= 'A' && c <= 'F') {
    return c - 'A' + 10;
  }
  return -1;
}

void appendChannel(std::string& out, float value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned>(std::lround(std::clamp(value, 0.0F, 1.0F) * 255.0F));
  out += kDigits[byte >> 4U];
  out += kDigits[byte & 15U];
}

}  // namespace

std::optional<Colour> colourFromText(std::string_view text) {
  if ((text.size() != 7 && text.size() != 9) || text[0] != '#') {
    return std::nullopt;
  }
  std::array<float, 4> channels{0.0F, 0.0F, 0.0F, 1.0F};
  for (std::size_t i = 0; 2 * i + 2 < text.size(); ++i) {
    const int high = hexDigit(text[2 * i + 1]);
    const int low = hexDigit(text[2 * i + 2]);
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    channels[i] = static_cast<float>(high * 16 + low) / 255.0F;
  }
  return Colour(channels[0], channels[1], channels[2], channels[3]);
}

std::string colourText(const Colour& colour) {
  std::string out = "#";
  appendChannel(out, colour.x);
  appendChannel(out, colour.y);
  appendChannel(out, colour.z);
  if (std::lround(colour.w * 255.0F) < 255) {
    appendChannel(out, colour.w);
  }
  return out;
}

}  // namespace belvedere::style
