#pragma once

#include <optional>

#include "apps/demo_town/plane_geometry.h"
#include "apps/demo_town/random.h"

namespace belvedere::demo {

/// Finds room for rectangles in a piece of land, apart from each other and from its border.
class SiteFinder {
 public:
  explicit SiteFinder(const Points& ring);
  /// A rectangle at least `gap` metres from what was found before, and a third of that from the border.
  std::optional<Points> find(double length, double breadth, Vec2 along, double gap, Random& random);
  /// The same, as near to a place as can be.
  std::optional<Points> findNear(Vec2 place, double length, double breadth, Vec2 along, double gap);

 private:
  bool isFree(const Points& candidate, double gap) const;
  const Points& ring_;
  OrientedBox box_;
  std::vector<Points> taken_;
};

}  // namespace belvedere::demo
