#include "engine/geometry/face_set.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <glm/geometric.hpp>
#include <limits>

#include "engine/geometry/polygon_triangulator.h"

namespace belvedere::geometry {

namespace {

constexpr double kFar = std::numeric_limits<double>::infinity();
constexpr int kMostDivisions = 4;

class BoundSearch {
 public:
  BoundSearch(const FaceSet& to, double limit, double enough) : to_(to), limit_(limit), enough_(enough) {}

  bool isNear(const glm::dvec3& point) const {
    return std::any_of(to_.faces().begin(), to_.faces().end(),
                       [&](const FaceSet::Face& face) { return squaredDistance(face, point, limit_ * limit_) < kFar; });
  }

  /// The bound for a face; infinite where the limit cannot be shown to be kept.
  double of(std::span<const glm::dvec3> corners, const FaceSet::Face& face) {
    tryFirst(face.normal);
    return of(corners, kMostDivisions);
  }

 private:
  double of(std::span<const glm::dvec3> patch, int divisions) {
    const double direct = byOneFace(patch);
    if (direct <= limit_) {
      return direct;
    }
    glm::dvec3 centre(0.0);
    for (const glm::dvec3& corner : patch) {
      centre += corner / static_cast<double>(patch.size());
    }
    return divisions == 0 || !isNear(centre) ? kFar : divided(patch, centre, divisions - 1);
  }

  /// The face that looks the same way answers most often.
  void tryFirst(const glm::dvec3& normal) {
    double most = -kFar;
    for (std::size_t i = 0; i < to_.faces().size(); ++i) {
      const double likeness = glm::dot(normal, to_.faces()[i].normal);
      if (likeness > most) {
        most = likeness;
        firstFace_ = i;
      }
    }
  }

  /// The square of a point's distance from a face; infinite where it is `stop` or more.
  double squaredDistance(const FaceSet::Face& face, const glm::dvec3& point, double stop) const {
    const std::span<const glm::dvec3> corners = to_.cornersOf(face);
    const double above = glm::dot(face.normal, point - corners[0]);
    if (above * above >= stop) {
      return kFar;
    }
    const bool isLine = face.normal == glm::dvec3(0.0);
    bool isInside = !isLine;
    double best = kFar;
    const std::span<const glm::dvec3> inwards = to_.inwardsOf(face);
    for (std::size_t i = 0; i < corners.size(); ++i) {
      const glm::dvec3 from = point - corners[i];
      if (isLine || glm::dot(inwards[i], from) < 0.0) {
        const glm::dvec3 edge = corners[i + 1 < corners.size() ? i + 1 : 0] - corners[i];
        isInside = false;
        const double length = glm::dot(edge, edge);
        const double along = length > 0.0 ? std::clamp(glm::dot(from, edge) / length, 0.0, 1.0) : 0.0;
        const glm::dvec3 off = from - edge * along;
        best = std::min(best, glm::dot(off, off));
      }
    }
    best = isInside ? above * above : best;
    return best < stop ? best : kFar;
  }

  /// The least over all faces of the patch's largest distance to one.
  double byOneFace(std::span<const glm::dvec3> patch) {
    const std::size_t count = to_.faces().size();
    double best = std::nextafter(limit_, kFar);
    std::size_t bestFace = count;
    for (std::size_t i = 0; i < count && (bestFace == count || best > enough_); ++i) {
      const std::size_t index = (firstFace_ + i) % count;
      const FaceSet::Face& face = to_.faces()[index];
      const double stop = best * best;
      double worst = 0.0;
      for (std::size_t corner = 0; corner < patch.size() && worst < kFar; ++corner) {
        worst = std::max(worst, squaredDistance(face, patch[corner], stop));
      }
      if (worst < kFar) {
        best = std::sqrt(worst);
        bestFace = index;
      }
    }
    if (bestFace == count) {
      return kFar;
    }
    firstFace_ = bestFace;  // what lies beside the patch is likely answered for by the same face
    return best;
  }

  double divided(std::span<const glm::dvec3> patch, const glm::dvec3& centre, int divisions) {
    const std::size_t count = patch.size();
    double worst = 0.0;
    for (std::size_t i = 0; i < count && worst < kFar; ++i) {
      const glm::dvec3 before = (patch[(i + count - 1) % count] + patch[i]) / 2.0;
      const glm::dvec3 after = (patch[i] + patch[(i + 1) % count]) / 2.0;
      worst = std::max(worst, of(std::array{patch[i], after, centre, before}, divisions));
    }
    return worst;
  }

  const FaceSet& to_;
  double limit_;
  double enough_;
  std::size_t firstFace_ = 0;
};

}  // namespace

void FaceSet::clear() {
  faces_.clear();
  corners_.clear();
  inwards_.clear();
}

void FaceSet::add(std::span<const glm::dvec3> corners) {
  const glm::dvec3 vector = newellVector(corners);
  const double length = glm::length(vector);
  faces_.push_back({static_cast<std::uint32_t>(corners_.size()), static_cast<std::uint32_t>(corners.size()),
                    length > 0.0 ? vector / length : glm::dvec3(0.0)});
  corners_.insert(corners_.end(), corners.begin(), corners.end());
  for (std::size_t i = 0; i < corners.size(); ++i) {
    inwards_.push_back(glm::cross(faces_.back().normal, corners[(i + 1) % corners.size()] - corners[i]));
  }
}

std::optional<double> directedHausdorffBound(const FaceSet& from, const FaceSet& to, double limit, double enough) {
  BoundSearch search(to, limit, enough);
  double worst = 0.0;
  for (const FaceSet::Face& face : from.faces()) {
    worst = std::max(worst, search.of(from.cornersOf(face), face));
    if (worst == kFar) {
      return std::nullopt;
    }
  }
  return worst;
}

bool areNear(std::span<const glm::dvec3> points, const FaceSet& to, double limit) {
  const BoundSearch search(to, limit, limit);
  return std::all_of(points.begin(), points.end(), [&](const glm::dvec3& point) { return search.isNear(point); });
}

}  // namespace belvedere::geometry
