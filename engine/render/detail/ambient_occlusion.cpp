#include "engine/render/detail/ambient_occlusion.h"

namespace belvedere::render {

AmbientOcclusion::AmbientOcclusion(osg::ref_ptr<osg::Program> gather, osg::ref_ptr<osg::Program> blur)
    : gather_(std::move(gather)),
      blur_(std::move(blur)),
      scale_(new osg::Uniform("occlusionScale", 1)),
      taps_(new osg::Uniform(osg::Uniform::INT_VEC2, "occlusionTaps")),
      blurStep_(new osg::Uniform(osg::Uniform::INT_VEC2, "blurStep")) {
  gather_.stateSet().addUniform(scale_);
  gather_.stateSet().addUniform(taps_);
  blur_.stateSet().addUniform(scale_);
  blur_.stateSet().addUniform(blurStep_);
}

Result<AmbientOcclusion> AmbientOcclusion::create(const ShaderLibrary& shaders) {
  Result<osg::ref_ptr<osg::Program>> gather = shaders.program("fullscreen", "occlusion");
  if (!gather) {
    return tl::unexpected(gather.error());
  }
  Result<osg::ref_ptr<osg::Program>> blur = shaders.program("fullscreen", "occlusion_blur");
  if (!blur) {
    return tl::unexpected(blur.error());
  }
  return AmbientOcclusion(*gather, *blur);
}

void AmbientOcclusion::resize(const glm::ivec2& size) {
  if (size == size_) {
    return;
  }
  size_ = size;
  const auto make = [&](GlTexture& texture, GlFramebuffer& framebuffer) {
    texture = makeTargetTexture(GL_RG32F, size_, true);
    framebuffer = makeFramebuffer();
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer.id());
    glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture.id(), 0);
  };
  make(first_, firstFramebuffer_);
  make(second_, secondFramebuffer_);
}

void AmbientOcclusion::draw(osg::State& state, const FrameTargets& targets, const OcclusionSettings& settings) {
  resize((targets.size() + settings.scale - 1) / settings.scale);  // before anything is bound
  bindFrameTexture(state, FrameUnit::Surface, GL_TEXTURE_2D, targets.singleSurface());
  bindFrameTexture(state, FrameUnit::Distance, GL_TEXTURE_2D, targets.singleDepth());
  scale_->set(settings.scale);
  taps_->set(settings.slices, settings.steps);
  glBindFramebuffer(GL_FRAMEBUFFER, firstFramebuffer_.id());
  gather_.draw(state, size_.x, size_.y);
  blurStep_->set(1, 0);
  bindFrameTexture(state, FrameUnit::Occlusion, GL_TEXTURE_2D, first_.id());
  glBindFramebuffer(GL_FRAMEBUFFER, secondFramebuffer_.id());
  blur_.draw(state, size_.x, size_.y);
  blurStep_->set(0, 1);
  bindFrameTexture(state, FrameUnit::Occlusion, GL_TEXTURE_2D, second_.id());
  glBindFramebuffer(GL_FRAMEBUFFER, firstFramebuffer_.id());
  blur_.draw(state, size_.x, size_.y);
  bindFrameTexture(state, FrameUnit::Occlusion, GL_TEXTURE_2D, first_.id());
}

}  // namespace belvedere::render
