#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <glm/vec2.hpp>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "engine/core/finding.h"
#include "engine/core/progress.h"
#include "engine/core/result.h"
#include "engine/core/tasks.h"
#include "engine/geo/bounds.h"
#include "engine/geo/scene_frame.h"
#include "engine/model/source.h"
#include "engine/scene/camera.h"
#include "engine/scene/snapshot.h"
#include "engine/scene/territory.h"
#include "engine/streaming/feature_table.h"
#include "engine/streaming/tile_sink.h"

namespace belvedere::streaming {

/// A territory's layer as the streamer takes it. The id stays the same while the layer lives, whatever its order.
struct StreamedLayer {
  scene::LayerId id = 0;  ///< from 1
  scene::Layer layer;
  std::vector<std::filesystem::path> paths;  ///< of layer.sources, absolute
};

/// Layers of a territory, lowest first, numbered from 1 in order, with paths resolved against `folder`.
std::vector<StreamedLayer> streamedLayers(const scene::Territory& territory, const std::filesystem::path& folder);

/// What one looks at, and how finely it is to be shown.
struct ViewState {
  scene::Camera camera;
  int widthPixels = 1280;
  int heightPixels = 720;
  double pixelTolerance = 1.0;   ///< a texel's size at most, in pixels; heights may be off by twice that
  double objectTolerance = 2.0;  ///< by how much edges of simplified objects may be off, in pixels; 0: full detail
};

/// How far a layer is on its way to the picture.
enum class LayerState {
  Hidden,   ///< not visible, and not opened so far
  Opening,  ///< waiting for, or opening, its source
  Reading,  ///< features arrive; what is there is shown
  Ready,    ///< all read (rasters: open)
  Failed    ///< nothing can be shown; `error` says why
};

/// How far a layer is and what was found in it.
struct LayerProgress {
  scene::LayerId id = 0;
  LayerState state = LayerState::Opening;
  double fraction = -1.0;  ///< 0 to 1; negative where the end is not known
  std::optional<Error> error;
  Diagnostics diagnostics;
  Findings findings;  ///< of the last examination
  /// Rasters: as opened. Features: crs, extent and objects of what was read so far.
  std::optional<model::SourceDescription> description;
};

struct BakeRequest;
/// Bakes a layer, elsewhere or here (engine/streaming/layer_bake.h). Called in a task; blocks until it is done.
using LayerBaker = std::function<Status(const BakeRequest&, const std::stop_token&, const ProgressSink&)>;

/// Turns the layers of a territory into tiles at a sink: opens and reads sources in tasks, keeps a quadtree of ground
/// as fine as the view asks for, drapes vectors on what is displayed, and makes leaf tiles of 3D objects. Bad sources
/// cost their layer only. All calls on one thread (main); none waits for disk, network or a task, but for the
/// destructor, which waits for tasks that have begun. Give it a TaskSystem with at least two threads: reading a feature
/// source occupies one until its end.
class TerritoryStreamer {
 public:
  TerritoryStreamer(TaskSystem& tasks, const model::SourceCatalog& catalog,
                    std::shared_ptr<const geo::SceneFrame> frame, TileSink& sink);
  ~TerritoryStreamer();
  TerritoryStreamer(const TerritoryStreamer&) = delete;
  TerritoryStreamer& operator=(const TerritoryStreamer&) = delete;

  /// Where layers may have been baked (engine/streaming/layer_bake.h); used where it holds what the sources are now.
  /// Empty: nowhere. Called before the first setLayers.
  void setCache(std::filesystem::path cache);
  /// What bakes large layers that are not in the cache before they are shown from there; without one, or where it
  /// fails, they are read from their files. Called before the first setLayers.
  void setBaker(LayerBaker baker);

  /// How many bytes of tiles there may be at the sink. Where a view wants more, all is shown coarser, what is far away
  /// first. kDefaultMemory until it is set.
  void setMemoryBudget(std::size_t bytes);
  static constexpr std::size_t kDefaultMemory = std::size_t{2} << 30U;

  /// After how long a map service is opened again that was not to be reached; twice as long each time, up to 16 times.
  void setServicePause(std::chrono::milliseconds first);

  /// The layers from now on, lowest first. Compared with what is there: only what a change touches is rebuilt. Colours,
  /// symbols and visibility of feature layers are the snapshot's affair and cost nothing here.
  void setLayers(std::vector<StreamedLayer> layers);

  /// Once per frame: takes what tasks have finished, attaches and detaches tiles for at most about `budget` (at least
  /// one), and asks for what the view lacks, and then for what it will lack if it goes on moving as it does. Returns
  /// whether anything at the sink changed.
  bool update(const ViewState& view, std::chrono::microseconds budget);

  /// Whether all that the last view needs is at the sink; false before the first update. Failed layers do not count.
  bool isSettled() const;

  /// Whether layers are examined (engine/streaming/layer_examination.h) once all is at the sink, and again when they
  /// are read anew; what is found stands in progress(). Off at first.
  void setExamination(bool isWanted);
  /// Whether an examination runs. One begins in an update that leaves all settled.
  bool isExamining() const;

  /// In the order of setLayers.
  const std::vector<LayerProgress>& progress() const;
  /// Another number whenever progress() has changed.
  std::uint64_t progressRevision() const;

  /// Height of the finest ground loaded at a place in map coordinates; nothing outside it and in holes.
  std::optional<double> heightAt(const glm::dvec2& map) const;
  /// Below what height at a place in map coordinates there is nothing to see but undersides: the ground's there, beside
  /// it that of its nearest place, in holes its lowest; nothing where there is no ground.
  std::optional<double> floorAt(const glm::dvec2& map) const;

  /// Nothing for unknown layers and rasters. Valid until the next call of update() or setLayers().
  const FeatureTable* featureTable(scene::LayerId layer) const;

  /// What there is to see, in scene coordinates, for home and fit: the ground where there is relief or imagery and
  /// what stands on it, else all features. Empty until something was opened; final once isSettled().
  geo::Bounds3 extent() const;

  /// Bytes of tiles at the sink: of the ground, of baked layers and of point clouds.
  std::size_t bytesAtSink() const;
  /// Bytes of tiles and pictures held here (not at the sink).
  std::size_t byteSize() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// A frame for a territory that has none yet: its CRS and an origin in whole metres near the middle of the first
/// layer that can be placed (rasters and city models before vectors). Opens sources and reads a little of them: call it
/// from a task. Without any usable layer the origin is 0; fails only where the CRS cannot be a territory's.
Result<geo::SceneFrame> findSceneFrame(const scene::Territory& territory, const std::vector<StreamedLayer>& layers,
                                       const model::SourceCatalog& catalog);

}  // namespace belvedere::streaming
