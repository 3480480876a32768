#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/message.h"

/// Marks a text with a form for one and a form for more, of which its argument {count} chooses (xgettext keyword
/// NP_:1,2): NP_("{count} roof", "{count} roofs"). It goes wherever a text goes, as one text that holds both forms,
/// parted by U+001F. tests/architecture wants it wherever a noun follows {count}.
#define NP_(one, many) one "\x1F" many

namespace belvedere {

class Translator;

/// The forms of a text; `many` is empty where it has one only.
struct TextForms {
  std::string one;
  std::string many;
};
TextForms formsOf(std::string_view text);

/// The number in the argument "count", whatever groups its digits; 0 where there is none.
std::size_t countIn(const std::vector<MessageArgument>& arguments);

/// A text whose only argument is {count}, translated: "1,234 roofs".
std::string counted(const Translator& translator, std::string_view text, std::size_t count);

}  // namespace belvedere
