#include "engine/geo/scene_frame.h"

#include <cmath>

namespace belvedere::geo {
namespace {

constexpr MessageId kOriginNotFinite{"frame-origin-not-finite", N_("The territory's origin is not a place on its map."),
                                     N_("Correct the origin in territory.json, or leave it out.")};
constexpr double kFurthest = 1e8;  // metres

}  // namespace

Result<SceneFrame> SceneFrame::create(Crs crs, const glm::dvec3& origin) {
  if (Status status = checkTerritoryCrs(crs); !status) {
    return tl::unexpected(std::move(status.error()));
  }
  const auto isPlace = [](double value) { return std::abs(value) <= kFurthest; };
  if (!isPlace(origin.x) || !isPlace(origin.y) || !isPlace(origin.z)) {
    return fail(ErrorCode::InvalidArgument, kOriginNotFinite);
  }
  return SceneFrame(std::move(crs), origin);
}

}  // namespace belvedere::geo
