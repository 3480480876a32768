#pragma once

#include "apps/demo_town/building_shapes.h"
#include "apps/demo_town/random.h"
#include "apps/demo_town/relief_grid.h"

namespace belvedere::demo {

/// Where a building's floor and walls start, from the ground under its outline.
struct Footing {
  double base = 0.0;    ///< below the lowest ground, so that no gap shows
  double ground = 0.0;  ///< what storeys are counted from
};
Footing footingOf(const ReliefGrid& relief, const Points& outline);

/// Sets footprint, ground, height and area from the bodies.
void finishGeometry(Building& building, const Points& outline, const Footing& footing);

/// A small stack on a gable or hip roof's ridge.
void addChimney(Building& building, Vec2 place, Vec2 along, double from, double top);

namespace palette {
Rgb tiles(Random& random);
Rgb slate(Random& random);
Rgb metal(Random& random);
Rgb flatRoof(Random& random);
Rgb render(Random& random);      ///< old walls: ochre render and yellow stone
Rgb paleRender(Random& random);  ///< recent walls
Rgb cladding(Random& random);    ///< halls
}  // namespace palette

/// The year something of a quarter's kind was built.
int yearBetween(Random& random, int first, int last);

}  // namespace belvedere::demo
