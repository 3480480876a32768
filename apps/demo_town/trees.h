#pragma once

#include "apps/demo_town/town_plan.h"

namespace belvedere::demo {

/// A tree that stands in a garden, a street or a park; for the orthophoto and for the trees layer.
struct Tree {
  Vec2 place{0.0};
  double crownRadius = 3.0;  ///< metres
  bool isPublic = false;
  int species = 0;  ///< index of speciesOf()
  int quarter = 0;
  int street = -1;
};

std::vector<Tree> plantTrees(const TownPlan& plan);

struct Species {
  const char* french;
  const char* latin;
};
constexpr int kSpeciesCount = 10;
const Species& speciesOf(int index);

}  // namespace belvedere::demo
