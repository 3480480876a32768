#pragma once

#include "engine/streaming/feature_table.h"
#include "engine/ui/view_model.h"

namespace belvedere::app {

/// What a table knows of a feature, for people: its type and id, a title from its name, its attributes with units, then
/// those of its parents that it does not have itself. `feature` must be in the table.
ui::FeatureCard featureCard(const streaming::FeatureTable& table, std::uint32_t feature);

}  // namespace belvedere::app
