#include "engine/tiling/point_baking.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/core/binary_archive.h"
#include "engine/tiling/detail/bake_queue.h"
#include "engine/tiling/detail/cube_baker.h"

namespace belvedere::tiling {

namespace {

constexpr MessageId kBuildingTree{"progress-points-tree", N_("Making levels of detail")};

std::uint64_t curvePlaceOf(const glm::uvec3& cell) { return curvePlace(cell.x, cell.y, cell.z); }

/// The nodes of an octree as jobs: the cubes of a sorted cloud as leaves, each with all below it, and what is above
/// them level by level.
class NodeMaker {
 public:
  NodeMaker(const PointBaking& baking, const std::stop_token& stop)
      : baking_(baking), root_(baking.points.bounds), stop_(stop) {}

  detail::BakeQueue queue(const BakeShare& share) {
    return detail::BakeQueue({baking_.folder, baking_.stage, share, 1, Message(kBuildingTree)}, plan(share.count),
                             [this](std::size_t job) { return make(job); });
  }
  /// For the making of parents, which ask it for their children.
  void setQueue(const detail::BakeQueue& queue) { queue_ = &queue; }

  Result<PointTree> wholeTree() const {
    PointTree tree;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      std::vector<PointNode> nodes;
      std::uint64_t leftOut = 0;
      BinaryReader reader(queue_->note(i).facts);
      reader(nodes, leftOut);
      if (!reader.isComplete()) {
        return failLevel();
      }
      tree.nodes.insert(tree.nodes.end(), nodes.begin(), nodes.end());
      tree.leftOut += leftOut;
    }
    std::sort(tree.nodes.begin(), tree.nodes.end(), [](const PointNode& a, const PointNode& b) {
      return std::tuple(a.level, a.z, a.y, a.x) < std::tuple(b.level, b.z, b.y, b.x);
    });
    takeBoundsUp(tree.nodes);
    return tree;
  }

 private:
  std::vector<detail::BakeJob> plan(std::uint32_t shares) {
    std::vector<detail::BakeJob> plan = sharedLeaves(shares);
    std::vector<std::size_t> level;
    for (const SpilledCube& cube : baking_.points.cubes) {
      level.push_back(keys_.size());
      keys_.push_back({baking_.points.level, cube.cell});
    }
    for (std::uint32_t above = baking_.points.level; above-- > 0 && !level.empty();) {
      std::map<detail::CubeKey, std::vector<std::size_t>> parents;
      for (const std::size_t job : level) {
        const glm::uvec3& cell = keys_[job].cell;
        parents[{above, {cell.x / 2, cell.y / 2, cell.z / 2}}].push_back(job);  // octant by octant
      }
      level.clear();
      for (auto& [key, children] : parents) {
        level.push_back(keys_.size());
        keys_.push_back(key);
        plan.push_back({std::move(children), 0});
      }
    }
    return plan;
  }

  /// The cubes, dealt out in the order of a curve so that most of what is above them belongs to one share too.
  std::vector<detail::BakeJob> sharedLeaves(std::uint32_t shares) const {
    const std::vector<SpilledCube>& cubes = baking_.points.cubes;
    std::vector<std::size_t> order(cubes.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      order[i] = i;
    }
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return curvePlaceOf(cubes[a].cell) < curvePlaceOf(cubes[b].cell); });
    std::vector<std::uint64_t> weights;
    weights.reserve(order.size());
    for (const std::size_t cube : order) {
      weights.push_back(cubes[cube].count);
    }
    const std::vector<std::uint32_t> owners = shareOut(weights, shares);
    std::vector<detail::BakeJob> leaves(cubes.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      leaves[order[i]].owner = owners[i];
    }
    return leaves;
  }

  Result<detail::BakeNote> make(std::size_t job) const {
    detail::CubeBaker baker(baking_.folder, root_, baking_.memoryBytes, detail::temporaryName(job), stop_);
    const std::vector<std::size_t>& children = queue_->jobs()[job].children;
    auto chosen = children.empty() ? makeLeaf(job, baker) : makeParent(job, children, baker);
    if (!chosen) {
      return tl::unexpected(chosen.error());
    }
    if (keys_[job].level == 0) {
      chosen->clear();  // nothing is above
    }
    BinaryWriter writer;
    writer(*chosen);
    auto file = writeBakedFile(baking_.folder, detail::levelFile(job), writer.bytes());
    if (!file) {
      return tl::unexpected(file.error());
    }
    detail::BakeNote note;
    note.files.push_back(std::move(*file));
    for (const PointNode& node : baker.nodes()) {
      note.files.push_back({node.path().generic_string(), node.bytes, node.hash});
    }
    BinaryWriter facts;
    std::uint64_t leftOut = baker.leftOut();
    facts(baker.nodes(), leftOut);
    note.facts = std::move(facts.bytes());
    return note;
  }

  Result<detail::Choice> makeLeaf(std::size_t job, detail::CubeBaker& baker) const {
    const auto spill = BakeFile::open(baking_.spillFile);
    if (!spill) {
      return tl::unexpected(spill.error());
    }
    return baker.bakeCube(*spill, baking_.points.level, baking_.points.cubes[job]);
  }

  Result<detail::Choice> makeParent(std::size_t job, const std::vector<std::size_t>& children,
                                    detail::CubeBaker& baker) const {
    detail::Choice below;
    for (const std::size_t child : children) {
      const auto bytes = readBakedFile(baking_.folder, queue_->note(child).files.front());
      if (!bytes) {
        return tl::unexpected(bytes.error());
      }
      detail::Choice chosen;
      BinaryReader reader(*bytes);
      reader(chosen);
      if (!reader.isComplete()) {
        return failLevel();
      }
      below.insert(below.end(), chosen.begin(), chosen.end());
    }
    return baker.bakeInner(keys_[job], below);
  }

  /// A node's box holds all that lies below it.
  static void takeBoundsUp(std::vector<PointNode>& nodes) {
    const auto children = childrenOf(nodes);
    for (std::size_t i = nodes.size(); i-- > 0;) {
      for (const std::uint32_t child : children[i]) {
        nodes[i].bounds.add(nodes[child].bounds);
      }
    }
  }

  tl::unexpected<Error> failLevel() const {
    return fail(ErrorCode::InvalidData, Message(detail::kLevelDamaged), baking_.folder.string());
  }

  const PointBaking& baking_;
  detail::RootCube root_;
  std::stop_token stop_;
  std::vector<detail::CubeKey> keys_;  ///< of the jobs: cubes first, the root last
  const detail::BakeQueue* queue_ = nullptr;
};

}  // namespace

Result<PointTree> bakePoints(const PointBaking& baking, const std::stop_token& stop, const ProgressSink& progress) {
  NodeMaker maker(baking, stop);
  detail::BakeQueue queue = maker.queue(BakeShare());
  maker.setQueue(queue);
  if (auto status = queue.run(stop, progress); !status) {
    return tl::unexpected(status.error());
  }
  return maker.wholeTree();
}

Status bakePointShare(const PointBaking& baking, const BakeShare& share, const std::stop_token& stop,
                      const ProgressSink& progress) {
  NodeMaker maker(baking, stop);
  detail::BakeQueue queue = maker.queue(share);
  maker.setQueue(queue);
  return queue.run(stop, progress);
}

Result<JoinedPoints> joinPointShares(const PointBaking& baking, std::uint32_t count, const std::stop_token& stop,
                                     const ProgressSink& progress) {
  NodeMaker maker(baking, stop);
  detail::BakeQueue queue = maker.queue({0, count});
  maker.setQueue(queue);
  auto faults = queue.join(stop, progress);
  if (!faults) {
    return tl::unexpected(faults.error());
  }
  if (!faults->empty()) {
    return JoinedPoints{std::move(*faults), {}};
  }
  auto tree = maker.wholeTree();
  if (!tree) {
    return tl::unexpected(tree.error());
  }
  return JoinedPoints{{}, std::move(*tree)};
}

}  // namespace belvedere::tiling
