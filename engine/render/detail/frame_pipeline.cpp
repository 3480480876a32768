#include "engine/render/detail/frame_pipeline.h"

#include <array>
#include <osg/ColorMaski>
#include <osg/CullFace>
#include <osg/Depth>
#include <string>

namespace belvedere::render {
namespace {

constexpr MessageId kPictureTooLarge{"picture-too-large",
                                     N_("The graphics driver cannot make a picture of {width} x {height} pixels."),
                                     N_("Ask for a smaller picture or less supersampling.")};

FrameBlock::Vec4 vec4(const glm::dvec3& v, double w = 0.0) {
  return {static_cast<float>(v.x), static_cast<float>(v.y), static_cast<float>(v.z), static_cast<float>(w)};
}
FrameBlock::Vec4 vec4(double x, double y, double z, double w) { return vec4(glm::dvec3(x, y, z), w); }

std::array<float, 16> rotation(const glm::dmat3& m) {
  std::array<float, 16> columns{};
  for (int c = 0; c < 3; ++c) {
    for (int r = 0; r < 3; ++r) {
      columns[static_cast<std::size_t>(c * 4 + r)] = static_cast<float>(m[c][r]);
    }
  }
  columns[15] = 1.0F;
  return columns;
}

/// What others may have left, and what OSG does not handle.
class ReversedDepth {
 public:
  ReversedDepth() {
    glClipControl(GL_LOWER_LEFT, GL_ZERO_TO_ONE);
    glEnable(GL_FRAMEBUFFER_SRGB);
    glDisable(GL_SCISSOR_TEST);
  }
  ~ReversedDepth() {
    glClipControl(GL_LOWER_LEFT, GL_NEGATIVE_ONE_TO_ONE);
    glDisable(GL_FRAMEBUFFER_SRGB);
  }
  ReversedDepth(const ReversedDepth&) = delete;
  ReversedDepth& operator=(const ReversedDepth&) = delete;
};

void clearScene(osg::State& state) {
  glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
  glDepthMask(GL_TRUE);
  glStencilMask(0xFFU);
  constexpr std::array<float, 4> kNothing{};
  glClearBufferfv(GL_COLOR, 0, kNothing.data());
  glClearBufferfv(GL_COLOR, 1, kNothing.data());
  glClearBufferfi(GL_DEPTH_STENCIL, 0, 0.0F, 0);
  state.haveAppliedAttribute(osg::StateAttribute::COLORMASK);
  state.haveAppliedAttribute(osg::StateAttribute::COLORMASK, 1);
  state.haveAppliedAttribute(osg::StateAttribute::DEPTH);
  state.haveAppliedAttribute(osg::StateAttribute::STENCIL);
}

}  // namespace

FramePipeline::FramePipeline(const GraphicsContext& context, const SceneGraph& graph, const Programs& programs)
    : context_(context),
      scene_(
          context, graph.root(),
          maskOf(Kind::Solid) | maskOf(Kind::Relief) | maskOf(Kind::Area) | maskOf(Kind::Band) | maskOf(Kind::Stroke)),
      composite_(programs.composite),
      present_(programs.present),
      presentScale_(new osg::Uniform("presentScale", 1)) {
  osg::StateSet& state = scene_.stateSet();
  state.setAttributeAndModes(new osg::Depth(osg::Depth::GREATER, 0.0, 1.0, true));
  state.setAttributeAndModes(new osg::CullFace(osg::CullFace::BACK));
  state.setAttributeAndModes(new osg::ColorMaski(1, true, true, true, true));
  state.setMode(GL_BLEND, osg::StateAttribute::OFF);
  present_.stateSet().addUniform(presentScale_);
}

Result<std::unique_ptr<FramePipeline>> FramePipeline::create(const GraphicsContext& context,
                                                             const ShaderLibrary& shaders, const SceneGraph& graph) {
  Programs programs;
  for (const auto& [program, name] : {std::pair(&programs.composite, "composite"), {&programs.present, "present"}}) {
    Result<osg::ref_ptr<osg::Program>> made = shaders.program("fullscreen", name);
    if (!made) {
      return tl::unexpected(made.error());
    }
    *program = *made;
  }
  return std::unique_ptr<FramePipeline>(new FramePipeline(context, graph, programs));
}

void FramePipeline::fillBlock(const View& view, const LookParameters& look, double originHeight,
                              const FrameSettings& settings) {
  FrameBlock& b = values_;
  const double scale = settings.supersample;
  const glm::dvec2 target(targets_.size());
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
  b.measures = vec4(view.pixelExtent() / scale, settings.pixelRatio * scale, view.eye().z + originHeight,
                    view.isOrthographic() ? View::kOrthographicReachMetres : View::kNearMetres);
  b.options = {look.edgeStrength > 0.0 ? 0 : 1, view.isOrthographic() ? 1 : 0, targets_.samples(), 0};
  b.effects = {0, 0, settings.isTransparent ? 1 : 0, 0};
}

void FramePipeline::drawScene(const View& view) {
  glBindFramebuffer(GL_FRAMEBUFFER, targets_.sceneFramebuffer());
  glViewport(0, 0, targets_.size().x, targets_.size().y);
  clearScene(context_.state());
  scene_.draw(view.viewMatrix(), view.projectionMatrix(), targets_.size());
}

void FramePipeline::composite() {
  osg::State& state = context_.state();
  bindFrameTexture(state, FrameUnit::Colour, targets_.sceneTextureTarget(), targets_.colour());
  if (targets_.samples() > 1) {
    composite_.stateSet().setDefine("MULTISAMPLED");
  } else {
    composite_.stateSet().removeDefine("MULTISAMPLED");
  }
  glBindFramebuffer(GL_FRAMEBUFFER, targets_.frameFramebuffer());
  composite_.draw(state, targets_.size().x, targets_.size().y);
}

void FramePipeline::present(const FrameSettings& settings, GLuint framebuffer) {
  osg::State& state = context_.state();
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
  glDisable(GL_FRAMEBUFFER_SRGB);
  presentScale_->set(settings.supersample);
  bindFrameTexture(state, FrameUnit::Colour, GL_TEXTURE_2D, targets_.frame());
  present_.draw(state, targets_.size().x / settings.supersample, targets_.size().y / settings.supersample);
}

Status FramePipeline::draw(const View& view, const LookParameters& look, double originHeight,
                           const FrameSettings& settings, GLuint framebuffer) {
  const glm::ivec2 size = view.window().size * settings.supersample;
  const int limit = context_.maximumTextureSize();
  if (size.x < 1 || size.y < 1 || size.x > limit || size.y > limit ||
      !targets_.resize(size, std::min(settings.samples, context_.maximumSamples()))) {
    return fail(ErrorCode::LimitExceeded,
                {kPictureTooLarge, {{"width", std::to_string(size.x)}, {"height", std::to_string(size.y)}}});
  }
  const ReversedDepth reversed;
  fillBlock(view, look, originHeight, settings);
  block_.upload(values_);
  drawScene(view);
  composite();
  present(settings, framebuffer);
  return {};
}

}  // namespace belvedere::render
