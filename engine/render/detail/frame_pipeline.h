#pragma once

#include <memory>

#include "engine/render/detail/frame_block.h"
#include "engine/render/detail/frame_targets.h"
#include "engine/render/detail/fullscreen_pass.h"
#include "engine/render/detail/look.h"
#include "engine/render/detail/scene_graph.h"
#include "engine/render/detail/scene_pass.h"
#include "engine/render/detail/view.h"

namespace belvedere::render {

/// What one frame may cost.
struct FrameSettings {
  int samples = 4;
  int supersample = 1;
  double pixelRatio = 1.0;
  bool isTransparent = false;
};

/// Draws one view of the scene graph into a framebuffer: scene, then background, then to the size asked for.
class FramePipeline {
 public:
  static Result<std::unique_ptr<FramePipeline>> create(const GraphicsContext& context, const ShaderLibrary& shaders,
                                                       const SceneGraph& graph);

  /// Fails with LimitExceeded where the driver refuses the size.
  Status draw(const View& view, const LookParameters& look, double originHeight, const FrameSettings& settings,
              GLuint framebuffer);

 private:
  struct Programs {
    osg::ref_ptr<osg::Program> composite, present;
  };
  FramePipeline(const GraphicsContext& context, const SceneGraph& graph, const Programs& programs);
  void fillBlock(const View& view, const LookParameters& look, double originHeight, const FrameSettings& settings);
  void drawScene(const View& view);
  void composite();
  void present(const FrameSettings& settings, GLuint framebuffer);

  GraphicsContext context_;
  FrameTargets targets_;
  FrameBuffer block_;
  FrameBlock values_;
  ScenePass scene_;
  FullscreenPass composite_, present_;
  osg::ref_ptr<osg::Uniform> presentScale_;
};

}  // namespace belvedere::render
