#include "engine/streaming/cloud_tiles.h"

#include <algorithm>
#include <queue>
#include <utility>

#include "engine/core/common_messages.h"

namespace belvedere::streaming {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostAskedPerThread = 4;  // few, so that what a moved view needs has not long to wait
constexpr double kMostPixels = 1e6;             // of the spacing, where the eye is in the box

}  // namespace

CloudTiles::CloudTiles(scene::LayerId layer, std::shared_ptr<const BakedCloud> cloud, const glm::dvec3& sceneOrigin,
                       JobQueue& jobs, TileSink& sink)
    : layer_(layer), cloud_(std::move(cloud)), sceneOrigin_(sceneOrigin), jobs_(jobs), sink_(sink) {
  const CloudContent& content = cloud_->content();
  const glm::dvec3 shift = content.origin - sceneOrigin_;
  auto children = tiling::childrenOf(content.nodes);
  nodes_.resize(content.nodes.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const tiling::PointNode& node = content.nodes[i];
    nodes_[i].children = std::move(children[i]);
    nodes_[i].box = {node.bounds.min + shift, node.bounds.max + shift};
    nodes_[i].spacing = node.spacingMetres;
    nodes_[i].bytes = sizeof(tiling::PointTile) + node.points * sizeof(tiling::PointVertex);
  }
}

CloudTiles::~CloudTiles() {
  for (Node& node : nodes_) {
    node.stop.request_stop();
    if (node.state == State::Ready) {
      sink_.detach(node.handle);
    }
  }
}

bool CloudTiles::update(const ViewGeometry& view, double pixelTolerance, Clock::time_point deadline) {
  if (nodes_.empty()) {
    return false;
  }
  ++frame_;
  bool hasChanged = takeRead(deadline);
  choose(view, pixelTolerance);
  hasChanged = show(0) || hasChanged;
  ask();
  return evict() || hasChanged;
}

bool CloudTiles::isSettled() const {
  return std::all_of(wishes_.begin(), wishes_.end(),
                     [&](const Wish& wish) { return nodes_[wish.node].state == State::Ready; });
}

bool CloudTiles::takeRead(Clock::time_point deadline) {
  bool hasChanged = false;
  while (std::optional<Read> read = inbox_->take()) {
    Node& node = nodes_[read->node];
    --asked_;
    if (!read->tile) {
      node.state = State::Absent;
      if (read->tile.error().code != ErrorCode::Cancelled) {
        failure_ = failure_.value_or(read->tile.error());
      }
      continue;
    }
    node.handle = sink_.attach(layer_, std::move(*read->tile));
    sink_.setShown(node.handle, false);
    node.state = State::Ready;
    byteSize_ += node.bytes;
    hasChanged = true;
    if (Clock::now() >= deadline) {
      break;
    }
  }
  return hasChanged;
}

/// From the root down, where points stand furthest apart in the picture first, until they are near enough everywhere or
/// the budget is used.
void CloudTiles::choose(const ViewGeometry& view, double pixelTolerance) {
  const auto pixelsOf = [&](std::uint32_t index) {
    const Node& node = nodes_[index];
    return node.spacing * std::min(view.pixelsPerMetre(node.box), kMostPixels / std::max(node.spacing, 1e-6));
  };
  const auto isLater = [](const Wish& a, const Wish& b) {
    return a.priority < b.priority || (a.priority == b.priority && a.node > b.node);
  };
  for (Node& node : nodes_) {
    node.isWanted = false;
  }
  wishes_.clear();
  std::priority_queue<Wish, std::vector<Wish>, decltype(isLater)> open(isLater);
  std::size_t bytes = 0;
  const auto want = [&](std::uint32_t index) {
    nodes_[index].isWanted = true;
    nodes_[index].usedFrame = frame_;
    bytes += nodes_[index].bytes;
    const Wish wish{index, pixelsOf(index)};
    wishes_.push_back(wish);
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
      more += view.isVisible(nodes_[child].box) ? nodes_[child].bytes : 0;
    }
    if (bytes + more > byteBudget_) {
      continue;
    }
    for (const std::uint32_t child : nodes_[index].children) {
      if (view.isVisible(nodes_[child].box)) {
        want(child);
      }
    }
  }
}

/// Shows what is wanted of a node and below as well as what is there allows: the node itself until all of its wanted
/// children can stand for it.
bool CloudTiles::show(std::uint32_t index) {
  const auto canStand = [&](const auto& self, std::uint32_t i) -> bool {
    const Node& node = nodes_[i];
    if (node.state == State::Ready) {
      return true;
    }
    bool isAnyWanted = false;
    for (const std::uint32_t child : node.children) {
      if (nodes_[child].isWanted) {
        isAnyWanted = true;
        if (!self(self, child)) {
          return false;
        }
      }
    }
    return isAnyWanted;
  };
  bool isRefined = false;
  bool isCovered = true;
  for (const std::uint32_t child : nodes_[index].children) {
    if (nodes_[child].isWanted) {
      isRefined = true;
      isCovered = isCovered && canStand(canStand, child);
    }
  }
  const bool isItself = nodes_[index].isWanted && nodes_[index].state == State::Ready && !(isRefined && isCovered);
  bool hasChanged = setShown(index, isItself);
  for (const std::uint32_t child : nodes_[index].children) {
    hasChanged = (nodes_[child].isWanted && !isItself ? show(child) : hideBelow(child)) || hasChanged;
  }
  return hasChanged;
}

bool CloudTiles::setShown(std::uint32_t index, bool isShown) {
  Node& node = nodes_[index];
  if (node.isShown == isShown) {
    return false;
  }
  node.isShown = isShown;
  shownCount_ += isShown ? 1U : ~std::size_t{0};
  sink_.setShown(node.handle, isShown);
  return true;
}

bool CloudTiles::hideBelow(std::uint32_t index) {
  bool hasChanged = setShown(index, false);
  if (shownCount_ == 0) {
    return hasChanged;
  }
  for (const std::uint32_t child : nodes_[index].children) {
    hasChanged = hideBelow(child) || hasChanged;
  }
  return hasChanged;
}

void CloudTiles::ask() {
  for (Node& node : nodes_) {
    if (node.state == State::Asked && !node.isWanted) {
      node.stop.request_stop();
    }
  }
  std::sort(wishes_.begin(), wishes_.end(), [](const Wish& a, const Wish& b) {
    return a.priority > b.priority || (a.priority == b.priority && a.node < b.node);
  });
  const std::size_t most = kMostAskedPerThread * jobs_.concurrency();
  for (const Wish& wish : wishes_) {
    Node& node = nodes_[wish.node];
    if (asked_ >= most || failure_) {
      return;
    }
    if (node.state != State::Absent) {
      continue;
    }
    node.state = State::Asked;
    node.stop = std::stop_source();
    ++asked_;
    jobs_.addShort(
        [inbox = inbox_, cloud = cloud_, origin = sceneOrigin_, index = wish.node,
         stop = node.stop](const std::stop_token&) {
          if (stop.stop_requested()) {
            inbox->push({index, fail(ErrorCode::Cancelled, Message(kCancelled))});
          } else {
            inbox->push({index, cloud->readNode(index, origin)});
          }
        },
        std::stop_source());  // each answers, so that the count of those under way holds
  }
}

/// Gives up what is not wanted and was used longest ago, until the budget is kept.
bool CloudTiles::evict() {
  if (byteSize_ <= byteBudget_) {
    return false;
  }
  std::vector<std::uint32_t> spare;
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].state == State::Ready && !nodes_[i].isShown && !nodes_[i].isWanted) {
      spare.push_back(i);
    }
  }
  std::sort(spare.begin(), spare.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(nodes_[a].usedFrame, a) < std::pair(nodes_[b].usedFrame, b);
  });
  bool hasChanged = false;
  for (const std::uint32_t index : spare) {
    if (byteSize_ <= byteBudget_) {
      break;
    }
    Node& node = nodes_[index];
    sink_.detach(node.handle);
    byteSize_ -= node.bytes;
    node.handle = 0;
    node.state = State::Absent;
    hasChanged = true;
  }
  return hasChanged;
}

}  // namespace belvedere::streaming
