#pragma once

#include <cstdint>
#include <glm/vec2.hpp>
#include <span>

#include "engine/tiling/planar_layer.h"

namespace belvedere::tiling {

/// Widens a polyline of the plan to a band: mitred where it bends gently, rounded where it bends sharply and at its
/// ends, so that lines that meet end to end leave no notch. Appends counter-clockwise triangles; those of one band may
/// overlap at sharp bends. Fewer than two distinct positions give nothing.
void addBand(PlanPatches& patches, std::uint32_t feature, std::span<const glm::dvec2> line, double widthMetres);

/// Gives a layer the bands of its lines, in place of those that it has; 0 metres: none.
void setBands(PlanarLayer& layer, double widthMetres);

}  // namespace belvedere::tiling
