#include "engine/render/detail/target_state.h"

#include <array>

#include "engine/render/detail/gl.h"

namespace belvedere::render {

ReversedDepth::ReversedDepth() {
  glClipControl(GL_LOWER_LEFT, GL_ZERO_TO_ONE);
  glEnable(GL_FRAMEBUFFER_SRGB);
  glDisable(GL_SCISSOR_TEST);
}

ReversedDepth::~ReversedDepth() {
  glClipControl(GL_LOWER_LEFT, GL_NEGATIVE_ONE_TO_ONE);
  glDisable(GL_FRAMEBUFFER_SRGB);
}

void clearTarget(osg::State& state, int colourBuffers) {
  glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
  glDepthMask(GL_TRUE);
  glStencilMask(0xFFU);
  constexpr std::array<float, 4> kNothing{};
  for (int i = 0; i < colourBuffers; ++i) {
    glClearBufferfv(GL_COLOR, i, kNothing.data());
  }
  glClearBufferfi(GL_DEPTH_STENCIL, 0, 0.0F, 0);
  state.haveAppliedAttribute(osg::StateAttribute::COLORMASK);
  state.haveAppliedAttribute(osg::StateAttribute::DEPTH);
  state.haveAppliedAttribute(osg::StateAttribute::STENCIL);
}

}  // namespace belvedere::render
