#include "data_loaders/citygml/batch_builder.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "data_loaders/citygml/messages.h"
#include "data_loaders/citygml/numbers.h"
#include "data_loaders/common/polygon_diagnostics.h"

namespace belvedere::loaders::citygml {
namespace {

using model::SurfaceKind;

constexpr std::size_t kSplitFactor = 8;    // a member may overfill a batch this many times before it is split
constexpr std::size_t kMostTextures = 32;  // pictures in one batch, as far as members allow
constexpr double kFarthest = 1e9;          // no coordinate on earth is larger

std::uint32_t count32(std::size_t count) { return static_cast<std::uint32_t>(count); }

bool isUsable(const glm::dvec3& p, bool needsHeight) {
  return std::abs(p.x) < kFarthest && std::abs(p.y) < kFarthest && (!needsHeight || std::abs(p.z) < kFarthest);
}

}  // namespace

bool BatchBuilder::isFull(std::size_t times) const {
  const std::size_t limit = times * options_.batchTriangles;
  return batch_.triangles.size() / 3 >= limit || batch_.positions.size() >= limit ||
         batch_.features.size() >= 4 * limit;
}

void BatchBuilder::flush() {
  if (batch_.features.empty()) {
    return;
  }
  const std::size_t positions = batch_.positions.size();
  const std::size_t triangles = batch_.triangles.size();
  const std::size_t surfaces = batch_.surfaces.size();
  deliver_(std::move(batch_));
  batch_ = model::FeatureBatch();
  batch_.positions.reserve(positions + positions / 8);
  batch_.triangles.reserve(triangles + triangles / 8);
  batch_.surfaces.reserve(surfaces + surfaces / 8);
  textures_.clear();
  materials_.clear();
  attributes_.forgetColumns();
}

std::uint16_t BatchBuilder::typeIndex(std::string_view type) {
  for (std::size_t i = batch_.types.size(); i > 0; --i) {
    if (batch_.types[i - 1] == type) {
      return static_cast<std::uint16_t>(i - 1);
    }
  }
  constexpr std::size_t kMostTypes = 1024;
  if (batch_.types.size() < kMostTypes) {
    batch_.types.emplace_back(type);
  }
  return static_cast<std::uint16_t>(batch_.types.size() - 1);
}

void BatchBuilder::addFeatures(const MemberModel& model, bool isContinued) {
  featureBase_ = count32(batch_.features.size());
  outcomes_.resize(model.features.size());
  for (std::size_t i = 0; i < model.features.size(); ++i) {
    const RawFeature& raw = model.features[i];
    bool isDamaged = false;
    const std::string_view id = decodeXmlText(raw.id, options_.encoding, scratch_, isDamaged);
    model::Feature made;
    made.idOffset = batch_.ids.size();
    made.idLength = count32(id.size());
    made.parent = raw.parent == model::kNone ? model::kNone : featureBase_ + raw.parent;
    made.type = typeIndex(raw.type);
    made.isContinued = isContinued ? 1 : 0;
    batch_.ids += id;
    batch_.features.push_back(made);
    if (isContinued) {
      batch_.attributes.beginFeature();
    } else {
      attributes_.write(model, count32(i), batch_.attributes);
    }
  }
}

void BatchBuilder::count(const MemberModel& model) {
  for (std::size_t i = 0; i < model.features.size(); ++i) {
    const RawFeature& feature = model.features[i];
    ++summary_.objects[feature.type];
    const bool isLost = outcomes_[i].hasLost && !outcomes_[i].hasMade;
    for (std::size_t lod = 0; lod < kLodLevels; ++lod) {
      summary_.lods[lod] += isLost && lod == feature.shownLod ? 0U : unsigned{feature.lods} >> lod & 1U;
    }
  }
}

void BatchBuilder::add(const MemberModel& model) {
  attributes_.prepare(model);
  addFeatures(model, isContinued_);
  addGeometry(model);
  count(model);
  isContinued_ = false;
  outcomes_.clear();
  if (isFull(1) || batch_.textures.size() >= kMostTextures) {
    flush();
  }
}

void BatchBuilder::addPart(const MemberModel& model) {
  attributes_.prepare(model);
  addFeatures(model, isContinued_);
  isContinued_ = true;
  addGeometry(model);
  flush();
}

void BatchBuilder::note(std::uint32_t feature, bool isMade) {
  Outcome& outcome = outcomes_[feature];
  (isMade ? outcome.hasMade : outcome.hasLost) = true;
}

void BatchBuilder::addGeometry(const MemberModel& model) {
  for (const RawPolygon& polygon : model.polygons) {
    if (!polygon.isShown) {
      continue;
    }
    if (isFull(kSplitFactor)) {
      flush();
      addFeatures(model, true);
    }
    polygon.hasNoHeights ? addFlatPolygon(model, polygon) : addPolygon(model, polygon);
  }
  for (const RawLine& line : model.lines) {
    if (line.isShown) {
      addLine(model, line);
    }
  }
}

std::string BatchBuilder::where(const MemberModel& model, std::uint32_t feature) const {
  for (; feature != model::kNone; feature = model.features[feature].parent) {
    if (!model.features[feature].id.empty()) {
      return std::string(model.features[feature].id);
    }
  }
  return {};
}

void BatchBuilder::copyRings(const MemberModel& model, const RawPolygon& polygon) {
  ringEnds_.clear();
  const std::size_t first = batch_.positions.size();
  for (std::uint32_t i = 0; i < polygon.ringCount; ++i) {
    const RawRing& ring = model.rings[polygon.firstRing + i];
    const auto begin = model.positions.begin() + ring.firstPosition;
    batch_.positions.insert(batch_.positions.end(), begin, begin + ring.count);
    if (polygon.owner.isReversed) {
      std::reverse(batch_.positions.end() - ring.count, batch_.positions.end());
    }
    ringEnds_.push_back(count32(batch_.positions.size() - first));
  }
}

geometry::TriangulatedPolygon BatchBuilder::triangulate(std::size_t firstPosition) {
  std::span<const glm::dvec3> positions = std::span(batch_.positions).subspan(firstPosition);
  if (options_.scale.isDegrees && !positions.empty()) {  // tolerances and angles are meant in metres
    const glm::dvec2 unit = options_.scale.unitsPerMetre(positions.front().y);
    metric_.clear();
    for (const glm::dvec3& p : positions) {
      metric_.emplace_back((p.x - positions.front().x) / unit.x, (p.y - positions.front().y) / unit.y, p.z);
    }
    positions = metric_;
  }
  return triangulator_.triangulate(positions, ringEnds_, batch_.triangles);
}

void BatchBuilder::addPolygon(const MemberModel& model, const RawPolygon& polygon) {
  const std::size_t firstPosition = batch_.positions.size();
  const std::size_t firstIndex = batch_.triangles.size();
  copyRings(model, polygon);
  const geometry::TriangulatedPolygon made = triangulate(firstPosition);
  const std::uint32_t faults = made.faults | (polygon.wasOpen ? geometry::kRingNotClosed : geometry::kNoFault);
  if (faults != geometry::kNoFault) {
    loaders::addPolygonFaults(summary_.diagnostics, faults, where(model, polygon.owner.feature));
  }
  note(polygon.owner.feature, made.isUsable);
  if (!made.isUsable) {
    batch_.positions.resize(firstPosition);
    return;
  }
  finishSurface(model, polygon, firstPosition, firstIndex,
                polygon.owner.kind == SurfaceKind::Terrain && made.normal.z < 0.0);
}

void BatchBuilder::finishSurface(const MemberModel& model, const RawPolygon& polygon, std::size_t firstPosition,
                                 std::size_t firstIndex, bool isUpturned) {
  for (std::size_t i = firstIndex; i < batch_.triangles.size(); ++i) {
    batch_.triangles[i] += count32(firstPosition);
  }
  if (isUpturned) {  // terrain is seen from above, whatever its writer thought
    for (std::size_t i = firstIndex; i + 2 < batch_.triangles.size(); i += 3) {
      std::swap(batch_.triangles[i + 1], batch_.triangles[i + 2]);
    }
  }
  for (std::size_t i = firstPosition; i < batch_.positions.size(); ++i) {
    summary_.add(batch_.positions[i]);
  }
  const GeometryRole role = polygon.owner.role;
  const bool isOriented =
      role == GeometryRole::Boundary || role == GeometryRole::Solid || polygon.owner.kind == SurfaceKind::Terrain;
  model::Surface surface;
  surface.feature = featureBase_ + polygon.owner.feature;
  surface.firstIndex = count32(firstIndex);
  surface.indexCount = count32(batch_.triangles.size() - firstIndex);
  surface.firstPosition = count32(firstPosition);
  surface.positionCount = count32(batch_.positions.size() - firstPosition);
  surface.lod = polygon.owner.lod < kLodNotStated ? static_cast<std::uint8_t>(10 * polygon.owner.lod) : 255;
  surface.kind = polygon.owner.kind;
  surface.isTwoSided = isOriented ? 0 : 1;
  if (polygon.material != model::kNone) {
    const AppearanceData& data = polygon.isGlobalMaterial ? global_.data : model.appearance;
    surface.material = materialIndex(data.materials[polygon.material]);
  }
  if (polygon.texture != model::kNone && addTexcoords(model, polygon, firstPosition)) {
    const AppearanceData& data = polygon.isGlobalTexture ? global_.data : model.appearance;
    surface.texture = textureIndex(data.textures[polygon.texture]);
  } else if (!batch_.texcoords.empty()) {
    batch_.texcoords.resize(batch_.positions.size());
  }
  batch_.surfaces.push_back(surface);
}

void BatchBuilder::addFlatPolygon(const MemberModel& model, const RawPolygon& polygon) {
  const std::size_t firstPosition = batch_.positions.size();
  copyRings(model, polygon);
  const auto begin = batch_.positions.begin() + static_cast<std::ptrdiff_t>(firstPosition);
  const bool isGood = ringEnds_.front() >= 3 && std::all_of(begin, batch_.positions.end(),
                                                            [](const glm::dvec3& p) { return isUsable(p, false); });
  note(polygon.owner.feature, isGood);
  if (!isGood) {
    const std::uint32_t fault = ringEnds_.front() < 3 ? geometry::kTooFewPoints : geometry::kNotFinite;
    loaders::addPolygonFaults(summary_.diagnostics, fault, where(model, polygon.owner.feature));
    batch_.positions.resize(firstPosition);
    return;
  }
  model::PolygonPart part{featureBase_ + polygon.owner.feature, count32(batch_.rings.size()), polygon.ringCount};
  batch_.polygons.push_back(part);
  std::uint32_t from = 0;
  for (const std::uint32_t end : ringEnds_) {
    batch_.rings.push_back({count32(firstPosition) + from, end - from});
    from = end;
  }
  for (std::size_t i = firstPosition; i < batch_.positions.size(); ++i) {
    batch_.positions[i].z = std::numeric_limits<double>::quiet_NaN();
    summary_.add(batch_.positions[i]);
  }
  if (!batch_.texcoords.empty()) {
    batch_.texcoords.resize(batch_.positions.size());
  }
}

void BatchBuilder::addLine(const MemberModel& model, const RawLine& line) {
  const auto begin = model.positions.begin() + line.firstPosition;
  const bool isGood = std::all_of(begin, begin + line.count, [](const glm::dvec3& p) { return isUsable(p, false); });
  note(line.owner.feature, isGood);
  if (!isGood) {
    loaders::addPolygonFaults(summary_.diagnostics, geometry::kNotFinite, where(model, line.owner.feature));
    return;
  }
  const std::uint32_t first = count32(batch_.positions.size());
  const std::uint32_t feature = featureBase_ + line.owner.feature;
  batch_.positions.insert(batch_.positions.end(), begin, begin + line.count);
  std::for_each(begin, begin + line.count, [this](const glm::dvec3& p) { summary_.add(p); });
  if (line.count == 1) {
    batch_.points.push_back({feature, first});
  } else {
    batch_.lines.push_back({feature, first, line.count});
  }
  if (!batch_.texcoords.empty()) {
    batch_.texcoords.resize(batch_.positions.size());
  }
}

std::uint32_t BatchBuilder::materialIndex(const glm::vec4& colour) {
  const IdHash key = hashId({reinterpret_cast<const char*>(&colour), sizeof(colour)});
  const std::uint32_t found = materials_.find(key);
  if (found != IdTable::kAbsent) {
    return found;
  }
  const std::uint32_t index = count32(batch_.materials.size());
  batch_.materials.push_back({colour});
  materials_.insert(key, index);
  return index;
}

std::uint32_t BatchBuilder::textureIndex(const RawTexture& texture) {
  bool isDamaged = false;
  const std::string_view name = decodeXmlText(texture.uri, options_.encoding, scratch_, isDamaged);
  const auto found = textures_.find(name);
  if (found != textures_.end()) {
    return found->second;
  }
  const std::uint32_t index = count32(batch_.textures.size());
  textures_.emplace(std::string(name), index);
  model::Texture made;
  made.name = name;
  made.isRepeated = texture.isRepeated;
  batch_.textures.push_back(std::move(made));
  return index;
}

bool BatchBuilder::addTexcoords(const MemberModel& model, const RawPolygon& polygon, std::size_t firstPosition) {
  batch_.texcoords.resize(firstPosition);
  if (polygon.generator != model::kNone) {
    const AppearanceData& data = polygon.isGlobalTexture ? global_.data : model.appearance;
    generatedTexcoords(data.generators[polygon.generator], firstPosition);
    return true;
  }
  if (ringTexcoords(model, polygon)) {
    return true;
  }
  batch_.texcoords.resize(batch_.positions.size());
  return false;
}

// A ring's list holds a pair for each point, the closing one included; without it, or with repeated points more, it
// cannot be told which is whose.
bool BatchBuilder::ringTexcoords(const MemberModel& model, const RawPolygon& polygon) {
  for (std::uint32_t i = 0; i < polygon.ringCount; ++i) {
    const RawRing& ring = model.rings[polygon.firstRing + i];
    const RawRingTexture* wanted = appearance_.ringTexture(model, polygon, ring);
    coordinates_.clear();
    if (wanted != nullptr) {
      const char* at = wanted->coordinates.data();
      const char* const end = at + wanted->coordinates.size();
      double s = 0.0;
      double t = 0.0;
      while (nextNumber(at, end, s) && nextNumber(at, end, t)) {
        coordinates_.emplace_back(static_cast<float>(s), static_cast<float>(t));
      }
    }
    const bool isWhole = coordinates_.size() == ring.count || coordinates_.size() == ring.count + 1U;
    if (!isWhole && i == 0) {
      return false;
    }
    coordinates_.resize(ring.count);
    if (polygon.owner.isReversed) {
      std::reverse(coordinates_.begin(), coordinates_.end());
    }
    batch_.texcoords.insert(batch_.texcoords.end(), coordinates_.begin(), coordinates_.end());
  }
  return true;
}

void BatchBuilder::generatedTexcoords(const WorldToTexture& m, std::size_t firstPosition) {
  for (std::size_t i = firstPosition; i < batch_.positions.size(); ++i) {
    const glm::dvec3& p = batch_.positions[i];
    const double x = options_.isSwapped ? p.y : p.x;
    const double y = options_.isSwapped ? p.x : p.y;
    const auto row = [&](std::size_t r) { return m[r] * x + m[r + 1] * y + m[r + 2] * p.z + m[r + 3]; };
    const double q = row(8) != 0.0 ? row(8) : 1.0;
    batch_.texcoords.emplace_back(static_cast<float>(row(0) / q), static_cast<float>(row(4) / q));
  }
}

}  // namespace belvedere::loaders::citygml
