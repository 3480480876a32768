#pragma once

#include <cstdint>
#include <memory>

#include "engine/scene/snapshot.h"
#include "engine/tiling/point_tile.h"
#include "engine/tiling/tile_mesh.h"

namespace belvedere::streaming {

/// A tile's number at the sink; never reused, never 0.
using TileHandle = std::uint64_t;

/// The layer that a ground without terrain layer is attached under; the application numbers its layers from 1.
constexpr scene::LayerId kGroundLayer = 0;

/// Where prepared tiles go: the renderer, or a fake in tests. Mirrors the tile calls of render::Renderer; how features
/// look goes to that directly. Called on the main thread only, from within TerritoryStreamer's calls. A tile is shown
/// once attached, until setShown says otherwise.
class TileSink {
 public:
  virtual ~TileSink() = default;
  virtual TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::TileMesh> mesh) = 0;
  /// The ground: under the lowest visible terrain layer, whose style says how it looks without imagery, or under
  /// kGroundLayer. Visibility, order and opacity of terrain and imagery are already in it.
  virtual TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::ReliefTile> tile) = 0;
  virtual TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::DrapedTile> tile) = 0;
  virtual TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::SymbolSet> symbols) = 0;
  virtual TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::PointTile> points) = 0;
  virtual void setShown(TileHandle tile, bool isShown) = 0;
  virtual void detach(TileHandle tile) = 0;
};

}  // namespace belvedere::streaming
