#include "data_loaders/citygml/appearance_choice.h"

namespace belvedere::loaders::citygml {
namespace {

void wear(RawPolygon& polygon, const RawTarget& target, bool isGlobal) {
  if (target.material != model::kNone && polygon.material == model::kNone) {
    polygon.material = target.material;
    polygon.isGlobalMaterial = isGlobal;
  }
  const bool isPlaced = target.texture != model::kNone;
  if (isPlaced && polygon.texture == model::kNone) {
    polygon.texture = target.texture;
    polygon.generator = target.generator;
    polygon.isGlobalTexture = isGlobal;
  }
}

}  // namespace

void GlobalAppearance::index() {
  for (std::size_t i = 0; i < data.targets.size(); ++i) {
    targets.insert(data.targets[i].surface, static_cast<std::uint32_t>(i));
  }
  for (std::size_t i = 0; i < data.rings.size(); ++i) {
    rings.insert(data.rings[i].ring, static_cast<std::uint32_t>(i));
  }
}

void AppearanceChoice::choose(MemberModel& model, const IdTable& named) {
  const AppearanceData& local = model.appearance;
  localRings_.clear();
  if (local.isEmpty() && global_.data.isEmpty()) {
    return;
  }
  for (std::size_t i = 0; i < local.rings.size(); ++i) {
    localRings_.insert(local.rings[i].ring, static_cast<std::uint32_t>(i));
  }
  wearRingTextures(model);
  wearLocalTargets(model, named);
  wearGlobalTargets(model);
}

void AppearanceChoice::wearRingTextures(MemberModel& model) {
  if (localRings_.size() == 0 && global_.rings.size() == 0) {
    return;
  }
  for (RawPolygon& polygon : model.polygons) {
    if (!polygon.isShown) {
      continue;
    }
    const IdHash ring = model.rings[polygon.firstRing].id;
    const std::uint32_t local = ring != 0 ? localRings_.find(ring) : IdTable::kAbsent;
    const std::uint32_t global = ring != 0 ? global_.rings.find(ring) : IdTable::kAbsent;
    if (local != IdTable::kAbsent) {
      polygon.texture = model.appearance.rings[local].texture;
    } else if (global != IdTable::kAbsent) {
      polygon.texture = global_.data.rings[global].texture;
      polygon.isGlobalTexture = true;
    }
  }
}

void AppearanceChoice::wearLocalTargets(MemberModel& model, const IdTable& named) {
  for (const bool isForOne : {true, false}) {
    for (const RawTarget& target : model.appearance.targets) {
      const std::uint32_t at = named.find(target.surface);
      if (at == IdTable::kAbsent) {
        continue;
      }
      const NamedGeometry& range = model.named[at];
      if ((range.endPolygon - range.firstPolygon == 1) != isForOne) {
        continue;
      }
      for (std::uint32_t i = range.firstPolygon; i < range.endPolygon; ++i) {
        wear(model.polygons[i], target, false);
      }
    }
  }
}

// Inner geometries stand before the ones around them, so what is said of a polygon itself comes first.
void AppearanceChoice::wearGlobalTargets(MemberModel& model) {
  if (global_.targets.size() == 0) {
    return;
  }
  for (const NamedGeometry& range : model.named) {
    const std::uint32_t at = global_.targets.find(range.id);
    if (at == IdTable::kAbsent) {
      continue;
    }
    for (std::uint32_t i = range.firstPolygon; i < range.endPolygon; ++i) {
      wear(model.polygons[i], global_.data.targets[at], true);
    }
  }
}

const RawRingTexture* AppearanceChoice::ringTexture(const MemberModel& model, const RawPolygon& polygon,
                                                    const RawRing& ring) const {
  const IdTable& table = polygon.isGlobalTexture ? global_.rings : localRings_;
  const std::uint32_t at = ring.id != 0 ? table.find(ring.id) : IdTable::kAbsent;
  if (at == IdTable::kAbsent) {
    return nullptr;
  }
  return polygon.isGlobalTexture ? &global_.data.rings[at] : &model.appearance.rings[at];
}

}  // namespace belvedere::loaders::citygml
