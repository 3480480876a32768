#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <stop_token>
#include <variant>
#include <vector>

#include "engine/streaming/baked_tiles.h"
#include "engine/streaming/cloud_tiles.h"
#include "engine/streaming/raster_stack.h"
#include "engine/streaming/territory_streamer.h"
#include "engine/tiling/planar_layer.h"

namespace belvedere::streaming {

/// A tile of features that waits for its turn at the sink.
using PendingTile = std::variant<std::shared_ptr<const tiling::TileMesh>, std::shared_ptr<const tiling::DrapedTile>,
                                 std::shared_ptr<const tiling::SymbolSet>, std::shared_ptr<const tiling::PointTile>>;

/// Places on the ground, as readings tell them piece by piece; scene coordinates.
using GroundPlaces = std::vector<std::shared_ptr<const std::vector<glm::dvec3>>>;

/// Whether the heights of a layer follow from the relief under it: blocks, and objects whose heights count from there.
bool standsOnRelief(const scene::Layer& layer);

/// What the streamer keeps of one layer. Main thread.
struct LayerSlot {
  StreamedLayer wanted;
  LayerProgress progress;
  bool hasProgressed = true;  ///< `progress` is to be published
  std::uint64_t serial = 0;   ///< of the opening or reading that runs or ran; 0: none so far
  std::stop_source stop;

  std::shared_ptr<PlacedRaster> raster;  ///< rasters, once open
  int failedOpenings = 0;                ///< of a map service, in a row
  bool isReopening = false;              ///< it failed, and is being tried again
  std::chrono::steady_clock::time_point reopenAt;

  FeatureTable table;
  std::deque<PendingTile> pending;
  std::vector<TileHandle> tiles;
  std::unique_ptr<BakedTiles> baked;  ///< where the layer comes from its cache: its solids
  std::unique_ptr<CloudTiles> cloud;  ///< point clouds, once their levels of detail are there; before, `tiles` glances
  bool isCacheRefused = false;        ///< its cache turned out to be damaged: it is read from its source
  std::shared_ptr<const tiling::PlanarLayer> planar;  ///< once read; null where nothing is draped
  std::uint64_t planarVersion = 0;                    ///< changes with what is to be draped of it
  double bandMetres = 0.0;                            ///< width that the bands of `planar` were made with
  bool isMakingBands = false;
  std::uint64_t comparedVersion = 0;  ///< of `planar`, as last compared with the relief
  Findings examined;                  ///< by the datum doctor's last round
  std::size_t beyondRelief = 0;       ///< features that have nothing on the relief
  geo::Bounds3 solidBounds;
  geo::Bounds3 groundBounds;  ///< as ReadingEvent's
  GroundPlaces basePoints;    ///< as ReadingEvent's
  std::size_t basePointCount = 0;
  std::shared_ptr<const std::vector<geo::Bounds3>> objects;  ///< as ReadingEvent's
  std::vector<std::shared_ptr<PlacedRaster>> terrainRead;    ///< what its blocks were set on

  scene::LayerId id() const { return wanted.id; }
  bool isVisible() const { return wanted.layer.isVisible; }
  bool isRaster() const {
    return wanted.layer.kind == model::SourceKind::Terrain || wanted.layer.kind == model::SourceKind::Imagery;
  }
  bool isOnTheWeb() const;
  bool isCloud() const { return wanted.layer.kind == model::SourceKind::PointCloud; }
  bool isTerrain() const { return wanted.layer.kind == model::SourceKind::Terrain; }
  bool standsOnRelief() const { return !isRaster() && streaming::standsOnRelief(wanted.layer); }
  bool isExtruded() const { return !isRaster() && wanted.layer.style.placement == style::Placement::Extrude; }
  /// Whether its features stand at heights of their own or on the ground, so that they tell how high a ground lies.
  bool hasSolids() const {
    return !isRaster() &&
           (wanted.layer.kind != model::SourceKind::Vector || wanted.layer.style.placement != style::Placement::Drape);
  }
  bool isBusy() const {
    return progress.state == LayerState::Opening || progress.state == LayerState::Reading || isMakingBands;
  }
  double wantedBandMetres() const {
    const style::LayerStyle& style = wanted.layer.style;
    return style.lineWidthUnit == style::WidthUnit::Metres ? style.lineWidth : 0.0;
  }
  bool hasStrokes() const {
    const style::LayerStyle& style = wanted.layer.style;
    return style.lineWidthUnit == style::WidthUnit::Pixels && style.lineWidth > 0.0;
  }
  bool hasFills() const { return wanted.layer.style.fill.w > 0.0F; }
  model::SourceRequest sourceRequest() const;
  model::ReadOptions readOptions() const;
};

/// Whether both name the same data, read the same way.
bool isSameSource(const StreamedLayer& a, const StreamedLayer& b);
/// Whether what was read for one style serves for the other (colours, symbols and line widths do not matter).
bool isSameGeometry(const style::LayerStyle& a, const style::LayerStyle& b);

}  // namespace belvedere::streaming
