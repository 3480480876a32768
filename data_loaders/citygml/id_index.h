#pragma once

#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

#include "data_loaders/citygml/id_table.h"

namespace belvedere::loaders::citygml {

/// Finds geometries by gml:id anywhere in a document. Made when it is first asked, for most files have no reference
/// that leaves its member. Any thread.
class IdIndex {
 public:
  explicit IdIndex(std::string_view text) : text_(text) {}
  /// The start tag of the geometry with this id; nullptr where there is none.
  const char* find(IdHash id);
  const char* end() const { return text_.data() + text_.size(); }

 private:
  struct Entry {
    IdHash id;
    std::uint64_t offset;
  };
  void build();

  std::string_view text_;
  std::once_flag once_;
  std::vector<Entry> entries_;  // by id
};

}  // namespace belvedere::loaders::citygml
