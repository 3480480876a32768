#pragma once

#include <cstdint>
#include <memory>
#include <osg/Referenced>
#include <vector>

#include "engine/render/detail/gl.h"
#include "engine/tiling/tile_mesh.h"

namespace belvedere::render {

/// A TileMesh in graphics memory, uploaded when first drawn; interleaved with only what the mesh has: 16 bytes a vertex
/// (position, normal and kind), 4 more for features, 4 for colours, 8 for texture coordinates. Attribute numbers are
/// those of shaders/mesh.vert. The CPU mesh is given up once uploaded.
class GpuMesh : public osg::Referenced {
 public:
  explicit GpuMesh(std::shared_ptr<const tiling::TileMesh> mesh);

  /// Makes its vertex array current, uploading first if need be.
  void bind();
  GLenum indexType() const { return indexType_; }
  std::size_t indexSize() const { return indexType_ == GL_UNSIGNED_SHORT ? 2 : 4; }
  std::size_t byteSize() const { return byteSize_; }

 protected:
  ~GpuMesh() override = default;

 private:
  struct Layout {
    std::size_t stride = 16;
    std::size_t feature = 0, colour = 0, texcoord = 0;  ///< offsets, 0 where absent
  };
  void upload();
  std::vector<std::uint8_t> interleaved() const;
  void describe() const;
  void uploadIndices();

  std::shared_ptr<const tiling::TileMesh> mesh_;
  Layout layout_;
  GLenum indexType_ = GL_UNSIGNED_INT;
  std::size_t byteSize_ = 0;
  GlVertexArray array_;
  GlBuffer vertices_, indices_;
};

}  // namespace belvedere::render
