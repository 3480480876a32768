#include "engine/model/shell_orientation.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace belvedere::model {
namespace {

constexpr MessageId kInsideOut{
    "solid-405", N_("A solid is turned inside out (val3dity 405); it was turned round."), {}};

constexpr double kClosed = 0.01;           // of the whole area: what faces in one direction must face in the other
constexpr double kLeastVolume = 1e-6;      // of the whole area's cube of a side
constexpr double kWallSlope = 0.2;         // steeper than that is a wall
constexpr double kLeastWalls = 0.1;        // of the whole area
constexpr std::size_t kLeastSurfaces = 4;  // of what encloses a space

/// A surface and what it is a part of: a feature (an opening's is what it is an opening of) and level of detail.
struct Member {
  std::uint64_t shell = 0;
  std::uint32_t surface = 0;
};

bool isOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Whether the features of a batch are of one of some types.
class TypeSet {
 public:
  TypeSet(const FeatureBatch& batch, std::initializer_list<std::string_view> names) {
    std::transform(batch.types.begin(), batch.types.end(), std::back_inserter(are_),
                   [&](const std::string& type) { return isOneOf(type, names); });
  }
  bool holds(const Feature& feature) const { return feature.type < are_.size() && are_[feature.type]; }

 private:
  std::vector<bool> are_;
};

/// Twice the area of a surface as a vector along its normal.
glm::dvec3 areaVector(const FeatureBatch& batch, const Surface& surface) {
  glm::dvec3 sum(0.0);
  for (std::uint32_t i = 0; i + 2 < surface.indexCount; i += 3) {
    const std::uint32_t* corner = batch.triangles.data() + surface.firstIndex + i;
    const glm::dvec3& a = batch.positions[corner[0]];
    sum += glm::cross(batch.positions[corner[1]] - a, batch.positions[corner[2]] - a);
  }
  return sum;
}

bool isSeenFromWithin(SurfaceKind kind) {
  return kind == SurfaceKind::InteriorWall || kind == SurfaceKind::Ceiling || kind == SurfaceKind::Floor;
}

/// The surfaces of one shell, measured about one of its own points, for coordinates are large.
class Shell {
 public:
  Shell(const FeatureBatch& batch, std::span<const Member> members) : batch_(batch), members_(members) {
    origin_ = batch.positions[batch.surfaces[members.front().surface].firstPosition];
    for (const Member& member : members) {
      add(batch.surfaces[member.surface]);
    }
  }

  bool isInsideOut() const {
    if (members_.size() < kLeastSurfaces || isFromWithin_ || !(total_ > 0.0)) {
      return false;
    }
    const bool isShutSideways = std::hypot(sum_.x, sum_.y) <= kClosed * total_;
    const bool isClosed = isShutSideways && std::abs(sum_.z) <= kClosed * total_;
    const bool isOpenBelow = isShutSideways && sum_.z < 0.0 && walls_ >= kLeastWalls * total_;
    // Where the bottom is missing, a flat one at the lowest point adds nothing as seen from there.
    const double volume = determinants_ / 6.0 - lowest_ * sum_.z / 6.0;
    return (isClosed || isOpenBelow) && volume < -kLeastVolume * std::pow(total_, 1.5);
  }

 private:
  void add(const Surface& surface) {
    isFromWithin_ = isFromWithin_ || isSeenFromWithin(surface.kind) || surface.isTwoSided != 0;
    glm::dvec3 vector(0.0);
    for (std::uint32_t i = 0; i + 2 < surface.indexCount; i += 3) {
      const std::uint32_t* corner = batch_.triangles.data() + surface.firstIndex + i;
      const glm::dvec3 a = batch_.positions[corner[0]] - origin_;
      const glm::dvec3 b = batch_.positions[corner[1]] - origin_;
      const glm::dvec3 c = batch_.positions[corner[2]] - origin_;
      determinants_ += glm::dot(a, glm::cross(b, c));
      vector += glm::cross(b - a, c - a);
      lowest_ = std::min({lowest_, a.z, b.z, c.z});
    }
    const double area = glm::length(vector);
    sum_ += vector;
    total_ += area;
    walls_ += std::abs(vector.z) < kWallSlope * area ? area : 0.0;
  }

  const FeatureBatch& batch_;
  std::span<const Member> members_;
  glm::dvec3 origin_{0.0};
  glm::dvec3 sum_{0.0};  // twice the areas, as vectors
  double total_ = 0.0;   // twice the areas
  double walls_ = 0.0;
  double determinants_ = 0.0;
  double lowest_ = std::numeric_limits<double>::infinity();
  bool isFromWithin_ = false;
};

std::vector<Member> membersByShell(const FeatureBatch& batch) {
  const TypeSet openings(batch, {"Door", "Window", "DoorSurface", "WindowSurface"});
  std::vector<Member> members(batch.surfaces.size());
  for (std::uint32_t i = 0; i < members.size(); ++i) {
    std::uint32_t feature = batch.surfaces[i].feature;
    while (openings.holds(batch.features[feature]) && batch.features[feature].parent < feature) {
      feature = batch.features[feature].parent;
    }
    members[i] = {std::uint64_t{feature} << 8U | batch.surfaces[i].lod, i};
  }
  const auto isBefore = [](const Member& a, const Member& b) { return a.shell < b.shell; };
  if (!std::is_sorted(members.begin(), members.end(), isBefore)) {
    std::stable_sort(members.begin(), members.end(), isBefore);
  }
  return members;
}

}  // namespace

void turnOutwards(FeatureBatch& batch, Diagnostics& diagnostics) {
  const TypeSet rooms(batch, {"Room", "BuildingRoom", "HollowSpace"});
  const std::vector<Member> members = membersByShell(batch);
  for (std::size_t first = 0; first < members.size();) {
    std::size_t end = first + 1;
    while (end < members.size() && members[end].shell == members[first].shell) {
      ++end;
    }
    const std::span<const Member> shell(members.data() + first, end - first);
    const Feature& feature = batch.features[members[first].shell >> 8U];
    if (feature.isContinued == 0 && !rooms.holds(feature) && Shell(batch, shell).isInsideOut()) {
      for (const Member& member : shell) {
        const Surface& surface = batch.surfaces[member.surface];
        for (std::uint32_t i = 0; i + 2 < surface.indexCount; i += 3) {
          std::swap(batch.triangles[surface.firstIndex + i + 1], batch.triangles[surface.firstIndex + i + 2]);
        }
      }
      diagnostics.add(Severity::Warning, kInsideOut, std::string(batch.id(feature)));
    }
    first = end;
  }
}

void markImpliedRoofs(FeatureBatch& batch) {
  const TypeSet buildings(batch, {"Building", "BuildingPart", "BuildingUnit", "BuildingConstructiveElement", "Storey"});
  for (Surface& surface : batch.surfaces) {
    if (surface.kind == SurfaceKind::Unspecified && buildings.holds(batch.features[surface.feature])) {
      const glm::dvec3 vector = areaVector(batch, surface);
      const double up = surface.isTwoSided != 0 ? std::abs(vector.z) : vector.z;
      if (up > kWallSlope * glm::length(vector)) {
        surface.kind = SurfaceKind::ImpliedRoof;
      }
    }
  }
}

}  // namespace belvedere::model
