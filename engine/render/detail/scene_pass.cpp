#include "engine/render/detail/scene_pass.h"

#include <osg/DisplaySettings>

namespace belvedere::render {

ScenePass::ScenePass(const GraphicsContext& context, osg::Node* root, unsigned mask)
    : stateSet_(new osg::StateSet), view_(new osgUtil::SceneView) {
  view_->setDefaults(osgUtil::SceneView::NO_SCENEVIEW_LIGHT);
  view_->setGlobalStateSet(stateSet_);
  view_->setState(&context.state());
  view_->setSceneData(root);
  view_->setCullMask(mask);
  view_->setActiveUniforms(0);
  view_->setComputeNearFarMode(osg::CullSettings::DO_NOT_COMPUTE_NEAR_FAR);
  view_->setCullingMode(osg::CullSettings::VIEW_FRUSTUM_SIDES_CULLING);
  view_->getCamera()->setClearMask(0);
  // Which buffers are drawn is the framebuffer object's affair.
  view_->getCamera()->setInheritanceMask(osg::CullSettings::ALL_VARIABLES);
  view_->getRenderStage()->setDrawBuffer(GL_NONE, false);
  view_->getRenderStage()->setReadBuffer(GL_NONE, false);
  view_->setFrameStamp(new osg::FrameStamp);
  osg::ref_ptr<osg::DisplaySettings> settings = new osg::DisplaySettings;
  settings->setStereo(false);
  view_->setDisplaySettings(settings);
}

void ScenePass::draw(const osg::Matrixd& view, const osg::Matrixd& projection, const glm::ivec2& size) {
  view_->setViewport(0, 0, size.x, size.y);
  view_->setViewMatrix(view);
  view_->setProjectionMatrix(projection);
  view_->cull();
  view_->draw();
}

}  // namespace belvedere::render
