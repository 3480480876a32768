#include <algorithm>
#include <utility>

#include "engine/streaming/detail/ground_node.h"

// What cells have at the sink: attaching, showing, keeping within the budget, taking away.

namespace belvedere::streaming {

namespace {

constexpr double kCoarser = 1.2;  ///< a step of the tolerance towards the budget
constexpr double kCoarsest = 64.0;
constexpr double kRoomForFiner = 0.5;  ///< of the budget: a finer step takes less than twice as much

std::size_t bytesOf(const DrapedResult& draped) {
  std::size_t bytes = draped.symbols ? draped.symbols->byteSize() : 0;
  if (draped.tile) {
    bytes += draped.tile->areas.byteSize() + draped.tile->bands.byteSize() + draped.tile->strokes.byteSize();
  }
  return bytes;
}

}  // namespace

/// Takes over the next tile of what was made of a cell: the ground first, then one layer after the other, so that a
/// cell with many layers need not be attached in one frame. False when all is there.
bool GroundTree::applyNext(Node& node, CellResult& result) {
  const std::size_t before = node.byteSize();
  const bool hasGround = result.grid != nullptr;
  if (hasGround) {
    applyGround(node, result);
  } else if (!result.draped.empty()) {
    DrapedResult draped = std::move(result.draped.back());
    result.draped.pop_back();
    if (isDraped(draped.id)) {
      applyDraped(node, std::move(draped));
    }
  } else {
    return false;
  }
  byteSize_ += node.byteSize() - before;
  hasChanged_ = true;
  return true;
}

void GroundTree::applyGround(Node& node, CellResult& result) {
  noteReading(node, result.errors);
  node.grid = std::exchange(result.grid, nullptr);
  node.finestTerrainMetres = result.finestTerrainMetres;
  node.finestImageryMetres = result.finestImageryMetres;
  if (!result.tile) {
    return;
  }
  node.pictures = std::move(result.pictures);
  node.pictureVersion = result.pictureVersion;
  node.groundBytes = result.tile->surface.byteSize() + (result.tile->imagery ? result.tile->imagery->pixels.size() : 0);
  const TileHandle old = node.ground;
  node.ground = sink_.attach(plan_->layer, std::move(result.tile));
  if (!node.isShown) {
    sink_.setShown(node.ground, false);
  }
  if (old != 0) {
    sink_.detach(old);
  }
}

/// Has what could not be read tried again after a growing pause, and reports it at the last.
void GroundTree::noteReading(Node& node, const std::vector<LayerError>& errors) {
  constexpr std::chrono::milliseconds kFirstPause{250};
  node.failures = errors.empty() ? 0 : node.failures + 1;
  node.unread.clear();
  for (const LayerError& error : errors) {
    node.unread.push_back(error.id);
    if (!node.awaitsRetry()) {
      errors_(error);
    }
  }
  if (node.awaitsRetry()) {
    node.retryAt = now_ + kFirstPause * (1 << (node.failures - 1));
  }
}

void GroundTree::applyDraped(Node& node, DrapedResult&& draped) {
  Node::Draped& entry = node.draped[draped.id];
  const Node::Draped old = entry;
  entry.version = draped.version;
  entry.bytes = bytesOf(draped);
  entry.errorMetres = draped.errorMetres;
  entry.tile = draped.tile ? sink_.attach(draped.id, std::move(draped.tile)) : 0;
  entry.symbols = draped.symbols ? sink_.attach(draped.id, std::move(draped.symbols)) : 0;
  for (const TileHandle handle : {entry.tile, entry.symbols}) {
    if (handle != 0 && !node.isShown) {
      sink_.setShown(handle, false);
    }
  }
  for (const TileHandle handle : {old.tile, old.symbols}) {
    if (handle != 0) {
      sink_.detach(handle);
    }
  }
}

bool GroundTree::isDraped(scene::LayerId id) const {
  return std::find(plan_->kept.begin(), plan_->kept.end(), id) != plan_->kept.end() || isShownDraped(id);
}

bool GroundTree::isShownDraped(scene::LayerId id) const {
  return std::any_of(plan_->draped.begin(), plan_->draped.end(),
                     [&](const DrapedLayer& layer) { return layer.id == id; });
}

/// Detaches what layers that are no longer draped have on a cell and those below.
void GroundTree::dropStaleLayers(Node& node) {
  for (auto place = node.draped.begin(); place != node.draped.end();) {
    if (isDraped(place->first)) {
      ++place;
      continue;
    }
    for (const TileHandle handle : {place->second.tile, place->second.symbols}) {
      if (handle != 0) {
        discards_.hideAndAdd(handle);
        hasChanged_ = true;
      }
    }
    byteSize_ -= place->second.bytes;
    place = node.draped.erase(place);
  }
  for (const std::unique_ptr<Node>& child : node.children) {
    if (child) {
      dropStaleLayers(*child);
    }
  }
}

void GroundTree::setShown(Node& node, bool isShown) {
  node.isShown = isShown;
  node.eachHandle([&](TileHandle handle) {
    sink_.setShown(handle, isShown);
    hasChanged_ = true;
  });
}

void GroundTree::evict() {
  if (root_ && byteSize_ > byteBudget_) {
    evictChildren(*root_);
  }
}

/// Where even what the view needs is too much, the next views are coarser; finer again where there is room for it.
void GroundTree::keepBudget() {
  if (isCoarsening()) {
    coarsening_ *= kCoarser;
  } else if (coarsening_ > 1.0 && wanted_.empty() && running_.empty() &&
             static_cast<double>(byteSize_) < kRoomForFiner * static_cast<double>(byteBudget_)) {
    coarsening_ = std::max(1.0, coarsening_ / kCoarser);
  }
}

bool GroundTree::isCoarsening() const { return byteSize_ > byteBudget_ && coarsening_ < kCoarsest; }

/// Gives up children that nothing used in this frame, deepest first. Returns whether the node has none left.
bool GroundTree::evictChildren(Node& node) {
  if (!node.hasChildren()) {
    return true;
  }
  bool canGo = true;
  for (const std::unique_ptr<Node>& child : node.children) {
    canGo = evictChildren(*child) && canGo && child->usedFrame != frame_ && !child->isShown;
  }
  if (!canGo || byteSize_ <= byteBudget_) {
    return false;
  }
  for (std::unique_ptr<Node>& child : node.children) {
    byteSize_ -= child->byteSize();
    std::erase(running_, child.get());
    child->stop.request_stop();
    child->eachHandle([&](TileHandle handle) { discards_.addHidden(handle); });
    discards_.free(std::move(child));
  }
  return true;
}

void GroundTree::detachTree(Node& node) {
  node.stop.request_stop();
  node.eachHandle([&](TileHandle handle) { sink_.detach(handle); });
  for (const std::unique_ptr<Node>& child : node.children) {
    if (child) {
      detachTree(*child);
    }
  }
}

/// Keeps what is shown until releaseRetired(), and discards the rest.
void GroundTree::retire(Node& node) {
  node.stop.request_stop();
  if (node.isShown) {
    node.eachHandle([&](TileHandle handle) { retired_.push_back(handle); });
  } else {
    node.eachHandle([&](TileHandle handle) { discards_.addHidden(handle); });
  }
  for (const std::unique_ptr<Node>& child : node.children) {
    if (child) {
      retire(*child);
    }
  }
}

void GroundTree::releaseRetired() {
  for (const TileHandle handle : std::exchange(retired_, {})) {
    discards_.hideAndAdd(handle);
    hasChanged_ = true;
  }
}

}  // namespace belvedere::streaming
