#pragma once

#include <cstdint>
#include <vector>

#include "engine/geometry/detail/box_tree.h"
#include "engine/geometry/detail/ear.h"
#include "engine/geometry/detail/ring_graph.h"

namespace belvedere::geometry::detail {

/// Cuts one ring into triangles, ear by ear. A corner that is not an ear waits for the corner that stands in its way,
/// so nothing is tried again before something has changed, and what stands in the way is found through a tree in large
/// rings. Self-touching rings are cut exactly; self-crossing ones as well as can be, in bounded time.
class EarClipper {
 public:
  /// Appends the triangles (RingNode::vertex) of the ring through `first`, which must turn counter-clockwise.
  /// `tolerance` is the noise of the coordinates. Returns twice the area of the triangles.
  double clip(RingGraph& graph, std::uint32_t first, double tolerance, std::vector<std::uint32_t>& indices);

  /// Whether the last ring had to be cut without a proper ear: it crosses itself.
  bool hasMetCrossing() const { return hasMetCrossing_; }

 private:
  enum class Kind : std::uint8_t { Convex, Flat, Reflex };
  struct State {
    Kind kind = Kind::Convex;
    bool isQueued = false;
    bool isGone = false;
    std::uint32_t blocker = ~0U;                             ///< the corner in the way
    std::uint32_t blocked = ~0U;                             ///< first of those that this corner blocks
    std::uint32_t nextBlocked = ~0U, previousBlocked = ~0U;  ///< neighbours among those of one blocker
  };

  void prepare(RingGraph& graph, std::uint32_t first, double tolerance);
  void indexCorners();
  void queueAll();
  Kind kindOf(std::uint32_t node) const;
  bool isFold(std::uint32_t node) const;

  void cut();
  void tryCorner(std::uint32_t node);
  std::uint32_t findBlocker(std::uint32_t node);
  bool standsInTheWay(std::uint32_t corner, const Ear& ear) const;
  void emit(std::uint32_t a, std::uint32_t b, std::uint32_t c);
  void remove(std::uint32_t node);
  void refresh(std::uint32_t node);
  void enqueue(std::uint32_t node);
  void block(std::uint32_t node, std::uint32_t blocker);
  void unblock(std::uint32_t node);
  void release(std::uint32_t blocker);

  bool goOnWhenStuck();
  bool goOnPastCrossing();
  bool cutCrossings();
  void forceSmallest();
  void turnAround();
  double remainingArea2() const;

  RingGraph* graph_ = nullptr;
  std::vector<std::uint32_t>* indices_ = nullptr;
  std::vector<State> states_;
  std::vector<std::uint32_t> queue_;  ///< circular
  std::size_t queueBegin_ = 0;
  std::size_t queued_ = 0;
  std::vector<std::uint32_t> blockers_;      ///< corners that may stand in the way, in small rings
  std::vector<std::uint32_t> blockerPlace_;  ///< where in blockers_, by node
  std::vector<Box2> boxes_;
  BoxTree tree_;  ///< the same in large rings
  bool usesTree_ = false;
  std::uint32_t first_ = 0;  ///< some corner that is left
  std::size_t remaining_ = 0;
  double tolerance_ = 0.0;
  double area2_ = 0.0;
  bool isRelaxed_ = false;  ///< corners on a line no longer stand in the way
  bool hasMetCrossing_ = false;
  int despair_ = 0;  ///< how often nothing went on
  std::uint64_t steps_ = 0;
  std::uint64_t maxSteps_ = 0;
};

}  // namespace belvedere::geometry::detail
