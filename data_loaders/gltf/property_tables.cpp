#include "data_loaders/gltf/property_tables.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

#include "data_loaders/gltf/detail/messages.h"
#include "data_loaders/gltf/utf8_text.h"

namespace belvedere::loaders::gltf {
namespace {

using model::AttributeType;

constexpr std::uint64_t kMostFeatures = 50'000'000;
constexpr std::uint64_t kMostElements = 1'000'000;  // of one array value
constexpr std::size_t kMostComponents = 16;

enum class Stored : std::uint8_t { Int8, Uint8, Int16, Uint16, Int32, Uint32, Int64, Uint64, Float32, Float64 };

std::optional<Stored> storedOf(std::string_view name) {
  constexpr std::array<std::string_view, 10> kNames{"INT8",   "UINT8", "INT16",  "UINT16",  "INT32",
                                                    "UINT32", "INT64", "UINT64", "FLOAT32", "FLOAT64"};
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  return found == kNames.end() ? std::nullopt : std::optional(static_cast<Stored>(found - kNames.begin()));
}

std::size_t bytesOf(Stored type) {
  constexpr std::array<std::size_t, 10> kBytes{1, 1, 2, 2, 4, 4, 8, 8, 4, 8};
  return kBytes[static_cast<std::size_t>(type)];
}

bool isReal(Stored type) { return type >= Stored::Float32; }

/// A number as read: whole ones are kept exact.
struct Number {
  std::int64_t whole = 0;
  double real = 0.0;
};

template <class T>
Number loaded(const char* at) {
  T value;
  std::memcpy(&value, at, sizeof(T));
  Number number;
  number.real = static_cast<double>(value);
  if constexpr (std::is_integral_v<T>) {
    number.whole = static_cast<std::int64_t>(value);  // NOLINT(bugprone-signed-char-misuse): INT8 is a number here
  }
  return number;
}

Number numberAt(std::string_view bytes, std::uint64_t index, Stored type) {
  const char* at = bytes.data() + index * bytesOf(type);
  switch (type) {
    case Stored::Int8:
      return loaded<std::int8_t>(at);
    case Stored::Uint8:
      return loaded<std::uint8_t>(at);
    case Stored::Int16:
      return loaded<std::int16_t>(at);
    case Stored::Uint16:
      return loaded<std::uint16_t>(at);
    case Stored::Int32:
      return loaded<std::int32_t>(at);
    case Stored::Uint32:
      return loaded<std::uint32_t>(at);
    case Stored::Int64:
      return loaded<std::int64_t>(at);
    case Stored::Uint64:
      return loaded<std::uint64_t>(at);
    case Stored::Float32:
      return loaded<float>(at);
    case Stored::Float64:
      return loaded<double>(at);
  }
  return {};
}

template <class Value>
std::string formatted(Value value) {
  std::array<char, 32> buffer;
  return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr};
}

std::size_t componentsOf(std::string_view type) {
  if (type.size() == 4 && (type.starts_with("VEC") || type.starts_with("MAT")) && type[3] >= '2' && type[3] <= '4') {
    const auto side = static_cast<std::size_t>(type[3] - '0');
    return type.front() == 'V' ? side : side * side;
  }
  return 1;
}

/// What a class says of one of its properties, with the table's own offset and scale.
struct Property {
  enum class Kind : std::uint8_t { Number, Boolean, Text, Enum };
  std::string name;
  std::string unit;
  Kind kind = Kind::Number;
  Stored stored = Stored::Float64;
  std::size_t components = 1;
  bool isArray = false;
  std::uint64_t fixedCount = 0;  // elements of an array; 0: as many as the offsets say
  bool isNormalised = false;
  double offset = 0.0, scale = 1.0;
  bool isMoved = false;  // by offset or scale
  std::optional<std::string> noData, otherwise;
  std::vector<std::pair<std::int64_t, std::string>> enumNames;

  bool isSingle() const { return !isArray && components == 1; }
  AttributeType attributeType() const {
    if (!isSingle() || kind == Kind::Text || kind == Kind::Enum) {
      return AttributeType::Text;
    }
    if (kind == Kind::Boolean) {
      return AttributeType::Boolean;
    }
    return isReal(stored) || isNormalised || isMoved ? AttributeType::Real : AttributeType::Integer;
  }
  double value(const Number& number) const {
    double real = number.real;
    if (isNormalised && !isReal(stored)) {
      const double bits = static_cast<double>(bytesOf(stored)) * 8.0;
      const bool isSigned = static_cast<unsigned>(stored) % 2 == 0;
      real = std::max(real / (std::exp2(isSigned ? bits - 1.0 : bits) - 1.0), -1.0);
    }
    return real * scale + offset;
  }
  std::string text(const Number& number) const {
    if (kind == Kind::Enum) {
      const auto found = std::find_if(enumNames.begin(), enumNames.end(),
                                      [&](const auto& entry) { return entry.first == number.whole; });
      return found != enumNames.end() ? found->second : formatted(number.whole);
    }
    return isReal(stored) || isNormalised || isMoved ? formatted(value(number)) : formatted(number.whole);
  }
};

/// A value of JSON as plain text: strings without quotes.
std::string plainText(const JsonValue& json) {
  if (const auto text = json.text()) {
    return std::string(*text);
  }
  if (!json.isArray()) {
    return json.json();
  }
  std::string joined;
  for (const JsonValue& item : json.items()) {
    joined += (joined.empty() ? "" : ", ") + plainText(item);
  }
  return joined;
}

std::optional<Property> propertyOf(const JsonValue& schema, std::string_view id, const JsonValue& json) {
  Property property;
  property.name = std::string(id);
  property.unit =
      json["unit"].text() ? std::string(*json["unit"].text()) : std::string(json["extras"]["unit"].textOrEmpty());
  const std::string_view type = json["type"].textOrEmpty();
  std::string_view component = json["componentType"].textOrEmpty();
  if (type == "STRING") {
    property.kind = Property::Kind::Text;
  } else if (type == "BOOLEAN") {
    property.kind = Property::Kind::Boolean;
  } else if (type == "ENUM") {
    property.kind = Property::Kind::Enum;
    const JsonValue list = schema["enums"][json["enumType"].textOrEmpty()];
    component = list["valueType"].text().value_or("UINT16");
    for (const JsonValue& value : list["values"].items()) {
      property.enumNames.emplace_back(value["value"].integer().value_or(0), value["name"].textOrEmpty());
    }
  }
  property.components = componentsOf(type);
  const bool isNumeric = property.kind == Property::Kind::Number || property.kind == Property::Kind::Enum;
  const auto stored = storedOf(component);
  if (isNumeric && !stored) {
    return std::nullopt;
  }
  property.stored = stored.value_or(Stored::Uint8);
  property.isArray = json["array"].boolean().value_or(false);
  property.fixedCount = json["count"].index().value_or(0);
  property.isNormalised = json["normalized"].boolean().value_or(false);
  if (!json["noData"].isMissing()) {
    property.noData = plainText(json["noData"]);
  }
  if (!json["default"].isMissing()) {
    property.otherwise = plainText(json["default"]);
  }
  return property;
}

void move(Property& property, const JsonValue& json) {
  if (const auto offset = json["offset"].number()) {
    property.offset = *offset;
    property.isMoved = true;
  }
  if (const auto scale = json["scale"].number()) {
    property.scale = *scale;
    property.isMoved = true;
  }
}

/// The binary side of one property of a table.
class ColumnReader {
 public:
  ColumnReader(const Property& property, const JsonValue& json, const ViewBytes& views, std::uint64_t count)
      : property_(property), count_(count) {
    const auto read = [&](const char* name) {
      const auto view = json[name].index();
      return view ? views(*view) : std::nullopt;
    };
    values_ = read("values").value_or(std::string_view());
    arrayOffsets_ = read("arrayOffsets");
    stringOffsets_ = read("stringOffsets");
    arrayType_ = offsetType(json["arrayOffsetType"]);
    stringType_ = offsetType(json["stringOffsetType"]);
  }

  std::optional<FeatureColumn> read() {
    FeatureColumn column;
    column.name = property_.name;
    column.type = property_.attributeType();
    column.unit = property_.unit;
    if (!isStringSound() || count_ > kMostFeatures) {
      return std::nullopt;
    }
    // Nothing is reserved before the first feature is there: `count` is only a claim.
    for (std::uint64_t i = 0; i < count_; ++i) {
      if (!readFeature(i, column)) {
        return std::nullopt;
      }
    }
    return column;
  }

 private:
  static Stored offsetType(const JsonValue& json) { return storedOf(json.textOrEmpty()).value_or(Stored::Uint32); }

  bool isStringSound() const { return property_.kind != Property::Kind::Text || stringOffsets_.has_value(); }

  static std::optional<std::uint64_t> offsetAt(std::string_view offsets, std::uint64_t index, Stored type) {
    if (isReal(type) || index >= offsets.size() / bytesOf(type)) {
      return std::nullopt;
    }
    return static_cast<std::uint64_t>(numberAt(offsets, index, type).whole);
  }

  /// The elements of a feature: first and end, in elements of the values.
  std::optional<std::pair<std::uint64_t, std::uint64_t>> range(std::uint64_t feature) const {
    if (!property_.isArray) {
      return std::pair{feature, feature + 1};
    }
    if (property_.fixedCount > 0) {
      const std::uint64_t length = property_.fixedCount;
      return length <= kMostElements ? std::optional(std::pair{feature * length, (feature + 1) * length})
                                     : std::nullopt;
    }
    if (!arrayOffsets_) {
      return std::nullopt;
    }
    const auto first = offsetAt(*arrayOffsets_, feature, arrayType_);
    const auto end = offsetAt(*arrayOffsets_, feature + 1, arrayType_);
    return first && end && *first <= *end && *end - *first <= kMostElements ? std::optional(std::pair{*first, *end})
                                                                            : std::nullopt;
  }

  std::optional<std::string> textAt(std::uint64_t index) const {
    const auto first = offsetAt(*stringOffsets_, index, stringType_);
    const auto end = offsetAt(*stringOffsets_, index + 1, stringType_);
    if (!first || !end || *first > *end || *end > values_.size()) {
      return std::nullopt;
    }
    return soundUtf8(values_.substr(*first, *end - *first));
  }

  std::optional<bool> booleanAt(std::uint64_t index) const {
    if (index / 8 >= values_.size()) {
      return std::nullopt;
    }
    return ((static_cast<unsigned>(static_cast<unsigned char>(values_[index / 8])) >> (index % 8)) & 1U) != 0;
  }

  std::optional<Number> numberIn(std::uint64_t index) const {
    return index < values_.size() / bytesOf(property_.stored)
               ? std::optional(numberAt(values_, index, property_.stored))
               : std::nullopt;
  }

  /// One element (all components of it) as text.
  std::optional<std::string> elementText(std::uint64_t element) const {
    if (property_.kind == Property::Kind::Text) {
      return textAt(element);
    }
    if (property_.kind == Property::Kind::Boolean) {
      const auto value = booleanAt(element);
      return value ? std::optional(std::string(*value ? "true" : "false")) : std::nullopt;
    }
    std::string joined;
    for (std::size_t c = 0; c < property_.components && c < kMostComponents; ++c) {
      const auto number = numberIn(element * property_.components + c);
      if (!number) {
        return std::nullopt;
      }
      joined += (joined.empty() ? "" : ", ") + property_.text(*number);
    }
    return joined;
  }

  bool readFeature(std::uint64_t feature, FeatureColumn& column) const {
    const auto elements = range(feature);
    if (!elements) {
      return false;
    }
    if (column.type == AttributeType::Integer || column.type == AttributeType::Real) {
      const auto number = numberIn(feature);
      if (!number) {
        return false;
      }
      const bool isAbsent = property_.noData && property_.text(*number) == *property_.noData;
      addNumber(column, *number, !isAbsent);
      return true;
    }
    if (column.type == AttributeType::Boolean) {
      const auto value = booleanAt(feature);
      column.integers.push_back(value.value_or(false) ? 1 : 0);
      column.isGiven.push_back(1);
      return value.has_value();
    }
    std::string text;
    for (std::uint64_t i = elements->first; i < elements->second; ++i) {
      const auto part = elementText(i);
      if (!part) {
        return false;
      }
      text += (i == elements->first ? "" : ", ") + *part;
    }
    const bool isAbsent = property_.noData && text == *property_.noData;
    column.texts.push_back(isAbsent ? property_.otherwise.value_or(std::string()) : std::move(text));
    column.isGiven.push_back(isAbsent && !property_.otherwise ? 0 : 1);
    return true;
  }

  void addNumber(FeatureColumn& column, const Number& number, bool isGiven) const {
    if (column.type == AttributeType::Integer) {
      column.integers.push_back(number.whole);
    } else {
      column.reals.push_back(property_.value(number));
    }
    column.isGiven.push_back(
        isGiven && (column.type == AttributeType::Integer || std::isfinite(column.reals.back())) ? 1 : 0);
  }

  const Property& property_;
  std::uint64_t count_;
  std::string_view values_;
  std::optional<std::string_view> arrayOffsets_, stringOffsets_;
  Stored arrayType_ = Stored::Uint32, stringType_ = Stored::Uint32;
};

FeatureTable readTable(const JsonValue& schema, const JsonValue& json, const ViewBytes& views, const std::string& file,
                       Diagnostics& diagnostics) {
  FeatureTable table;
  table.typeName = json["class"].textOrEmpty();
  table.count = json["count"].index().value_or(0);
  const JsonValue definitions = schema["classes"][table.typeName]["properties"];
  std::size_t idBySemantic = FeatureTable::kNoColumn;
  json["properties"].forEachMember([&](std::string_view id, const JsonValue& binary) {
    const JsonValue definition = definitions[id];
    auto property = propertyOf(schema, id, definition);
    std::optional<FeatureColumn> column;
    if (property) {
      move(*property, definition);
      move(*property, binary);
      column = ColumnReader(*property, binary, views, table.count).read();
    }
    if (!column) {
      diagnostics.add(Severity::Warning, Message(kMetadataDamaged, {{"file", file}, {"property", std::string(id)}}),
                      file);
      return;
    }
    if (definition["semantic"].textOrEmpty() == "ID") {
      idBySemantic = table.columns.size();
    }
    table.columns.push_back(std::move(*column));
  });
  table.findIdColumn();
  table.idColumn = idBySemantic != FeatureTable::kNoColumn ? idBySemantic : table.idColumn;
  return table;
}

FeatureColumn columnOf(std::string_view name, const JsonValue& value, const Property& property) {
  FeatureColumn column;
  column.name = name;
  column.unit = property.unit;
  column.type = property.attributeType();
  column.isGiven = {1};
  const auto number = value.number();
  const auto whole = value.integer();
  const auto flag = value.boolean();
  if (column.type == AttributeType::Boolean && flag) {
    column.integers = {*flag ? 1 : 0};
  } else if (column.type == AttributeType::Integer && whole) {
    column.integers = {*whole};
  } else if ((column.type == AttributeType::Real || column.type == AttributeType::Integer) && number) {
    column.type = AttributeType::Real;
    column.reals = {*number};
  } else {
    column.type = AttributeType::Text;
    column.texts = {plainText(value)};
  }
  return column;
}

}  // namespace

std::vector<FeatureTable> readPropertyTables(const JsonValue& schema, const JsonValue& tables, const ViewBytes& views,
                                             const std::string& file, Diagnostics& diagnostics) {
  std::vector<FeatureTable> out;
  for (const JsonValue& json : tables.items()) {
    out.push_back(readTable(schema, json, views, file, diagnostics));
  }
  return out;
}

FeatureTable readMetadataEntity(const JsonValue& schema, const JsonValue& entity) {
  FeatureTable table;
  const JsonValue definition = schema["classes"][entity["class"].textOrEmpty()];
  if (definition.isMissing()) {
    return table;
  }
  table.typeName = entity["class"].textOrEmpty();
  table.count = 1;
  entity["properties"].forEachMember([&](std::string_view id, const JsonValue& value) {
    const JsonValue json = definition["properties"][id];
    const std::string_view semantic = json["semantic"].textOrEmpty();
    const bool isForViewers = semantic.starts_with("TILE_") || semantic.starts_with("CONTENT_");
    const auto property = propertyOf(schema, id, json);
    if (property && !isForViewers && !value.isMissing()) {
      table.columns.push_back(columnOf(id, value, *property));
    }
  });
  return table;
}

}  // namespace belvedere::loaders::gltf
