#pragma once

#include "apps/demo_town/paint_list.h"

namespace belvedere::demo {

/// The layers of paint, from the ground up; `isFine` adds what only shows below a metre per pixel.
void paintLand(PaintList& list, const TownPlan& plan, bool isFine);
void paintGardens(PaintList& list, const TownPlan& plan, bool isFine);
void paintStreets(PaintList& list, const TownPlan& plan, bool isFine);
void paintRailway(PaintList& list, const TownPlan& plan, bool isFine);
void paintGrounds(PaintList& list, const TownPlan& plan, bool isFine);
void paintShadows(PaintList& list, const TownPlan& plan, const std::vector<Tree>& trees);
void paintCars(PaintList& list, const TownPlan& plan);
void paintRoofs(PaintList& list, const TownPlan& plan, bool isFine);
void paintTrees(PaintList& list, const std::vector<Tree>& trees);

/// A parked car, some 4.2 by 1.8 m.
void paintCar(PaintList& list, Vec2 place, Vec2 along, Random& random);

/// A tone a little lighter or darker.
Tone variedTone(Random& random, Tone tone, double spread);

}  // namespace belvedere::demo
