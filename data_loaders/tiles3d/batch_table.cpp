#include "data_loaders/tiles3d/detail/batch_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

#include "data_loaders/tiles3d/detail/messages.h"
#include "data_loaders/tiles3d/detail/tile_parts.h"

namespace belvedere::loaders::tiles3d {
namespace {

using gltf::FeatureColumn;
using gltf::FeatureTable;
using gltf::JsonValue;
using model::AttributeType;

constexpr std::uint64_t kMostFeatures = 20'000'000;
constexpr std::size_t kMostAncestors = 64;

/// The type that fits all values of a JSON array.
AttributeType commonType(const std::vector<JsonValue>& values) {
  bool areNumbers = true, areWhole = true, areFlags = true, isAnyGiven = false;
  for (const JsonValue& value : values) {
    if (value.isMissing()) {
      continue;
    }
    isAnyGiven = true;
    areNumbers = areNumbers && value.number().has_value();
    areWhole = areWhole && value.integer().has_value();
    areFlags = areFlags && value.boolean().has_value();
  }
  if (!isAnyGiven) {
    return AttributeType::Text;
  }
  if (areFlags) {
    return AttributeType::Boolean;
  }
  return areWhole ? AttributeType::Integer : (areNumbers ? AttributeType::Real : AttributeType::Text);
}

void set(FeatureColumn& column, std::size_t at, const JsonValue& value) {
  if (value.isMissing()) {
    return;
  }
  column.isGiven[at] = 1;
  if (column.type == AttributeType::Integer) {
    column.integers[at] = value.integer().value_or(0);
  } else if (column.type == AttributeType::Boolean) {
    column.integers[at] = value.boolean().value_or(false) ? 1 : 0;
  } else if (column.type == AttributeType::Real) {
    column.reals[at] = value.number().value_or(0.0);
  } else {
    column.texts[at] = value.text() ? std::string(*value.text()) : value.json();
  }
}

FeatureColumn columnOfArray(std::string_view name, const std::vector<JsonValue>& values, std::size_t count) {
  FeatureColumn column;
  column.name = name;
  column.type = commonType(values);
  column.resize(std::min(values.size(), count));
  for (std::size_t i = 0; i < column.isGiven.size(); ++i) {
    set(column, i, values[i]);
  }
  return column;
}

std::string joinedText(const double* values, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    std::array<char, 32> buffer;
    text += i == 0 ? "" : ", ";
    text.append(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), values[i]).ptr);
  }
  return text;
}

std::optional<FeatureColumn> columnOfBinary(std::string_view name, const JsonValue& json, std::string_view binary,
                                            std::size_t count) {
  const std::string_view vector = json["type"].text().value_or("SCALAR");
  const bool isVector = vector.size() == 4 && vector.starts_with("VEC") && vector[3] >= '2' && vector[3] <= '4';
  const std::size_t components = isVector ? static_cast<std::size_t>(vector[3] - '0') : 1;
  const std::string_view type = json["componentType"].textOrEmpty();
  const auto values = binaryNumbers(binary, json["byteOffset"].index().value_or(0), count * components, type);
  if (!values) {
    return std::nullopt;
  }
  FeatureColumn column;
  column.name = name;
  const bool isReal = type == "FLOAT" || type == "DOUBLE";
  column.type = isVector ? AttributeType::Text : (isReal ? AttributeType::Real : AttributeType::Integer);
  column.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double* at = values->data() + i * components;
    column.isGiven[i] = isVector || std::isfinite(*at) ? 1 : 0;
    if (isVector) {
      column.texts[i] = joinedText(at, components);
    } else if (isReal) {
      column.reals[i] = *at;
    } else {
      column.integers[i] = static_cast<std::int64_t>(*at);
    }
  }
  return column;
}

std::optional<FeatureColumn> columnOf(std::string_view name, const JsonValue& json, std::string_view binary,
                                      std::size_t count) {
  return json.isArray() ? columnOfArray(name, json.items(), count)
                        : (json.isObject() ? columnOfBinary(name, json, binary, count) : std::nullopt);
}

/// 3DTILES_batch_table_hierarchy: features are instances of classes, and inherit from their parents.
class Hierarchy {
 public:
  Hierarchy(const JsonValue& json, std::string_view binary) : binary_(binary) {
    const std::uint64_t count = json["instancesLength"].index().value_or(0);
    classIds_ = wholes(json["classIds"], count, "UNSIGNED_SHORT");
    const std::vector<std::uint64_t> parentCounts = wholes(json["parentCounts"], count, "UNSIGNED_SHORT");
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < classIds_.size(); ++i) {
      firstParent_.push_back(sum);
      sum += parentCounts.empty() ? 1 : parentCounts[i];
      if (sum > kMostFeatures) {
        return;
      }
    }
    firstParent_.push_back(sum);
    parentIds_ = wholes(json["parentIds"], json["parentIds"].isMissing() ? 0 : sum, "UNSIGNED_SHORT");
    readClasses(json["classes"]);
    isSound_ = !classIds_.empty();
  }

  bool isSound() const { return isSound_; }

  /// Adds what the hierarchy knows of the first `table.count` instances, which are the features.
  void addTo(FeatureTable& table) {
    table.typeNames.resize(table.count);
    for (std::size_t feature = 0; feature < table.count && feature < classIds_.size(); ++feature) {
      if (classIds_[feature] < classes_.size()) {
        table.typeNames[feature] = classes_[classIds_[feature]].typeName;
      }
      std::vector<std::uint64_t> line{feature};  // the instance, then its ancestors
      for (std::size_t i = 0; i < line.size() && line.size() < kMostAncestors; ++i) {
        addInstance(table, feature, line[i]);
        addParents(line[i], line);
      }
    }
  }

 private:
  std::vector<std::uint64_t> wholes(const JsonValue& json, std::uint64_t count, std::string_view type) const {
    std::vector<double> numbers;
    if (json.isObject() && count <= kMostFeatures) {
      numbers = binaryNumbers(binary_, json["byteOffset"].index().value_or(0), count,
                              json["componentType"].text().value_or(type))
                    .value_or(std::vector<double>());
    } else {
      numbers = json.numbers();
    }
    std::vector<std::uint64_t> whole;
    for (std::size_t i = 0; i < numbers.size() && numbers.size() == count; ++i) {
      whole.push_back(numbers[i] >= 0.0 && numbers[i] < 4e9 ? static_cast<std::uint64_t>(numbers[i]) : kMostFeatures);
    }
    return whole;
  }

  void readClasses(const JsonValue& json) {
    for (const JsonValue& item : json.items()) {
      FeatureTable known;
      known.typeName = item["name"].textOrEmpty();
      known.count = item["length"].index().value_or(0);
      if (known.count > classIds_.size()) {
        known.count = classIds_.size();
      }
      item["instances"].forEachMember([&](std::string_view name, const JsonValue& values) {
        if (auto column = columnOf(name, values, binary_, known.count)) {
          known.columns.push_back(std::move(*column));
        }
      });
      classes_.push_back(std::move(known));
    }
    std::vector<std::uint64_t> next(classes_.size());
    for (const std::uint64_t id : classIds_) {
      rows_.push_back(id < next.size() ? next[id]++ : 0);
    }
  }

  void addParents(std::uint64_t instance, std::vector<std::uint64_t>& line) const {
    for (std::uint64_t p = firstParent_[instance]; p < firstParent_[instance + 1] && p < parentIds_.size(); ++p) {
      const std::uint64_t parent = parentIds_[p];
      if (parent < classIds_.size() && std::find(line.begin(), line.end(), parent) == line.end()) {
        line.push_back(parent);
      }
    }
  }

  void addInstance(FeatureTable& table, std::size_t feature, std::uint64_t instance) {
    if (classIds_[instance] >= classes_.size()) {
      return;
    }
    const FeatureTable& known = classes_[classIds_[instance]];
    const std::uint64_t row = rows_[instance];
    for (const FeatureColumn& from : known.columns) {
      if (row >= from.isGiven.size() || from.isGiven[row] == 0) {
        continue;
      }
      auto into = std::find_if(table.columns.begin(), table.columns.end(), [&](const FeatureColumn& column) {
        return column.name == from.name && column.type == from.type;
      });
      if (into == table.columns.end()) {
        FeatureColumn made;
        made.name = from.name;
        made.type = from.type;
        made.resize(table.count);
        into = table.columns.insert(table.columns.end(), std::move(made));
      }
      if (into->isGiven.size() < table.count) {
        into->resize(table.count);
      }
      if (into->isGiven[feature] != 0) {
        continue;  // the nearest says it
      }
      into->isGiven[feature] = 1;
      if (from.type == AttributeType::Real) {
        into->reals[feature] = from.reals[row];
      } else if (from.type == AttributeType::Text) {
        into->texts[feature] = from.texts[row];
      } else {
        into->integers[feature] = from.integers[row];
      }
    }
  }

  std::string_view binary_;
  std::vector<std::uint64_t> classIds_, firstParent_, parentIds_, rows_;
  std::vector<FeatureTable> classes_;
  bool isSound_ = false;
};

}  // namespace

FeatureTable readBatchTable(const JsonValue& json, std::string_view binary, std::uint64_t count,
                            const std::string& name, Diagnostics& diagnostics) {
  FeatureTable table;
  // A count is only a claim: it is taken as far as a JSON array or the binary body bears it out.
  std::uint64_t borneOut = binary.size();
  json.forEachMember([&](std::string_view, const JsonValue& value) {
    borneOut = value.isArray() ? std::max<std::uint64_t>(borneOut, value.items().size()) : borneOut;
  });
  const JsonValue hierarchyJson = json["extensions"]["3DTILES_batch_table_hierarchy"].isMissing()
                                      ? json["HIERARCHY"]
                                      : json["extensions"]["3DTILES_batch_table_hierarchy"];
  Hierarchy hierarchy(hierarchyJson, binary);
  borneOut =
      hierarchy.isSound() ? std::max<std::uint64_t>(borneOut, hierarchyJson["classIds"].items().size()) : borneOut;
  table.count = std::min({count, borneOut, kMostFeatures});
  json.forEachMember([&](std::string_view key, const JsonValue& value) {
    if (key == "extensions" || key == "extras" || key == "HIERARCHY") {
      return;
    }
    if (auto column = columnOf(key, value, binary, table.count)) {
      table.columns.push_back(std::move(*column));
    } else {
      diagnostics.add(Severity::Warning, Message(kAttributeDamaged, {{"name", name}, {"property", std::string(key)}}),
                      name);
    }
  });
  if (hierarchy.isSound()) {
    hierarchy.addTo(table);
  }
  table.findIdColumn();
  return table;
}

}  // namespace belvedere::loaders::tiles3d
