#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/attributes.h"

namespace belvedere::loaders::gltf {

/// One attribute of the features of a table; one entry per feature in the member that its type uses, for as many
/// features as the source gives.
struct FeatureColumn {
  std::string name;
  model::AttributeType type = model::AttributeType::Text;  ///< Text, Integer, Real or Boolean
  std::string unit;
  std::vector<std::int64_t> integers;  ///< Integer, Boolean
  std::vector<double> reals;
  std::vector<std::string> texts;
  std::vector<std::uint8_t> isGiven;  ///< 1 where the feature has a value

  void resize(std::size_t count);
  bool has(std::size_t feature) const { return feature < isGiven.size() && isGiven[feature] != 0; }
};

/// The features of one content with what is known of each: a b3dm batch table or a glTF property table.
struct FeatureTable {
  std::string typeName;  ///< the class, as `objects` counts it; empty where there is none
  std::size_t count = 0;
  std::vector<FeatureColumn> columns;
  std::size_t idColumn = kNoColumn;
  /// Where features are of different classes (3DTILES_batch_table_hierarchy): the class of each; else empty.
  std::vector<std::string> typeNames;

  static constexpr std::size_t kNoColumn = ~std::size_t{0};

  /// Chooses the column that identifies features by its name: "id", "gml_id", "uuid", ….
  void findIdColumn();
  /// What identifies a feature; empty where nothing does.
  std::string id(std::size_t feature) const;
  std::string_view typeOf(std::size_t feature) const;
  /// Adds a feature's values to the one that `store` has begun; but for the id, which is no attribute of its own.
  void write(std::size_t feature, model::AttributeStore& store) const;
};

}  // namespace belvedere::loaders::gltf
