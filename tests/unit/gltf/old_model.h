#pragma once

#include "tests/unit/gltf/glb_builder.h"

namespace test {

/// Two cubes as binary glTF 1.0, as tilers of 2016 wrote it: named items, strides at accessors, several meshes of a
/// node, techniques' values as colours, batch ids as BATCHID.
inline std::string oldGlb() {
  std::string binary;
  const std::vector<float> cube = cubePositions();
  for (std::size_t i = 0; i < 36; ++i) {  // position and batch id by turns
    for (std::size_t k = 0; k < 3; ++k) {
      put(binary, cube[i * 3 + k]);
    }
    put(binary, static_cast<std::uint32_t>(1));
  }
  const std::string json =
      R"({"asset":{"version":"1.0"},"extensionsUsed":["KHR_binary_glTF","CESIUM_RTC"],)"
      R"("extensions":{"CESIUM_RTC":{"center":[100,200,300]}},"scene":"s","scenes":{"s":{"nodes":["top"]}},)"
      R"("nodes":{"top":{"children":["both"],"matrix":[1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1],"meshes":[]},)"
      R"("both":{"meshes":["a","b"],"translation":[5,0,0]}},)"
      R"("meshes":{"a":{"primitives":[{"attributes":{"POSITION":"where","BATCHID":"which"},"material":"red","mode":4}]},)"
      R"("b":{"primitives":[{"attributes":{"POSITION":"where"},"material":"glass"}]}},)"
      R"("accessors":{"where":{"bufferView":"all","byteOffset":0,"byteStride":16,"componentType":5126,"count":36,"type":"VEC3"},)"
      R"("which":{"bufferView":"all","byteOffset":12,"byteStride":16,"componentType":5125,"count":36,"type":"SCALAR"}},)"
      R"("bufferViews":{"all":{"buffer":"binary_glTF","byteOffset":0,"byteLength":576,"target":34962}},)"
      R"("buffers":{"binary_glTF":{"byteLength":576,"type":"arraybuffer"}},)"
      R"("materials":{"red":{"technique":"t","values":{"diffuse":[1,0.5,0,1]}},)"
      R"("glass":{"extensions":{"KHR_materials_common":{"technique":"PHONG","transparent":true,"values":{"diffuse":[0,0,1,0.5]}}}}}})";
  const std::string content = padded(json, ' ', 4);
  std::string bytes = "glTF";
  put(bytes, std::uint32_t{1});
  put(bytes, static_cast<std::uint32_t>(20 + content.size() + binary.size()));
  put(bytes, static_cast<std::uint32_t>(content.size()));
  put(bytes, std::uint32_t{0});
  return bytes + content + binary;
}

}  // namespace test
