#pragma once

#include <osg/Uniform>

#include "engine/render/detail/frame_targets.h"
#include "engine/render/detail/fullscreen_pass.h"
#include "engine/render/detail/shader_library.h"

namespace belvedere::render {

/// How finely occlusion is found.
struct OcclusionSettings {
  int scale = 2;   ///< target pixels per pixel of the pass
  int slices = 2;  ///< directions through each pixel
  int steps = 4;   ///< to each side
};

/// Ambient occlusion of a scene's depth and surface pictures; smooth after a blur that undoes its 4 by 4 pattern.
class AmbientOcclusion {
 public:
  static Result<AmbientOcclusion> create(const ShaderLibrary& shaders);

  /// From the readable depth and surface of the targets; leaves its result bound to FrameUnit::Occlusion.
  void draw(osg::State& state, const FrameTargets& targets, const OcclusionSettings& settings);
  osg::StateSet& gatherState() { return gather_.stateSet(); }
  osg::StateSet& blurState() { return blur_.stateSet(); }
  /// To share with passes that read the result.
  const osg::ref_ptr<osg::Uniform>& scaleUniform() const { return scale_; }

 private:
  AmbientOcclusion(osg::ref_ptr<osg::Program> gather, osg::ref_ptr<osg::Program> blur);
  void resize(const glm::ivec2& size);

  FullscreenPass gather_, blur_;
  osg::ref_ptr<osg::Uniform> scale_, taps_, blurStep_;
  glm::ivec2 size_{0};
  /// Visibility and depth, in turns.
  GlTexture first_, second_;
  GlFramebuffer firstFramebuffer_, secondFramebuffer_;
};

}  // namespace belvedere::render
