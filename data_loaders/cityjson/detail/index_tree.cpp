#include "data_loaders/cityjson/detail/index_tree.h"

#include "data_loaders/cityjson/detail/json_text.h"

namespace belvedere::loaders::cityjson {
namespace {

/// Reads a number or null; nullptr where there is neither. A number that cannot be an index (negative, with decimals,
/// too large) becomes one that no list has, so that it costs its own part only.
const char* parseIndex(const char* p, const char* end, std::uint32_t& index) {
  if (p < end && *p == 'n' && std::string_view(p, static_cast<std::size_t>(end - p)).substr(0, 4) == "null") {
    index = IndexTree::kNull;
    return p + 4;
  }
  std::uint64_t value = 0;
  const char* from = p;
  while (p < end && *p >= '0' && *p <= '9' && p - from < 11) {
    value = value * 10 + static_cast<std::uint64_t>(*p++ - '0');
  }
  const char* afterDigits = p;
  const auto isOfNumber = [](char c) {
    return (c >= '0' && c <= '9') || std::string_view("+-.eE").find(c) != std::string_view::npos;
  };
  while (p < end && isOfNumber(*p)) {
    ++p;
  }
  const bool isIndex = p == afterDigits && p != from && value < IndexTree::kUnusable;
  index = isIndex ? static_cast<std::uint32_t>(value) : IndexTree::kUnusable;
  return p == from ? nullptr : p;
}

}  // namespace

void IndexTree::endArray(int list) {
  auto& children = lists_[static_cast<std::size_t>(depth_ - list - 1)];
  lists_[static_cast<std::size_t>(depth_ - list)].push_back(static_cast<std::uint32_t>(children.size()));
}

bool IndexTree::parse(std::string_view text, int depth) {
  depth_ = depth;
  for (auto& list : lists_) {
    list.clear();
  }
  auto& numbers = lists_[0];
  const char* p = text.data();
  const char* end = p + text.size();
  int level = 0;  // how many arrays are open
  bool isAfterItem = false;
  while ((p = skipSpace(p, end)) < end) {
    if (*p == ']' && level > 0) {
      if (--level == 0) {
        return skipSpace(p + 1, end) == end;
      }
      endArray(level);
      isAfterItem = true;
      ++p;
      continue;
    }
    if (isAfterItem) {
      if (*p != ',') {
        break;
      }
      p = skipSpace(p + 1, end);
    }
    if (p < end && *p == '[' && level < depth) {
      ++level;
      isAfterItem = false;
      ++p;
      continue;
    }
    std::uint32_t index = 0;
    p = level == 0 ? nullptr : parseIndex(p, end, index);
    if (p == nullptr || (level < depth && index != kNull)) {
      break;
    }
    if (level == depth) {
      numbers.push_back(index);
    } else {
      endArray(level);
    }
    isAfterItem = true;
  }
  depth_ = 0;
  return false;
}

bool align(const IndexTree& shape, const IndexTree& values, int list, std::vector<std::uint32_t>& counterpart,
           std::vector<std::uint32_t>& scratch) {
  bool isAligned = true;
  const auto pair = [&](std::size_t begin, std::size_t end, std::size_t valuesBegin, std::size_t valuesEnd) {
    const bool isSame = end - begin == valuesEnd - valuesBegin;
    isAligned = isAligned && (isSame || valuesBegin == valuesEnd);
    for (std::size_t i = begin; i < end; ++i) {
      counterpart[i] = isSame ? static_cast<std::uint32_t>(valuesBegin + (i - begin)) : IndexTree::kNull;
    }
  };
  counterpart.resize(shape.count(1));
  pair(0, shape.count(1), 0, values.count(1));
  for (int outer = 1; outer < list; ++outer) {
    scratch.swap(counterpart);
    counterpart.resize(shape.count(outer + 1));
    for (std::size_t i = 0; i < shape.count(outer); ++i) {
      const std::uint32_t other = scratch[i];
      const bool isNone = other == IndexTree::kNull;
      pair(shape.begin(outer, i), shape.end(outer, i), isNone ? 0 : values.begin(outer, other),
           isNone ? 0 : values.end(outer, other));
    }
  }
  return isAligned;
}

}  // namespace belvedere::loaders::cityjson
