#include "apps/demo_town/orthophoto.h"

#include <cmath>
#include <tbb/parallel_for.h>

#include "apps/demo_town/ortho_painter.h"
#include "engine/core/common_messages.h"

namespace belvedere::demo {

namespace {

constexpr int kTile = 512;

void toBytes(const Canvas& canvas, int width, int height, std::vector<std::uint8_t>& rgb) {
  rgb.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  std::size_t at = 0;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const Tone& tone = canvas.tone(x, y);
      for (const float channel : {tone.x, tone.y, tone.z}) {
        rgb[at++] = static_cast<std::uint8_t>(std::clamp(channel + 0.5F, 0.0F, 255.0F));
      }
    }
  }
}

std::size_t tileIndex(int x, int y, int across) {
  return static_cast<std::size_t>(y) * static_cast<std::size_t>(across) + static_cast<std::size_t>(x);
}

/// For each tile the items that may touch it, in painting order.
std::vector<std::vector<std::uint32_t>> itemsByTile(const PaintList& list, Vec2 northWest, double tileMetres,
                                                    int across) {
  std::vector<std::vector<std::uint32_t>> tiles(static_cast<std::size_t>(across) * static_cast<std::size_t>(across));
  const auto clampTile = [&](double metres) {
    return static_cast<int>(std::clamp(std::floor(metres / tileMetres), 0.0, across - 1.0));
  };
  for (std::uint32_t i = 0; i < list.items().size(); ++i) {
    Box box = list.items()[i].box;
    box.grow(1.0);
    const int left = clampTile(box.low.x - northWest.x);
    const int right = clampTile(box.high.x - northWest.x);
    const int top = clampTile(northWest.y - box.high.y);
    const int bottom = clampTile(northWest.y - box.low.y);
    for (int y = top; y <= bottom; ++y) {
      for (int x = left; x <= right; ++x) {
        tiles[tileIndex(x, y, across)].push_back(i);
      }
    }
  }
  return tiles;
}

}  // namespace

Status photographCell(const TownPlan& plan, const std::vector<Tree>& trees, const WorldLayout& layout,
                      const Textures& textures, RasterMosaic& mosaic, const std::stop_token& stop) {
  const double pixel = layout.orthophotoPixelMetres;
  const int size = static_cast<int>(std::lround(layout.cellMetres / pixel));
  const int tile = std::min(kTile, size);
  const int across = (size + tile - 1) / tile;
  const Vec2 northWest = plan.low + Vec2(0.0, plan.cellMetres);
  const PaintList list = listPaint(plan, trees, pixel);
  const auto tiles = itemsByTile(list, northWest, tile * pixel, across);
  const int cellLeft = plan.column * size;
  const int cellTop = (layout.rows - 1 - plan.row) * size;
  std::vector<std::vector<std::uint8_t>> row(static_cast<std::size_t>(across));
  for (int y = 0; y < across; ++y) {
    if (stop.stop_requested()) {
      return fail(ErrorCode::Cancelled, Message(kCancelled));
    }
    tbb::parallel_for(0, across, [&](int x) {
      Canvas canvas(northWest + Vec2(x, -y) * (tile * pixel), pixel, tile, tile);
      paint(canvas, list, tiles[tileIndex(x, y, across)], textures);
      toBytes(canvas, tile, tile, row[static_cast<std::size_t>(x)]);
    });
    for (int x = 0; x < across; ++x) {
      const Status written =
          mosaic.writeColours(cellLeft + x * tile, cellTop + y * tile, tile, tile, row[static_cast<std::size_t>(x)]);
      if (!written) {
        return written;
      }
    }
  }
  return {};
}

}  // namespace belvedere::demo
