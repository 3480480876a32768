#include "engine/render/detail/frame_request.h"

#include "engine/render/detail/scene_graph.h"

namespace belvedere::render {
namespace {

FrameBlock::Vec4 vec4(const glm::dvec3& v, double w = 0.0) {
  return {static_cast<float>(v.x), static_cast<float>(v.y), static_cast<float>(v.z), static_cast<float>(w)};
}
FrameBlock::Vec4 vec4(double x, double y, double z, double w) { return vec4(glm::dvec3(x, y, z), w); }

std::array<float, 16> rotation(const glm::dmat3& m) {
  std::array<float, 16> columns{};
  for (int c = 0; c < 3; ++c) {
    for (int r = 0; r < 3; ++r) {
      columns[static_cast<std::size_t>(c) * 4 + static_cast<std::size_t>(r)] = static_cast<float>(m[c][r]);
    }
  }
  columns[15] = 1.0F;
  return columns;
}

}  // namespace

void define(osg::StateSet& state, const char* name, bool isSet) {
  if (isSet) {
    state.setDefine(name);
  } else {
    state.removeDefine(name);
  }
}

void defineView(osg::StateSet& state, const FrameRequest& request) {
  define(state, "REALISTIC", request.look.isRealistic);
  define(state, "ORTHOGRAPHIC", request.view.isOrthographic());
}

FrameBlock frameValues(const FrameRequest& request, const glm::ivec2& targetSize, int samples) {
  FrameBlock b;
  const View& view = request.view;
  const LookParameters& look = request.look;
  const double scale = request.settings.supersample;
  const glm::dvec2 target(targetSize);
  const glm::dvec2 picture = glm::dvec2(view.pictureSize()) * scale;
  const PixelWindow& window = view.window();
  const glm::dvec4 rays = view.rayOffsetScale();
  b.viewToWorld = rotation(view.viewToWorld());
  b.rays = vec4(rays.x, rays.y, rays.z, rays.w);
  b.sunDirection = vec4(look.sunDirection);
  b.sunColour = vec4(look.sunColour);
  b.skyColour = vec4(look.skyColour);
  b.bounceColour = vec4(look.bounceColour);
  b.zenithColour = vec4(look.zenithColour);
  b.horizonColour = vec4(look.horizonColour);
  b.nadirColour = vec4(look.nadirColour);
  b.edgeColour = vec4(look.edgeColour, look.edgeStrength);
  b.haze = vec4(look.hazePerMetre, look.hazeHeightMetres, look.sunGlow, look.occlusionStrength);
  b.targetSize = vec4(target.x, target.y, 1.0 / target.x, 1.0 / target.y);
  b.pictureOrigin = vec4(window.origin.x * scale, (view.pictureSize().y - window.origin.y - window.size.y) * scale,
                         picture.x, picture.y);
  b.measures =
      vec4(view.pixelExtent() / scale, request.settings.pixelRatio * scale, view.eye().z + request.originHeightMetres,
           view.isOrthographic() ? View::kOrthographicReachMetres : View::kNearMetres);
  const glm::dvec2 heights = request.graph.reliefHeights() + request.originHeightMetres;
  b.ground = vec4(heights.x, heights.y, 0.0, 0.0);
  b.options = {samples, request.settings.shadowTaps, 0, 0};
  return b;
}

}  // namespace belvedere::render
