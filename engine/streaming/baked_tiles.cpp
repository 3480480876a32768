#include "engine/streaming/baked_tiles.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace belvedere::streaming {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kVisibleFirst = 1e6;
constexpr double kCoarser = 1.5;
constexpr double kLeastTolerance = 1.0;  // pixels; full detail is coarsened from here
constexpr int kMostCoarsenings = 16;

/// What each tile's mesh will take, near enough.
std::vector<std::size_t> expectedBytes(const BakedLayer& baked) {
  std::vector<std::size_t> bytes;
  bytes.reserve(baked.tiles().size());
  for (const tiling::BakedTile& tile : baked.tiles()) {
    bytes.push_back(sizeof(tiling::TileMesh) +
                    tile.vertices * (sizeof(glm::vec3) + sizeof(glm::i8vec4) + sizeof(std::uint32_t) + 1) +
                    std::size_t{tile.triangles} * 3 * sizeof(std::uint32_t) + tile.pictureBytes);
  }
  return bytes;
}

template <class Choice>
bool isSooner(const Choice& a, const Choice& b) {
  return a.priority > b.priority || (a.priority == b.priority && a.node < b.node);
}

geo::Bounds3 moved(const geo::Bounds3& bounds, const glm::dvec3& shift) {
  return {bounds.min + shift, bounds.max + shift};
}

}  // namespace

BakedTiles::BakedTiles(scene::LayerId layer, std::shared_ptr<const BakedLayer> baked, const glm::dvec3& sceneOrigin,
                       JobQueue& jobs, TileSink& sink)
    : baked_(std::move(baked)),
      sceneOrigin_(sceneOrigin),
      nodes_(baked_->tiles().size()),
      loads_(
          layer, expectedBytes(*baked_),
          [baked = baked_, sceneOrigin](std::uint32_t tile) {
            return baked->readTile(baked->tiles()[tile], sceneOrigin);
          },
          jobs, sink) {
  const std::vector<tiling::BakedTile>& tiles = baked_->tiles();
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::uint32_t> known;
  for (std::uint32_t i = 0; i < tiles.size(); ++i) {
    known[{tiles[i].level, tiles[i].x, tiles[i].y}] = i;
    if (i > 0) {
      const std::uint32_t parent = known.at({tiles[i].level - 1, tiles[i].x / 2, tiles[i].y / 2});
      nodes_[parent].children.push_back(i);
      nodes_[i].standIn = tiles[parent].hasContent() ? parent : nodes_[parent].standIn;
    }
  }
}

bool BakedTiles::update(const ViewGeometry& view, const ViewGeometry* ahead, double tolerance,
                        Clock::time_point deadline) {
  ++frame_;
  loads_.beginFrame();
  bool hasChanged = loads_.take(deadline);
  choose(view, tolerance);
  hasChanged = showCover() || hasChanged;
  const std::size_t bytes = findStandIns();
  if (ahead != nullptr) {
    lookAhead(*ahead, bytes);
  }
  loads_.ask(wanted_);
  return loads_.evict(byteBudget_) || hasChanged;
}

bool BakedTiles::isSettled() const {
  return std::all_of(chosen_.begin(), chosen_.end(),
                     [&](const Choice& choice) { return loads_.isReady(choice.node) && loads_.isShown(choice.node); });
}

std::size_t BakedTiles::bytesOf(const std::vector<Choice>& chosen) const {
  std::size_t bytes = 0;
  for (const Choice& choice : chosen) {
    bytes += loads_.bytes(choice.node);
  }
  return bytes;
}

/// The tiles that show the layer as finely as the view asks for and the budget allows.
void BakedTiles::choose(const ViewGeometry& view, double tolerance) {
  for (int i = 0; i <= kMostCoarsenings; ++i) {
    chosen_.clear();
    if (!nodes_.empty()) {
      chooseBelow(0, view, tolerance, chosen_);
    }
    const std::size_t bytes = bytesOf(chosen_);
    bytesWished_ = i == 0 ? bytes : bytesWished_;
    usedTolerance_ = tolerance;
    if (bytes <= byteBudget_) {
      break;
    }
    tolerance = std::max(tolerance, kLeastTolerance) * kCoarser;
  }
  std::sort(chosen_.begin(), chosen_.end(), isSooner<Choice>);
  chosen_.resize(dropBeyondBudget());
  for (const Choice& choice : chosen_) {
    loads_.use(choice.node);
    nodes_[choice.node].chosenFrame = frame_;
    nodes_[choice.node].isVisible = choice.priority >= kVisibleFirst;
  }
}

void BakedTiles::chooseBelow(std::uint32_t index, const ViewGeometry& view, double tolerance,
                             std::vector<Choice>& chosen) const {
  const tiling::BakedTile& tile = baked_->tiles()[index];
  const Node& node = nodes_[index];
  const geo::Bounds3 box = moved(tile.bounds, baked_->content().origin - sceneOrigin_);
  const double pixels = std::min(view.pixelsPerMetre(box), kVisibleFirst / 2.0);
  const bool isFineEnough = tile.hasContent() && tile.geometricErrorMetres * pixels <= tolerance;
  if (node.children.empty() || isFineEnough) {
    chosen.push_back({index, pixels + (view.isVisible(box) ? kVisibleFirst : 0.0)});
    return;
  }
  for (const std::uint32_t child : node.children) {
    chooseBelow(child, view, tolerance, chosen);
  }
}

/// How many of the chosen tiles fit; where even the coarsest do not, the last ones are not shown.
std::size_t BakedTiles::dropBeyondBudget() const {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < chosen_.size(); ++i) {
    bytes += loads_.bytes(chosen_[i].node);
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
  if (isChosen && loads_.isReady(index)) {
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
  if (loads_.isReady(index)) {
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
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    hasChanged = loads_.setShown(i, isToShow[i]) || hasChanged;
  }
  return hasChanged;
}

/// What is to be read: the chosen tiles, and ahead of one in the picture where nothing stands yet all that stand for it
/// from afar, the coarsest first; these as far as the budget allows. Gives the bytes of what the view uses.
std::size_t BakedTiles::findStandIns() {
  wanted_.clear();
  std::size_t bytes = bytesOf(chosen_);
  std::vector<std::uint32_t> chain;
  for (const Choice& choice : chosen_) {
    if (loads_.isReady(choice.node)) {
      continue;
    }
    chain.clear();
    const Node& chosen = nodes_[choice.node];
    for (std::uint32_t i = chosen.standIn; chosen.isVisible && i != kNone; i = nodes_[i].standIn) {
      const std::size_t more = loads_.isUsed(i) ? 0 : loads_.bytes(i);
      if (bytes + more <= byteBudget_) {
        bytes += more;
        loads_.use(i);
        chain.push_back(i);
      }
    }
    wanted_.insert(wanted_.end(), chain.rbegin(), chain.rend());
    wanted_.push_back(choice.node);
  }
  return bytes;
}

/// What a view to come would show is wanted after all that this one shows, as far as the budget allows.
void BakedTiles::lookAhead(const ViewGeometry& ahead, std::size_t bytes) {
  std::vector<Choice> coming;
  if (!nodes_.empty()) {
    chooseBelow(0, ahead, usedTolerance_, coming);
  }
  std::sort(coming.begin(), coming.end(), isSooner<Choice>);
  for (const Choice& choice : coming) {
    if (choice.priority < kVisibleFirst) {
      return;
    }
    const std::size_t more = loads_.isUsed(choice.node) ? 0 : loads_.bytes(choice.node);
    if (bytes + more <= byteBudget_) {
      bytes += more;
      loads_.use(choice.node);
      wanted_.push_back(choice.node);
    }
  }
}

}  // namespace belvedere::streaming
