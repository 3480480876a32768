#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Marks an English text for translation without translating it here (xgettext keyword).
#define N_(text) text

namespace belvedere {

/// A kind of message, declared once as a constant beside the code that emits it:
///     constexpr MessageId kRingNotClosed{"ring-not-closed", N_("Ring {ring} is not closed; it was closed."),
///     N_("...")};
/// `key` is stable, English and kebab-case (it stands in JSON); `text` and `hint` hold {named} arguments; `hint` says
/// what to do next and may be empty. Keys are unique in the program (tests/architecture).
struct MessageId {
  std::string_view key;
  std::string_view text;
  std::string_view hint = {};
};

/// A named argument of a message: numbers are formatted by the caller in a locale-independent way.
using MessageArgument = std::pair<std::string, std::string>;

/// What to tell the user: a MessageId with its arguments. It keeps its own text, so that it can cross processes.
struct Message {
  std::string key;
  std::string text;
  std::string hint;
  std::vector<MessageArgument> arguments;

  Message() = default;
  Message(const MessageId& id, std::vector<MessageArgument> messageArguments = {})
      : key(id.key), text(id.text), hint(id.hint), arguments(std::move(messageArguments)) {}
};

/// Replaces each {name} in `pattern` by its argument; an unknown name stays as it is. Control characters in arguments
/// are replaced by U+FFFD, so that hostile text cannot drive a terminal. Any thread.
std::string substitute(std::string_view pattern, const std::vector<MessageArgument>& arguments);

/// The message in English: its text, without the hint.
std::string englishText(const Message& message);

}  // namespace belvedere
