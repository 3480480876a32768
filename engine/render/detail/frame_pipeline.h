#pragma once

#include <memory>

#include "engine/render/detail/ambient_occlusion.h"
#include "engine/render/detail/frame_block.h"
#include "engine/render/detail/frame_request.h"
#include "engine/render/detail/frame_targets.h"
#include "engine/render/detail/fullscreen_pass.h"
#include "engine/render/detail/scene_graph.h"
#include "engine/render/detail/scene_pass.h"
#include "engine/render/detail/shadow_map.h"

namespace belvedere::render {

/// Draws one view of the scene graph into a framebuffer: shadows, scene, occlusion, then all put together with edge
/// lines and background, then to the size asked for.
class FramePipeline {
 public:
  static Result<std::unique_ptr<FramePipeline>> create(const GraphicsContext& context, const ShaderLibrary& shaders,
                                                       const SceneGraph& graph);

  /// Fails with LimitExceeded (key "picture-too-large") where the driver refuses the size.
  Status draw(const FrameRequest& request, GLuint framebuffer);

 private:
  struct Programs {
    osg::ref_ptr<osg::Program> composite, present, resolve, depthOnly;
  };
  FramePipeline(const GraphicsContext& context, const SceneGraph& graph, const Programs& programs,
                AmbientOcclusion occlusion);
  void drawShadow(const FrameRequest& request);
  void fillShadow(const FrameRequest& request);
  void drawScene(const View& view);
  void drawSymbols(const View& view);
  void readSingle();
  void composite(const FrameRequest& request);
  void present(const FrameSettings& settings, GLuint framebuffer);

  GraphicsContext context_;
  FrameTargets targets_;
  FrameBuffer block_;
  FrameBlock values_;
  ScenePass scene_, symbols_;
  ShadowMap shadow_;
  AmbientOcclusion occlusion_;
  FullscreenPass resolve_, composite_, present_;
  osg::ref_ptr<osg::Uniform> presentScale_;
};

}  // namespace belvedere::render
