#include "engine/render/detail/fullscreen_pass.h"

namespace belvedere::render {

void bindFrameTexture(osg::State& state, FrameUnit unit, GLenum target, GLuint texture) {
  state.setActiveTextureUnit(static_cast<unsigned>(unit));
  glBindTexture(target, texture);
}

FullscreenPass::FullscreenPass(osg::ref_ptr<osg::Program> program)
    : stateSet_(new osg::StateSet), empty_(makeVertexArray()) {
  stateSet_->setAttributeAndModes(program, osg::StateAttribute::ON);
  stateSet_->setMode(GL_DEPTH_TEST, osg::StateAttribute::OFF);
  stateSet_->setMode(GL_STENCIL_TEST, osg::StateAttribute::OFF);
  stateSet_->setMode(GL_CULL_FACE, osg::StateAttribute::OFF);
  stateSet_->setMode(GL_BLEND, osg::StateAttribute::OFF);
}

void FullscreenPass::draw(osg::State& state, int width, int height) const {
  state.apply(stateSet_);
  glViewport(0, 0, width, height);
  state.unbindVertexBufferObject();
  state.bindVertexArrayObject(empty_.id());
  glDrawArrays(GL_TRIANGLES, 0, 3);
  state.unbindVertexArrayObject();
  state.haveAppliedAttribute(osg::StateAttribute::VIEWPORT);
}

}  // namespace belvedere::render
