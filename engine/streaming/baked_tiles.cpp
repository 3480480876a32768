#include "engine/streaming/baked_tiles.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "engine/core/common_messages.h"

namespace belvedere::streaming {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostAskedPerThread = 4;  // few, so that what a moved view needs has not long to wait
constexpr double kVisibleFirst = 1e6;
constexpr double kCoarser = 1.5;
constexpr int kMostCoarsenings = 16;

/// What a tile's mesh will take, near enough.
std::size_t expectedBytes(const tiling::BakedTile& tile) {
  return sizeof(tiling::TileMesh) +
         tile.vertices * (sizeof(glm::vec3) + sizeof(glm::i8vec4) + sizeof(std::uint32_t) + 1) +
         tile.triangles * 3 * sizeof(std::uint32_t);
}

geo::Bounds3 moved(const geo::Bounds3& bounds, const glm::dvec3& shift) {
  return {bounds.min + shift, bounds.max + shift};
}

}  // namespace

BakedTiles::BakedTiles(scene::LayerId layer, std::shared_ptr<const BakedLayer> baked, const glm::dvec3& sceneOrigin,
                       JobQueue& jobs, TileSink& sink)
    : layer_(layer), baked_(std::move(baked)), sceneOrigin_(sceneOrigin), jobs_(jobs), sink_(sink) {
  const std::vector<tiling::BakedTile>& tiles = baked_->tiles();
  nodes_.resize(tiles.size());
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::uint32_t> known;
  for (std::uint32_t i = 0; i < tiles.size(); ++i) {
    nodes_[i].bytes = expectedBytes(tiles[i]);
    known[{tiles[i].level, tiles[i].x, tiles[i].y}] = i;
    if (i > 0) {
      const std::uint32_t parent = known.at({tiles[i].level - 1, tiles[i].x / 2, tiles[i].y / 2});
      nodes_[parent].children.push_back(i);
      nodes_[i].standIn = tiles[parent].hasContent() ? parent : nodes_[parent].standIn;
    }
  }
}

BakedTiles::~BakedTiles() {
  for (Node& node : nodes_) {
    node.stop.request_stop();
    if (node.state == State::Ready) {
      sink_.detach(node.handle);
    }
  }
}

bool BakedTiles::update(const ViewGeometry& view, double tolerance, Clock::time_point deadline) {
  ++frame_;
  bool hasChanged = takeRead(deadline);
  choose(view, tolerance);
  hasChanged = showCover() || hasChanged;
  findStandIns();
  ask();
  return evict() || hasChanged;
}

bool BakedTiles::isSettled() const {
  return std::all_of(chosen_.begin(), chosen_.end(), [&](const Choice& choice) {
    return nodes_[choice.node].state == State::Ready && nodes_[choice.node].isShown;
  });
}

bool BakedTiles::takeRead(Clock::time_point deadline) {
  bool hasChanged = false;
  while (std::optional<Read> read = inbox_->take()) {
    Node& node = nodes_[read->node];
    --asked_;
    if (!read->mesh) {
      node.state = State::Absent;
      if (read->mesh.error().code != ErrorCode::Cancelled) {
        failure_ = failure_.value_or(read->mesh.error());
      }
      continue;
    }
    node.bytes = (*read->mesh)->byteSize();
    node.handle = sink_.attach(layer_, std::move(*read->mesh));
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

/// The tiles that show the layer as finely as the view asks for and the budget allows.
void BakedTiles::choose(const ViewGeometry& view, double tolerance) {
  for (int i = 0; i <= kMostCoarsenings; ++i) {
    chosen_.clear();
    if (!nodes_.empty()) {
      chooseBelow(0, view, tolerance);
    }
    std::size_t bytes = 0;
    for (const Choice& choice : chosen_) {
      bytes += nodes_[choice.node].bytes;
    }
    if (bytes <= byteBudget_) {
      break;
    }
    tolerance *= kCoarser;
  }
  std::sort(chosen_.begin(), chosen_.end(), [](const Choice& a, const Choice& b) {
    return a.priority > b.priority || (a.priority == b.priority && a.node < b.node);
  });
  chosen_.resize(dropBeyondBudget());
  for (const Choice& choice : chosen_) {
    Node& node = nodes_[choice.node];
    node.chosenFrame = node.usedFrame = frame_;
    node.isVisible = choice.priority >= kVisibleFirst;
  }
}

void BakedTiles::chooseBelow(std::uint32_t index, const ViewGeometry& view, double tolerance) {
  const tiling::BakedTile& tile = baked_->tiles()[index];
  const Node& node = nodes_[index];
  const geo::Bounds3 box = moved(tile.bounds, baked_->content().origin - sceneOrigin_);
  const double pixels = std::min(view.pixelsPerMetre(box), kVisibleFirst / 2.0);
  const bool isFineEnough = tile.hasContent() && tile.geometricErrorMetres * pixels <= tolerance;
  if (node.children.empty() || isFineEnough) {
    chosen_.push_back({index, pixels + (view.isVisible(box) ? kVisibleFirst : 0.0)});
    return;
  }
  for (const std::uint32_t child : node.children) {
    chooseBelow(child, view, tolerance);
  }
}

/// How many of the chosen tiles fit; where even the coarsest do not, the last ones are not shown.
std::size_t BakedTiles::dropBeyondBudget() {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < chosen_.size(); ++i) {
    bytes += nodes_[chosen_[i].node].bytes;
    if (bytes > byteBudget_ && i > 0) {
      return i;
    }
  }
  return chosen_.size();
}

/// Adds the tiles that show what is below a node as well as what is there allows. False where something stays open.
bool BakedTiles::cover(std::uint32_t index, bool isBelowChosen, std::vector<std::uint32_t>& shown) const {
  const Node& node = nodes_[index];
  const bool isChosen = node.chosenFrame == frame_;
  if (isChosen && node.state == State::Ready) {
    shown.push_back(index);
    return true;
  }
  if (isChosen && !node.isVisible) {
    return true;  // what is in the picture need not wait for it
  }
  if (node.children.empty() && !isChosen && !isBelowChosen) {
    return true;  // beyond the budget
  }
  const std::size_t before = shown.size();
  if (coverByChildren(index, isChosen || isBelowChosen, shown)) {
    return true;
  }
  if (node.state == State::Ready) {
    shown.resize(before);
    shown.push_back(index);
    return true;
  }
  return false;
}

bool BakedTiles::coverByChildren(std::uint32_t index, bool isBelowChosen, std::vector<std::uint32_t>& shown) const {
  const Node& node = nodes_[index];
  bool isCovered = !node.children.empty();
  for (const std::uint32_t child : node.children) {
    isCovered = cover(child, isBelowChosen, shown) && isCovered;
  }
  return isCovered;
}

bool BakedTiles::showCover() {
  std::vector<std::uint32_t> shown;
  if (!nodes_.empty()) {
    cover(0, false, shown);
  }
  std::vector<bool> isToShow(nodes_.size(), false);
  for (const std::uint32_t index : shown) {
    isToShow[index] = true;
  }
  bool hasChanged = false;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].isShown != isToShow[i]) {
      nodes_[i].isShown = isToShow[i];
      sink_.setShown(nodes_[i].handle, isToShow[i]);
      hasChanged = true;
    }
  }
  return hasChanged;
}

/// What is to be read: the chosen tiles, and ahead of one in the picture where nothing stands yet all that stand for it
/// from afar, the coarsest first; these as far as the budget allows.
void BakedTiles::findStandIns() {
  wanted_.clear();
  std::size_t bytes = 0;
  for (const Choice& choice : chosen_) {
    bytes += nodes_[choice.node].bytes;
  }
  std::vector<std::uint32_t> chain;
  for (const Choice& choice : chosen_) {
    const Node& chosen = nodes_[choice.node];
    if (chosen.state == State::Ready) {
      continue;
    }
    chain.clear();
    for (std::uint32_t i = chosen.standIn; chosen.isVisible && i != kNone; i = nodes_[i].standIn) {
      Node& node = nodes_[i];
      const std::size_t more = node.usedFrame != frame_ ? node.bytes : 0;
      if (bytes + more <= byteBudget_) {
        bytes += more;
        node.usedFrame = frame_;
        chain.push_back(i);
      }
    }
    wanted_.insert(wanted_.end(), chain.rbegin(), chain.rend());
    wanted_.push_back(choice.node);
  }
}

void BakedTiles::ask() {
  for (Node& node : nodes_) {
    if (node.state == State::Asked && node.usedFrame != frame_) {
      node.stop.request_stop();
    }
  }
  const std::size_t most = kMostAskedPerThread * jobs_.concurrency();
  for (const std::uint32_t index : wanted_) {
    if (asked_ >= most || failure_) {
      return;
    }
    if (nodes_[index].state == State::Absent) {
      read(index);
    }
  }
}

void BakedTiles::read(std::uint32_t index) {
  Node& node = nodes_[index];
  node.state = State::Asked;
  node.stop = std::stop_source();
  ++asked_;
  const tiling::BakedTile& tile = baked_->tiles()[index];
  jobs_.addShort(
      [inbox = inbox_, baked = baked_, origin = sceneOrigin_, index, &tile, stop = node.stop](const std::stop_token&) {
        if (stop.stop_requested()) {
          inbox->push({index, fail(ErrorCode::Cancelled, Message(kCancelled))});
        } else {
          inbox->push({index, baked->readTile(tile, origin)});
        }
      },
      std::stop_source());  // each answers, so that the count of those under way holds
}

/// Gives up what is not shown and was used longest ago, until the budget is kept.
bool BakedTiles::evict() {
  if (byteSize_ <= byteBudget_) {
    return false;
  }
  std::vector<std::uint32_t> spare;
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].state == State::Ready && !nodes_[i].isShown && nodes_[i].usedFrame != frame_) {
      spare.push_back(i);
    }
  }
  std::sort(spare.begin(), spare.end(),
            [&](std::uint32_t a, std::uint32_t b) { return nodes_[a].usedFrame < nodes_[b].usedFrame; });
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
