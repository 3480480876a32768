#include "engine/model/feature_batch.h"

#include <algorithm>
#include <cmath>

namespace belvedere::model {
namespace {

constexpr MessageId kBatchInconsistent{"batch-inconsistent",
                                       N_("The reader handed on a damaged run of objects ({part})."),
                                       N_("Run belvedere check on the source; if the file is sound, report this.")};

constexpr int kLargestTexture = 2048;  // pixels a side, the limit stated at Texture

constexpr bool isRun(std::uint64_t first, std::uint64_t count, std::uint64_t size) {
  return first <= size && count <= size - first;
}

bool areFeaturesSound(const FeatureBatch& batch) {
  std::uint32_t index = 0;
  return std::all_of(batch.features.begin(), batch.features.end(), [&](const Feature& feature) {
    const bool hasSoundParent = feature.parent == kNone || feature.parent < index;
    ++index;
    return hasSoundParent && feature.type < batch.types.size() &&
           isRun(feature.idOffset, feature.idLength, batch.ids.size());
  });
}

bool areAttributesSound(const FeatureBatch& batch) {
  const std::size_t count = batch.attributes.featureCount();
  return (count == 0 || count == batch.features.size()) && batch.attributes.isConsistent();
}

bool arePositionsSound(const FeatureBatch& batch) {
  const bool hasSoundCount = batch.positions.size() < kNone && batch.triangles.size() < kNone &&
                             (batch.texcoords.empty() || batch.texcoords.size() == batch.positions.size());
  return hasSoundCount && std::all_of(batch.positions.begin(), batch.positions.end(), [](const glm::dvec3& p) {
           return std::isfinite(p.x) && std::isfinite(p.y);  // a height may be unknown (NaN)
         });
}

bool isSurfaceSound(const FeatureBatch& batch, const Surface& surface) {
  const bool hasSoundRuns = surface.feature < batch.features.size() && surface.indexCount % 3 == 0 &&
                            isRun(surface.firstIndex, surface.indexCount, batch.triangles.size()) &&
                            isRun(surface.firstPosition, surface.positionCount, batch.positions.size());
  const bool hasSoundLook =
      (surface.material == kNone || surface.material < batch.materials.size()) &&
      (surface.texture == kNone || (surface.texture < batch.textures.size() && !batch.texcoords.empty())) &&
      surface.kind <= SurfaceKind::ImpliedRoof;
  if (!hasSoundRuns || !hasSoundLook) {
    return false;
  }
  const auto first = batch.triangles.begin() + surface.firstIndex;
  return std::all_of(first, first + surface.indexCount, [&](std::uint32_t index) {
    return index >= surface.firstPosition && index - surface.firstPosition < surface.positionCount;
  });
}

bool arePartsSound(const FeatureBatch& batch) {
  const std::size_t features = batch.features.size();
  const std::size_t positions = batch.positions.size();
  return std::all_of(batch.points.begin(), batch.points.end(),
                     [&](const PointPart& p) { return p.feature < features && p.position < positions; }) &&
         std::all_of(batch.lines.begin(), batch.lines.end(),
                     [&](const LinePart& l) {
                       return l.feature < features && isRun(l.firstPosition, l.positionCount, positions);
                     }) &&
         std::all_of(batch.polygons.begin(), batch.polygons.end(),
                     [&](const PolygonPart& p) {
                       return p.feature < features && isRun(p.firstRing, p.ringCount, batch.rings.size());
                     }) &&
         std::all_of(batch.rings.begin(), batch.rings.end(),
                     [&](const Ring& r) { return isRun(r.firstPosition, r.positionCount, positions); });
}

bool isTextureSound(const Texture& texture) {
  const Image& image = texture.image;
  if (image.isEmpty()) {
    return true;
  }
  const bool hasSoundSize = image.width > 0 && image.width <= kLargestTexture && image.height > 0 &&
                            image.height <= kLargestTexture && (image.channels == 3 || image.channels == 4);
  return hasSoundSize && image.pixels.size() == static_cast<std::size_t>(image.width) *
                                                    static_cast<std::size_t>(image.height) *
                                                    static_cast<std::size_t>(image.channels);
}

bool isCloudSound(const FeatureBatch& batch) {
  return batch.cloud.empty() || (batch.cloud.size() == batch.positions.size() && batch.features.empty());
}

bool areLooksSound(const FeatureBatch& batch) {
  const auto isUnit = [](float value) { return value >= 0.0F && value <= 1.0F; };
  return std::all_of(batch.textures.begin(), batch.textures.end(), isTextureSound) &&
         std::all_of(batch.materials.begin(), batch.materials.end(), [&](const Material& m) {
           return isUnit(m.colour.x) && isUnit(m.colour.y) && isUnit(m.colour.z) && isUnit(m.colour.w);
         });
}

Status damaged(const char* part) { return fail(ErrorCode::InvalidData, Message(kBatchInconsistent, {{"part", part}})); }

}  // namespace

std::string_view surfaceKindName(SurfaceKind kind) {
  switch (kind) {
    case SurfaceKind::Wall:
      return "WallSurface";
    case SurfaceKind::Roof:
      return "RoofSurface";
    case SurfaceKind::Ground:
      return "GroundSurface";
    case SurfaceKind::OuterFloor:
      return "OuterFloorSurface";
    case SurfaceKind::OuterCeiling:
      return "OuterCeilingSurface";
    case SurfaceKind::Closure:
      return "ClosureSurface";
    case SurfaceKind::InteriorWall:
      return "InteriorWallSurface";
    case SurfaceKind::Ceiling:
      return "CeilingSurface";
    case SurfaceKind::Floor:
      return "FloorSurface";
    case SurfaceKind::Window:
      return "Window";
    case SurfaceKind::Door:
      return "Door";
    case SurfaceKind::Water:
      return "WaterSurface";
    case SurfaceKind::WaterGround:
      return "WaterGroundSurface";
    case SurfaceKind::Traffic:
      return "TrafficArea";
    case SurfaceKind::AuxiliaryTraffic:
      return "AuxiliaryTrafficArea";
    case SurfaceKind::Terrain:
      return "TINRelief";
    case SurfaceKind::Unspecified:
    case SurfaceKind::Other:
    case SurfaceKind::ImpliedRoof:
      break;
  }
  return {};
}

Status checkBatch(const FeatureBatch& batch) {
  if (!areFeaturesSound(batch)) {
    return damaged("features");
  }
  if (!areAttributesSound(batch)) {
    return damaged("attributes");
  }
  if (!arePositionsSound(batch)) {
    return damaged("positions");
  }
  const bool areSurfacesSound = std::all_of(batch.surfaces.begin(), batch.surfaces.end(),
                                            [&](const Surface& surface) { return isSurfaceSound(batch, surface); });
  if (!areSurfacesSound) {
    return damaged("surfaces");
  }
  if (!arePartsSound(batch)) {
    return damaged("parts");
  }
  if (!isCloudSound(batch)) {
    return damaged("cloud");
  }
  return areLooksSound(batch) ? Status() : damaged("looks");
}

}  // namespace belvedere::model
