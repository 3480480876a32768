#include "engine/core/translator.h"

#include <clocale>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <libintl.h>

#include "engine/core/plural.h"

namespace belvedere {
namespace {

constexpr const char* kDomain = "belvedere";
constexpr std::string_view kNarrowNoBreakSpace = "\xE2\x80\xAF";

bool isFrench(std::string_view tag) { return tag.substr(0, 2) == "fr" || tag.substr(0, 2) == "FR"; }

std::string grouped(std::string_view digits, std::string_view separator) {
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) {
      out += separator;
    }
    out += digits[i];
  }
  return out;
}

bool isCount(const MessageArgument& argument) {
  return argument.first == "count" && !argument.second.empty() && argument.second.size() <= 15 &&
         argument.second.find_first_not_of("0123456789") == std::string::npos;
}

/// Whether an argument is a word of the program, such as a kind of layer, and not of the user or of a file.
bool isWord(const MessageArgument& argument) { return argument.first == "kind" || argument.first == "found"; }

/// The digits of {count} grouped as the language does, and words of the program in the language.
std::vector<MessageArgument> readable(std::vector<MessageArgument> arguments, const Translator& translator) {
  for (MessageArgument& argument : arguments) {
    if (isCount(argument)) {
      argument.second = translator.number(std::strtod(argument.second.c_str(), nullptr), 0);
    } else if (isWord(argument)) {
      argument.second = translator.tr(argument.second);
    }
  }
  return arguments;
}

}  // namespace

Language chooseLanguage(std::string_view requested) {
  if (!requested.empty()) {
    return isFrench(requested) ? Language::French : Language::English;
  }
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') {
      return isFrench(value) ? Language::French : Language::English;
    }
  }
  return Language::English;
}

Translator::Translator(Language language, const std::filesystem::path& localeFolder) : language_(language) {
  // Only messages are localised: numbers in files never depend on the locale. gettext translates under any locale but
  // "C", and C.UTF-8 is always installed.
  setenv("LANGUAGE", language == Language::French ? "fr" : "en", 1);
  std::setlocale(LC_MESSAGES, "C.UTF-8");
  std::setlocale(LC_CTYPE, "C.UTF-8");  // or the system's own messages lose their accents
  bindtextdomain(kDomain, localeFolder.c_str());
  bind_textdomain_codeset(kDomain, "UTF-8");
}

std::string Translator::tr(std::string_view english) const {
  if (language_ == Language::English || english.empty()) {
    return std::string(english);
  }
  return dgettext(kDomain, std::string(english).c_str());
}

std::string Translator::text(const Message& message) const {
  const TextForms forms = formsOf(message.text);
  const std::size_t count = countIn(message.arguments);
  std::string pattern;
  if (forms.many.empty()) {
    pattern = tr(forms.one);
  } else if (language_ == Language::English) {
    pattern = count == 1 ? forms.one : forms.many;
  } else {
    pattern = dngettext(kDomain, forms.one.c_str(), forms.many.c_str(), count);
  }
  return substitute(pattern, readable(message.arguments, *this));
}

std::string Translator::hint(const Message& message) const {
  return substitute(tr(message.hint), readable(message.arguments, *this));
}

std::string Translator::number(double value, int decimals) const {
  if (!std::isfinite(value)) {
    return "–";
  }
  const bool isFrenchStyle = language_ == Language::French;
  const std::string plain = fmt::format("{:.{}f}", std::abs(value), decimals);
  const auto point = plain.find('.');
  std::string out = grouped(std::string_view(plain).substr(0, point), isFrenchStyle ? kNarrowNoBreakSpace : ",");
  if (point != std::string::npos) {
    out += isFrenchStyle ? ',' : '.';
    out += plain.substr(point + 1);
  }
  const bool isZero = plain.find_first_not_of("0.") == std::string::npos;
  return value < 0 && !isZero ? "−" + out : out;
}

}  // namespace belvedere
