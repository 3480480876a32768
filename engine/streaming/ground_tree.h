#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "engine/streaming/cell_job.h"
#include "engine/streaming/discards.h"
#include "engine/streaming/inbox.h"
#include "engine/streaming/job_queue.h"
#include "engine/streaming/tile_sink.h"
#include "engine/streaming/view_geometry.h"

namespace belvedere::streaming {

/// The quadtree of ground at the sink: decides which cells the view needs, has them made in tasks, and shows them when
/// what they replace can go. A cell stays shown until its four children are there. Main thread.
class GroundTree {
 public:
  using ErrorSink = std::function<void(const LayerError&)>;

  GroundTree(JobQueue& jobs, TileSink& sink, Discards& discards, ErrorSink errors);
  ~GroundTree();
  GroundTree(const GroundTree&) = delete;
  GroundTree& operator=(const GroundTree&) = delete;

  /// The ground from now on; null for none. With `keepsCells` the heights are as before and only pictures and draped
  /// layers changed; else all cells are made anew, the old ones shown until the new root is there.
  void setPlan(std::shared_ptr<const GroundPlan> plan, bool keepsCells);

  /// Takes tiles of finished cells until `deadline` (at least one), chooses what is shown, asks for what is missing.
  /// Returns whether what is shown changed.
  bool update(const ViewGeometry& view, double pixelTolerance, std::chrono::steady_clock::time_point deadline);

  /// Whether the last view has all it needs.
  bool isSettled() const;
  /// Scene z of the finest cell loaded at a place.
  std::optional<double> heightAt(const glm::dvec2& scene) const;
  /// Of the ground, from its root cell; empty until that is there.
  geo::Bounds3 bounds() const;
  std::size_t byteSize() const { return byteSize_; }
  /// Beyond this, cells that the view does not need are given up; where it needs more, all is chosen coarser.
  void setByteBudget(std::size_t bytes) { byteBudget_ = bytes; }

 private:
  struct Node;
  struct Finished {
    std::uint64_t serial = 0;
    CellResult result;
  };
  struct Wanted {
    Node* node = nullptr;
    double priority = 0.0;
  };

  void takeFinished(std::chrono::steady_clock::time_point deadline);
  Node* findRunning(std::uint64_t serial) const;
  bool applyNext(Node& node, CellResult& result);
  void applyGround(Node& node, CellResult& result);
  void applyDraped(Node& node, DrapedResult&& draped);
  void select(Node& node, const ViewGeometry& view, double pixelTolerance);
  double drapedError(const Node& node) const;
  double errorPixels(const Node& node, const ViewGeometry& view) const;
  void want(Node& node, double priority);
  bool showSelected();
  void setShown(Node& node, bool isShown);
  void startJobs();
  void start(Node& node, bool awaitsService);
  CellRequest requestFor(const Node& node) const;
  void cancelUnwanted();
  void evict();
  void keepBudget();
  bool isCoarsening() const;
  bool evictChildren(Node& node);
  void detachTree(Node& node);
  void retire(Node& node);
  void releaseRetired();
  bool isComplete(const Node& node) const;
  bool isUsable(const Node& node) const;
  bool isDraped(scene::LayerId id) const;
  bool isShownDraped(scene::LayerId id) const;
  bool needsRetry(const Node& node) const;
  bool needsTile(const Node& node) const;
  bool needsService(const Node& node) const;
  void noteReading(Node& node, const std::vector<LayerError>& errors);
  void dropStaleLayers(Node& node);
  geo::Bounds3 box(const Node& node) const;

  JobQueue& jobs_;
  TileSink& sink_;
  Discards& discards_;
  ErrorSink errors_;
  std::shared_ptr<const GroundPlan> plan_;
  std::unique_ptr<Node> root_;
  std::shared_ptr<Inbox<Finished>> inbox_;
  std::optional<Finished> applying_;  ///< whose tiles are being attached
  std::vector<Node*> running_;
  std::vector<Node*> shown_;
  std::vector<Node*> selected_;
  std::vector<Wanted> wanted_;
  std::vector<TileHandle> retired_;
  std::uint64_t frame_ = 0;
  std::chrono::steady_clock::time_point now_;  ///< of this frame
  bool awaitsRetry_ = false;                   ///< something in view is to be read once more
  std::uint64_t lastSerial_ = 0;
  std::size_t byteSize_ = 0;
  std::size_t byteBudget_ = std::size_t{768} << 20;
  double coarsening_ = 1.0;  ///< of the tolerance, so that the budget is kept
  bool hasChanged_ = false;
};

}  // namespace belvedere::streaming
