#pragma once

#include <functional>
#include <stop_token>
#include <vector>

#include "engine/core/image.h"
#include "engine/core/progress.h"
#include "engine/core/result.h"
#include "engine/render/detail/frame_settings.h"
#include "engine/render/detail/view.h"

namespace belvedere::render {

/// One tile of a large picture: the pixels it gives, and the window that is drawn for them: the same with a guard band,
/// so that effects that look at neighbouring pixels do not end at the tile's border.
struct PictureTile {
  PixelWindow kept;
  PixelWindow drawn;
};

/// Largest side of a picture.
constexpr int kMaximumPicturePixels = 16384;

/// Cuts a picture into tiles whose drawn windows are at most `limit` pixels a side, all of the same size, so that they
/// are drawn into the same target; a picture that fits is one tile without guard band. `limit` and `guard` are
/// multiples of 8, and so is the distance from tile to tile: patterns of 8 pixels go on across tiles.
std::vector<PictureTile> tilesOf(const glm::ivec2& size, int limit, int guard);

/// Draws a picture tile by tile and reads it back. `drawWindow` draws one window into a framebuffer. Fails with
/// InvalidArgument (key "picture-size") outside 1 to kMaximumPicturePixels, with Cancelled on a stop between two tiles,
/// and as `drawWindow` does.
Result<Image> drawTiled(const glm::ivec2& size, const FrameSettings& settings, bool hasAlpha,
                        const std::function<Status(const PixelWindow&, GLuint)>& drawWindow,
                        const std::stop_token& stop, const ProgressSink& progress);

}  // namespace belvedere::render
