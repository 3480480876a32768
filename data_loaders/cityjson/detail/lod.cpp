#include "data_loaders/cityjson/detail/lod.h"

#include <charconv>
#include <cmath>

#include "data_loaders/cityjson/detail/json_text.h"

namespace belvedere::loaders::cityjson {

std::uint8_t lodOfText(std::string_view text) {
  double lod = 0.0;
  const char* end = text.data() + text.size();
  if (text.empty() || parseNumber(text.data(), end, lod) != end || !(lod >= 0.0 && lod <= 9.95)) {
    return kLodNotStated;
  }
  return static_cast<std::uint8_t>(std::lround(lod * 10.0));
}

std::uint8_t lodOfValue(std::string_view jsonValue) {
  if (jsonValue.size() >= 2 && jsonValue.front() == '"') {
    return lodOfText(jsonValue.substr(1, jsonValue.size() - 2));
  }
  return lodOfText(jsonValue);
}

std::string lodName(std::uint8_t tenths) {
  if (tenths == kLodNotStated) {
    return {};
  }
  std::string name = std::to_string(tenths / 10);
  return tenths % 10 == 0 ? name : name + '.' + std::to_string(tenths % 10);
}

LodChoice lodChoiceOf(std::string_view text) {
  if (text.empty()) {
    return {};
  }
  return {LodChoice::Kind::Only, lodOfText(text), text.find('.') == std::string_view::npos};
}

}  // namespace belvedere::loaders::cityjson
