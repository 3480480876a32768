#pragma once

#include <osg/Drawable>

#include "engine/render/detail/gpu_mesh.h"

namespace belvedere::render {

/// What has been drawn since it was last cleared.
struct DrawCounter : public osg::Referenced {
  std::size_t triangles = 0;
  std::size_t drawCalls = 0;
  void clear() { triangles = drawCalls = 0; }
};

/// Base of our drawables: a fixed box, no display list, no vertex array of OSG's.
class TileDrawable : public osg::Drawable {
 public:
  TileDrawable(const geo::Bounds3& bounds, const glm::dvec3& origin, osg::ref_ptr<DrawCounter> counter);
  osg::Object* cloneType() const override { return nullptr; }
  osg::Object* clone(const osg::CopyOp&) const override { return nullptr; }
  const char* libraryName() const override { return "belvedere"; }
  osg::BoundingBox computeBoundingBox() const override { return box_; }

 protected:
  ~TileDrawable() override = default;
  void count(std::size_t triangles, std::size_t drawCalls) const;
  /// Draws so many instances of a quad (a strip of four corners) from the bound vertex array, and counts them.
  void drawQuads(GLsizei instances) const;

 private:
  osg::BoundingBox box_;
  osg::ref_ptr<DrawCounter> counter_;
};

/// Runs of one mesh that share texture and face mode.
class MeshDrawable final : public TileDrawable {
 public:
  MeshDrawable(osg::ref_ptr<GpuMesh> mesh, const tiling::TileMesh& source, std::vector<tiling::MeshPart> runs,
               osg::ref_ptr<DrawCounter> counter);
  const char* className() const override { return "MeshDrawable"; }
  void drawImplementation(osg::RenderInfo& info) const override;

 private:
  osg::ref_ptr<GpuMesh> mesh_;
  std::vector<GLsizei> counts_;
  std::vector<const void*> offsets_;
  std::size_t triangles_ = 0;
};

}  // namespace belvedere::render
