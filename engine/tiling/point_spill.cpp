#include "engine/tiling/detail/point_spill.h"

#include <algorithm>
#include <span>

namespace belvedere::tiling::detail {

namespace {

constexpr MessageId kPointsDamaged{"bake-points-damaged", N_("An intermediate file of the baking is damaged.")};

constexpr std::size_t kReadPoints = std::size_t{1} << 18;

}  // namespace

Status PointSpill::add(const TreePoint& point) {
  const CubeKey key = CubeKey::of(point.place, level_);
  if (last_ == nullptr || last_->cube.cell != key.cell) {
    last_ = &contents_[key];
    last_->cube.cell = key.cell;
  }
  last_->points.push_back(point);
  ++last_->cube.count;
  return ++held_ > mostHeld_ ? flush() : Status();
}

Status PointSpill::flush() {
  if (!file_) {
    auto file = BakeFile::create(path_);
    if (!file) {
      return tl::unexpected(file.error());
    }
    file_.emplace(std::move(*file));
  }
  for (auto& [key, held] : contents_) {
    if (held.points.empty()) {
      continue;
    }
    const auto bytes = std::as_bytes(std::span(held.points));
    held.cube.runs.push_back({file_->size(), bytes.size(), hashOf(bytes)});
    if (Status written = file_->append(bytes); !written) {
      return written;
    }
    held.points = {};
  }
  held_ = 0;
  return {};
}

Result<std::vector<SpilledCube>> PointSpill::finish() {
  Status written = flush();
  if (written) {
    written = file_->close();
  }
  if (!written) {
    return tl::unexpected(written.error());
  }
  std::vector<SpilledCube> cubes;
  for (auto& [key, held] : contents_) {
    cubes.push_back(std::move(held.cube));
  }
  contents_.clear();
  return cubes;
}

Status readCube(const BakeFile& file, const SpilledCube& cube,
                const std::function<Status(std::span<const TreePoint>)>& sink) {
  std::vector<TreePoint> points;
  for (const SpillRun& run : cube.runs) {
    ContentHasher hasher;
    const std::uint64_t count = run.byteCount / sizeof(TreePoint);
    for (std::uint64_t done = 0; done < count; done += points.size()) {
      points.resize(std::min<std::uint64_t>(count - done, kReadPoints));
      const std::span<std::byte> bytes = std::as_writable_bytes(std::span(points));
      if (Status read = file.readAt(run.offset + done * sizeof(TreePoint), bytes); !read) {
        return read;
      }
      hasher.addBytes(bytes);
      if (Status taken = sink(points); !taken) {
        return taken;
      }
    }
    if (hasher.finish() != run.hash) {
      return fail(ErrorCode::InvalidData, Message(kPointsDamaged));
    }
  }
  return {};
}

}  // namespace belvedere::tiling::detail
