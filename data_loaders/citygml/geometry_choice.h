#pragma once

#include <array>
#include <optional>

#include "data_loaders/citygml/geometry_parser.h"
#include "data_loaders/citygml/id_index.h"
#include "data_loaders/citygml/member_model.h"
#include "engine/core/diagnostics.h"

namespace belvedere::loaders::citygml {

/// How far a unit of the document's coordinates reaches, for geometry whose own unit is the metre.
struct MetreScale {
  bool isDegrees = false;
  /// Degrees of longitude and latitude per metre at a latitude (WGS 84, series of Snyder 1987, p. 25).
  glm::dvec2 unitsPerMetre(double latitudeDegrees) const;
};

/// Decides which geometries of a member are shown, once all of it was read: for every feature one level of detail, and
/// of what it offers there one geometry. A solid and the boundary surfaces that it is made of are one geometry: the
/// surfaces are kept, for they know their kind. Follows references, within the member and beyond, and places implicit
/// geometries. One per thread.
class GeometryChoice {
 public:
  GeometryChoice(MemberModel& model, GeometryParser& geometry, IdIndex& ids, MetreScale scale, Diagnostics& diagnostics)
      : model_(model), geometry_(geometry), ids_(ids), scale_(scale), diagnostics_(diagnostics) {}

  /// Sets RawFeature::lods and shownLod, and isShown of polygons and lines. Without a wanted level the highest of each
  /// feature is shown.
  void choose(std::optional<std::uint8_t> wantedLod);
  /// The geometries of the member by id; filled by choose() where the member has references or local appearances.
  const IdTable& named() const { return named_; }

 private:
  void indexNames();
  /// Boundary surfaces may be given by reference to the polygons of the solid: those then are the surfaces.
  void adoptBoundaries();
  void findLods();
  void pickLods(std::optional<std::uint8_t> wantedLod);
  void pickRoles();
  void keepIncompleteSolids();
  void markShown();
  void followReferences();
  void follow(const RawReference& reference);
  void showReferenced(std::uint32_t polygon, const RawReference& reference);
  void readFarReference(const RawReference& reference);
  void placeInstances();
  void place(const RawInstance& instance);
  bool isRelated(std::uint32_t a, std::uint32_t b) const;
  bool isWanted(const RawReference& reference) const;

  MemberModel& model_;
  GeometryParser& geometry_;
  IdIndex& ids_;
  MetreScale scale_;
  Diagnostics& diagnostics_;
  IdTable named_;
  std::vector<GeometryRole> bestRole_;  // by feature, at its shown level
  std::vector<bool> keepsSolid_;        // by feature: boundary surfaces do not close it
};

}  // namespace belvedere::loaders::citygml
