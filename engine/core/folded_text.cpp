#include "engine/core/folded_text.h"

#include <array>
#include <utility>

namespace belvedere {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 38> kFolds = {{
    {"à", "a"}, {"â", "a"}, {"ä", "a"}, {"á", "a"},  {"ç", "c"},  {"é", "e"},  {"è", "e"}, {"ê", "e"},
    {"ë", "e"}, {"í", "i"}, {"î", "i"}, {"ï", "i"},  {"ñ", "n"},  {"ó", "o"},  {"ô", "o"}, {"ö", "o"},
    {"ù", "u"}, {"û", "u"}, {"ü", "u"}, {"ú", "u"},  {"ÿ", "y"},  {"À", "a"},  {"Â", "a"}, {"Ç", "c"},
    {"É", "e"}, {"È", "e"}, {"Ê", "e"}, {"Ë", "e"},  {"Î", "i"},  {"Ï", "i"},  {"Ô", "o"}, {"Ö", "o"},
    {"Ù", "u"}, {"Û", "u"}, {"Ü", "u"}, {"œ", "oe"}, {"Œ", "oe"}, {"æ", "ae"},
}};

}  // namespace

std::string foldedText(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size();) {
    const std::string_view pair = utf8.substr(i, 2);
    bool isFolded = false;
    for (const auto& [from, to] : kFolds) {
      if (pair == from) {
        out += to;
        i += 2;
        isFolded = true;
        break;
      }
    }
    if (!isFolded) {
      const char c = utf8[i++];
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return out;
}

}  // namespace belvedere
