#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace belvedere::loaders::cityjson {

/// The first byte from `p` on that is not JSON white space, or `end`.
const char* skipSpace(const char* p, const char* end);

enum class JsonFault {
  None,
  Cut,     ///< the text ends within a value
  Syntax,  ///< something else stands where a value, name or separator must
  TooDeep  ///< beyond limits::kNesting
};

/// The end of the value that begins at `p`, found by its brackets and quotes only (what is inside is not checked), or
/// nullptr with the reason in `fault`. Several gigabytes a second, no recursion.
const char* endOfValue(const char* p, const char* end, JsonFault& fault);

/// Walks through JSON text that is not held in memory otherwise, and cuts values out of it unparsed:
///     cursor.enterObject();
///     while (cursor.nextKey(key)) { cursor.takeValue(value); }
/// A value can be entered instead of taken. After a fault every call returns false.
class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text) : place_(text.data()), end_(text.data() + text.size()) {}

  /// Steps into the object or array that begins here.
  bool enterObject() { return enter('{'); }
  bool enterArray() { return enter('['); }
  /// Moves to the next member's value; `key` as written between its quotes. False at the object's end, which is passed.
  bool nextKey(std::string_view& key);
  /// Moves to the next element. False at the array's end, which is passed.
  bool nextElement();
  /// The value that begins here, without the space around it; moves behind it.
  bool takeValue(std::string_view& value);

  JsonFault fault() const { return fault_; }
  bool isGood() const { return fault_ == JsonFault::None; }
  /// Where it stands, or where the fault is.
  const char* place() const { return place_; }

 private:
  bool enter(char bracket);
  bool nextItem(char closing);
  bool fail(JsonFault fault);

  const char* place_;
  const char* end_;
  bool isAfterItem_ = false;
  JsonFault fault_ = JsonFault::None;
};

/// Decodes JSON strings: escapes, surrogate pairs, and bytes that are not UTF-8, which are taken as Latin-1 (the usual
/// cause in French files). Keep one per thread.
class StringDecoder {
 public:
  StringDecoder();
  ~StringDecoder();

  /// The text of a string value (its quotes included), or nothing where it is no sound string. Good until the next
  /// call.
  std::optional<std::string_view> decode(std::string_view value);
  /// Whether the last text had to be mended to be UTF-8.
  bool wasRepaired() const { return wasRepaired_; }

 private:
  struct Parser;  // simdjson's, whose layout depends on how it is compiled
  std::unique_ptr<Parser> parser_;
  std::string buffer_;
  bool wasRepaired_ = false;
};

/// The text of a JSON string value (quotes included), or nothing; for a few strings.
std::optional<std::string> decodeString(std::string_view value);
/// The same for text between quotes.
std::string decodeKey(std::string_view key);
/// The text itself, or mended as StringDecoder does where it is not UTF-8.
std::string asUtf8(std::string_view text);
/// Reads one JSON number from the front of [p, end) and returns what follows it, or nullptr. Never by the locale.
const char* parseNumber(const char* p, const char* end, double& number);
/// A JSON number value, or nothing.
std::optional<double> numberOf(std::string_view value);

}  // namespace belvedere::loaders::cityjson
