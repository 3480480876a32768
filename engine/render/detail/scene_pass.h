#pragma once

#include <glm/vec2.hpp>
#include <osg/Node>
#include <osg/StateSet>
#include <osgUtil/SceneView>

#include "engine/render/detail/graphics_context.h"

namespace belvedere::render {

/// Draws part of the scene graph into the framebuffer that is bound, with a state of its own over the graph's.
class ScenePass {
 public:
  /// `mask` selects nodes by their node masks.
  ScenePass(const GraphicsContext& context, osg::Node* root, unsigned mask);

  /// Defines, depth function and other state that hold for the whole pass.
  osg::StateSet& stateSet() { return *stateSet_; }
  void draw(const osg::Matrixd& view, const osg::Matrixd& projection, const glm::ivec2& size);

 private:
  osg::ref_ptr<osg::StateSet> stateSet_;
  osg::ref_ptr<osgUtil::SceneView> view_;
};

}  // namespace belvedere::render
