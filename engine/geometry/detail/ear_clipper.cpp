#include "engine/geometry/detail/ear_clipper.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace belvedere::geometry::detail {
namespace {

constexpr std::uint32_t kNone = ~0U;
constexpr std::size_t kTreeFrom = 96;  // corners; below, a plain list of the reflex ones is quicker
constexpr int kMaxDespair = 64;        // after that, corners are cut without looking
constexpr std::uint64_t kStepsPerCorner = 4000;

bool isCrossing(const RingNode& a, const RingNode& b, const RingNode& c, const RingNode& d) {
  return turn(a, b, c) * turn(a, b, d) < 0.0 && turn(c, d, a) * turn(c, d, b) < 0.0;
}

}  // namespace

double EarClipper::clip(RingGraph& graph, std::uint32_t first, double tolerance, std::vector<std::uint32_t>& indices) {
  indices_ = &indices;
  prepare(graph, first, tolerance);
  cut();
  return area2_;
}

void EarClipper::prepare(RingGraph& graph, std::uint32_t first, double tolerance) {
  graph_ = &graph;
  first_ = first;
  tolerance_ = tolerance;
  area2_ = 0.0;
  isRelaxed_ = false;
  hasMetCrossing_ = false;
  despair_ = 0;
  steps_ = 0;
  remaining_ = 0;
  states_.assign(graph.nodes.size(), State{});
  std::uint32_t node = first;
  do {
    states_[node].kind = kindOf(node);
    ++remaining_;
    node = graph.nodes[node].next;
  } while (node != first);
  maxSteps_ = kStepsPerCorner * remaining_ + 1'000'000;
  queue_.resize(graph.nodes.size());
  queueBegin_ = 0;
  queued_ = 0;
  indexCorners();
  queueAll();
}

void EarClipper::indexCorners() {
  usesTree_ = remaining_ >= kTreeFrom;
  const std::size_t count = graph_->nodes.size();
  if (!usesTree_) {
    blockers_.clear();
    blockerPlace_.resize(count);
    std::uint32_t node = first_;
    do {
      if (states_[node].kind != Kind::Convex) {
        blockerPlace_[node] = static_cast<std::uint32_t>(blockers_.size());
        blockers_.push_back(node);
      }
      node = graph_->nodes[node].next;
    } while (node != first_);
    return;
  }
  boxes_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const RingNode& here = graph_->nodes[i];
    boxes_[i] = {here.x, here.y, here.x, here.y};
  }
  tree_.build(boxes_);
  std::vector<State>::size_type i = 0;
  for (const State& state : states_) {
    tree_.setActive(static_cast<std::uint32_t>(i), state.kind != Kind::Convex);
    ++i;
  }
}

void EarClipper::queueAll() {
  // Every second corner first: neighbours are then cut in turns, which gives rounder triangles.
  for (const std::uint32_t parity : {0U, 1U}) {
    std::uint32_t node = first_;
    std::uint32_t place = 0;
    do {
      if (place % 2 == parity) {
        enqueue(node);
      }
      ++place;
      node = graph_->nodes[node].next;
    } while (node != first_);
  }
}

EarClipper::Kind EarClipper::kindOf(std::uint32_t node) const {
  const RingNode& here = graph_->nodes[node];
  const RingNode& before = graph_->nodes[here.prev];
  const RingNode& after = graph_->nodes[here.next];
  const double area2 = turn(before, here, after);
  const double noise = tolerance_ * (manhattan(before, here) + manhattan(here, after));
  if (area2 > noise) {
    return Kind::Convex;
  }
  return area2 < -noise ? Kind::Reflex : Kind::Flat;
}

bool EarClipper::isFold(std::uint32_t node) const {
  const RingNode& here = graph_->nodes[node];
  const RingNode& before = graph_->nodes[here.prev];
  const RingNode& after = graph_->nodes[here.next];
  return (here.x - before.x) * (after.x - here.x) + (here.y - before.y) * (after.y - here.y) <= 0.0;
}

void EarClipper::cut() {
  while (remaining_ > 3) {
    if (queued_ > 0) {
      const std::uint32_t node = queue_[queueBegin_];
      queueBegin_ = queueBegin_ + 1 == queue_.size() ? 0 : queueBegin_ + 1;
      --queued_;
      states_[node].isQueued = false;
      tryCorner(node);
    } else if (!goOnWhenStuck()) {
      return;
    }
  }
  if (remaining_ == 3) {
    if (kindOf(first_) == Kind::Convex) {
      emit(graph_->nodes[first_].prev, first_, graph_->nodes[first_].next);
    }
  }
}

void EarClipper::tryCorner(std::uint32_t node) {
  const State& state = states_[node];
  if (state.isGone || state.kind == Kind::Reflex) {
    return;
  }
  if (state.kind == Kind::Flat) {
    if (isFold(node)) {
      remove(node);
    }
    return;
  }
  const std::uint32_t blocker = findBlocker(node);
  if (blocker != kNone) {
    block(node, blocker);
    return;
  }
  emit(graph_->nodes[node].prev, node, graph_->nodes[node].next);
  remove(node);
}

std::uint32_t EarClipper::findBlocker(std::uint32_t node) {
  if (despair_ > kMaxDespair || steps_ > maxSteps_) {
    return kNone;
  }
  const RingNode& tip = graph_->nodes[node];
  const Ear ear(graph_->nodes[tip.prev], tip, graph_->nodes[tip.next], tolerance_);
  std::uint32_t found = kNone;
  const auto tryCorner = [&](std::uint32_t corner) {
    found = standsInTheWay(corner, ear) ? corner : kNone;
    return found != kNone;
  };
  if (usesTree_) {
    tree_.visit([&](const Box2& box) { return ear.overlaps(box); }, tryCorner, steps_);
  } else {
    static_cast<void>(std::any_of(blockers_.begin(), blockers_.end(), tryCorner));
  }
  return found;
}

bool EarClipper::standsInTheWay(std::uint32_t corner, const Ear& ear) const {
  // Only reflex corners count: wherever the ring enters the triangle without one, it also leaves it without harm.
  const RingNode& p = graph_->nodes[corner];
  if ((isRelaxed_ && states_[corner].kind == Kind::Flat) || !ear.contains(p) || ear.isAtBase(p)) {
    return false;
  }
  const RingNode& before = graph_->nodes[p.prev];
  const RingNode& after = graph_->nodes[p.next];
  if (ear.isAtTip(p)) {
    return ear.isCrossedAtTip(before, after);
  }
  return !isRelaxed_ || ear.isEntered(p, before, after);
}

void EarClipper::emit(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  const RingNode* nodes = graph_->nodes.data();
  area2_ += std::abs(turn(nodes[a], nodes[b], nodes[c]));
  indices_->push_back(nodes[a].vertex);
  indices_->push_back(nodes[b].vertex);
  indices_->push_back(nodes[c].vertex);
}

void EarClipper::remove(std::uint32_t node) {
  const std::uint32_t before = graph_->nodes[node].prev;
  const std::uint32_t after = graph_->nodes[node].next;
  graph_->link(before, after);
  unblock(node);
  release(node);
  State& state = states_[node];
  state.isGone = true;
  if (state.kind != Kind::Convex) {
    state.kind = Kind::Convex;
    if (usesTree_) {
      tree_.setActive(node, false);
    } else {
      blockers_[blockerPlace_[node]] = blockers_.back();
      blockerPlace_[blockers_.back()] = blockerPlace_[node];
      blockers_.pop_back();
    }
  }
  first_ = after;
  --remaining_;
  refresh(before);
  refresh(after);
}

void EarClipper::refresh(std::uint32_t node) {
  State& state = states_[node];
  const Kind before = state.kind;
  state.kind = kindOf(node);
  const bool couldBlock = before != Kind::Convex;
  const bool canBlock = state.kind != Kind::Convex;
  if (usesTree_) {
    tree_.setActive(node, canBlock);
  } else if (couldBlock && !canBlock) {
    blockers_[blockerPlace_[node]] = blockers_.back();
    blockerPlace_[blockers_.back()] = blockerPlace_[node];
    blockers_.pop_back();
  } else if (!couldBlock && canBlock) {
    blockerPlace_[node] = static_cast<std::uint32_t>(blockers_.size());
    blockers_.push_back(node);
  }
  if (state.kind != before) {
    release(node);
  }
  unblock(node);
  enqueue(node);
}

void EarClipper::enqueue(std::uint32_t node) {
  State& state = states_[node];
  if (state.isQueued || state.isGone || state.kind == Kind::Reflex) {
    return;
  }
  state.isQueued = true;
  if (state.kind == Kind::Flat && isFold(node)) {  // first of all, or it would lie across an ear
    queueBegin_ = queueBegin_ == 0 ? queue_.size() - 1 : queueBegin_ - 1;
    queue_[queueBegin_] = node;
    ++queued_;
    return;
  }
  const std::size_t end = queueBegin_ + queued_;
  queue_[end < queue_.size() ? end : end - queue_.size()] = node;
  ++queued_;
}

void EarClipper::block(std::uint32_t node, std::uint32_t blocker) {
  State& state = states_[node];
  state.blocker = blocker;
  state.previousBlocked = kNone;
  state.nextBlocked = states_[blocker].blocked;
  if (state.nextBlocked != kNone) {
    states_[state.nextBlocked].previousBlocked = node;
  }
  states_[blocker].blocked = node;
}

void EarClipper::unblock(std::uint32_t node) {
  State& state = states_[node];
  if (state.blocker == kNone) {
    return;
  }
  if (state.previousBlocked != kNone) {
    states_[state.previousBlocked].nextBlocked = state.nextBlocked;
  } else {
    states_[state.blocker].blocked = state.nextBlocked;
  }
  if (state.nextBlocked != kNone) {
    states_[state.nextBlocked].previousBlocked = state.previousBlocked;
  }
  state.blocker = kNone;
}

void EarClipper::release(std::uint32_t blocker) {
  while (states_[blocker].blocked != kNone) {
    const std::uint32_t node = states_[blocker].blocked;
    unblock(node);
    enqueue(node);
  }
}

bool EarClipper::goOnWhenStuck() {
  if (isRelaxed_ && !goOnPastCrossing()) {
    return false;
  }
  isRelaxed_ = true;
  std::uint32_t node = first_;
  do {
    unblock(node);
    node = graph_->nodes[node].next;
  } while (node != first_);
  queueAll();
  return true;
}

bool EarClipper::goOnPastCrossing() {
  double size = 0.0;
  for (std::uint32_t node = graph_->nodes[first_].next; node != first_; node = graph_->nodes[node].next) {
    size = std::max(size, manhattan(graph_->nodes[node], graph_->nodes[first_]));
  }
  const double left2 = remainingArea2();
  if (std::abs(left2) <= 4.0 * tolerance_ * size || ++despair_ > 2 * kMaxDespair) {
    return false;
  }
  hasMetCrossing_ = true;
  if (left2 < 0.0) {
    turnAround();
  } else if (!cutCrossings()) {
    forceSmallest();
  }
  return true;
}

double EarClipper::remainingArea2() const {
  double sum = 0.0;
  const RingNode& origin = graph_->nodes[first_];
  for (std::uint32_t node = origin.next; node != first_; node = graph_->nodes[node].next) {
    sum += turn(origin, graph_->nodes[node], graph_->nodes[graph_->nodes[node].next]);
  }
  return sum;
}

// Takes out the two corners of each small loop, where an edge crosses the next but one.
bool EarClipper::cutCrossings() {
  bool hasCut = false;
  const std::size_t count = remaining_;
  std::uint32_t b = first_;
  for (std::size_t i = 0; i < count && remaining_ > 4; ++i) {
    const std::uint32_t c = graph_->nodes[b].next;
    const std::uint32_t a = graph_->nodes[b].prev;
    const std::uint32_t d = graph_->nodes[c].next;
    const RingNode* nodes = graph_->nodes.data();
    if (!isCrossing(nodes[a], nodes[b], nodes[c], nodes[d])) {
      b = c;
      continue;
    }
    const std::uint32_t middle = turn(nodes[a], nodes[b], nodes[d]) > 0.0 ? b : c;
    if (turn(nodes[a], nodes[middle], nodes[d]) > 0.0) {
      emit(a, middle, d);
    }
    remove(b);
    remove(c);
    hasCut = true;
    b = d;
  }
  return hasCut;
}

void EarClipper::forceSmallest() {
  std::uint32_t best = kNone;
  double bestArea2 = std::numeric_limits<double>::infinity();
  std::uint32_t node = first_;
  do {
    const RingNode& here = graph_->nodes[node];
    const double area2 = turn(graph_->nodes[here.prev], here, graph_->nodes[here.next]);
    if (states_[node].kind == Kind::Convex && area2 < bestArea2) {
      best = node;
      bestArea2 = area2;
    }
    node = here.next;
  } while (node != first_);
  if (best != kNone) {
    emit(graph_->nodes[best].prev, best, graph_->nodes[best].next);
    remove(best);
  }
}

// What is left turns clockwise: a loop on the other side of a crossing. It is drawn like the rest.
void EarClipper::turnAround() {
  std::uint32_t node = first_;
  do {
    RingNode& here = graph_->nodes[node];
    std::swap(here.prev, here.next);
    node = here.prev;
  } while (node != first_);
  do {
    refresh(node);
    node = graph_->nodes[node].next;
  } while (node != first_);
}

}  // namespace belvedere::geometry::detail
