#include "data_loaders/gltf/json_document.h"

#include <cmath>
#include <cstring>
#include <simdjson.h>

namespace belvedere::loaders::gltf {
namespace {

constexpr MessageId kJsonBroken{"json-broken", N_("{file}: this is not valid JSON ({reason})."),
                                N_("Copy or download it again, or have it written again.")};
constexpr std::size_t kMostBytes = std::size_t{2} << 30U;
constexpr double kLargestWhole = 9007199254740992.0;  // 2^53: beyond it a double skips whole numbers

using Element = simdjson::dom::element;

template <class Handle>
Element elementOf(const Handle& handle) {
  static_assert(sizeof(Element) == std::tuple_size_v<Handle> && std::is_trivially_copyable_v<Element>);
  Element element;
  std::memcpy(static_cast<void*>(&element), handle.data(), sizeof(Element));
  return element;
}

std::string_view trimmed(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  while (!text.empty() && (text.back() == '\0' || text.back() == ' ' || text.back() == '\n' || text.back() == '\r' ||
                           text.back() == '\t')) {
    text.remove_suffix(1);
  }
  return text;
}

}  // namespace

struct JsonDocument::Data {
  simdjson::dom::parser parser;
  Element root;
};

JsonDocument::JsonDocument(std::unique_ptr<Data> data) : data_(std::move(data)) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

Result<JsonDocument> JsonDocument::parse(std::string_view text, const std::string& name) {
  const auto refuse = [&](const char* reason) {
    return fail(ErrorCode::InvalidData, Message(kJsonBroken, {{"file", name}, {"reason", reason}}));
  };
  text = trimmed(text);
  if (text.size() > kMostBytes) {
    return refuse("too large");
  }
  auto data = std::make_unique<Data>();
  if (const auto error = data->parser.allocate(std::max<std::size_t>(text.size(), 64), kNesting)) {
    return refuse(simdjson::error_message(error));
  }
  if (const auto error = data->parser.parse(text.data(), text.size(), true).get(data->root)) {
    return refuse(simdjson::error_message(error));
  }
  return JsonDocument(std::move(data));
}

JsonValue JsonDocument::root() const {
  JsonValue value;
  std::memcpy(value.handle_.data(), static_cast<const void*>(&data_->root), sizeof(Element));
  value.isThere_ = true;
  return value;
}

bool JsonValue::isObject() const { return isThere_ && elementOf(handle_).is_object(); }
bool JsonValue::isArray() const { return isThere_ && elementOf(handle_).is_array(); }

JsonValue JsonValue::operator[](std::string_view key) const {
  JsonValue value;
  simdjson::dom::object object;
  Element member;
  if (isThere_ && !elementOf(handle_).get_object().get(object) && !object.at_key(key).get(member) &&
      !member.is_null()) {
    std::memcpy(value.handle_.data(), static_cast<const void*>(&member), sizeof(Element));
    value.isThere_ = true;
  }
  return value;
}

std::vector<JsonValue> JsonValue::items() const {
  std::vector<JsonValue> values;
  simdjson::dom::array array;
  if (!isThere_ || elementOf(handle_).get_array().get(array)) {
    return values;
  }
  for (const Element item : array) {
    JsonValue value;
    std::memcpy(value.handle_.data(), static_cast<const void*>(&item), sizeof(Element));
    value.isThere_ = !item.is_null();
    values.push_back(value);
  }
  return values;
}

void JsonValue::forEachMember(const std::function<void(std::string_view, const JsonValue&)>& visit) const {
  simdjson::dom::object object;
  if (!isThere_ || elementOf(handle_).get_object().get(object)) {
    return;
  }
  for (const auto& member : object) {
    JsonValue value;
    std::memcpy(value.handle_.data(), static_cast<const void*>(&member.value), sizeof(Element));
    value.isThere_ = !member.value.is_null();
    visit(member.key, value);
  }
}

std::optional<double> JsonValue::number() const {
  double value = 0.0;
  const bool isNumber = isThere_ && !elementOf(handle_).get_double().get(value);
  return isNumber ? std::optional(value) : std::nullopt;
}

std::optional<std::int64_t> JsonValue::integer() const {
  std::int64_t value = 0;
  const bool isInteger = isThere_ && !elementOf(handle_).get_int64().get(value);
  return isInteger ? std::optional(value) : std::nullopt;
}

std::optional<std::uint64_t> JsonValue::index() const {
  std::uint64_t value = 0;
  if (isThere_ && !elementOf(handle_).get_uint64().get(value)) {
    return value;
  }
  const auto real = number();
  const bool isWhole = real && *real >= 0.0 && *real <= kLargestWhole && std::floor(*real) == *real;
  return isWhole ? std::optional(static_cast<std::uint64_t>(*real)) : std::nullopt;
}

std::optional<bool> JsonValue::boolean() const {
  bool value = false;
  const bool isBoolean = isThere_ && !elementOf(handle_).get_bool().get(value);
  return isBoolean ? std::optional(value) : std::nullopt;
}

std::optional<std::string_view> JsonValue::text() const {
  std::string_view value;
  const bool isText = isThere_ && !elementOf(handle_).get_string().get(value);
  return isText ? std::optional(value) : std::nullopt;
}

std::vector<double> JsonValue::numbers() const {
  std::vector<double> values;
  for (const JsonValue& item : items()) {
    const auto value = item.number();
    if (!value) {
      return {};
    }
    values.push_back(*value);
  }
  return values;
}

std::string JsonValue::json() const {
  if (!isThere_) {
    return "null";
  }
  return simdjson::minify(elementOf(handle_));
}

}  // namespace belvedere::loaders::gltf
