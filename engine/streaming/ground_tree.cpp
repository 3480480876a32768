#include "engine/streaming/ground_tree.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace belvedere::streaming {

namespace {

constexpr std::uint8_t kDeepestLevel = 24;
constexpr double kHeightTolerance = 2.0;  ///< how much more than a picture's texel a height may be off, on the screen
constexpr double kNormalTolerance = 3.0;  ///< the same of a normal map's texel
constexpr double kSameSize = 1.1;         ///< texels this much larger than the source's pixels are as good
constexpr double kHiddenPriority = 1e-3;  ///< of what lies outside the picture, against what lies in it

std::size_t bytesOf(const DrapedResult& draped) {
  std::size_t bytes = draped.symbols ? draped.symbols->byteSize() : 0;
  if (draped.tile) {
    bytes += draped.tile->areas.byteSize() + draped.tile->bands.byteSize() + draped.tile->strokes.byteSize();
  }
  return bytes;
}

}  // namespace

struct GroundTree::Node {
  struct Draped {
    std::uint64_t version = 0;
    TileHandle tile = 0;
    TileHandle symbols = 0;
    std::size_t bytes = 0;
  };

  tiling::ReliefCell cell;
  Node* parent = nullptr;
  std::array<std::unique_ptr<Node>, 4> children;
  std::shared_ptr<const tiling::ReliefGrid> grid;  ///< null: not loaded
  CellPictures pictures;
  std::uint64_t pictureVersion = 0;
  double finestTerrainMetres = 0.0;
  double finestImageryMetres = 0.0;
  TileHandle ground = 0;
  std::size_t groundBytes = 0;
  std::map<scene::LayerId, Draped> draped;
  bool isShown = false;
  std::uint64_t usedFrame = 0;
  std::uint64_t wantedFrame = 0;
  std::uint64_t selectedFrame = 0;
  std::uint64_t coveredFrame = 0;  ///< when it was last drawn, by itself or by those below
  std::uint64_t serial = 0;        ///< of the running job; 0: none
  std::stop_source stop;

  bool hasChildren() const { return children[0] != nullptr; }
  bool isEmpty() const { return grid && grid->isEmpty(); }

  template <class F>
  void eachHandle(const F& f) const {
    if (ground != 0) f(ground);
    for (const auto& [id, layer] : draped) {
      if (layer.tile != 0) f(layer.tile);
      if (layer.symbols != 0) f(layer.symbols);
    }
  }
  std::size_t byteSize() const {
    std::size_t bytes = sizeof(*this) + groundBytes + (grid ? grid->byteSize() : 0);
    for (const auto& [id, picture] : pictures) {
      bytes += picture ? picture->pixels.size() : 0;
    }
    for (const auto& [id, layer] : draped) {
      bytes += layer.bytes;
    }
    return bytes;
  }
};

GroundTree::GroundTree(JobQueue& jobs, TileSink& sink, ErrorSink errors)
    : jobs_(jobs), sink_(sink), errors_(std::move(errors)), inbox_(std::make_shared<Inbox<Finished>>()) {}

GroundTree::~GroundTree() {
  if (root_) {
    detachTree(*root_);
  }
  releaseRetired();
}

void GroundTree::setPlan(std::shared_ptr<const GroundPlan> plan, bool keepsCells) {
  plan_ = std::move(plan);
  hasChanged_ = true;
  if (root_ && plan_ && keepsCells) {
    dropStaleLayers(*root_);
    return;
  }
  if (root_) {
    retire(*root_);
    root_.reset();
  }
  shown_.clear();
  selected_.clear();
  wanted_.clear();
  running_.clear();
  byteSize_ = 0;
  if (plan_) {
    root_ = std::make_unique<Node>();
    byteSize_ = root_->byteSize();
  }
}

bool GroundTree::update(const ViewGeometry& view, double pixelTolerance,
                        std::chrono::steady_clock::time_point deadline) {
  ++frame_;
  takeFinished(deadline);
  selected_.clear();
  wanted_.clear();
  if (root_) {
    select(*root_, view, pixelTolerance);
  }
  showSelected();
  if (!retired_.empty() && (!root_ || isUsable(*root_))) {
    releaseRetired();
  }
  cancelUnwanted();
  startJobs();
  evict();
  return std::exchange(hasChanged_, false);
}

bool GroundTree::isSettled() const { return wanted_.empty() && running_.empty() && inbox_->isEmpty(); }

std::optional<double> GroundTree::heightAt(const glm::dvec2& scene) const {
  std::optional<double> height;
  const Node* node = root_.get();
  while (node != nullptr && node->grid && !node->isEmpty() && node->grid->cell.contains(scene)) {
    const std::optional<double> here = node->grid->heightAt(scene);
    height = here ? here : height;
    if (!node->hasChildren()) {
      break;
    }
    const glm::dvec2 middle = node->grid->cell.centre();
    node = node->children[(scene.x >= middle.x ? 1U : 0U) + (scene.y >= middle.y ? 2U : 0U)].get();
  }
  return height;
}

geo::Bounds3 GroundTree::bounds() const {
  geo::Bounds3 bounds;
  if (!root_ || !root_->grid || root_->grid->isEmpty()) {
    return bounds;
  }
  geo::Bounds2 plan;
  for (const std::vector<RasterLayer>* layers : {&plan_->terrain, &plan_->imagery}) {
    for (const RasterLayer& layer : *layers) {
      plan.add(layer.raster->extent());
    }
    if (!plan.isEmpty()) {
      break;
    }
  }
  plan = plan.isEmpty() ? root_->grid->area : plan;
  bounds.min = {plan.min.x, plan.min.y, root_->grid->minHeight};
  bounds.max = {plan.max.x, plan.max.y, root_->grid->maxHeight};
  return bounds;
}

bool GroundTree::takeFinished(std::chrono::steady_clock::time_point deadline) {
  bool hasTaken = false;
  while (!hasTaken || std::chrono::steady_clock::now() < deadline) {
    std::optional<Finished> finished = inbox_->take();
    if (!finished) {
      break;
    }
    const auto place = std::find_if(running_.begin(), running_.end(),
                                    [&](const Node* node) { return node->serial == finished->serial; });
    if (place == running_.end()) {
      continue;  // cancelled, or of a ground that is gone
    }
    Node& node = **place;
    running_.erase(place);
    node.serial = 0;
    if (finished->result.isComplete) {
      apply(node, std::move(finished->result));
      hasTaken = true;
    }
  }
  return hasTaken;
}

void GroundTree::apply(Node& node, CellResult&& result) {
  byteSize_ -= node.byteSize();
  for (const LayerError& error : result.errors) {
    errors_(error);
  }
  node.grid = std::move(result.grid);
  node.finestTerrainMetres = result.finestTerrainMetres;
  node.finestImageryMetres = result.finestImageryMetres;
  if (result.tile) {
    node.pictures = std::move(result.pictures);
    node.pictureVersion = result.pictureVersion;
    node.groundBytes =
        result.tile->surface.byteSize() + (result.tile->imagery ? result.tile->imagery->pixels.size() : 0);
    const TileHandle old = node.ground;
    node.ground = sink_.attach(plan_->layer, std::move(result.tile));
    if (!node.isShown) {
      sink_.setShown(node.ground, false);
    }
    if (old != 0) {
      sink_.detach(old);
    }
  }
  for (DrapedResult& draped : result.draped) {
    if (isDraped(draped.id)) {
      applyDraped(node, std::move(draped));
    }
  }
  byteSize_ += node.byteSize();
  hasChanged_ = true;
}

void GroundTree::applyDraped(Node& node, DrapedResult&& draped) {
  Node::Draped& entry = node.draped[draped.id];
  const Node::Draped old = entry;
  entry.version = draped.version;
  entry.bytes = bytesOf(draped);
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
  return std::find(plan_->kept.begin(), plan_->kept.end(), id) != plan_->kept.end() ||
         std::any_of(plan_->draped.begin(), plan_->draped.end(),
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
        sink_.detach(handle);
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

bool GroundTree::isComplete(const Node& node) const {
  if (!node.grid) {
    return false;
  }
  if (node.isEmpty()) {
    return true;
  }
  return node.ground != 0 && node.pictureVersion == plan_->pictureVersion &&
         std::all_of(plan_->draped.begin(), plan_->draped.end(), [&](const DrapedLayer& layer) {
           const auto place = node.draped.find(layer.id);
           return place != node.draped.end() && place->second.version == layer.version;
         });
}

bool GroundTree::isUsable(const Node& node) const {
  const bool wasDrawn = node.coveredFrame != 0 && node.coveredFrame + 1 >= frame_;
  return node.isEmpty() || (node.ground != 0 && (wasDrawn || isComplete(node)));
}

geo::Bounds3 GroundTree::box(const Node& node) const {
  const geo::Bounds2 area = plan_->square.area(node.cell);
  const Node* known = &node;
  while (known != nullptr && (!known->grid || known->isEmpty())) {
    known = known->parent;
  }
  if (known == nullptr) {
    return {{area.min.x, area.min.y, -1e4}, {area.max.x, area.max.y, 1e4}};
  }
  const double margin = known->grid->errorMetres;
  return {{area.min.x, area.min.y, known->grid->minHeight - margin},
          {area.max.x, area.max.y, known->grid->maxHeight + margin}};
}

/// How far a cell is from what it should show, in pixels of tolerance: its heights, its picture's texels, or its
/// normals.
double GroundTree::errorPixels(const Node& node, const ViewGeometry& view) const {
  if (!node.grid || node.isEmpty()) {
    return 0.0;
  }
  const double side = node.grid->cell.size().x;
  const auto texelError = [&](double finestMetres, int pixels) {
    const double texel = texelMetres(side, pixels);
    return finestMetres > 0.0 && texel > finestMetres * kSameSize ? texel : 0.0;
  };
  const double normals = node.grid->normalMap ? texelError(node.finestTerrainMetres, node.grid->normalMap->width) : 0.0;
  const double error = std::max({node.grid->errorMetres / kHeightTolerance, normals / kNormalTolerance,
                                 texelError(node.finestImageryMetres, kPicturePixels)});
  return error > 0.0 ? error * view.pixelsPerMetre(box(node)) : 0.0;
}

void GroundTree::want(Node& node, double priority) {
  node.wantedFrame = frame_;
  wanted_.push_back({&node, priority});
}

void GroundTree::select(Node& node, const ViewGeometry& view, double pixelTolerance) {
  node.usedFrame = frame_;
  const bool isVisible = view.isVisible(box(node));
  const double error = isVisible && node.cell.level < kDeepestLevel ? errorPixels(node, view) : 0.0;
  if (error > pixelTolerance) {
    bool areUsable = true;
    for (unsigned i = 0; i < 4; ++i) {
      if (!node.children[i]) {
        node.children[i] = std::make_unique<Node>();
        node.children[i]->cell = tiling::childCell(node.cell, i);
        node.children[i]->parent = &node;
        byteSize_ += node.children[i]->byteSize();
      }
      Node& child = *node.children[i];
      child.usedFrame = frame_;
      areUsable = areUsable && isUsable(child);
    }
    if (areUsable) {
      node.coveredFrame = frame_;
      for (const std::unique_ptr<Node>& child : node.children) {
        select(*child, view, pixelTolerance);
      }
      return;
    }
    for (const std::unique_ptr<Node>& child : node.children) {
      if (!isComplete(*child)) {
        want(*child, error * (view.isVisible(box(*child)) ? 1.0 : kHiddenPriority));
      }
    }
  }
  node.selectedFrame = frame_;
  node.coveredFrame = frame_;
  selected_.push_back(&node);
  if (!isComplete(node)) {
    constexpr double kStale = 16.0;  // pixels: what is shown and out of date goes before small refinements
    want(node,
         node.parent == nullptr ? std::numeric_limits<double>::max() : (isVisible ? kStale : kStale * kHiddenPriority));
  }
}

bool GroundTree::showSelected() {
  bool hasShown = false;
  for (Node* node : selected_) {
    if (!node->isShown) {
      setShown(*node, true);
      hasShown = true;
    }
  }
  for (Node* node : shown_) {
    if (node->selectedFrame != frame_) {
      setShown(*node, false);
      hasShown = true;
    }
  }
  shown_ = selected_;
  return hasShown;
}

void GroundTree::setShown(Node& node, bool isShown) {
  node.isShown = isShown;
  node.eachHandle([&](TileHandle handle) {
    sink_.setShown(handle, isShown);
    hasChanged_ = true;
  });
}

void GroundTree::cancelUnwanted() {
  std::erase_if(running_, [&](Node* node) {
    if (node->wantedFrame == frame_) {
      return false;
    }
    node->stop.request_stop();
    node->serial = 0;
    return true;
  });
}

void GroundTree::startJobs() {
  const std::size_t most = std::size_t{jobs_.concurrency()} * 2;
  std::sort(wanted_.begin(), wanted_.end(), [](const Wanted& a, const Wanted& b) { return a.priority > b.priority; });
  for (const Wanted& wanted : wanted_) {
    if (running_.size() >= most) {
      return;
    }
    if (wanted.node->serial == 0) {
      start(*wanted.node);
    }
  }
}

void GroundTree::start(Node& node) {
  CellRequest request;
  request.plan = plan_;
  request.cell = node.cell;
  request.parentErrorMetres = node.parent != nullptr && node.parent->grid ? node.parent->grid->heightErrorMetres : 0.0;
  request.grid = node.grid;
  request.pictures = node.pictures;
  request.needsTile = node.ground == 0 || node.pictureVersion != plan_->pictureVersion;
  for (const DrapedLayer& layer : plan_->draped) {
    const auto place = node.draped.find(layer.id);
    if (place == node.draped.end() || place->second.version != layer.version) {
      request.draped.push_back(layer);
    }
  }
  node.serial = ++lastSerial_;
  node.stop = std::stop_source();
  running_.push_back(&node);
  jobs_.addShort(
      [inbox = inbox_, serial = node.serial, request = std::move(request)](const std::stop_token& stop) {
        inbox->push({serial, makeCell(request, stop)});
      },
      node.stop);
}

void GroundTree::evict() {
  if (root_ && byteSize_ > byteBudget_) {
    evictChildren(*root_);
  }
}

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
    detach(*child);
    child.reset();
  }
  return true;
}

void GroundTree::detach(Node& node) {
  node.eachHandle([&](TileHandle handle) {
    sink_.detach(handle);
    hasChanged_ = true;
  });
}

void GroundTree::detachTree(Node& node) {
  node.stop.request_stop();
  detach(node);
  for (const std::unique_ptr<Node>& child : node.children) {
    if (child) {
      detachTree(*child);
    }
  }
}

/// Keeps what is shown until releaseRetired(), and detaches the rest.
void GroundTree::retire(Node& node) {
  node.stop.request_stop();
  if (node.isShown) {
    node.eachHandle([&](TileHandle handle) { retired_.push_back(handle); });
  } else {
    detach(node);
  }
  for (const std::unique_ptr<Node>& child : node.children) {
    if (child) {
      retire(*child);
    }
  }
}

void GroundTree::releaseRetired() {
  for (const TileHandle handle : std::exchange(retired_, {})) {
    sink_.detach(handle);
    hasChanged_ = true;
  }
}

}  // namespace belvedere::streaming
