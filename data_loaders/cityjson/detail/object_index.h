#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "data_loaders/cityjson/detail/json_text.h"
#include "engine/core/diagnostics.h"
#include "engine/model/feature_batch.h"

namespace belvedere::loaders::cityjson {

/// One city object, cut into its members but not parsed: views into the file.
struct ObjectText {
  std::string_view id;
  std::string_view type;                           ///< "Building", "+Potato"
  std::string_view attributes, address, geometry;  ///< empty where it has none
  std::uint32_t parent = model::kNone;
};

/// The objects of one "CityObjects" member, arranged so that an object and all below it follow one another.
class ObjectIndex {
 public:
  /// Reads the object that begins at the cursor. Objects that are not sound are left out and counted; a fault that
  /// leaves the borders between objects unknown stays in the cursor.
  void read(JsonCursor& cursor, Diagnostics& diagnostics);
  void clear();

  const std::vector<ObjectText>& objects() const { return objects_; }
  /// The objects of all trees, each tree root first, trees in file order.
  const std::vector<std::uint32_t>& order() const { return order_; }
  /// Where each tree begins in order(), and the end of the last.
  const std::vector<std::uint32_t>& treeStarts() const { return treeStarts_; }

 private:
  struct Relation {
    std::uint32_t object = 0;
    std::string_view ids;  ///< the JSON array
  };
  struct Hashed {
    std::size_t hash = 0;
    std::uint32_t object = 0;
  };

  bool cutObject(std::string_view id, JsonCursor& cursor);
  std::string_view plain(std::string_view key);
  std::uint32_t find(std::string_view id) const;
  void sortIds(Diagnostics& diagnostics);
  void resolveParents(Diagnostics& diagnostics);
  void resolveChildren();
  void breakCycles(Diagnostics& diagnostics);
  void arrange();

  std::vector<ObjectText> objects_;
  std::vector<Relation> parents_, children_;
  std::vector<Hashed> byId_;
  std::vector<std::uint32_t> order_, treeStarts_;
  std::deque<std::string> decoded_;  ///< ids and types that hold escapes
};

}  // namespace belvedere::loaders::cityjson
