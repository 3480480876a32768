#include "engine/tiling/detail/point_spill.h"

#include <algorithm>
#include <span>

namespace belvedere::tiling {

namespace {

constexpr std::size_t kReadPoints = std::size_t{1} << 18;

}  // namespace

PointSpill::~PointSpill() {
  if (file_) {
    file_.reset();
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
}

Status PointSpill::add(const TreePoint& point) {
  const CellKey key = CellKey::of(point.place, level_);
  if (lastHeld_ == nullptr || lastKey_.cell != key.cell) {
    lastHeld_ = &contents_[key];
    lastCell_ = &cells_[key];
    lastKey_ = key;
  }
  lastHeld_->points.push_back(point);
  ++lastCell_->count;
  for (int axis = 0; axis < 3; ++axis) {
    lastCell_->least[axis] = std::min(lastCell_->least[axis], point.place[axis]);
    lastCell_->most[axis] = std::max(lastCell_->most[axis], point.place[axis]);
  }
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
    held.runs.push_back({file_->size(), held.points.size()});
    if (Status written = file_->append(std::as_bytes(std::span(held.points))); !written) {
      return written;
    }
    held.points = {};
  }
  held_ = 0;
  return {};
}

const std::map<CellKey, PointSpill::Cell>& PointSpill::finish() { return cells_; }

Status PointSpill::take(const CellKey& key, const std::function<Status(std::span<const TreePoint>)>& sink) {
  Held held = std::move(contents_[key]);
  contents_[key] = {};
  std::vector<TreePoint> points;
  for (const Run& run : held.runs) {
    for (std::uint64_t done = 0; done < run.count; done += points.size()) {
      points.resize(std::min<std::uint64_t>(run.count - done, kReadPoints));
      if (Status read = file_->readAt(run.offset + done * sizeof(TreePoint), std::as_writable_bytes(std::span(points)));
          !read) {
        return read;
      }
      if (Status taken = sink(points); !taken) {
        return taken;
      }
    }
  }
  return held.points.empty() ? Status() : sink(held.points);
}

}  // namespace belvedere::tiling
