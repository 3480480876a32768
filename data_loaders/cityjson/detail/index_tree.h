#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace belvedere::loaders::cityjson {

/// Whole numbers in nested arrays of one depth ("boundaries", "values"), flattened. Lists are numbered from outside:
/// list 1 holds the elements of the outermost array, list `depth` the numbers; `null` is kNull among the numbers, and
/// an empty element elsewhere. Reused from geometry to geometry, so that nothing is allocated once warm.
class IndexTree {
 public:
  static constexpr std::uint32_t kNull = 0xFFFFFFFFU;
  static constexpr std::uint32_t kUnusable = 0xFFFFFFFEU;  ///< stands for a number that cannot be an index
  static constexpr int kMaxLists = 5;

  /// Reads `text`, whose numbers all lie in `depth` arrays (1 to 5). False where they do not, or where one is no whole
  /// number from 0 to 2^32 - 2.
  bool parse(std::string_view text, int depth);
  void clear() { depth_ = 0; }

  bool isEmpty() const { return depth_ == 0; }
  int depth() const { return depth_; }
  const std::vector<std::uint32_t>& numbers() const { return lists_[0]; }
  /// How many elements a list holds.
  std::size_t count(int list) const { return ofList(list).size(); }
  /// The elements of element `i` of a list (below `depth`) are those from begin to end of the next list.
  std::size_t begin(int list, std::size_t i) const { return i == 0 ? 0 : ofList(list)[i - 1]; }
  std::size_t end(int list, std::size_t i) const { return ofList(list)[i]; }

 private:
  const std::vector<std::uint32_t>& ofList(int list) const { return lists_[static_cast<std::size_t>(depth_ - list)]; }
  void endArray(int list);

  int depth_ = 0;
  std::array<std::vector<std::uint32_t>, kMaxLists> lists_;  ///< numbers, then the ends of ever larger arrays
};

/// Finds for each element of list `list` of `shape` its counterpart in `values`, kNull where it has none (a null
/// stands for a whole branch). False where the two disagree in a count; those branches have no counterpart.
bool align(const IndexTree& shape, const IndexTree& values, int list, std::vector<std::uint32_t>& counterpart,
           std::vector<std::uint32_t>& scratch);

}  // namespace belvedere::loaders::cityjson
