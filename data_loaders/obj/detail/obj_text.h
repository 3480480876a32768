#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace belvedere::loaders::obj {

/// The lines of an OBJ or MTL text, without their ends and without comments; a line that ends with a backslash goes on
/// in the next one.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  /// Moves to the next line; false behind the last one. `line` is good until the next call.
  bool next(std::string_view& line);
  /// Where the next line begins, from the beginning of the text; and where the one at hand did.
  std::size_t offset() const { return at_; }
  std::size_t lineOffset() const { return begin_; }

 private:
  std::string_view nextPhysical();

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  std::string joined_;
};

/// Takes the next word off a line; empty at its end.
std::string_view takeWord(std::string_view& line);
/// The line without blanks around it.
std::string_view trimmed(std::string_view line);

/// Takes the next word as a number; false where there is none or it is no finite number. The decimal mark is a point,
/// whatever the locale.
bool takeNumber(std::string_view& line, double& value);

/// One corner of a face as written ("12/3/4", "-1//-2"): numbers from 1, or back from the last one; 0 where absent.
struct WrittenCorner {
  std::int64_t position = 0, texcoord = 0, normal = 0;
};
bool readCorner(std::string_view word, WrittenCorner& corner);

/// The place, from 0, that a written number means where `count` items stand before it; `count` or more where none.
std::uint64_t placeOf(std::int64_t written, std::uint64_t count);

}  // namespace belvedere::loaders::obj
