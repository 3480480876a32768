#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "data_loaders/cityjson/detail/json_text.h"
#include "engine/core/diagnostics.h"
#include "engine/model/attributes.h"

namespace belvedere::loaders::cityjson {

/// Names of attributes (dotted) that somewhere in the file hold a number that is not whole. JSON has one kind of
/// number and many writers print 11.0 as 11: such an attribute is Real in every object, the others are Integer.
using RealNames = std::unordered_set<std::string>;

/// Adds the names found in the "attributes" of one object.
void learnRealNames(std::string_view attributes, RealNames& names);

/// Turns "attributes" and "address" objects into typed cells: nested objects as dotted names ("area.inner"), an object
/// of just "value" and "uom" as a value with its unit, arrays as text
/// ("a, b"), null as nothing. Keep one per thread.
class AttributeReader {
 public:
  explicit AttributeReader(const RealNames& realNames) : realNames_(realNames) {}

  /// Adds the members of a JSON object to the store's last feature, their names behind `prefix`. Findings name `where`.
  void read(std::string_view json, std::string_view prefix, model::AttributeStore& store, Diagnostics& diagnostics,
            std::string_view where);
  /// To be called when the store is a new one.
  void beginBatch();

 private:
  struct Column {
    std::string name;
    model::AttributeType asked;  ///< as the value alone suggests
    model::AttributeType type;   ///< as stored
    std::uint32_t index = 0;
    std::uint64_t lastObject = 0;  ///< that had it
  };
  struct Target {
    model::AttributeStore& store;
    Diagnostics& diagnostics;
    std::string_view where;
  };

  bool readObject(std::string_view json, Target& target, int depth);
  bool readValue(std::string_view value, std::string_view unit, Target& target, int depth);
  bool readString(std::string_view value, std::string_view unit, Target& target);
  bool readNumber(std::string_view value, std::string_view unit, Target& target);
  bool readArray(std::string_view value, std::string_view unit, Target& target);
  void addText(std::string_view text, std::string_view unit, Target& target);
  std::uint32_t column(model::AttributeType asked, std::string_view unit, Target& target);
  Column& findColumn(model::AttributeType asked, std::string_view unit, model::AttributeStore& store);

  const RealNames& realNames_;
  StringDecoder decoder_;
  std::string name_;  ///< of the attribute being read, dotted
  std::vector<Column> columns_;
  std::unordered_map<std::string, std::vector<std::size_t>> byName_;
  std::size_t expected_ = 0;  ///< objects mostly have the same attributes in the same order
  std::uint64_t object_ = 0;
};

}  // namespace belvedere::loaders::cityjson
