#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data_loaders/cityjson/detail/city_file.h"
#include "data_loaders/cityjson/detail/geometry_reader.h"
#include "data_loaders/cityjson/detail/lod.h"
#include "engine/geo/bounds.h"

namespace belvedere::loaders::cityjson {

/// What to read of each object.
struct ReadPlan {
  LodChoice lod;
  std::string theme;
  bool wantsTextures = true;
  bool wantsAttributes = true;
  bool wantsSummary = false;  ///< count and measure
  std::size_t batchTriangles = 60000;
};

/// Counts and measures of a part of the file.
struct Summary {
  std::map<std::string, std::size_t, std::less<>> objects;  ///< by type
  std::map<std::uint8_t, std::size_t> lods;                 ///< objects with geometry of their own, by tenths
  std::vector<std::string> themes;                          ///< of materials and textures, in order of appearance
  std::vector<std::size_t> idHashes;                        ///< of the objects of a sequence
  geo::Bounds3 extent;

  void merge(const Summary& other);
  void addTheme(std::string theme);
};

/// What comes of a part of the file.
struct Portion {
  std::vector<model::FeatureBatch> batches;  ///< textures named, not decoded
  Diagnostics diagnostics;
  Summary summary;
};

/// Turns objects into batches. One per thread; the file must outlive it.
class ObjectReader {
 public:
  ObjectReader(const CityFile& file, const ReadPlan& plan)
      : file_(file), plan_(plan), geometryReader_(plan.theme), attributeReader_(file.realNames()) {}

  /// The trees `first` to `last` (exclusive) of a file's ObjectIndex.
  Portion readTrees(std::size_t first, std::size_t last);
  /// The features `first` to `last` (exclusive) of a sequence.
  Portion readFeatures(std::size_t first, std::size_t last);

 private:
  /// Where the objects being read find what they point to.
  struct Surroundings {
    const ObjectIndex& index;
    const Appearance& appearance;
    std::span<const glm::dvec3> vertices;
  };
  /// The geometries of an object, cut but not parsed.
  struct Parts {
    std::size_t firstGeometry = 0, lastGeometry = 0;  ///< in geometries_
    std::uint8_t highestLod = kLodNotStated;
    bool isReplaced = false;  ///< its parts show the same in more detail
  };

  void readFeature(std::string_view text);
  void readTree(const Surroundings& around, std::span<const std::uint32_t> tree);
  void cutGeometries(const ObjectText& object, Parts& parts);
  std::uint8_t lodOf(const GeometryText& geometry) const;
  void markReplaced(const Surroundings& around, std::span<const std::uint32_t> tree);
  bool isChosen(const Parts& parts, std::uint8_t lod) const;
  void summarise(const ObjectText& object, const Parts& parts);
  void readAttributes(const ObjectText& object);
  void readGeometries(const Surroundings& around, const ObjectText& object, const Parts& parts);
  void addInstance(const GeometryText& text, std::span<const glm::dvec3> vertices,
                   const GeometryReader::Context& context);
  const ParsedGeometry* templateAt(const GeometryText& instance, const GeometryReader::Context& context);
  void flush();

  const CityFile& file_;
  const ReadPlan& plan_;
  GeometryReader geometryReader_;
  AttributeReader attributeReader_;
  BatchBuilder builder_;
  Portion portion_;

  std::vector<Parts> parts_;  ///< of the tree being read
  std::vector<GeometryText> geometries_;
  std::vector<std::uint32_t> indexOf_;  ///< by object: its place in the tree being read, then in the batch
  ParsedGeometry geometry_;
  std::map<std::size_t, std::optional<ParsedGeometry>> templates_;
  ObjectIndex featureObjects_;
  std::vector<glm::dvec3> featureVertices_;
};

}  // namespace belvedere::loaders::cityjson
