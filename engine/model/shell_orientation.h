#pragma once

#include "engine/core/diagnostics.h"
#include "engine/model/feature_batch.h"

namespace belvedere::model {

/// Turns round what faces inwards as a whole: surfaces of one feature and level of detail, its openings included, that
/// enclose a space or do but for their bottom, all seen from the wrong side (val3dity 405, "solid-405"). Shells that
/// are wrong only in part are left as they are, rooms too: they are seen from within. Positions east, north, up in
/// metres: axes that a source has swapped make all of it look inside out. Any thread.
void turnOutwards(FeatureBatch& batch, Diagnostics& diagnostics);

/// Marks what looks upwards of buildings whose surfaces say nothing of their kind (blocks of LoD 1, CityJSON without
/// semantics) as SurfaceKind::ImpliedRoof, so that roofs are told from walls. Any thread.
void markImpliedRoofs(FeatureBatch& batch);

}  // namespace belvedere::model
