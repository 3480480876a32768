#pragma once

#include "apps/demo_town/canvas.h"
#include "apps/demo_town/paint_list.h"
#include "apps/demo_town/textures.h"

namespace belvedere::demo {

/// Paints the items whose indices are given, in that order. Any thread.
void paint(Canvas& canvas, const PaintList& list, std::span<const std::uint32_t> items, const Textures& textures);

}  // namespace belvedere::demo
