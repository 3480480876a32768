#pragma once

#include "data_loaders/citygml/appearance_data.h"
#include "data_loaders/citygml/member_model.h"

namespace belvedere::loaders::citygml {

/// The appearances of the whole document, ready to be asked. Immutable once made; any thread.
struct GlobalAppearance {
  AppearanceData data;
  IdTable targets;  ///< surface -> index in data.targets
  IdTable rings;    ///< ring -> index in data.rings

  void index();
};

/// Decides what the shown polygons of a member wear: what its own appearances say first, then those of the document;
/// what is said of a polygon itself before what is said of a surface around it. One per thread.
class AppearanceChoice {
 public:
  explicit AppearanceChoice(const GlobalAppearance& global) : global_(global) {}

  /// Sets material, texture and generator of the polygons. `named` holds the member's geometries by id.
  void choose(MemberModel& model, const IdTable& named);
  /// The texture coordinates of a ring, from where choose() took the polygon's texture; nullptr where it has none.
  const RawRingTexture* ringTexture(const MemberModel& model, const RawPolygon& polygon, const RawRing& ring) const;

 private:
  void wearLocalTargets(MemberModel& model, const IdTable& named);
  void wearGlobalTargets(MemberModel& model);
  void wearRingTextures(MemberModel& model);

  const GlobalAppearance& global_;
  IdTable localRings_;
};

}  // namespace belvedere::loaders::citygml
