#include "engine/core/message.h"

#include <algorithm>

#include "engine/core/plural.h"

namespace belvedere {
namespace {

constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

void appendPrintable(std::string& out, std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool isControl = (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F;
    if (isControl) {
      out += kReplacementCharacter;
    } else {
      out += c;
    }
  }
}

}  // namespace

std::string substitute(std::string_view pattern, const std::vector<MessageArgument>& arguments) {
  std::string out;
  out.reserve(pattern.size() + 64);
  while (!pattern.empty()) {
    const auto open = pattern.find('{');
    const auto close = open == std::string_view::npos ? open : pattern.find('}', open);
    if (close == std::string_view::npos) {
      break;
    }
    out += pattern.substr(0, open);
    const auto name = pattern.substr(open + 1, close - open - 1);
    const auto found =
        std::find_if(arguments.begin(), arguments.end(), [&](const auto& argument) { return argument.first == name; });
    if (found == arguments.end()) {
      out += pattern.substr(open, close - open + 1);
    } else {
      appendPrintable(out, found->second);
    }
    pattern.remove_prefix(close + 1);
  }
  out += pattern;
  return out;
}

std::string englishText(const Message& message) {
  const TextForms forms = formsOf(message.text);
  const bool isMany = !forms.many.empty() && countIn(message.arguments) != 1;
  return substitute(isMany ? forms.many : forms.one, message.arguments);
}

}  // namespace belvedere
