#pragma once

#include <cstdint>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <glm/vec4.hpp>
#include <string>
#include <vector>

#include "engine/core/image.h"
#include "engine/core/result.h"
#include "engine/model/attributes.h"

namespace belvedere::model {

constexpr std::uint32_t kNone = 0xFFFFFFFFU;

/// What part of a city object a surface is (CityGML boundary surfaces, CityJSON semantics).
enum class SurfaceKind : std::uint8_t {
  Unspecified,
  Wall,
  Roof,
  Ground,
  OuterFloor,
  OuterCeiling,
  Closure,
  InteriorWall,
  Ceiling,
  Floor,
  Window,
  Door,
  Water,
  WaterGround,
  Traffic,
  AuxiliaryTraffic,
  Terrain,
  Other,
  ImpliedRoof  ///< of a building that says nothing of its surfaces: what looks upwards
};
/// The standard's name: "WallSurface", "RoofSurface", … ; empty for Unspecified, Other and ImpliedRoof.
std::string_view surfaceKindName(SurfaceKind kind);

/// A city object or GIS feature. Parts (building parts, installations, openings) are features of their own that name
/// their parent, which stands earlier in the same batch.
struct Feature {
  std::uint64_t idOffset = 0;  ///< the id's UTF-8 bytes in FeatureBatch::ids
  std::uint32_t idLength = 0;
  std::uint32_t parent = kNone;  ///< index in the same batch
  std::uint16_t type = 0;        ///< index in FeatureBatch::types
  /// 1: the feature of this id in the batch before, whose geometry was too much for one batch, goes on: no new object,
  /// and without attributes. Its parents are repeated in the same way.
  std::uint8_t isContinued = 0;
  std::uint8_t pad[5] = {};
};

/// One planar (or nearly planar) polygon of a 3D geometry, already triangulated and repaired.
struct Surface {
  std::uint32_t feature = 0;        ///< index in the batch
  std::uint32_t firstIndex = 0;     ///< in FeatureBatch::triangles
  std::uint32_t indexCount = 0;     ///< three per triangle, counter-clockwise seen from outside
  std::uint32_t firstPosition = 0;  ///< its own run of FeatureBatch::positions; surfaces share none
  std::uint32_t positionCount = 0;
  std::uint32_t material = kNone;
  std::uint32_t texture = kNone;  ///< then `texcoords` holds its positions' coordinates
  std::uint8_t lod = 0;           ///< tenths: 20 is LoD 2, 22 LoD 2.2; 255 where not stated
  SurfaceKind kind = SurfaceKind::Unspecified;
  std::uint8_t isTwoSided = 0;  ///< 1 where the source says nothing about its orientation
  std::uint8_t pad = 0;
};

/// A part of a planar feature: points use one position, lines a run, polygons rings.
struct PointPart {
  std::uint32_t feature = 0;
  std::uint32_t position = 0;
};
/// A polyline of a planar feature.
struct LinePart {
  std::uint32_t feature = 0;
  std::uint32_t firstPosition = 0;
  std::uint32_t positionCount = 0;
};
/// A polygon of a planar feature: its rings.
struct PolygonPart {
  std::uint32_t feature = 0;
  std::uint32_t firstRing = 0;  ///< the outer ring first, then the holes
  std::uint32_t ringCount = 0;
};
/// A closed run of positions.
struct Ring {
  std::uint32_t firstPosition = 0;
  std::uint32_t positionCount = 0;  ///< without the closing position
};

/// What a point of a cloud is besides its position (LAS 1.4 R15, section 2.6; ASPRS).
struct CloudPoint {
  glm::u8vec3 colour{255};          ///< sRGB
  std::uint8_t classification = 0;  ///< ASPRS class (engine/model/point_classes.h)
  std::uint16_t intensity = 0;      ///< in the scanner's own scale
  std::uint8_t returnNumber = 0;    ///< from 1; 0: not known
  std::uint8_t returnCount = 0;     ///< of its pulse; 0: not known
};
static_assert(sizeof(CloudPoint) == 8);

/// How an untextured surface looks (X3D material of CityGML and CityJSON).
struct Material {
  glm::vec4 colour{1.0F};  ///< diffuse sRGB and opacity, 0 to 1
};

/// A picture a surface wears. Pixels are decoded by the reader; empty where the file is missing or refused.
struct Texture {
  std::string name;  ///< the path as the source writes it
  Image image;       ///< RGB or RGBA, rows from the top, at most 2048 pixels a side
  bool isRepeated = true;
};

/// A bounded run of features with all their geometry, as readers hand it on. Positions are in the source's CRS, east,
/// north, up (longitude, latitude, height), exact as read; heights NaN where the source gives none.
struct FeatureBatch {
  std::string crs;                 ///< of `positions`, as Crs::fromText reads it; empty: not known
  std::vector<std::string> types;  ///< "Building", "BuildingPart", "WaterBody"; for vectors the source layer's name
  std::vector<Feature> features;
  std::string ids;
  AttributeStore attributes;  ///< one entry per feature

  std::vector<glm::dvec3> positions;
  std::vector<Surface> surfaces;
  std::vector<std::uint32_t> triangles;  ///< indices into positions
  std::vector<glm::vec2> texcoords;      ///< empty, or one per position; t upwards as in CityGML
  std::vector<PointPart> points;
  std::vector<LinePart> lines;
  std::vector<PolygonPart> polygons;
  std::vector<Ring> rings;
  /// Empty, or one per position: then the batch is a piece of a point cloud, and has no features.
  std::vector<CloudPoint> cloud;

  std::vector<Material> materials;
  std::vector<Texture>
      textures;  ///< complete in each batch that uses one; readers repeat a texture's name without pixels once sent

  /// Other files than the chosen one that this was read from, or would have been if they were there: pictures apart,
  /// for these are named above. From the source's folder; each once in a reading.
  std::vector<std::string> files;

  std::string_view id(const Feature& feature) const {
    return std::string_view(ids).substr(feature.idOffset, feature.idLength);
  }

  template <class Archive>
  void visit(Archive& archive) {
    archive(crs, types, features, ids, attributes, positions, surfaces, triangles, texcoords, points, lines, polygons,
            rings, cloud, materials, textures, files);
  }
};

template <class Archive>
void visit(Archive& archive, Texture& texture) {
  archive(texture.name, texture.image.width, texture.image.height, texture.image.channels, texture.image.pixels,
          texture.isRepeated);
}

/// Checks every index, count and size of a batch that came from another process. Fails with InvalidData.
Status checkBatch(const FeatureBatch& batch);

}  // namespace belvedere::model
