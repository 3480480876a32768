#include "data_loaders/cityjson/detail/attribute_reader.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "data_loaders/cityjson/detail/messages.h"
#include "data_loaders/common/limits.h"

namespace belvedere::loaders::cityjson {
namespace {

using model::AttributeType;

constexpr int kMaxNesting = 16;  // deeper objects stay text
constexpr std::size_t kMaxObjectBytes = limits::kTextBytes;

bool isNumber(std::string_view value) { return value.front() == '-' || (value.front() >= '0' && value.front() <= '9'); }
bool isWhole(std::string_view number) { return number.find_first_of(".eE") == std::string_view::npos; }
bool isKeyPlain(std::string_view key) { return key.find('\\') == std::string_view::npos; }

std::string joined(std::string_view prefix, std::string_view key) {
  std::string name(prefix);
  name += name.empty() ? "" : ".";
  name += key;
  return name;
}

void learn(std::string_view json, std::string_view prefix, RealNames& names, int depth) {
  JsonCursor cursor(json);
  cursor.enterObject();
  std::string_view key;
  std::string_view value;
  while (cursor.nextKey(key) && cursor.takeValue(value)) {
    if (isNumber(value) && !isWhole(value)) {
      const std::string plain = isKeyPlain(key) ? std::string() : decodeKey(key);
      names.insert(joined(prefix, plain.empty() ? key : plain));
    } else if (value.front() == '{' && depth < kMaxNesting) {
      learn(value, joined(prefix, decodeKey(key)), names, depth + 1);
    }
  }
}

/// The unit, where an object is just {"value": …, "uom": …}.
struct Measure {
  std::string_view value;
  std::string_view unit;
};
std::optional<Measure> measureOf(std::string_view json) {
  Measure measure;
  int members = 0;
  JsonCursor cursor(json);
  cursor.enterObject();
  std::string_view key;
  std::string_view value;
  while (cursor.nextKey(key) && cursor.takeValue(value)) {
    ++members;
    if (key == "value" && value.front() != '{') {
      measure.value = value;
    } else if (key == "uom" && value.front() == '"') {
      measure.unit = value;
    }
  }
  const bool isMeasure = cursor.isGood() && members == 2 && !measure.value.empty() && !measure.unit.empty();
  return isMeasure ? std::optional(measure) : std::nullopt;
}

bool areDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "2024-02-29" is a Date, "2024-02-29T…" a DateTime (ISO 8601), all else Text.
AttributeType textTypeOf(std::string_view text) {
  constexpr std::size_t kDate = 10;
  if (text.size() < kDate || text[4] != '-' || text[7] != '-' || !areDigits(text.substr(0, 4)) ||
      !areDigits(text.substr(5, 2)) || !areDigits(text.substr(8, 2))) {
    return AttributeType::Text;
  }
  const int month = (text[5] - '0') * 10 + (text[6] - '0');
  const int day = (text[8] - '0') * 10 + (text[9] - '0');
  if (month < 1 || month > 12 || day < 1 || day > 31) {
    return AttributeType::Text;
  }
  if (text.size() == kDate) {
    return AttributeType::Date;
  }
  const std::string_view time = text.substr(kDate);
  const bool isTime = time.size() >= 6 && time[0] == 'T' && areDigits(time.substr(1, 2)) && time[3] == ':' &&
                      areDigits(time.substr(4, 2)) && time.find_first_not_of("0123456789:.+-Z", 1) == time.npos;
  return isTime ? AttributeType::DateTime : AttributeType::Text;
}

}  // namespace

void learnRealNames(std::string_view attributes, RealNames& names) { learn(attributes, {}, names, 0); }

void AttributeReader::beginBatch() {
  columns_.clear();
  byName_.clear();
  expected_ = 0;
}

void AttributeReader::read(std::string_view json, std::string_view prefix, model::AttributeStore& store,
                           Diagnostics& diagnostics, std::string_view where) {
  if (json.size() > kMaxObjectBytes) {
    diagnostics.add(Severity::Warning,
                    Message(kAttributesTooLarge, {{"limit", std::to_string(kMaxObjectBytes >> 20U) + " MiB"}}),
                    std::string(where));
    return;
  }
  ++object_;
  name_ = prefix;
  Target target{store, diagnostics, where};
  if (!readObject(json, target, 0)) {
    diagnostics.add(Severity::Warning, kAttributesMalformed, std::string(where));
  }
}

bool AttributeReader::readObject(std::string_view json, Target& target, int depth) {
  const std::size_t prefixLength = name_.size();
  bool isSound = true;
  JsonCursor cursor(json);
  cursor.enterObject();
  std::string_view key;
  std::string_view value;
  while (cursor.nextKey(key) && cursor.takeValue(value)) {
    name_.resize(prefixLength);
    name_ += prefixLength == 0 ? "" : ".";
    if (isKeyPlain(key) && std::all_of(key.begin(), key.end(), [](char c) { return c >= ' '; })) {
      name_ += key;  // ASCII; char is signed or not, both leave the slow path right
    } else {
      name_ += decodeKey(key);
    }
    isSound = readValue(value, {}, target, depth) && isSound;
  }
  name_.resize(prefixLength);
  return cursor.isGood() && isSound;
}

bool AttributeReader::readValue(std::string_view value, std::string_view unit, Target& target, int depth) {
  if (value.front() == '"') {
    return readString(value, unit, target);
  }
  if (isNumber(value)) {
    return readNumber(value, unit, target);
  }
  if (value == "true" || value == "false") {
    target.store.addInteger(column(AttributeType::Boolean, unit, target), value == "true" ? 1 : 0);
    return true;
  }
  if (value.front() == '{') {
    if (const auto measure = measureOf(value)) {
      const std::string unitText = decodeString(measure->unit).value_or(std::string());
      return readValue(measure->value, unitText, target, depth + 1);
    }
    if (depth < kMaxNesting) {
      return readObject(value, target, depth + 1);
    }
  }
  if (value.front() == '[') {
    return readArray(value, unit, target);
  }
  if (value.front() == '{') {
    addText(asUtf8(value), unit, target);
    return true;
  }
  return value == "null";
}

bool AttributeReader::readString(std::string_view value, std::string_view unit, Target& target) {
  const auto text = decoder_.decode(value);
  if (!text) {
    return false;
  }
  if (decoder_.wasRepaired()) {
    target.diagnostics.add(Severity::Warning, kTextNotUtf8, std::string(target.where));
  }
  addText(*text, unit, target);
  return true;
}

bool AttributeReader::readArray(std::string_view value, std::string_view unit, Target& target) {
  std::string text;
  JsonCursor cursor(value);
  cursor.enterArray();
  std::string_view item;
  while (cursor.nextElement() && cursor.takeValue(item)) {
    text += text.empty() ? "" : ", ";
    const auto decoded = item.front() == '"' ? decoder_.decode(item) : std::nullopt;
    text += decoded ? std::string(*decoded) : asUtf8(item);
  }
  if (!text.empty()) {
    addText(text, unit, target);
  }
  return cursor.isGood();
}

void AttributeReader::addText(std::string_view text, std::string_view unit, Target& target) {
  target.store.addText(column(textTypeOf(text), unit, target), text);
}

bool AttributeReader::readNumber(std::string_view value, std::string_view unit, Target& target) {
  std::int64_t whole = 0;
  const char* end = value.data() + value.size();
  if (const auto parsed = std::from_chars(value.data(), end, whole); parsed.ec == std::errc() && parsed.ptr == end) {
    const std::uint32_t index = column(AttributeType::Integer, unit, target);
    if (target.store.columns()[index].type == AttributeType::Real) {
      target.store.addReal(index, static_cast<double>(whole));
    } else {
      target.store.addInteger(index, whole);
    }
    return true;
  }
  const auto number = numberOf(value);
  if (number) {
    target.store.addReal(column(AttributeType::Real, unit, target), *number);
  }
  return number.has_value();
}

std::uint32_t AttributeReader::column(AttributeType asked, std::string_view unit, Target& target) {
  Column& found = findColumn(asked, unit, target.store);
  if (found.lastObject == object_) {
    target.diagnostics.add(Severity::Warning, Message(kDuplicateKey, {{"key", found.name}}), std::string(target.where));
  }
  found.lastObject = object_;
  return found.index;
}

AttributeReader::Column& AttributeReader::findColumn(AttributeType asked, std::string_view unit,
                                                     model::AttributeStore& store) {
  if (expected_ < columns_.size() && columns_[expected_].asked == asked && columns_[expected_].name == name_) {
    return columns_[expected_++];
  }
  auto& candidates = byName_[name_];
  for (const std::size_t at : candidates) {
    if (columns_[at].asked == asked) {
      expected_ = at + 1;
      return columns_[at];
    }
  }
  const bool isReal = asked == AttributeType::Integer && realNames_.contains(name_);
  const AttributeType type = isReal ? AttributeType::Real : asked;
  candidates.push_back(columns_.size());
  expected_ = columns_.size() + 1;
  return columns_.emplace_back(Column{name_, asked, type, store.column(name_, type, unit)});
}

}  // namespace belvedere::loaders::cityjson
