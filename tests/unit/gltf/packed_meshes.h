#pragma once

#include <array>
#include <draco/compression/encode.h>
#include <draco/mesh/triangle_soup_mesh_builder.h>
#include <meshoptimizer.h>

#include "tests/unit/gltf/glb_builder.h"

namespace test {

/// Two cubes, 10 m apart, packed by Draco: positions (id 0) and feature ids (id 1).
inline std::string dracoGlb() {
  draco::TriangleSoupMeshBuilder soup;
  soup.Start(24);
  const int positions = soup.AddAttribute(draco::GeometryAttribute::POSITION, 3, draco::DT_FLOAT32);
  const int ids = soup.AddAttribute(draco::GeometryAttribute::GENERIC, 1, draco::DT_UINT16);
  const std::vector<float> cube = cubePositions();
  for (std::uint32_t face = 0; face < 24; ++face) {
    const float shift = face < 12 ? 0.0F : 10.0F;
    std::array<std::array<float, 3>, 3> corners{};
    for (std::size_t i = 0; i < 9; ++i) {
      corners[i / 3][i % 3] = cube[std::size_t{face % 12} * 9 + i] + (i % 3 == 0 ? shift : 0.0F);
    }
    const std::uint16_t id = face < 12 ? 0 : 1;
    soup.SetAttributeValuesForFace(positions, draco::FaceIndex(face), corners[0].data(), corners[1].data(),
                                   corners[2].data());
    soup.SetAttributeValuesForFace(ids, draco::FaceIndex(face), &id, &id, &id);
  }
  const auto mesh = soup.Finalize();
  draco::Encoder encoder;
  encoder.SetAttributeQuantization(draco::GeometryAttribute::POSITION, 16);
  draco::EncoderBuffer buffer;
  encoder.EncodeMeshToBuffer(*mesh, &buffer);
  GlbBuilder builder;
  const auto view = builder.view(std::string(buffer.data(), buffer.size()));
  const auto where = builder.rawAccessor(R"({"componentType":5126,"count":72,"type":"VEC3"})");
  const auto which = builder.rawAccessor(R"({"componentType":5123,"count":72,"type":"SCALAR"})");
  const std::string number = std::to_string(mesh->attribute(1)->unique_id());
  return builder.build(
      R"("extensionsRequired":["KHR_draco_mesh_compression"],"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],)"
      R"("meshes":[{"primitives":[{"attributes":{"POSITION":)" +
      std::to_string(where) + R"(,"_BATCHID":)" + std::to_string(which) +
      R"(},"extensions":{"KHR_draco_mesh_compression":{"bufferView":)" + std::to_string(view) +
      R"(,"attributes":{"POSITION":)" + std::to_string(mesh->attribute(0)->unique_id()) + R"(,"_BATCHID":)" + number +
      "}}}}]}]");
}

/// A cube whose positions and indices are packed by meshoptimizer, as gltfpack -c writes it: the views belong to a
/// second buffer without bytes.
inline std::string meshoptGlb() {
  const std::vector<float> cube = cubePositions();
  std::vector<std::uint32_t> indices;
  for (std::uint32_t i = 0; i < 36; ++i) {
    indices.push_back(i);
  }
  std::string vertices(meshopt_encodeVertexBufferBound(36, 12), '\0');
  vertices.resize(meshopt_encodeVertexBuffer(reinterpret_cast<unsigned char*>(vertices.data()), vertices.size(),
                                             cube.data(), 36, 12));
  std::string triangles(meshopt_encodeIndexBufferBound(36, 36), '\0');
  triangles.resize(meshopt_encodeIndexBuffer(reinterpret_cast<unsigned char*>(triangles.data()), triangles.size(),
                                             indices.data(), 36));
  GlbBuilder builder;
  const auto packedView = [&](const std::string& bytes, const std::string& fallback, const std::string& more) {
    const std::size_t offset = builder.append(bytes);
    return builder.rawView("{" + fallback + R"(,"extensions":{"EXT_meshopt_compression":{"buffer":0,"byteOffset":)" +
                           std::to_string(offset) + R"(,"byteLength":)" + std::to_string(bytes.size()) + more + "}}}");
  };
  const auto vertexView =
      packedView(vertices, R"("buffer":1,"byteLength":432)", R"(,"byteStride":12,"count":36,"mode":"ATTRIBUTES")");
  const auto indexView = packedView(triangles, R"("buffer":1,"byteOffset":432,"byteLength":144)",
                                    R"(,"byteStride":4,"count":36,"mode":"TRIANGLES")");
  const auto where = builder.accessor(vertexView, GlbBuilder::kFloat, 36, "VEC3");
  const auto order = builder.accessor(indexView, GlbBuilder::kUnsignedInt, 36, "SCALAR");
  return builder.build(
      R"("extensionsRequired":["EXT_meshopt_compression"],"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],)"
      R"("meshes":[{"primitives":[{"attributes":{"POSITION":)" +
          std::to_string(where) + R"(},"indices":)" + std::to_string(order) + "}]}]",
      R"(,{"byteLength":576,"extensions":{"EXT_meshopt_compression":{"fallback":true}}})");
}

}  // namespace test
