#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <stop_token>
#include <vector>

#include "engine/streaming/raster_stack.h"
#include "engine/tiling/draper.h"
#include "engine/tiling/relief_grid.h"

namespace belvedere::streaming {

/// What one vector layer lays on the ground, and which making of it.
struct DrapedLayer {
  scene::LayerId id = 0;
  std::uint64_t version = 0;  ///< changes with the shapes; unique over all layers
  std::shared_ptr<const tiling::PlanarLayer> shapes;
  bool hasStrokes = true;
  bool hasFills = false;
};

/// Of what the ground is made. Immutable; shared with the tasks that make cells.
struct GroundPlan {
  tiling::ReliefSquare square;
  double sceneOriginHeight = 0.0;    ///< of the frame's origin: map height = scene z + this
  std::vector<RasterLayer> terrain;  ///< lowest first; none: the ground is flat
  double flatHeight = 0.0;           ///< scene z of a flat ground
  geo::Bounds2 flatExtent;           ///< how far a flat ground reaches, scene coordinates
  bool isPlain = false;              ///< neither terrain nor imagery
  scene::LayerId layer = 0;          ///< what the ground is attached under
  std::vector<RasterLayer> imagery;  ///< lowest first, visible ones
  std::uint64_t pictureVersion = 0;  ///< changes with `imagery`
  std::vector<DrapedLayer> draped;   ///< visible ones that are there
  std::vector<scene::LayerId> kept;  ///< hidden ones, whose draped tiles need not be made but may stay
};

using CellPictures = std::map<scene::LayerId, std::shared_ptr<const Image>>;  ///< null where a layer has nothing

/// What is to be made of a cell, once or again; what is there already is given along.
struct CellRequest {
  std::shared_ptr<const GroundPlan> plan;
  tiling::ReliefCell cell;
  double parentErrorMetres = 0.0;
  std::shared_ptr<const tiling::ReliefGrid> grid;  ///< null: to be made
  CellPictures pictures;                           ///< as cached, of layers of this or an earlier plan
  /// The cell above, which stands in where something cannot be read; null where there is none.
  std::shared_ptr<const tiling::ReliefGrid> parentGrid;
  CellPictures parentPictures;
  bool needsTile = true;
  std::vector<DrapedLayer> draped;  ///< to be draped
};

/// What one layer has on a cell; both null where it has nothing there.
struct DrapedResult {
  scene::LayerId id = 0;
  std::uint64_t version = 0;
  std::shared_ptr<const tiling::DrapedTile> tile;    ///< null where the layer has nothing here
  std::shared_ptr<const tiling::SymbolSet> symbols;  ///< null where the layer has no points here
  double errorMetres = 0.0;  ///< how far shapes may be from their place; 0: nothing was left out
};

/// What a cell job made; incomplete where it was stopped.
struct CellResult {
  std::shared_ptr<const tiling::ReliefGrid> grid;
  std::shared_ptr<const tiling::ReliefTile> tile;  ///< null where not needed, or nothing is there
  CellPictures pictures;                           ///< of the plan's imagery
  std::uint64_t pictureVersion = 0;
  double finestTerrainMetres = 0.0;  ///< pixel of the finest terrain that touches the cell; 0 for none
  double finestImageryMetres = 0.0;  ///< pixel of the finest imagery that touches the cell; 0 for none
  std::vector<DrapedResult> draped;
  std::vector<LayerError> errors;  ///< of layers that could not be read; the cell above stands in for them
  bool isComplete = false;         ///< false where it was asked to stop
};

/// Pixels a side of a cell's picture, at most.
constexpr int kPicturePixels = 256;
/// Pixels a side of a cell that vectors are made for, where they are too many to be drawn as they are.
constexpr int kDrapedPixels = 512;
/// Quads a side of a cell's grid, at most.
constexpr int kGridSteps = 32;

/// The side of a texel of a cell's picture or normal map.
double texelMetres(double cellSideMetres, int picturePixels);

/// Makes a cell: reads heights, triangles, pictures, drapes. In a task.
CellResult makeCell(const CellRequest& request, const std::stop_token& stop);

}  // namespace belvedere::streaming
