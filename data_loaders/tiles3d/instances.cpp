#include "data_loaders/tiles3d/detail/instances.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

#include "data_loaders/gltf/limits.h"

namespace belvedere::loaders::tiles3d {
namespace {

using Numbers = std::optional<std::vector<double>>;

glm::dvec3 at(const std::vector<double>& values, std::size_t i) {
  return {values[i * 3], values[i * 3 + 1], values[i * 3 + 2]};
}

/// Positions as floats, or as 16-bit steps of a box.
std::optional<std::vector<glm::dvec3>> positionsOf(const TileTable& features, std::uint64_t count) {
  std::vector<glm::dvec3> positions;
  if (const Numbers plain = features.numbers("POSITION", count, 3, "FLOAT")) {
    for (std::size_t i = 0; i < count; ++i) {
      positions.push_back(at(*plain, i));
    }
    return positions;
  }
  const Numbers steps = features.numbers("POSITION_QUANTIZED", count, 3, "UNSIGNED_SHORT");
  const auto offset = features.vector("QUANTIZED_VOLUME_OFFSET");
  const auto scale = features.vector("QUANTIZED_VOLUME_SCALE");
  if (!steps || !offset || !scale) {
    return std::nullopt;
  }
  for (std::size_t i = 0; i < count; ++i) {
    positions.push_back(*offset + at(*steps, i) / 65535.0 * *scale);
  }
  return positions;
}

/// The columns of an instance's turn: right, up and forward of the model become these.
struct Turn {
  glm::dvec3 right{1.0, 0.0, 0.0}, up{0.0, 1.0, 0.0};
};

/// East, north, up at a place on the WGS 84 ellipsoid, by the direction of its normal.
glm::dmat3 eastNorthUp(const glm::dvec3& geocentric) {
  constexpr double kSquash = 6378137.0 * 6378137.0 / (6356752.314245179 * 6356752.314245179);
  const glm::dvec3 up = glm::normalize(glm::dvec3(geocentric.x, geocentric.y, geocentric.z * kSquash));
  const double plane = std::hypot(up.x, up.y);
  const glm::dvec3 east = plane > 1e-12 ? glm::dvec3(-up.y / plane, up.x / plane, 0.0) : glm::dvec3(0.0, 1.0, 0.0);
  return {east, glm::cross(up, east), up};
}

std::optional<std::vector<Turn>> turnsOf(const TileTable& features, std::uint64_t count) {
  Numbers up = features.numbers("NORMAL_UP", count, 3, "FLOAT");
  Numbers right = features.numbers("NORMAL_RIGHT", count, 3, "FLOAT");
  std::vector<Turn> turns(count);
  if (up && right) {
    for (std::size_t i = 0; i < count; ++i) {
      turns[i] = {at(*right, i), at(*up, i)};
    }
    return turns;
  }
  up = features.numbers("NORMAL_UP_OCT32P", count, 2, "UNSIGNED_SHORT");
  right = features.numbers("NORMAL_RIGHT_OCT32P", count, 2, "UNSIGNED_SHORT");
  if (!up || !right) {
    return std::nullopt;
  }
  const auto unit = [](double step) { return step / 65535.0 * 2.0 - 1.0; };
  for (std::size_t i = 0; i < count; ++i) {
    turns[i] = {octDecoded(unit((*right)[i * 2]), unit((*right)[i * 2 + 1])),
                octDecoded(unit((*up)[i * 2]), unit((*up)[i * 2 + 1]))};
  }
  return turns;
}

}  // namespace

glm::dvec3 octDecoded(double x, double y) {
  glm::dvec3 v(x, y, 1.0 - std::abs(x) - std::abs(y));
  if (v.z < 0.0) {
    v.x = (1.0 - std::abs(y)) * (x >= 0.0 ? 1.0 : -1.0);
    v.y = (1.0 - std::abs(x)) * (y >= 0.0 ? 1.0 : -1.0);
  }
  return glm::normalize(v);
}

std::optional<std::vector<Instance>> readInstances(const TileTable& features) {
  const auto count = features.whole("INSTANCES_LENGTH");
  if (!count || *count > gltf::limits::kInstances) {
    return std::nullopt;
  }
  const auto positions = positionsOf(features, *count);
  if (!positions) {
    return std::nullopt;
  }
  const glm::dvec3 centre = features.vector("RTC_CENTER").value_or(glm::dvec3(0.0));
  const auto turns = turnsOf(features, *count);
  const bool isOnEarth = !turns && features.json("EAST_NORTH_UP").boolean().value_or(false);
  const Numbers scales = features.numbers("SCALE", *count, 1, "FLOAT");
  const Numbers wideScales = features.numbers("SCALE_NON_UNIFORM", *count, 3, "FLOAT");
  const Numbers rows = features.numbers("BATCH_ID", *count, 1, "UNSIGNED_SHORT");
  std::vector<Instance> instances(*count);
  for (std::size_t i = 0; i < *count; ++i) {
    const glm::dvec3 position = (*positions)[i] + centre;
    glm::dmat3 turn(1.0);
    if (turns) {
      turn = {(*turns)[i].right, (*turns)[i].up, glm::cross((*turns)[i].right, (*turns)[i].up)};
    } else if (isOnEarth) {
      turn = eastNorthUp(position);
    }
    const glm::dvec3 scale = (scales ? (*scales)[i] : 1.0) * (wideScales ? at(*wideScales, i) : glm::dvec3(1.0));
    instances[i].transform = {glm::dvec4(turn[0] * scale.x, 0.0), glm::dvec4(turn[1] * scale.y, 0.0),
                              glm::dvec4(turn[2] * scale.z, 0.0), glm::dvec4(position, 1.0)};
    const double row = rows ? (*rows)[i] : static_cast<double>(i);
    instances[i].row = row >= 0.0 && row < 4e9 ? static_cast<std::uint32_t>(row) : 0;
  }
  std::stable_sort(instances.begin(), instances.end(),
                   [](const Instance& a, const Instance& b) { return a.row < b.row; });
  return instances;
}

}  // namespace belvedere::loaders::tiles3d
