#include "data_loaders/citygml/geometry_choice.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <span>

#include "data_loaders/citygml/messages.h"
#include "engine/geometry/polygon_triangulator.h"

namespace belvedere::loaders::citygml {
namespace {

constexpr std::uint32_t kDeepestReference = 8;
constexpr std::size_t kMostReferences = 4'000'000;
constexpr double kClosedShare = 0.8;  // boundary surfaces with less of the solid's area do not stand for it

double areaOf(const MemberModel& model, const RawPolygon& polygon) {
  double area = 0.0;
  for (std::uint32_t i = 0; i < polygon.ringCount; ++i) {
    const RawRing& ring = model.rings[polygon.firstRing + i];
    const std::span<const glm::dvec3> all(model.positions);
    const double ringArea = glm::length(geometry::newellVector(all.subspan(ring.firstPosition, ring.count))) / 2.0;
    area += i == 0 ? ringArea : -ringArea;
  }
  return std::isfinite(area) ? area : 0.0;
}

// The same for polygons with the same points, wherever they begin and however they turn.
IdHash shapeOf(const MemberModel& model, const RawPolygon& polygon) {
  IdHash sum = 1;
  for (std::uint32_t i = 0; i < polygon.ringCount; ++i) {
    const RawRing& ring = model.rings[polygon.firstRing + i];
    for (std::uint32_t k = 0; k < ring.count; ++k) {
      const glm::dvec3& p = model.positions[ring.firstPosition + k];
      sum += hashId({reinterpret_cast<const char*>(&p), sizeof(p)});
    }
  }
  return sum == 0 ? 1 : sum;
}

}  // namespace

glm::dvec2 MetreScale::unitsPerMetre(double latitudeDegrees) const {
  if (!isDegrees) {
    return {1.0, 1.0};
  }
  const double latitude = latitudeDegrees * 3.14159265358979323846 / 180.0;
  const double metresPerLatitude = 111132.954 - 559.822 * std::cos(2 * latitude) + 1.175 * std::cos(4 * latitude);
  const double metresPerLongitude =
      111412.84 * std::cos(latitude) - 93.5 * std::cos(3 * latitude) + 0.118 * std::cos(5 * latitude);
  return {1.0 / std::max(metresPerLongitude, 1.0), 1.0 / metresPerLatitude};
}

void GeometryChoice::choose(std::optional<std::uint8_t> wantedLod) {
  indexNames();
  adoptBoundaries();
  findLods();
  pickLods(wantedLod);
  pickRoles();
  keepIncompleteSolids();
  markShown();
  followReferences();
  placeInstances();
}

void GeometryChoice::indexNames() {
  named_.clear();
  if (model_.references.empty() && model_.appearance.targets.empty()) {
    return;
  }
  for (std::size_t i = 0; i < model_.named.size(); ++i) {
    named_.insert(model_.named[i].id, static_cast<std::uint32_t>(i));
  }
}

void GeometryChoice::adoptBoundaries() {
  for (RawReference& reference : model_.references) {
    const std::uint32_t at =
        reference.owner.role == GeometryRole::Boundary ? named_.find(reference.target) : IdTable::kAbsent;
    if (at == IdTable::kAbsent) {
      continue;
    }
    for (std::uint32_t i = model_.named[at].firstPolygon; i < model_.named[at].endPolygon; ++i) {
      GeometryOwner& owner = model_.polygons[i].owner;
      if (owner.feature == reference.owner.feature && owner.lod == reference.owner.lod &&
          owner.role != GeometryRole::Boundary) {
        owner.role = GeometryRole::Boundary;
        owner.kind = reference.owner.kind;
      }
    }
  }
}

void GeometryChoice::findLods() {
  const auto note = [this](const GeometryOwner& owner) {
    std::uint8_t& lods = model_.features[owner.feature].lods;
    lods = static_cast<std::uint8_t>(unsigned{lods} | (1U << owner.lod));
  };
  for (const RawPolygon& polygon : model_.polygons) {
    if (polygon.ringCount > 0) {
      note(polygon.owner);
    }
  }
  for (const RawLine& line : model_.lines) {
    note(line.owner);
  }
  for (RawInstance& instance : model_.instances) {
    instance.source = instance.source != nullptr ? instance.source : ids_.find(instance.target);
    if (instance.source != nullptr) {
      note(instance.owner);
    } else {
      diagnostics_.add(Severity::Warning, kXlinkUnresolved, std::string(model_.features[instance.owner.feature].id));
    }
  }
  std::erase_if(model_.instances, [](const RawInstance& instance) { return instance.source == nullptr; });
  for (RawReference& reference : model_.references) {
    if (named_.find(reference.target) != IdTable::kAbsent ||
        (reference.target != 0 && ids_.find(reference.target) != nullptr)) {
      note(reference.owner);
    } else {
      reference.target = 0;
      diagnostics_.add(Severity::Warning, kXlinkUnresolved, std::string(model_.features[reference.owner.feature].id));
    }
  }
}

void GeometryChoice::pickLods(std::optional<std::uint8_t> wantedLod) {
  for (RawFeature& feature : model_.features) {
    feature.shownLod = 0xFF;
    if (wantedLod) {
      feature.shownLod = (unsigned{feature.lods} >> *wantedLod & 1U) != 0 ? *wantedLod : 0xFF;
      continue;
    }
    for (std::uint8_t lod = 0; lod < kLodLevels; ++lod) {
      const bool isBetter =
          (unsigned{feature.lods} >> lod & 1U) != 0 && (lod != kLodNotStated || feature.shownLod == 0xFF);
      feature.shownLod = isBetter ? lod : feature.shownLod;
    }
  }
}

void GeometryChoice::pickRoles() {
  bestRole_.assign(model_.features.size(), GeometryRole::None);
  const auto offer = [this](const GeometryOwner& owner) {
    if (owner.lod == model_.features[owner.feature].shownLod) {
      bestRole_[owner.feature] = std::min(bestRole_[owner.feature], owner.role);
    }
  };
  for (const RawPolygon& polygon : model_.polygons) {
    offer(polygon.owner);
  }
  for (const RawLine& line : model_.lines) {
    offer(line.owner);
  }
  for (const RawInstance& instance : model_.instances) {
    offer(instance.owner);
  }
  for (const RawReference& reference : model_.references) {
    if (reference.target != 0) {
      offer(reference.owner);
    }
  }
}

void GeometryChoice::keepIncompleteSolids() {
  keepsSolid_.assign(model_.features.size(), false);
  const auto isOpenSolid = [this](const RawPolygon& polygon) {
    return polygon.owner.role == GeometryRole::Solid &&
           polygon.owner.lod == model_.features[polygon.owner.feature].shownLod &&
           bestRole_[polygon.owner.feature] == GeometryRole::Boundary;
  };
  if (std::none_of(model_.polygons.begin(), model_.polygons.end(), isOpenSolid)) {
    return;
  }
  std::vector<double> solid(model_.features.size(), 0.0);
  std::vector<double> boundary(model_.features.size(), 0.0);
  IdTable shapes;
  for (const RawPolygon& polygon : model_.polygons) {
    const std::uint32_t feature = polygon.owner.feature;
    if (isOpenSolid(polygon)) {
      solid[feature] += areaOf(model_, polygon);
    } else if (polygon.owner.role == GeometryRole::Boundary && polygon.owner.lod == model_.features[feature].shownLod) {
      boundary[feature] += areaOf(model_, polygon);
      shapes.insert(shapeOf(model_, polygon), feature);
    }
  }
  for (std::size_t i = 0; i < keepsSolid_.size(); ++i) {
    keepsSolid_[i] = boundary[i] < kClosedShare * solid[i];
  }
  for (RawPolygon& polygon : model_.polygons) {
    if (keepsSolid_[polygon.owner.feature] && isOpenSolid(polygon) &&
        shapes.find(shapeOf(model_, polygon)) == IdTable::kAbsent) {
      polygon.owner.role = GeometryRole::Boundary;  // what the surfaces lack
    }
  }
}

void GeometryChoice::markShown() {
  const auto isShown = [this](const GeometryOwner& owner) {
    return owner.lod == model_.features[owner.feature].shownLod && owner.role == bestRole_[owner.feature];
  };
  for (RawPolygon& polygon : model_.polygons) {
    polygon.isShown = polygon.ringCount > 0 && isShown(polygon.owner);
  }
  for (RawLine& line : model_.lines) {
    line.isShown = isShown(line.owner);
  }
}

bool GeometryChoice::isWanted(const RawReference& reference) const {
  const GeometryOwner& owner = reference.owner;
  const GeometryRole best = bestRole_[owner.feature];
  return reference.target != 0 && owner.lod == model_.features[owner.feature].shownLod &&
         (owner.role == best || (owner.role == GeometryRole::Solid && best == GeometryRole::Boundary));
}

void GeometryChoice::followReferences() {
  for (std::size_t i = 0; i < model_.references.size(); ++i) {  // what is read far away may add references
    if (i >= kMostReferences || model_.references[i].depth > kDeepestReference) {
      diagnostics_.add(Severity::Warning, kXlinkTooDeep);
      break;
    }
    const RawReference reference = model_.references[i];
    if (isWanted(reference)) {
      follow(reference);
    }
  }
}

void GeometryChoice::follow(const RawReference& reference) {
  const std::uint32_t at = named_.find(reference.target);
  if (at == IdTable::kAbsent) {
    readFarReference(reference);
    return;
  }
  const NamedGeometry range = model_.named[at];
  for (std::uint32_t i = range.firstPolygon; i < range.endPolygon && !model_.isTooLarge; ++i) {
    showReferenced(i, reference);
  }
}

bool GeometryChoice::isRelated(std::uint32_t a, std::uint32_t b) const {
  const auto isAncestor = [this](std::uint32_t ancestor, std::uint32_t of) {
    for (; of != model::kNone; of = model_.features[of].parent) {
      if (of == ancestor) {
        return true;
      }
    }
    return false;
  };
  return isAncestor(a, b) || isAncestor(b, a);
}

// A polygon that is shown anyway is not shown twice. Only the wall that two bodies share, seen from the other side or
// by an unrelated feature, belongs to both.
void GeometryChoice::showReferenced(std::uint32_t index, const RawReference& reference) {
  const RawPolygon& original = model_.polygons[index];
  const std::uint32_t feature = reference.owner.feature;
  const bool isOwn = original.owner.feature == feature;
  if (isOwn && original.owner.lod == reference.owner.lod) {
    return;
  }
  if (original.isShown && !reference.owner.isReversed && isRelated(feature, original.owner.feature)) {
    return;
  }
  if (original.ringCount == 0 || model_.polygons.size() > GeometryParser::kMemberPositions) {
    return;
  }
  RawPolygon copy = original;
  copy.owner.feature = feature;
  copy.owner.lod = reference.owner.lod;
  copy.owner.role = bestRole_[feature];
  copy.owner.isReversed = original.owner.isReversed != reference.owner.isReversed;
  if (reference.owner.kind != model::SurfaceKind::Unspecified) {
    copy.owner.kind = reference.owner.kind;
  }
  copy.isShown = true;
  model_.polygons.push_back(copy);
}

void GeometryChoice::readFarReference(const RawReference& reference) {
  const char* source = ids_.find(reference.target);
  if (source == nullptr) {
    return;
  }
  const std::size_t firstPolygon = model_.polygons.size();
  const std::size_t firstLine = model_.lines.size();
  const std::size_t firstReference = model_.references.size();
  GeometryOwner owner = reference.owner;
  owner.role = bestRole_[owner.feature];
  XmlCursor cursor(source, ids_.end());
  if (cursor.nextChild()) {
    geometry_.readElement(cursor, owner);
  }
  for (std::size_t i = firstPolygon; i < model_.polygons.size(); ++i) {
    model_.polygons[i].isShown = model_.polygons[i].ringCount > 0;
  }
  for (std::size_t i = firstLine; i < model_.lines.size(); ++i) {
    model_.lines[i].isShown = true;
  }
  for (std::size_t i = firstReference; i < model_.references.size(); ++i) {
    model_.references[i].depth = reference.depth + 1;
  }
}

void GeometryChoice::placeInstances() {
  for (std::size_t i = 0; i < model_.instances.size() && !model_.isTooLarge; ++i) {
    const RawInstance& instance = model_.instances[i];
    const std::uint32_t feature = instance.owner.feature;
    if (instance.owner.lod == model_.features[feature].shownLod && bestRole_[feature] == GeometryRole::Implicit) {
      place(instance);
    }
  }
}

void GeometryChoice::place(const RawInstance& instance) {
  const RawInstance placed = instance;  // reading may move the instances
  const std::size_t firstPosition = model_.positions.size();
  const std::size_t firstPolygon = model_.polygons.size();
  const std::size_t firstLine = model_.lines.size();
  const std::size_t references = model_.references.size();
  const std::size_t instances = model_.instances.size();
  geometry_.readTemplate(placed.source, ids_.end(), placed.owner);
  model_.references.resize(references);
  model_.instances.resize(instances);
  const glm::dvec2 scale = scale_.unitsPerMetre(placed.reference.y);
  const auto& m = placed.matrix;
  for (std::size_t i = firstPosition; i < model_.positions.size(); ++i) {
    const glm::dvec3 p = model_.positions[i];
    const auto row = [&](std::size_t r) {
      return m[4 * r] * p.x + m[4 * r + 1] * p.y + m[4 * r + 2] * p.z + m[4 * r + 3];
    };
    model_.positions[i] = placed.reference + glm::dvec3(row(0) * scale.x, row(1) * scale.y, row(2));
  }
  for (std::size_t i = firstPolygon; i < model_.polygons.size(); ++i) {
    model_.polygons[i].isShown = model_.polygons[i].ringCount > 0;
  }
  for (std::size_t i = firstLine; i < model_.lines.size(); ++i) {
    model_.lines[i].isShown = true;
  }
}

}  // namespace belvedere::loaders::citygml
