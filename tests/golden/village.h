#pragma once

#include <memory>
#include <vector>

#include "engine/render/renderer.h"
#include "engine/scene/snapshot.h"
#include "engine/tiling/tile_mesh.h"

namespace belvedere::golden {

/// Layers of the village, as attached by `build`.
enum VillageLayer : scene::LayerId { kRelief = 1, kParcels, kPaths, kBuildings, kBillboard, kTrees, kLamps };

/// A hand-made village on a hill, 480 m a side, without any file: ground in four tiles, parcels and paths draped on it,
/// houses with gable roofs, a block with a courtyard, a church, a wall with a picture, trees and lamps.
class Village {
 public:
  Village();

  std::vector<std::shared_ptr<const tiling::ReliefTile>> relief;
  std::vector<std::shared_ptr<const tiling::ReliefTile>> reliefWithImagery;
  std::shared_ptr<const tiling::DrapedTile> parcels;  ///< 0: a park, 1: a square that overlaps it
  std::shared_ptr<const tiling::DrapedTile> paths;
  std::shared_ptr<const tiling::TileMesh> buildings;
  std::shared_ptr<const tiling::TileMesh> billboard;  ///< one wall with a picture: red above, blue below, a white F
  std::shared_ptr<const tiling::SymbolSet> trees;
  std::shared_ptr<const tiling::SymbolSet> lamps;

  /// Metres above the village's zero at a place, as the ground's triangles have it.
  static double ground(double east, double north);

  /// Map coordinates of the village's middle, far from zero as real ones are.
  static glm::dvec3 origin() { return {652000.0, 6862000.0, 100.0}; }
  static scene::Snapshot snapshot();
};

}  // namespace belvedere::golden
