#pragma once

#include <functional>

#include "apps/demo_town/plane_geometry.h"
#include "apps/demo_town/random.h"

namespace belvedere::demo {

/// How land is divided into blocks: until they are about this broad and long.
struct BlockRule {
  double breadth = 70.0;  ///< metres across, twice the depth of a row of plots
  double length = 140.0;
  double wobble = 0.1;        ///< how much the dividing lines bend, relative to the breadth
  double irregularity = 0.1;  ///< how uneven the parts are
  double minArea = 300.0;     ///< square metres
};

/// Divides a face by lines that follow its own shape. `onCut` hears of each line: the dividing lines of early levels
/// first (level 0 is the first cut).
std::vector<Ring> divideRing(Ring face, const BlockRule& rule, Random& random,
                             const std::function<void(const Points& line, int level)>& onCut);
std::vector<Points> divideIntoBlocks(const Points& face, const BlockRule& rule, Random& random,
                                     const std::function<void(const Points& line, int level)>& onCut);

}  // namespace belvedere::demo
