#include "engine/core/detail/strict_json.h"

#include <algorithm>
#include <optional>
#include <unordered_set>

namespace belvedere::detail {
namespace {

using Json = nlohmann::ordered_json;

constexpr MessageId kJsonInvalid{"json-invalid", N_("Line {line}: this is not valid JSON."),
                                 N_("Look for a missing comma, quote or bracket just before this place.")};
constexpr MessageId kJsonNumber{"json-number-too-large", N_("Line {line}: the number is too large to be read.")};
constexpr MessageId kJsonDuplicate{"json-duplicate-key", N_("Line {line}: the key “{key}” stands twice in one object."),
                                   N_("Keep one of the two.")};
constexpr MessageId kJsonTooDeep{"json-too-deep", N_("Line {line}: more than {limit} levels within one another.")};
constexpr MessageId kJsonTooLarge{"json-too-large", N_("The JSON text is larger than the limit of {limit}.")};

constexpr MessageId kJsonUtf16{"json-utf16", N_("The JSON text is in UTF-16; it is read in UTF-8 only."),
                               N_("Save it as UTF-8 in the editor that wrote it.")};

constexpr int kNumberOutOfRange = 406;  // nlohmann's id of the error for 1e400

// Reads the text and remembers how far the parser has come, so that a finding can name its line.
class CountingIterator {
 public:
  using iterator_category = std::forward_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator() = default;
  CountingIterator(const char* at, const char** furthest) : at_(at), furthest_(furthest) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    *furthest_ = ++at_;
    return *this;
  }
  CountingIterator operator++(int) {
    const CountingIterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const CountingIterator& a, const CountingIterator& b) { return a.at_ == b.at_; }

 private:
  const char* at_ = nullptr;
  const char** furthest_ = nullptr;
};

// Builds the document while the parser walks it, and stops it at the first offence.
class Builder : public nlohmann::json_sax<Json> {
 public:
  Builder(std::string_view text, const JsonLimits& limits) : text_(text), furthest_(text.data()), limits_(limits) {}

  CountingIterator begin() { return {text_.data(), &furthest_}; }
  CountingIterator end() { return {text_.data() + text_.size(), &furthest_}; }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    if (!open_.back().keys.insert(name).second) {
      return stop(ErrorCode::InvalidData, Message(kJsonDuplicate, {{"line", line()}, {"key", name}}));
    }
    open_.back().key = std::move(name);
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    return stop(ErrorCode::InvalidData,
                Message(error.id == kNumberOutOfRange ? kJsonNumber : kJsonInvalid, {{"line", line()}}));
  }

  Result<Json> take() {
    if (error_) {
      return tl::unexpected(std::move(*error_));
    }
    return std::move(root_);
  }

 private:
  struct Level {
    Json* value;
    std::string key;
    std::unordered_set<std::string> keys;
  };

  std::string line() const { return std::to_string(1 + std::count(text_.data(), furthest_, '\n')); }

  bool stop(ErrorCode code, Message message) {
    if (!error_) {
      error_ = Error{code, std::move(message), {}};
    }
    return false;
  }

  Json* place(Json value) {
    if (++count_ > limits_.values) {
      stop(ErrorCode::LimitExceeded, Message(kJsonTooLarge, {{"limit", std::to_string(limits_.values)}}));
      return nullptr;
    }
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    Json& parent = *open_.back().value;
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    auto& object = parent.get_ref<Json::object_t&>();
    object.Container::emplace_back(open_.back().key, std::move(value));  // duplicates are already refused
    return &object.back().second;
  }

  bool add(Json value) { return place(std::move(value)) != nullptr; }

  bool open(Json value) {
    if (open_.size() >= limits_.depth) {
      return stop(ErrorCode::LimitExceeded,
                  Message(kJsonTooDeep, {{"line", line()}, {"limit", std::to_string(limits_.depth)}}));
    }
    Json* placed = place(std::move(value));
    if (placed != nullptr) {
      open_.push_back({placed, {}, {}});
    }
    return placed != nullptr;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  std::string_view text_;
  const char* furthest_;
  JsonLimits limits_;
  Json root_;
  std::vector<Level> open_;
  std::size_t count_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<nlohmann::ordered_json> parseStrictJson(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    return fail(ErrorCode::LimitExceeded, Message(kJsonTooLarge, {{"limit", std::to_string(limits.bytes)}}));
  }
  // A byte order mark, or a first character of two bytes.
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
      text.substr(0, 2).find('\0') != std::string_view::npos) {
    return fail(ErrorCode::InvalidData, Message(kJsonUtf16));
  }
  Builder builder(text, limits);
  Json::sax_parse(builder.begin(), builder.end(), &builder);
  return builder.take();
}

}  // namespace belvedere::detail
