#pragma once

#include "engine/tiling/relief_grid.h"
#include "engine/tiling/tile_mesh.h"

namespace belvedere::tiling {

/// Makes the triangles of a cell of ground: those of its grid, then skirts of `skirtDepthMetres` under the edges beyond
/// which the ground goes on, which close the cracks to neighbours of other levels; 0 makes none. Texture coordinates
/// leave a border of one texel of a picture of `pictureSize` pixels a side (0: no border), so that neighbours' pictures
/// meet without a seam. Origin: the cell's middle. Bounds: of the ground without skirts.
TileMesh makeReliefMesh(const ReliefGrid& grid, double skirtDepthMetres, int pictureSize);

/// Texture coordinates alone, one per position of makeReliefMesh's answer with the same grid and skirts.
void setReliefTexcoords(TileMesh& mesh, const geo::Bounds2& area, int pictureSize);

/// The origin that makeReliefMesh gives the mesh of a grid; draped pieces share it.
glm::dvec3 reliefOrigin(const ReliefGrid& grid);

}  // namespace belvedere::tiling
