#pragma once

#include <optional>

#include "engine/render/detail/frame_request.h"
#include "engine/render/detail/gl.h"
#include "engine/render/detail/scene_graph.h"
#include "engine/render/detail/scene_pass.h"

namespace belvedere::render {

/// What a pick finds, in scene coordinates.
struct Hit {
  glm::dvec3 position{0.0};
  std::optional<scene::FeatureRef> feature;  ///< nothing on bare relief
  std::uint8_t surfaceKind = 0;
  std::optional<CloudPointFacts> point;
};

/// Finds what lies under a pixel by drawing the few pixels around it with identities instead of colours: exact for any
/// number of features, and no cost to frames in which nobody picks.
class Picker {
 public:
  Picker(const GraphicsContext& context, const SceneGraph& graph);

  /// `pixel` is in the whole picture of `request.view`, from the top left. Strokes and symbols are found from a few
  /// pixels beside them.
  std::optional<Hit> pick(const FrameRequest& request, const scene::Camera& camera, const geo::SceneFrame& frame,
                          const glm::ivec2& pixel);

 private:
  GraphicsContext context_;
  ScenePass pass_;
  FrameBuffer block_;
  GlTexture identity_, depth_;
  GlFramebuffer framebuffer_;
};

}  // namespace belvedere::render
