#pragma once

#include "apps/demo_town/plane_geometry.h"

namespace belvedere::demo {

/// All faces that a set of lines encloses; ends that lead nowhere are left out. Rings counter-clockwise, holes ignored.
std::vector<Points> enclosedFaces(const std::vector<Points>& lines);

/// A line with the room it takes on either side.
struct Corridor {
  Points line;
  double halfWidth = 0.0;
};
/// The ring without the corridors' room, in as many pieces as are left; holes ignored.
std::vector<Points> withoutCorridors(const Points& ring, const std::vector<Corridor>& corridors);

}  // namespace belvedere::demo
