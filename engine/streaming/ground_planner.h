#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/streaming/cell_job.h"
#include "engine/streaming/inbox.h"
#include "engine/streaming/job_queue.h"
#include "engine/streaming/layer_slot.h"

namespace belvedere::streaming {

using LayerSlots = std::vector<std::unique_ptr<LayerSlot>>;

/// A plan of the ground, and whether the cells of the plan before can be kept.
struct PlannedGround {
  std::shared_ptr<const GroundPlan> plan;  ///< null: there is no ground
  bool keepsCells = false;
};

/// Decides of what the ground is made: relief where a visible terrain layer is, else under imagery, draped layers and
/// things that stand a ground guessed from the heights at which they do, or a level board below where city models bring
/// a ground of their own; else none. Main thread.
class GroundPlanner {
 public:
  GroundPlanner(std::shared_ptr<const geo::SceneFrame> frame, JobQueue& jobs) : frame_(std::move(frame)), jobs_(jobs) {}

  /// Nothing while layers that the ground depends on are still being opened or read, or its height is being guessed in
  /// a task; else the ground, if it is another than the last that was planned.
  std::optional<PlannedGround> plan(const LayerSlots& slots);

  const std::shared_ptr<const GroundPlan>& last() const { return last_; }
  /// Lets the height of a ground without relief be guessed anew; called when layers come or go.
  void forgetGuess();
  bool isGuessing() const { return guessSerial_ != 0; }

 private:
  /// What is thought of a ground without relief.
  struct Guess {
    std::uint64_t serial = 0;
    std::optional<double> flatHeight;      ///< scene z
    std::shared_ptr<PlacedRaster> raster;  ///< null: level
    bool isFinal = false;                  ///< made once all layers were read
  };

  bool canPlan(const LayerSlots& slots, bool hasTerrain, bool hasImagery) const;
  bool guessGround(const LayerSlots& slots, const geo::Bounds2& extent);
  void startGuess(const LayerSlots& slots, const geo::Bounds2& extent, bool isFinal);
  void takeGuess();
  void planRelief(GroundPlan& plan) const;
  bool planGuessed(const LayerSlots& slots, GroundPlan& plan);

  std::shared_ptr<const geo::SceneFrame> frame_;
  JobQueue& jobs_;
  std::shared_ptr<Inbox<Guess>> guesses_ = std::make_shared<Inbox<Guess>>();
  Guess guess_;
  std::uint64_t guessSerial_ = 0;  ///< of the guess that is being made; 0: none
  std::uint64_t lastSerial_ = 0;
  std::uint64_t pictureVersion_ = 0;
  std::shared_ptr<const GroundPlan> last_;
};

/// A square that holds all terrain, whose cells' samples fall on those of the finest raster.
tiling::ReliefSquare terrainSquare(const std::vector<RasterLayer>& terrain);

}  // namespace belvedere::streaming
