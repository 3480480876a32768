#include "engine/tiling/detail/normal_map.h"

#include <algorithm>
#include <glm/geometric.hpp>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <vector>

namespace belvedere::tiling::detail {

namespace {

/// The slope to the east and to the north at every sample.
std::vector<glm::vec2> slopesOf(const RingedSamples& samples, double spacing) {
  const int last = samples.count() - 1;
  std::vector<glm::vec2> slopes;
  slopes.reserve(static_cast<std::size_t>(samples.count()) * static_cast<std::size_t>(samples.count()));
  for (int row = 0; row <= last; ++row) {
    for (int column = 0; column <= last; ++column) {
      const float here = samples.at(column, row);
      if (!std::isfinite(here)) {
        slopes.emplace_back(0.0F);
        continue;
      }
      const float west = column > 0 ? samples.at(column - 1, row) : NAN;
      const float east = column < last ? samples.at(column + 1, row) : NAN;
      const float south = row > 0 ? samples.at(column, row - 1) : NAN;
      const float north = row < last ? samples.at(column, row + 1) : NAN;
      slopes.emplace_back(slope(west, here, east, spacing), slope(south, here, north, spacing));
    }
  }
  return slopes;
}

std::uint8_t packed(double component) { return static_cast<std::uint8_t>(std::lround((component + 1.0) * 127.5)); }

}  // namespace

std::shared_ptr<const Image> makeNormalMap(const RingedSamples& samples, int steps, double sideMetres) {
  const int fineSteps = steps * samples.refinement();
  const std::vector<glm::vec2> slopes = slopesOf(samples, sideMetres / fineSteps);
  const int size = std::max(fineSteps, kLeastCellPicture);
  auto map = std::make_shared<Image>(size, size, 3);
  const auto samplePlace = [&](int texel) {
    const double part = ((texel + 0.5) / size - kCellPictureBorder) / (1.0 - 2.0 * kCellPictureBorder);
    return part * fineSteps + samples.refinement();
  };
  const auto slopeAt = [&](int column, int row) {
    return slopes[static_cast<std::size_t>(row) * static_cast<std::size_t>(samples.count()) +
                  static_cast<std::size_t>(column)];
  };
  for (int row = 0; row < size; ++row) {
    const double y = samplePlace(size - 1 - row);
    const int south = static_cast<int>(y);
    const auto north = static_cast<float>(y - south);
    for (int column = 0; column < size; ++column) {
      const double x = samplePlace(column);
      const int west = static_cast<int>(x);
      const auto east = static_cast<float>(x - west);
      const glm::vec2 low = slopeAt(west, south) * (1.0F - east) + slopeAt(west + 1, south) * east;
      const glm::vec2 high = slopeAt(west, south + 1) * (1.0F - east) + slopeAt(west + 1, south + 1) * east;
      const glm::dvec2 mixed(low * (1.0F - north) + high * north);
      const glm::dvec3 normal = glm::normalize(glm::dvec3(-mixed.x, -mixed.y, 1.0));
      std::uint8_t* texel = map->at(column, row);
      texel[0] = packed(normal.x);
      texel[1] = packed(normal.y);
      texel[2] = packed(normal.z);
    }
  }
  return map;
}

}  // namespace belvedere::tiling::detail
