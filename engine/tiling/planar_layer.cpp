#include "engine/tiling/planar_layer.h"

#include <algorithm>

namespace belvedere::tiling {

namespace {

constexpr std::size_t kRunPositions = 64;

template <class T>
std::size_t bytes(const std::vector<T>& array) {
  return array.size() * sizeof(T);
}

}  // namespace

void PlanPatches::buildIndex() {
  std::vector<geo::Bounds2> boxes(patches.size());
  for (std::size_t i = 0; i < patches.size(); ++i) {
    for (std::uint32_t k = 0; k < patches[i].indexCount; ++k) {
      boxes[i].add(positions[indices[patches[i].firstIndex + k]]);
    }
  }
  index = BoxIndex(boxes);
}

std::size_t PlanPatches::byteSize() const {
  return bytes(positions) + bytes(indices) + bytes(patches) + index.byteSize();
}

void PlanLines::add(std::uint32_t feature, const std::vector<glm::dvec2>& line) {
  for (std::size_t first = 0; first + 1 < line.size(); first += kRunPositions - 1) {
    const std::size_t count = std::min(kRunPositions, line.size() - first);
    runs.push_back({feature, static_cast<std::uint32_t>(positions.size()), static_cast<std::uint32_t>(count)});
    const auto from = line.begin() + static_cast<std::ptrdiff_t>(first);
    positions.insert(positions.end(), from, from + static_cast<std::ptrdiff_t>(count));
  }
}

void PlanLines::buildIndex() {
  std::vector<geo::Bounds2> boxes(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (std::uint32_t k = 0; k < runs[i].positionCount; ++k) {
      boxes[i].add(positions[runs[i].firstPosition + k]);
    }
  }
  index = BoxIndex(boxes);
}

std::size_t PlanLines::byteSize() const { return bytes(positions) + bytes(runs) + index.byteSize(); }

void PlanPoints::buildIndex() {
  std::vector<geo::Bounds2> boxes(positions.size());
  for (std::size_t i = 0; i < positions.size(); ++i) {
    boxes[i].add(positions[i]);
  }
  index = BoxIndex(boxes);
}

std::size_t PlanPoints::byteSize() const { return bytes(positions) + bytes(features) + index.byteSize(); }

geo::Bounds2 PlanarLayer::bounds() const {
  geo::Bounds2 all = areas->index.bounds();
  all.add(bands->index.bounds());
  all.add(lines->index.bounds());
  all.add(points->index.bounds());
  return all;
}

std::size_t PlanarLayer::byteSize() const {
  return areas->byteSize() + bands->byteSize() + lines->byteSize() + points->byteSize();
}

}  // namespace belvedere::tiling
