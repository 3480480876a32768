#include "engine/model/attributes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace belvedere::model {
namespace {

bool isTextLike(AttributeType type) {
  return type == AttributeType::Text || type == AttributeType::Date || type == AttributeType::DateTime;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::optional<double> parseNumber(std::string_view text) {
  text = trimmed(text);
  constexpr std::size_t kLongestNumber = 64;
  if (text.empty() || text.size() > kLongestNumber) {
    return std::nullopt;
  }
  std::array<char, kLongestNumber> buffer;
  std::replace_copy(text.begin(), text.end(), buffer.begin(), ',', '.');
  const char* begin = buffer.data() + (text.front() == '+' ? 1 : 0);
  const char* end = buffer.data() + text.size();
  double value = 0.0;
  const auto parsed = std::from_chars(begin, end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

template <class Number>
std::string formatted(Number value) {
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), end};
}

}  // namespace

std::uint32_t AttributeStore::column(std::string_view name, AttributeType type, std::string_view unit,
                                     std::string_view codeSpace) {
  if (index_.size() != columns_.size()) {
    indexColumns();
  }
  const auto found = index_.find(std::pair{name, type});
  if (found != index_.end()) {
    return found->second;
  }
  const auto made = static_cast<std::uint32_t>(columns_.size());
  columns_.push_back({std::string(name), type, std::string(unit), std::string(codeSpace)});
  index_.emplace(std::pair{std::string(name), type}, made);
  return made;
}

void AttributeStore::indexColumns() {
  index_.clear();
  for (std::uint32_t i = 0; i < columns_.size(); ++i) {
    index_.emplace(std::pair{columns_[i].name, columns_[i].type}, i);
  }
}

void AttributeStore::beginFeature() { firstCell_.push_back(cells_.size()); }

void AttributeStore::addText(std::uint32_t column, std::string_view utf8) {
  AttributeCell cell;
  cell.column = column;
  cell.textLength = static_cast<std::uint32_t>(utf8.size());
  cell.textOffset = pool_.size();
  pool_ += utf8;
  cells_.push_back(cell);
}

void AttributeStore::addInteger(std::uint32_t column, std::int64_t value) {
  AttributeCell cell;
  cell.column = column;
  cell.integer = value;
  cells_.push_back(cell);
}

void AttributeStore::addReal(std::uint32_t column, double value) {
  AttributeCell cell;
  cell.column = column;
  cell.real = value;
  cells_.push_back(cell);
}

void AttributeStore::append(const AttributeStore& other) {
  std::vector<std::uint32_t> ours;
  ours.reserve(other.columns_.size());
  for (const AttributeColumn& theirs : other.columns_) {
    ours.push_back(column(theirs.name, theirs.type, theirs.unit, theirs.codeSpace));
  }
  const std::uint64_t cellShift = cells_.size();
  const std::uint64_t textShift = pool_.size();
  for (const std::uint64_t first : other.firstCell_) {
    firstCell_.push_back(first + cellShift);
  }
  cells_.reserve(cells_.size() + other.cells_.size());
  for (AttributeCell cell : other.cells_) {
    if (isTextLike(other.columns_[cell.column].type)) {
      cell.textOffset += textShift;
    }
    cell.column = ours[cell.column];
    cells_.push_back(cell);
  }
  pool_ += other.pool_;
}

std::optional<std::uint32_t> AttributeStore::findColumn(std::string_view name) const {
  const auto found =
      std::find_if(columns_.begin(), columns_.end(), [&](const AttributeColumn& c) { return c.name == name; });
  if (found == columns_.end()) {
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(found - columns_.begin());
}

const AttributeCell* AttributeStore::end(std::size_t feature) const {
  return cells_.data() + (feature + 1 < firstCell_.size() ? firstCell_[feature + 1] : cells_.size());
}

std::optional<double> AttributeStore::number(std::size_t feature, std::uint32_t column) const {
  const auto* cell = std::find_if(begin(feature), end(feature), [&](const auto& c) { return c.column == column; });
  if (cell == end(feature)) {
    return std::nullopt;
  }
  switch (columns_[column].type) {
    case AttributeType::Integer:
    case AttributeType::Boolean:
      return static_cast<double>(cell->integer);
    case AttributeType::Real:
      return std::isfinite(cell->real) ? std::optional(cell->real) : std::nullopt;
    case AttributeType::Text:
      return parseNumber(text(*cell));
    case AttributeType::Date:
    case AttributeType::DateTime:
      break;
  }
  return std::nullopt;
}

std::string AttributeStore::display(std::size_t feature, std::uint32_t column) const {
  const auto* cell = std::find_if(begin(feature), end(feature), [&](const auto& c) { return c.column == column; });
  return cell == end(feature) ? std::string() : display(*cell);
}

std::string AttributeStore::display(const AttributeCell& cell) const {
  switch (columns_[cell.column].type) {
    case AttributeType::Integer:
      return formatted(cell.integer);
    case AttributeType::Boolean:
      return cell.integer != 0 ? "true" : "false";
    case AttributeType::Real:
      return formatted(cell.real);
    case AttributeType::Text:
    case AttributeType::Date:
    case AttributeType::DateTime:
      break;
  }
  return std::string(text(cell));
}

bool AttributeStore::isConsistent() const {
  const bool areTypesKnown = std::all_of(columns_.begin(), columns_.end(),
                                         [](const AttributeColumn& c) { return c.type <= AttributeType::DateTime; });
  const bool areRunsOrdered = std::is_sorted(firstCell_.begin(), firstCell_.end()) &&
                              (firstCell_.empty() ? cells_.empty() : firstCell_.back() <= cells_.size());
  if (!areTypesKnown || !areRunsOrdered || (!firstCell_.empty() && firstCell_.front() != 0)) {
    return false;
  }
  return std::all_of(cells_.begin(), cells_.end(), [&](const AttributeCell& cell) {
    if (cell.column >= columns_.size()) {
      return false;
    }
    return !isTextLike(columns_[cell.column].type) ||
           (cell.textOffset <= pool_.size() && cell.textLength <= pool_.size() - cell.textOffset);
  });
}

}  // namespace belvedere::model
