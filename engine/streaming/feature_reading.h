#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "engine/core/diagnostics_archive.h"
#include "engine/core/result.h"
#include "engine/geo/coordinate_correction.h"
#include "engine/geo/scene_frame.h"
#include "engine/model/source.h"
#include "engine/scene/snapshot.h"
#include "engine/streaming/baked_cloud.h"
#include "engine/streaming/baked_layer.h"
#include "engine/streaming/feature_table.h"
#include "engine/streaming/inbox.h"
#include "engine/streaming/raster_stack.h"
#include "engine/style/layer_style.h"
#include "engine/tiling/planar_layer.h"
#include "engine/tiling/tile_mesh.h"

namespace belvedere::streaming {

/// A layer of features to read, and what its geometry is to become.
struct ReadingRequest {
  scene::LayerId id = 0;
  std::uint64_t serial = 0;  ///< of this reading, given back with all it hands on
  model::SourceRequest source;
  model::ReadOptions options;
  style::LayerStyle style;
  geo::CoordinateCorrection correction;
  model::SourceKind kind = model::SourceKind::Vector;  ///< of the layer: a city model's solids are seen from outside
  std::shared_ptr<const geo::SceneFrame> frame;
  std::vector<RasterLayer> terrain;  ///< what blocks and objects are set on
  /// Takes the 3D surfaces of each batch (scene coordinates) instead of their becoming leaf tiles, and says how many it
  /// left out: a baking. In the thread that reads; the event of the batch before has been handed on.
  std::function<std::size_t(model::FeatureBatch& batch, std::uint32_t firstFeature)> takeSolids;
};

/// What a reading found of the source as a whole. What parts of a source gave can be added up.
struct ReadingTally {
  Diagnostics source;  ///< of its reader
  std::size_t leftOut = 0;
  std::size_t withoutHeight = 0;
  std::size_t withoutBase = 0;
  std::size_t withoutRelief = 0;
  Diagnostics relief;

  void add(const ReadingTally& other);
  /// Adds all as findings.
  void addTo(Diagnostics& diagnostics) const;

  template <class Archive>
  void visit(Archive& archive) {
    archive(source, leftOut, withoutHeight, withoutBase, withoutRelief, relief);
  }
};

/// What a reading hands on: after each batch, and at its end.
struct ReadingEvent {
  scene::LayerId id = 0;
  std::uint64_t serial = 0;
  double fraction = -1.0;
  std::shared_ptr<const FeatureChunk> chunk;
  std::vector<std::shared_ptr<const tiling::TileMesh>> meshes;
  std::vector<std::shared_ptr<const tiling::DrapedTile>> lines;   ///< at their own heights
  std::vector<std::shared_ptr<const tiling::SymbolSet>> symbols;  ///< at their own heights
  geo::Bounds3 solidBounds;                                       ///< of these, scene coordinates
  geo::Bounds3 groundBounds;  ///< of surfaces that are ground themselves: relief, roads, water; scene coordinates
  /// Places on the ground as the features tell: where they stand, scene coordinates.
  std::vector<glm::dvec3> basePoints;
  std::optional<model::SourceDescription> description;  ///< so far
  Diagnostics diagnostics;                              ///< new ones
  bool isEnd = false;
  std::shared_ptr<const tiling::PlanarLayer> planar;  ///< at the end: what is to be draped, null for nothing
  /// At the end: boxes of some of the objects of 3D surfaces, spread over all of them; scene coordinates.
  std::shared_ptr<const std::vector<geo::Bounds3>> objects;
  /// For a baking, instead of these: boxes of all objects of this batch, and at the end what was found.
  std::vector<geo::Bounds3> objectBoxes;
  std::optional<ReadingTally> tally;
  std::optional<Error> error;                       ///< at the end: why nothing more comes
  std::shared_ptr<const tiling::PointTile> glance;  ///< at a point cloud, until `cloud` comes
  std::shared_ptr<const BakedCloud> cloud;          ///< a point cloud's levels of detail
  std::shared_ptr<const BakedLayer> baked;          ///< instead of chunks and meshes: where these are found
};

/// Reads a feature source to its end and hands on what it makes of it. In a task; never throws.
void readFeatures(const ReadingRequest& request, const model::SourceCatalog& catalog, Inbox<ReadingEvent>& inbox,
                  const std::stop_token& stop);

}  // namespace belvedere::streaming
