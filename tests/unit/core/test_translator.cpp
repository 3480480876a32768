#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <optional>

#include "engine/core/plural.h"
#include "engine/core/translator.h"

using namespace belvedere;

namespace {

// Sets an environment variable for one test.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) {
    if (const char* old = std::getenv(name); old != nullptr) {
      old_ = old;
    }
    setenv(name, value, 1);
  }
  ~Environment() {
    if (old_) {
      setenv(name_, old_->c_str(), 1);
    } else {
      unsetenv(name_);
    }
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* name_;
  std::optional<std::string> old_;
};

std::filesystem::path localeFolder() {
  return std::filesystem::path(BELVEDERE_BINARY_DIR) / "share" / "belvedere" / "locale";
}

constexpr MessageId kStopped{"stopped", "Stopped on request."};
constexpr MessageId kLeftOut{"parts-left-out",
                             NP_("{count} part with no area, length or finite position was left out.",
                                 "{count} parts with no area, length or finite position were left out.")};
constexpr MessageId kUnknown{"unknown", "A text of {count} words that nobody has translated.", "Try {what}."};

}  // namespace

TEST_CASE("The language is the one asked for, else the locale's, else English") {
  const Environment all("LC_ALL", "");
  const Environment messages("LC_MESSAGES", "");
  const Environment lang("LANG", "");
  CHECK(chooseLanguage("fr") == Language::French);
  CHECK(chooseLanguage("fr_FR.UTF-8") == Language::French);
  CHECK(chooseLanguage("en") == Language::English);
  CHECK(chooseLanguage("de") == Language::English);
  CHECK(chooseLanguage("") == Language::English);
  const Environment french("LANG", "fr_FR.UTF-8");
  CHECK(chooseLanguage("") == Language::French);
  CHECK(chooseLanguage("en") == Language::English);
  const Environment english("LC_ALL", "C.UTF-8");
  CHECK(chooseLanguage("") == Language::English);
}

TEST_CASE("English texts stay as they are, with their arguments in place") {
  const Translator english(Language::English, localeFolder());
  CHECK(english.text(Message(kStopped)) == "Stopped on request.");
  const Message message(kUnknown, {{"count", "9"}, {"what", "again"}});
  CHECK(english.text(message) == "A text of 9 words that nobody has translated.");
  CHECK(english.hint(message) == "Try again.");
  CHECK(english.hint(Message(kStopped)).empty());
}

TEST_CASE("French texts come from the catalogue; a text that is not in it stays English") {
  const Translator french(Language::French, localeFolder());
  CHECK(french.tr("") == "");
  CHECK(french.text(Message(kUnknown, {{"count", "9"}})) == "A text of 9 words that nobody has translated.");
  if (!std::filesystem::exists(localeFolder() / "fr" / "LC_MESSAGES" / "belvedere.mo")) {
    WARN("SKIP: the French catalogue is not built (target belvedere_translations)");
    return;
  }
  CHECK(french.text(Message(kStopped)) == "Arrêté à la demande.");
}

TEST_CASE("Kinds are words of the program and are translated with their message; names are not") {
  const Message message({"", "{name} ({kind})"}, {{"name", "terrain"}, {"kind", "terrain"}});
  CHECK(Translator(Language::English, localeFolder()).text(message) == "terrain (terrain)");
  CHECK(englishText(message) == "terrain (terrain)");
  const Translator french(Language::French, localeFolder());
  if (!std::filesystem::exists(localeFolder() / "fr" / "LC_MESSAGES" / "belvedere.mo")) {
    WARN("SKIP: the French catalogue is not built (target belvedere_translations)");
    return;
  }
  CHECK(french.text(message) == "terrain (relief)");
}

TEST_CASE("A text with two forms takes the one that its count asks for, by the rules of the language") {
  const auto left = [](const std::string& count) { return Message(kLeftOut, {{"count", count}}); };
  const Translator english(Language::English, localeFolder());
  CHECK(english.text(left("0")) == "0 parts with no area, length or finite position were left out.");
  CHECK(english.text(left("1")) == "1 part with no area, length or finite position was left out.");
  CHECK(english.text(left("10606")) == "10,606 parts with no area, length or finite position were left out.");
  CHECK(english.text(left("1,001")) == "1,001 parts with no area, length or finite position were left out.");
  CHECK(englishText(left("1")) == english.text(left("1")));
  CHECK(englishText(left("21")) == english.text(left("21")));
  CHECK(counted(english, NP_("{count} tile", "{count} tiles"), 1) == "1 tile");
  CHECK(counted(english, NP_("{count} tile", "{count} tiles"), 12345) == "12,345 tiles");
  const Translator french(Language::French, localeFolder());
  if (!std::filesystem::exists(localeFolder() / "fr" / "LC_MESSAGES" / "belvedere.mo")) {
    WARN("SKIP: the French catalogue is not built (target belvedere_translations)");
    return;
  }
  CHECK(french.text(left("0")) == "0 partie sans surface, sans longueur ou sans position valable a été écartée.");
  CHECK(french.text(left("1")) == "1 partie sans surface, sans longueur ou sans position valable a été écartée.");
  CHECK(french.text(left("10606")) ==
        "10\u202F606 parties sans surface, sans longueur ou sans position valable ont été écartées.");
  CHECK(french.text(left("2")) == "2 parties sans surface, sans longueur ou sans position valable ont été écartées.");
  CHECK(counted(french, NP_("{count} tile", "{count} tiles"), 1000) == "1\u202F000 tuiles");
}

TEST_CASE("French numbers have a comma and narrow spaces, English ones a point and commas") {
  const Translator french(Language::French, localeFolder());
  const Translator english(Language::English, localeFolder());
  CHECK(french.number(1234567.891, 2) == "1\u202F234\u202F567,89");
  CHECK(english.number(1234567.891, 2) == "1,234,567.89");
  CHECK(french.number(12, 0) == "12");
  CHECK(french.number(-1234.5, 1) == "−1\u202F234,5");
  CHECK(english.number(999, 0) == "999");
  CHECK(english.number(1000, 0) == "1,000");
}

TEST_CASE("Zero has no sign, and what is no number is a dash") {
  const Translator french(Language::French, localeFolder());
  CHECK(french.number(-0.0001, 2) == "0,00");
  CHECK(french.number(std::numeric_limits<double>::quiet_NaN(), 1) == "–");
  CHECK(french.number(std::numeric_limits<double>::infinity(), 1) == "–");
}

TEST_CASE("Numbers do not depend on the locale of the process") {
  const Environment german("LC_ALL", "de_DE.UTF-8");
  const Translator english(Language::English, localeFolder());
  CHECK(english.number(0.5, 1) == "0.5");
}
