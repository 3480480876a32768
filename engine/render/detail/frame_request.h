#pragma once

#include <osg/StateSet>

#include "engine/render/detail/frame_block.h"
#include "engine/render/detail/frame_settings.h"
#include "engine/render/detail/look.h"
#include "engine/render/detail/view.h"

namespace belvedere::render {

class SceneGraph;

/// What one frame shows and how.
struct FrameRequest {
  const View& view;
  const LookParameters& look;
  const SceneGraph& graph;
  double originHeightMetres = 0.0;  ///< of the scene's origin above the map's zero
  bool hasSelection = false;
  FrameSettings settings;
};

/// Sets or removes a define of shaders.
void define(osg::StateSet& state, const char* name, bool isSet);
/// The defines of shaders/frame.glsl: REALISTIC, ORTHOGRAPHIC.
void defineView(osg::StateSet& state, const FrameRequest& request);

/// The shaders' values for a request, without its shadow. `targetSize` is that of the scene's target.
FrameBlock frameValues(const FrameRequest& request, const glm::ivec2& targetSize, int samples);

}  // namespace belvedere::render
