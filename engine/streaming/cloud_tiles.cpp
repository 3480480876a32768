#include "engine/streaming/cloud_tiles.h"

#include <algorithm>
#include <queue>
#include <utility>

namespace belvedere::streaming {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kMostPixels = 1e6;  // of the spacing, where the eye is in the box

std::vector<std::size_t> expectedBytes(const CloudContent& content) {
  std::vector<std::size_t> bytes;
  for (const tiling::PointNode& node : content.nodes) {
    bytes.push_back(sizeof(tiling::PointTile) + node.points * sizeof(tiling::PointVertex));
  }
  return bytes;
}

}  // namespace

CloudTiles::CloudTiles(scene::LayerId layer, std::shared_ptr<const BakedCloud> cloud, const glm::dvec3& sceneOrigin,
                       JobQueue& jobs, TileSink& sink)
    : nodes_(cloud->content().nodes.size()),
      loads_(
          layer, expectedBytes(cloud->content()),
          [cloud, sceneOrigin](std::uint32_t node) { return cloud->readNode(node, sceneOrigin); }, jobs, sink) {
  const CloudContent& content = cloud->content();
  const glm::dvec3 shift = content.origin - sceneOrigin;
  auto children = tiling::childrenOf(content.nodes);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const tiling::PointNode& node = content.nodes[i];
    nodes_[i].children = std::move(children[i]);
    nodes_[i].box = {node.bounds.min + shift, node.bounds.max + shift};
    nodes_[i].spacing = node.spacingMetres;
  }
}

bool CloudTiles::update(const ViewGeometry& view, const ViewGeometry* ahead, double pixelTolerance,
                        Clock::time_point deadline) {
  if (nodes_.empty()) {
    return false;
  }
  ++frame_;
  loads_.beginFrame();
  bool hasChanged = loads_.take(deadline);
  Choice choice = choose(view, pixelTolerance);
  wishes_ = std::move(choice.wishes);
  bytesWished_ = choice.bytesWished;
  std::size_t bytes = 0;
  std::vector<std::uint32_t> wanted;
  for (const Wish& wish : wishes_) {
    nodes_[wish.node].wantedFrame = frame_;
    loads_.use(wish.node);
    bytes += loads_.bytes(wish.node);
    wanted.push_back(wish.node);
  }
  hasChanged = show(0) || hasChanged;
  if (ahead != nullptr) {
    for (const Wish& wish : choose(*ahead, pixelTolerance).wishes) {
      const std::size_t more = loads_.isUsed(wish.node) ? 0 : loads_.bytes(wish.node);
      if (more > 0 && bytes + more <= byteBudget_) {
        bytes += more;
        loads_.use(wish.node);
        wanted.push_back(wish.node);
      }
    }
  }
  loads_.ask(wanted);
  return loads_.evict(byteBudget_) || hasChanged;
}

bool CloudTiles::isSettled() const {
  return std::all_of(wishes_.begin(), wishes_.end(), [&](const Wish& wish) { return loads_.isReady(wish.node); });
}

/// From the root down, where points stand furthest apart in the picture first, until they are near enough everywhere or
/// the budget is used. What stands furthest apart comes first.
CloudTiles::Choice CloudTiles::choose(const ViewGeometry& view, double pixelTolerance) const {
  const auto pixelsOf = [&](std::uint32_t index) {
    const Node& node = nodes_[index];
    return node.spacing * std::min(view.pixelsPerMetre(node.box), kMostPixels / std::max(node.spacing, 1e-6));
  };
  const auto isLater = [](const Wish& a, const Wish& b) {
    return a.priority < b.priority || (a.priority == b.priority && a.node > b.node);
  };
  Choice choice;
  std::priority_queue<Wish, std::vector<Wish>, decltype(isLater)> open(isLater);
  std::size_t bytes = 0;
  std::size_t beyond = 0;
  const auto want = [&](std::uint32_t index) {
    bytes += loads_.bytes(index);
    const Wish wish{index, pixelsOf(index)};
    choice.wishes.push_back(wish);
    open.push(wish);
  };
  if (view.isVisible(nodes_.front().box)) {
    want(0);
  }
  const double finest = kSpacingPixels * pixelTolerance;
  while (!open.empty() && open.top().priority > finest) {
    const std::uint32_t index = open.top().node;
    open.pop();
    std::size_t more = 0;
    for (const std::uint32_t child : nodes_[index].children) {
      more += view.isVisible(nodes_[child].box) ? loads_.bytes(child) : 0;
    }
    if (bytes + more > byteBudget_) {
      beyond += more;
      continue;
    }
    for (const std::uint32_t child : nodes_[index].children) {
      if (view.isVisible(nodes_[child].box)) {
        want(child);
      }
    }
  }
  choice.bytesWished = bytes + beyond;
  std::sort(choice.wishes.begin(), choice.wishes.end(), [](const Wish& a, const Wish& b) {
    return a.priority > b.priority || (a.priority == b.priority && a.node < b.node);
  });
  return choice;
}

/// Whether a node, or what is wanted below it, is all there.
bool CloudTiles::canStand(std::uint32_t index) const {
  if (loads_.isReady(index)) {
    return true;
  }
  bool isAnyWanted = false;
  for (const std::uint32_t child : nodes_[index].children) {
    if (isWanted(child)) {
      isAnyWanted = true;
      if (!canStand(child)) {
        return false;
      }
    }
  }
  return isAnyWanted;
}

/// Shows what is wanted of a node and below as well as what is there allows: the node itself until all of its wanted
/// children can stand for it.
bool CloudTiles::show(std::uint32_t index) {
  bool isRefined = false;
  bool isCovered = true;
  for (const std::uint32_t child : nodes_[index].children) {
    if (isWanted(child)) {
      isRefined = true;
      isCovered = isCovered && canStand(child);
    }
  }
  const bool isItself = isWanted(index) && loads_.isReady(index) && !(isRefined && isCovered);
  bool hasChanged = loads_.setShown(index, isItself);
  for (const std::uint32_t child : nodes_[index].children) {
    hasChanged = (isWanted(child) && !isItself ? show(child) : hideBelow(child)) || hasChanged;
  }
  return hasChanged;
}

bool CloudTiles::hideBelow(std::uint32_t index) {
  bool hasChanged = loads_.setShown(index, false);
  if (loads_.shownCount() == 0) {
    return hasChanged;
  }
  for (const std::uint32_t child : nodes_[index].children) {
    hasChanged = hideBelow(child) || hasChanged;
  }
  return hasChanged;
}

}  // namespace belvedere::streaming
