#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace belvedere::loaders::gltf {

/// One attribute of a Draco geometry: all components of all points, one point after the other.
struct DracoAttribute {
  unsigned components = 1;
  std::vector<double> values;
  bool isNormalised = false;  ///< `values` are already divided by the type's full scale
};

/// A Draco mesh or point cloud, unpacked.
struct DracoGeometry {
  std::uint32_t pointCount = 0;
  std::vector<std::uint32_t> indices;  ///< three per triangle; empty for a point cloud
  std::map<std::string, DracoAttribute> attributes;
};

/// Unpacks Draco bytes; `wanted` names attributes by their unique id (KHR_draco_mesh_compression,
/// 3DTILES_draco_point_compression). Nothing where they are not sound or one that is wanted is missing. Any thread.
std::optional<DracoGeometry> decodeDraco(std::string_view bytes, const std::map<std::string, std::uint32_t>& wanted);

}  // namespace belvedere::loaders::gltf
