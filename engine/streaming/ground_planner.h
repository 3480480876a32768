#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/streaming/cell_job.h"
#include "engine/streaming/layer_slot.h"

namespace belvedere::streaming {

using LayerSlots = std::vector<std::unique_ptr<LayerSlot>>;

/// A plan of the ground, and whether the cells of the plan before can be kept.
struct PlannedGround {
  std::shared_ptr<const GroundPlan> plan;  ///< null: there is no ground
  bool keepsCells = false;
};

/// Decides of what the ground is made: relief where a visible terrain layer is, else a flat ground under imagery or
/// draped layers, else none. Main thread.
class GroundPlanner {
 public:
  explicit GroundPlanner(double sceneOriginHeight) : sceneOriginHeight_(sceneOriginHeight) {}

  /// Nothing while layers that the ground depends on are still being opened or read; else the ground, if it is another
  /// than the last that was planned.
  std::optional<PlannedGround> plan(const LayerSlots& slots);

  const std::shared_ptr<const GroundPlan>& last() const { return last_; }
  /// Lets a flat ground find its height anew; called when layers come or go.
  void forgetFlatHeight() { flatHeight_.reset(); }

 private:
  bool canPlan(const LayerSlots& slots, bool hasTerrain, bool hasImagery) const;
  double flatHeight(const LayerSlots& slots);

  double sceneOriginHeight_;
  std::optional<double> flatHeight_;
  std::uint64_t pictureVersion_ = 0;
  std::shared_ptr<const GroundPlan> last_;
};

/// A square that holds all terrain, whose cells' samples fall on those of the finest raster.
tiling::ReliefSquare terrainSquare(const std::vector<RasterLayer>& terrain);

}  // namespace belvedere::streaming
