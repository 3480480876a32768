#include "engine/core/plural.h"

#include <algorithm>

#include "engine/core/translator.h"

namespace belvedere {

TextForms formsOf(std::string_view text) {
  const std::size_t parting = text.find('\x1F');
  const bool isOne = parting == std::string_view::npos;
  return {std::string(text.substr(0, parting)), std::string(isOne ? std::string_view() : text.substr(parting + 1))};
}

std::size_t countIn(const std::vector<MessageArgument>& arguments) {
  constexpr std::size_t kEnough = 1'000'000;  // no language has another form beyond
  const auto found =
      std::find_if(arguments.begin(), arguments.end(), [](const auto& argument) { return argument.first == "count"; });
  std::size_t count = 0;
  for (const char c : found == arguments.end() ? std::string_view() : std::string_view(found->second)) {
    if (c >= '0' && c <= '9' && count < kEnough) {
      count = count * 10 + static_cast<std::size_t>(c - '0');
    }
  }
  return count;
}

std::string counted(const Translator& translator, std::string_view text, std::size_t count) {
  return translator.text(Message({"", text}, {{"count", translator.number(static_cast<double>(count), 0)}}));
}

}  // namespace belvedere
