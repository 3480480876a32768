#include "engine/render/detail/frame_targets.h"

#include <array>

namespace belvedere::render {
namespace {

constexpr std::array<GLenum, 2> kBothBuffers{GL_COLOR_ATTACHMENT0, GL_COLOR_ATTACHMENT1};

/// A texture that is bound to be made. The unit gets back what it held: targets are made between passes, when units
/// hold what later passes read.
class BoundTexture {
 public:
  BoundTexture(GLenum target, GLenum binding) : target_(target) {
    glGetIntegerv(binding, &before_);
    glGenTextures(1, &id_);
    glBindTexture(target_, id_);
  }
  ~BoundTexture() { glBindTexture(target_, static_cast<GLuint>(before_)); }
  BoundTexture(const BoundTexture&) = delete;
  BoundTexture& operator=(const BoundTexture&) = delete;
  GLuint id() const { return id_; }

 private:
  GLenum target_;
  GLint before_ = 0;
  GLuint id_ = 0;
};

GlTexture makeSampledTexture(GLenum format, const glm::ivec2& size, int samples) {
  if (samples <= 1) {
    return makeTargetTexture(format, size);
  }
  const BoundTexture texture(GL_TEXTURE_2D_MULTISAMPLE, GL_TEXTURE_BINDING_2D_MULTISAMPLE);
  glTexImage2DMultisample(GL_TEXTURE_2D_MULTISAMPLE, samples, format, size.x, size.y, GL_TRUE);
  return GlTexture(texture.id());
}

bool isComplete() { return glCheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE; }

}  // namespace

GlTexture makeTargetTexture(GLenum format, const glm::ivec2& size, bool isFiltered) {
  const BoundTexture texture(GL_TEXTURE_2D, GL_TEXTURE_BINDING_2D);
  glTexStorage2D(GL_TEXTURE_2D, 1, format, size.x, size.y);
  const GLint filter = isFiltered ? GL_LINEAR : GL_NEAREST;
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, filter);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, filter);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  return GlTexture(texture.id());
}

bool FrameTargets::resize(const glm::ivec2& size, int samples) {
  if (size == size_ && samples == samples_) {
    return true;
  }
  const bool isSameSize = size == size_;
  size_ = size;
  samples_ = samples;
  const bool isMade = makeScene() && (samples_ <= 1 || makeSingle()) && (isSameSize || makeFrame());
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  if (!isMade) {
    size_ = glm::ivec2(0);
  }
  return isMade;
}

bool FrameTargets::makeScene() {
  colour_ = makeSampledTexture(GL_SRGB8_ALPHA8, size_, samples_);
  surface_ = makeSampledTexture(GL_RGBA8, size_, samples_);
  depth_ = makeSampledTexture(GL_DEPTH32F_STENCIL8, size_, samples_);
  sceneFramebuffer_ = makeFramebuffer();
  glBindFramebuffer(GL_FRAMEBUFFER, sceneFramebuffer_.id());
  const GLenum target = sceneTextureTarget();
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, target, colour_.id(), 0);
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT1, target, surface_.id(), 0);
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_DEPTH_STENCIL_ATTACHMENT, target, depth_.id(), 0);
  glDrawBuffers(2, kBothBuffers.data());
  return isComplete();
}

bool FrameTargets::makeSingle() {
  singleDepth_ = makeTargetTexture(GL_R32F, size_);
  singleSurface_ = makeTargetTexture(GL_RGBA8, size_);
  singleFramebuffer_ = makeFramebuffer();
  glBindFramebuffer(GL_FRAMEBUFFER, singleFramebuffer_.id());
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, singleDepth_.id(), 0);
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT1, GL_TEXTURE_2D, singleSurface_.id(), 0);
  glDrawBuffers(2, kBothBuffers.data());
  return isComplete();
}

bool FrameTargets::makeFrame() {
  frame_ = makeTargetTexture(GL_SRGB8_ALPHA8, size_);
  frameFramebuffer_ = makeFramebuffer();
  glBindFramebuffer(GL_FRAMEBUFFER, frameFramebuffer_.id());
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, frame_.id(), 0);
  return isComplete();
}

std::size_t FrameTargets::byteSize() const {
  const auto pixels = static_cast<std::size_t>(size_.x) * static_cast<std::size_t>(size_.y);
  return pixels * (static_cast<std::size_t>(samples_) * 16 + 8);
}

}  // namespace belvedere::render
