#include "data_loaders/gltf/feature_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace belvedere::loaders::gltf {
namespace {

using model::AttributeType;

/// Names of identifiers in use, the best first; compared without case.
constexpr std::array<std::string_view, 14> kIdNames{"id",       "gml_id",     "gmlid",     "gml:id",  "gml.id",
                                                    "cleabs",   "uuid",       "guid",      "fid",     "_id",
                                                    "globalid", "identifier", "elementid", "objectid"};

bool isSame(std::string_view name, std::string_view lowered) {
  return std::equal(name.begin(), name.end(), lowered.begin(), lowered.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b; });
}

template <class Number>
std::string formatted(Number value) {
  std::array<char, 32> buffer;
  return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr};
}

}  // namespace

void FeatureColumn::resize(std::size_t count) {
  switch (type) {
    case AttributeType::Integer:
    case AttributeType::Boolean:
      integers.resize(count);
      break;
    case AttributeType::Real:
      reals.resize(count);
      break;
    default:
      texts.resize(count);
  }
  isGiven.resize(count);
}

void FeatureTable::findIdColumn() {
  for (const std::string_view name : kIdNames) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const bool canIdentify = columns[i].type == AttributeType::Text || columns[i].type == AttributeType::Integer;
      if (canIdentify && isSame(columns[i].name, name)) {
        idColumn = i;
        return;
      }
    }
  }
}

std::string FeatureTable::id(std::size_t feature) const {
  if (idColumn >= columns.size() || !columns[idColumn].has(feature)) {
    return {};
  }
  const FeatureColumn& column = columns[idColumn];
  return column.type == AttributeType::Integer ? formatted(column.integers[feature]) : column.texts[feature];
}

std::string_view FeatureTable::typeOf(std::size_t feature) const {
  return feature < typeNames.size() && !typeNames[feature].empty() ? std::string_view(typeNames[feature]) : typeName;
}

void FeatureTable::write(std::size_t feature, model::AttributeStore& store) const {
  if (feature >= count) {
    return;
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const FeatureColumn& column = columns[i];
    if (i == idColumn || !column.has(feature)) {
      continue;
    }
    const std::uint32_t index = store.column(column.name, column.type, column.unit);
    if (column.type == AttributeType::Integer || column.type == AttributeType::Boolean) {
      store.addInteger(index, column.integers[feature]);
    } else if (column.type == AttributeType::Real) {
      store.addReal(index, column.reals[feature]);
    } else {
      store.addText(index, column.texts[feature]);
    }
  }
}

}  // namespace belvedere::loaders::gltf
