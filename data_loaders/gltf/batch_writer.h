#pragma once

#include <functional>
#include <glm/mat4x4.hpp>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "data_loaders/gltf/model.h"
#include "data_loaders/gltf/place_on_earth.h"
#include "data_loaders/gltf/surface_splitter.h"
#include "engine/model/feature_batch.h"

namespace belvedere::loaders::gltf {

/// A picture that batches name, with what is to be done to it; it is decoded when the batch is handed on.
struct PictureUse {
  std::shared_ptr<const std::string> bytes;
  AlphaMode alpha = AlphaMode::Opaque;
  float alphaCutoff = 0.5F;
  glm::vec4 factor{1.0F};  ///< linear
};
using Pictures = std::map<std::string, PictureUse>;  ///< by model::Texture::name

/// What is said of a content's features, beside the model itself.
struct ContentFacts {
  std::string name;                          ///< the file: ids of features that have none begin with it
  const FeatureTable* batchTable = nullptr;  ///< of b3dm, i3dm and pnts
  std::vector<const FeatureTable*> more;     ///< tables of one row: written to each feature
  std::string fallbackType = "Model";        ///< of a content that tells no features apart
  bool wantsAttributes = true;
};

/// Turns models at their place into feature batches.
class BatchWriter {
 public:
  using Sink = std::function<bool(model::FeatureBatch&&)>;

  /// Batches go to `sink` once they hold `batchSize` triangles or points; false from it ends the writing.
  BatchWriter(const PlaceOnEarth& place, std::size_t batchSize, Sink sink)
      : place_(place), batchSize_(batchSize), sink_(std::move(sink)) {}

  /// Adds a model; `transform` leads from its own axes (y upwards) to the tileset's. Its features are those that its
  /// vertices name, or else each of its placed meshes (`isWhole` false) or the whole.
  void addModel(const Model& model, const glm::dmat4& transform, const ContentFacts& facts, bool isWhole);
  /// Adds a model as part of one feature: row `row` of the batch table (i3dm). Consecutive calls with the same row make
  /// one feature.
  void addInstance(const Model& model, const glm::dmat4& transform, const ContentFacts& facts, std::uint32_t row);
  /// Adds points (pnts): of the features that `rows` names, or one feature.
  void addPoints(const std::vector<glm::dvec3>& positions, const std::vector<std::uint32_t>& rows,
                 const ContentFacts& facts);

  /// Hands on what is left.
  void finish();
  bool isStopped() const { return isStopped_; }
  const Pictures& pictures() const { return pictures_; }

 private:
  struct Placed;
  struct Piece;
  struct Gathered;
  struct Key {
    const FeatureTable* table = nullptr;
    std::uint32_t row = kNone;
    std::uint32_t object = kNone;  // where there is no row
    std::string id;
    friend bool operator==(const Key&, const Key&) = default;
  };

  static Key keyOf(const Piece& piece, const Model& model, const ContentFacts& facts, bool isWhole);
  void beginFeature(const Key& key, const ContentFacts& facts);
  void addPiece(const Model& model, const Primitive& primitive, const glm::dmat4& transform,
                const std::vector<std::uint32_t>& elements, std::size_t first, std::size_t count);
  void addTriangles(const Model& model, const Primitive& primitive, const glm::dmat4& transform,
                    const std::vector<std::uint32_t>& elements, std::size_t first, std::size_t count);
  void addRun(const FlatRun& run, const Material& material, std::uint32_t texture);
  void addLine(const glm::dvec3& from, const glm::dvec3& to);
  std::uint32_t materialFor(const glm::vec4& linear);
  std::uint32_t textureFor(const Model& model, const Material& material);
  std::uint16_t typeFor(std::string_view type);
  std::size_t size() const { return batch_.triangles.size() / 3 + batch_.points.size() + batch_.lines.size(); }
  void flush();
  void breakLargeFeature();
  void dropLostPositions();

  const PlaceOnEarth& place_;
  std::size_t batchSize_;
  Sink sink_;
  bool isStopped_ = false;
  model::FeatureBatch batch_;
  Key current_;
  std::string currentContent_;
  std::map<std::string, std::uint16_t, std::less<>> types_;
  std::map<std::uint32_t, std::uint32_t> materials_;
  std::map<std::string, std::uint32_t> textures_;
  Pictures pictures_;
  SurfaceSplitter splitter_;
  TriangleSoup soup_;
  std::vector<std::uint32_t> slots_;
};

}  // namespace belvedere::loaders::gltf
