#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "engine/core/message.h"

namespace belvedere {

/// Languages of the interface and of the messages.
enum class Language { English, French };

/// The language for a --lang value ("fr", "en"), else for LC_ALL, LC_MESSAGES and LANG in that order, else English.
Language chooseLanguage(std::string_view requested);

/// Turns English texts into the chosen language through the gettext catalogue `belvedere.mo` under `localeFolder`.
/// A text without translation stays English. One language per process: gettext keeps it for the whole process, so make
/// one translator at start-up and pass it on. Calling it is safe from any thread.
class Translator {
 public:
  explicit Translator(Language language, const std::filesystem::path& localeFolder);

  Language language() const { return language_; }

  /// The translation of an English text (xgettext keyword `tr`).
  std::string tr(std::string_view english) const;

  /// The message's text, translated and with its arguments in place, without the hint. The arguments "kind" and "found"
  /// are words of the program and are translated too.
  std::string text(const Message& message) const;

  /// The message's hint in the same way; empty where it has none.
  std::string hint(const Message& message) const;

  /// A number for people: decimals as given, decimal comma and thin spaces in French, point and commas in English.
  std::string number(double value, int decimals) const;

 private:
  Language language_;
};

}  // namespace belvedere
