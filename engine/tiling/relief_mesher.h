#pragma once

#include "engine/tiling/relief_grid.h"
#include "engine/tiling/tile_mesh.h"

namespace belvedere::tiling {

/// Makes the triangles of a cell of ground: those of its grid, then skirts of `skirtDepthMetres` under the edges beyond
/// which the ground goes on, which close the cracks to neighbours of other levels; 0 makes none. Texture coordinates
/// are cellTexcoord's. Origin: the cell's middle. Bounds: of the ground without skirts.
TileMesh makeReliefMesh(const ReliefGrid& grid, double skirtDepthMetres);

/// The origin that makeReliefMesh gives the mesh of a grid; draped pieces share it.
glm::dvec3 reliefOrigin(const ReliefGrid& grid);

}  // namespace belvedere::tiling
