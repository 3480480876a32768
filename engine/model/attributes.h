#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace belvedere::model {

enum class AttributeType : std::uint8_t { Text, Integer, Real, Boolean, Date, DateTime };

/// What a column of attributes is; `unit` as in the source (uom), `codeSpace` the code list a code is from, if given.
struct AttributeColumn {
  std::string name;
  AttributeType type = AttributeType::Text;
  std::string unit;
  std::string codeSpace;
};

/// One value of one feature. Text, dates and date-times are UTF-8 text in the pool; which member counts follows from
/// the column's type.
struct AttributeCell {
  std::uint32_t column = 0;
  std::uint32_t textLength = 0;  ///< bytes, for text-like columns
  union {
    std::int64_t integer;  ///< Integer, Boolean (0 or 1)
    double real;           ///< Real
    std::uint64_t textOffset;
  };
  AttributeCell() : integer(0) {}
};

/// The attributes of a sequence of features, sparse: each feature has a run of cells. An attribute may repeat within a
/// feature (CityGML `bldg:function` may); an absent value has no cell. Append-only.
class AttributeStore {
 public:
  /// The index of the column with this name and type, made if new. Names are unique but for the type: a name met with
  /// a second type gets a second column.
  std::uint32_t column(std::string_view name, AttributeType type, std::string_view unit = {},
                       std::string_view codeSpace = {});

  /// Begins the next feature; cells added from now on are its own.
  void beginFeature();
  void addText(std::uint32_t column, std::string_view utf8);
  void addInteger(std::uint32_t column, std::int64_t value);
  void addReal(std::uint32_t column, double value);

  /// Adds all features of another store after our own; columns are matched by name and type.
  void append(const AttributeStore& other);

  std::size_t featureCount() const { return firstCell_.size(); }
  const std::vector<AttributeColumn>& columns() const { return columns_; }
  std::optional<std::uint32_t> findColumn(std::string_view name) const;

  /// The cells of a feature, in source order; `feature` must be below featureCount().
  const AttributeCell* begin(std::size_t feature) const { return cells_.data() + firstCell_[feature]; }
  const AttributeCell* end(std::size_t feature) const;
  std::string_view text(const AttributeCell& cell) const {
    return std::string_view(pool_).substr(cell.textOffset, cell.textLength);
  }

  /// The first value of a column as a number (text is parsed with a decimal point or comma), or nothing.
  std::optional<double> number(std::size_t feature, std::uint32_t column) const;
  /// The first value of a column as text, without unit; empty where absent.
  std::string display(std::size_t feature, std::uint32_t column) const;
  /// A cell as text, without unit, decimals with a point.
  std::string display(const AttributeCell& cell) const;

  /// Gives each member in turn to an archive (engine/core/binary_archive.h).
  template <class Archive>
  void visit(Archive& archive) {
    archive(columns_, firstCell_, cells_, pool_);
  }
  /// Whether all indices are in range: asked after the store came from another process.
  bool isConsistent() const;

 private:
  struct ByNameAndType {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      const int order = std::string_view(a.first).compare(std::string_view(b.first));
      return order < 0 || (order == 0 && a.second < b.second);
    }
  };
  void indexColumns();

  std::vector<AttributeColumn> columns_;
  std::vector<std::uint64_t> firstCell_;
  std::vector<AttributeCell> cells_;
  std::string pool_;
  std::map<std::pair<std::string, AttributeType>, std::uint32_t, ByNameAndType> index_;  ///< of columns_
};

template <class Archive>
void visit(Archive& archive, AttributeColumn& column) {
  archive(column.name, column.type, column.unit, column.codeSpace);
}

}  // namespace belvedere::model
