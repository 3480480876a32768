#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "apps/demo_town/plane_geometry.h"
#include "engine/core/result.h"

namespace belvedere::demo {

enum class FieldType { Text, Integer, Real, Date, Boolean };
struct Field {
  const char* name;
  FieldType type;
};
enum class ShapeType { Point, Line, Polygon, MultiPolygon };

/// A layer of a GeoPackage in EPSG:2154.
struct LayerSpec {
  const char* file;   ///< "voirie.gpkg"
  const char* name;   ///< of the table
  const char* title;  ///< for people
  ShapeType shape;
  std::vector<Field> fields;
};

/// Dates as text, "2025-03-17"; nothing for an unknown value.
using Value = std::variant<std::monostate, std::string, long long, double>;

/// A set of GeoPackages being written, one table per spec. One thread.
class GeoPackageSet {
 public:
  /// `specs` must outlive it.
  static Result<GeoPackageSet> create(const std::filesystem::path& folder, const std::vector<LayerSpec>& specs);
  GeoPackageSet(GeoPackageSet&&) noexcept;
  GeoPackageSet& operator=(GeoPackageSet&&) noexcept;
  ~GeoPackageSet();

  /// Values in the order of the spec's fields. A point for Point layers, a line for Line, a ring for the others.
  void add(std::size_t layer, std::span<const Vec2> shape, const std::vector<Value>& values);
  /// The union of several rings that share borders.
  void addUnion(std::size_t layer, const std::vector<Points>& rings, const std::vector<Value>& values);

  /// Indexes and closes all files; the first failure of any add() is told here.
  Status finish();

 private:
  struct Impl;
  explicit GeoPackageSet(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace belvedere::demo
