#pragma once

#include <glm/vec2.hpp>

#include "engine/render/detail/gl.h"

namespace belvedere::render {

/// The pictures that one frame passes through, all of the same size: the scene (colour, surface, depth; with several
/// samples per pixel), its readable distance with one sample, ambient occlusion, and the finished frame. Raw
/// framebuffer objects, since osg::Camera::attach gives no anti-aliasing on Mesa.
class FrameTargets {
 public:
  /// Remakes what differs. `samples` 1 to 4. Fails (false) where the driver refuses the size.
  bool resize(const glm::ivec2& size, int samples);
  glm::ivec2 size() const { return size_; }
  int samples() const { return samples_; }
  std::size_t byteSize() const;

  GLuint sceneFramebuffer() const { return sceneFramebuffer_.id(); }
  /// Takes the first sample of each pixel; only with several samples.
  GLuint singleFramebuffer() const { return singleFramebuffer_.id(); }
  GLuint frameFramebuffer() const { return frameFramebuffer_.id(); }

  GLenum sceneTextureTarget() const { return samples_ > 1 ? GL_TEXTURE_2D_MULTISAMPLE : GL_TEXTURE_2D; }
  GLuint colour() const { return colour_.id(); }    ///< linear in sRGB storage, premultiplied alpha
  GLuint surface() const { return surface_.id(); }  ///< octahedral normal, feature tag, share of sky light
  GLuint depth() const { return depth_.id(); }      ///< reversed, 32-bit float, with stencil
  /// Depth and surface of the first sample, readable as plain textures.
  GLuint singleDepth() const { return samples_ > 1 ? singleDepth_.id() : depth_.id(); }
  GLuint singleSurface() const { return samples_ > 1 ? singleSurface_.id() : surface_.id(); }
  GLuint frame() const { return frame_.id(); }  ///< linear in sRGB storage, premultiplied alpha

 private:
  bool makeScene();
  bool makeSingle();
  bool makeFrame();

  glm::ivec2 size_{0};
  int samples_ = 0;
  GlTexture colour_, surface_, depth_, singleDepth_, singleSurface_, frame_;
  GlFramebuffer sceneFramebuffer_, singleFramebuffer_, frameFramebuffer_;
};

/// A texture of one level for drawing into and reading from, clamped, without filtering unless `isFiltered`.
GlTexture makeTargetTexture(GLenum format, const glm::ivec2& size, bool isFiltered = false);

}  // namespace belvedere::render
