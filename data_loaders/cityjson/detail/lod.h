#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace belvedere::loaders::cityjson {

/// A level of detail in tenths (20 is LoD 2, 22 is LoD 2.2), as model::Surface holds it.
constexpr std::uint8_t kLodNotStated = 255;

/// Reads "2", "2.2" (CityJSON 1.1 and later) or a number (1.0) from a JSON value; kLodNotStated for anything else.
std::uint8_t lodOfValue(std::string_view jsonValue);
/// The same from plain text, as a user types it.
std::uint8_t lodOfText(std::string_view text);
/// "2", "2.2"; empty for kLodNotStated.
std::string lodName(std::uint8_t tenths);

/// Which levels of detail to read.
struct LodChoice {
  enum class Kind { Highest, All, Only };
  Kind kind = Kind::Highest;
  std::uint8_t tenths = kLodNotStated;  ///< of Only; a whole level (20) also means its finest refinement (22)
  bool isWhole = false;                 ///< of Only: it was asked for without a decimal
};

/// From ReadOptions::lod: empty for the highest.
LodChoice lodChoiceOf(std::string_view text);

}  // namespace belvedere::loaders::cityjson
