#include <algorithm>
#include <cmath>

#include "engine/tiling/detail/cube_baker.h"
#include "engine/tiling/point_baking.h"

namespace belvedere::tiling {

namespace {

constexpr std::uint32_t kDeepestSpill = 10;
constexpr double kCubePoints = 500'000.0;
constexpr std::uint32_t kPlaces = (1U << detail::kPlaceBits) - 1;

/// The level at which cubes hold about kCubePoints, if the points lie on a surface.
std::uint32_t spillLevel(std::uint64_t expectedPoints) {
  const double levels = std::ceil(std::log2(std::max(static_cast<double>(expectedPoints) / kCubePoints, 1.0)) / 2.0);
  return std::min(static_cast<std::uint32_t>(levels), kDeepestSpill);
}

}  // namespace

class PointSorter::Impl {
 public:
  explicit Impl(const Settings& settings)
      : root_(settings.bounds), spill_(settings.file, spillLevel(settings.expectedPoints), settings.memoryBytes) {
    sorted_.bounds = settings.bounds;
    sorted_.level = spill_.level();
  }

  Status add(std::span<const glm::dvec3> positions, std::span<const model::CloudPoint> cloud) {
    const double scale = static_cast<double>(kPlaces) / root_.side;
    for (std::size_t i = 0; i < positions.size(); ++i) {
      const glm::dvec3 from = (positions[i] - root_.origin) * scale;
      if (!std::isfinite(from.x + from.y + from.z)) {
        ++sorted_.leftOut;
        continue;
      }
      detail::TreePoint point;
      for (int axis = 0; axis < 3; ++axis) {
        point.place[axis] = static_cast<std::uint32_t>(std::clamp(from[axis], 0.0, static_cast<double>(kPlaces)));
      }
      point.point = cloud[i];
      if (Status added = spill_.add(point); !added) {
        return added;
      }
      ++sorted_.count;
    }
    return {};
  }

  Result<SpilledPoints> finish() {
    auto cubes = spill_.finish();
    if (!cubes) {
      return tl::unexpected(cubes.error());
    }
    sorted_.cubes = std::move(*cubes);
    sorted_.bytes = spill_.byteCount();
    return std::move(sorted_);
  }

 private:
  detail::RootCube root_;
  detail::PointSpill spill_;
  SpilledPoints sorted_;
};

PointSorter::PointSorter(const Settings& settings) : impl_(std::make_unique<Impl>(settings)) {}
PointSorter::~PointSorter() = default;

Status PointSorter::add(std::span<const glm::dvec3> positions, std::span<const model::CloudPoint> cloud) {
  return impl_->add(positions, cloud);
}

Result<SpilledPoints> PointSorter::finish() { return impl_->finish(); }

}  // namespace belvedere::tiling
