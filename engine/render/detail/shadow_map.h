#pragma once

#include <array>
#include <cstdint>

#include "engine/geo/bounds.h"
#include "engine/render/detail/gl.h"
#include "engine/render/detail/scene_graph.h"
#include "engine/render/detail/scene_pass.h"
#include "engine/render/detail/view.h"

namespace belvedere::render {

/// What part of the scene a shadow map covers: a square across the sun's direction, snapped to a coarse grid so that it
/// stays the same while the view moves a little, and its texels stay where they are while it does not.
struct ShadowExtent {
  glm::dvec3 right{1.0, 0.0, 0.0};  ///< axes of the map along the scene's axes; `towardsSun` completes them
  glm::dvec3 up{0.0, 1.0, 0.0};
  glm::dvec3 towardsSun{0.0, 0.0, 1.0};
  glm::dvec2 centre{0.0};  ///< along right and up, from the scene's origin
  double halfSize = 1.0;   ///< metres
  double lowest = 0.0;     ///< range along towardsSun
  double highest = 1.0;
  friend bool operator==(const ShadowExtent&, const ShadowExtent&) = default;
};

/// Fits the map to the part of `scene` that the whole picture shows, up to a few times the distance of its middle.
ShadowExtent fitShadow(const View& whole, const geo::Bounds3& scene, const glm::dvec3& towardsSun);

/// The depth of the scene from the sun; redrawn only when its extent or the scene changes.
class ShadowMap {
 public:
  ShadowMap(const GraphicsContext& context, const SceneGraph& graph, osg::ref_ptr<osg::Program> depthOnly);

  /// `sceneVersion` is SceneGraph::version.
  void update(const ShadowExtent& extent, std::uint64_t sceneVersion, int sizePixels);
  GLuint texture() const { return texture_.id(); }
  int sizePixels() const { return size_; }
  double metresPerTexel() const { return 2.0 * extent_.halfSize / size_; }

  /// From metres relative to the eye, along the scene's axes, to the map (0 to 1), column-major.
  std::array<float, 16> matrixFrom(const glm::dvec3& eye) const;

 private:
  void resize(int sizePixels);

  const GraphicsContext& context_;
  ScenePass pass_;
  GlTexture texture_;
  GlFramebuffer framebuffer_;
  int size_ = 0;
  ShadowExtent extent_;
  std::uint64_t drawnVersion_ = ~std::uint64_t{0};
};

}  // namespace belvedere::render
