#pragma once

#include "data_loaders/common/loader.h"

namespace belvedere::loaders::gltf {

/// glTF 2.0 and 1.0 models (GLB, glTF with its buffers and pictures beside it): triangles, lines, points, base colours
/// and pictures, EXT_mesh_features, EXT_structural_metadata, EXT_mesh_gpu_instancing, Draco, meshopt, quantisation.
///
/// A model's y axis becomes up: x is east, -z north. Coordinates near the earth's surface when measured from its centre
/// (EPSG:4978) are read as such and become EPSG:4979; all others are metres in a CRS that the user names.
/// Each placed mesh is a feature of the type "Model" with its node's name, unless the file tells features apart itself.
Loader makeLoader();

}  // namespace belvedere::loaders::gltf
