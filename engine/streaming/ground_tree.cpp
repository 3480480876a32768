#include "engine/streaming/ground_tree.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/streaming/detail/ground_node.h"

namespace belvedere::streaming {

namespace {

constexpr std::uint8_t kDeepestLevel = 24;
constexpr double kHeightTolerance = 2.0;  ///< how much more than a picture's texel a height may be off, on the screen
constexpr double kNormalTolerance = 3.0;  ///< the same of a normal map's texel
constexpr double kDrapedTolerance = 1.4;  ///< the same of shapes, whose corners are then off by 2 pixels at most
constexpr double kSameSize = 1.1;         ///< texels this much larger than the source's pixels are as good
constexpr double kHiddenPriority = 1e-3;  ///< of what lies outside the picture, against what lies in it

}  // namespace

GroundTree::GroundTree(JobQueue& jobs, TileSink& sink, Discards& discards, ErrorSink errors)
    : jobs_(jobs),
      sink_(sink),
      discards_(discards),
      errors_(std::move(errors)),
      inbox_(std::make_shared<Inbox<Finished>>()) {}

GroundTree::~GroundTree() {
  if (root_) {
    detachTree(*root_);
  }
  releaseRetired();
}

void GroundTree::setPlan(std::shared_ptr<const GroundPlan> plan, bool keepsCells) {
  discards_.free(std::exchange(plan_, std::move(plan)));
  hasChanged_ = true;
  if (root_ && plan_ && keepsCells) {
    dropStaleLayers(*root_);
    return;
  }
  if (root_) {
    retire(*root_);
    discards_.free(std::move(root_));
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
  now_ = std::chrono::steady_clock::now();
  awaitsRetry_ = false;
  takeFinished(deadline);
  selected_.clear();
  wanted_.clear();
  if (root_) {
    select(*root_, view, pixelTolerance * coarsening_);
  }
  showSelected();
  if (!retired_.empty() && (!root_ || isUsable(*root_))) {
    releaseRetired();
  }
  cancelUnwanted();
  startJobs();
  evict();
  keepBudget();
  return std::exchange(hasChanged_, false);
}

bool GroundTree::isSettled() const {
  return wanted_.empty() && running_.empty() && !isCoarsening() && !applying_ && !awaitsRetry_ && inbox_->isEmpty();
}

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
      plan.add(layer.raster->isService() ? geo::Bounds2() : layer.raster->extent());
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

void GroundTree::takeFinished(std::chrono::steady_clock::time_point deadline) {
  for (bool hasAttached = false; !hasAttached || std::chrono::steady_clock::now() < deadline;) {
    if (!applying_ && !(applying_ = inbox_->take())) {
      return;
    }
    Node* node = findRunning(applying_->serial);
    const bool isWanted = node != nullptr && applying_->result.isComplete;  // not of a ground that is gone
    if (isWanted && applyNext(*node, applying_->result)) {
      hasAttached = true;
      continue;
    }
    if (node != nullptr) {
      std::erase(running_, node);
      node->serial = 0;
    } else {
      discards_.free(std::move(*applying_));
    }
    applying_.reset();
  }
}

GroundTree::Node* GroundTree::findRunning(std::uint64_t serial) const {
  const auto place =
      std::find_if(running_.begin(), running_.end(), [&](const Node* node) { return node->serial == serial; });
  return place != running_.end() ? *place : nullptr;
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

bool GroundTree::needsRetry(const Node& node) const { return node.failures > 0 && now_ >= node.retryAt; }

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

/// How far shapes of shown layers may be from their place.
double GroundTree::drapedError(const Node& node) const {
  double error = 0.0;
  for (const auto& [id, draped] : node.draped) {
    if (draped.errorMetres > error && isShownDraped(id)) {
      error = draped.errorMetres;
    }
  }
  return error;
}

/// How far a cell is from what it should show, in pixels of tolerance: its heights, its picture's texels, its normals,
/// or the shapes on it.
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
  const double error =
      std::max({node.grid->errorMetres / kHeightTolerance, normals / kNormalTolerance,
                texelError(node.finestImageryMetres, kPicturePixels), drapedError(node) / kDrapedTolerance});
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
  awaitsRetry_ = awaitsRetry_ || node.awaitsRetry();
  if (!isComplete(node) || needsRetry(node)) {
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

/// Cells that wait for a map service take half of the room, so that the others are made all the same.
void GroundTree::startJobs() {
  const std::size_t most = std::size_t{jobs_.concurrency()} * 2;
  auto awaiting = static_cast<std::size_t>(
      std::count_if(running_.begin(), running_.end(), [](const Node* node) { return node->awaitsService; }));
  std::sort(wanted_.begin(), wanted_.end(), [](const Wanted& a, const Wanted& b) { return a.priority > b.priority; });
  for (const Wanted& wanted : wanted_) {
    if (running_.size() >= most) {
      return;
    }
    const bool awaitsService = wanted.node->serial == 0 && needsService(*wanted.node);
    if (wanted.node->serial == 0 && !(awaitsService && awaiting >= most / 2)) {
      start(*wanted.node, awaitsService);
      awaiting += awaitsService ? 1U : 0U;
    }
  }
}

bool GroundTree::needsTile(const Node& node) const {
  return node.ground == 0 || needsRetry(node) || node.pictureVersion != plan_->pictureVersion;
}

/// Whether a server may be asked before a cell is made.
bool GroundTree::needsService(const Node& node) const {
  const geo::Bounds2 area = plan_->square.area(node.cell);
  return needsTile(node) && std::any_of(plan_->imagery.begin(), plan_->imagery.end(), [&](const RasterLayer& layer) {
           return layer.raster->isService() && layer.raster->extent().overlaps(area);
         });
}

CellRequest GroundTree::requestFor(const Node& node) const {
  CellRequest request;
  request.plan = plan_;
  request.cell = node.cell;
  if (node.parent != nullptr && node.parent->grid) {
    request.parentErrorMetres = node.parent->grid->heightErrorMetres;
    request.parentGrid = node.parent->grid;
    request.parentPictures = node.parent->pictures;
  }
  const bool isRetry = needsRetry(node);
  const bool areHeightsUnread =
      isRetry && std::any_of(plan_->terrain.begin(), plan_->terrain.end(),
                             [&](const RasterLayer& layer) { return node.isUnread(layer.id); });
  request.grid = areHeightsUnread ? nullptr : node.grid;
  request.pictures = node.pictures;
  for (const scene::LayerId unread : node.unread) {
    request.pictures.erase(unread);
  }
  request.needsTile = needsTile(node);
  for (const DrapedLayer& layer : plan_->draped) {
    const auto place = node.draped.find(layer.id);
    if (areHeightsUnread || place == node.draped.end() || place->second.version != layer.version) {
      request.draped.push_back(layer);
    }
  }
  return request;
}

void GroundTree::start(Node& node, bool awaitsService) {
  node.serial = ++lastSerial_;
  node.awaitsService = awaitsService;
  node.stop = std::stop_source();
  running_.push_back(&node);
  auto work = [inbox = inbox_, serial = node.serial, request = requestFor(node)](const std::stop_token& stop) {
    inbox->push({serial, makeCell(request, stop)});
  };
  awaitsService ? jobs_.addAwaitingService(std::move(work), node.stop) : jobs_.addShort(std::move(work), node.stop);
}

}  // namespace belvedere::streaming
