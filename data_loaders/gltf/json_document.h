#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/result.h"

namespace belvedere::loaders::gltf {

/// A value inside a JsonDocument, valid as long as that lives. A value that is not there is a value too: it is missing,
/// and so is all that is asked of it. Cheap to copy.
class JsonValue {
 public:
  JsonValue() = default;

  bool isMissing() const { return !isThere_; }
  bool isObject() const;
  bool isArray() const;

  /// A member of an object (the first of that name), missing where there is none.
  JsonValue operator[](std::string_view key) const;
  /// The elements of an array; empty for anything else.
  std::vector<JsonValue> items() const;
  /// Calls `visit` for each member of an object, in the order of the text.
  void forEachMember(const std::function<void(std::string_view key, const JsonValue& value)>& visit) const;

  std::optional<double> number() const;
  /// A whole number, written as such.
  std::optional<std::int64_t> integer() const;
  /// A whole number from 0 on; also where it is written 3.0.
  std::optional<std::uint64_t> index() const;
  std::optional<bool> boolean() const;
  std::optional<std::string_view> text() const;
  /// The text, or an empty one.
  std::string_view textOrEmpty() const { return text().value_or(std::string_view()); }
  /// All numbers of an array of numbers; empty where an element is none.
  std::vector<double> numbers() const;
  /// The value as JSON again, without blanks.
  std::string json() const;

 private:
  friend class JsonDocument;
  static constexpr std::size_t kHandleBytes = 16;
  alignas(8) std::array<std::byte, kHandleBytes> handle_{};  // the parser's own reference to the value
  bool isThere_ = false;
};

/// A JSON text, parsed as a whole. Hostile text is refused: broken JSON, broken UTF-8, more than `kNesting` levels,
/// more than 2 GiB.
class JsonDocument {
 public:
  static constexpr std::size_t kNesting = 1024;

  /// Fails with InvalidData; `name` stands in the message. A byte order mark and trailing blanks or zeros are skipped.
  static Result<JsonDocument> parse(std::string_view text, const std::string& name);
  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();

  JsonValue root() const;

 private:
  struct Data;
  explicit JsonDocument(std::unique_ptr<Data> data);
  std::unique_ptr<Data> data_;
};

}  // namespace belvedere::loaders::gltf
