#include "engine/render/detail/frame_pipeline.h"

#include <algorithm>
#include <array>
#include <osg/CullFace>
#include <osg/Depth>
#include <string>

#include "engine/render/detail/target_state.h"

namespace belvedere::render {
namespace {

constexpr MessageId kPictureTooLarge{"picture-too-large",
                                     N_("The graphics driver cannot make a picture of {width} x {height} pixels."),
                                     N_("Ask for a smaller picture or less supersampling.")};

bool hasOcclusion(const FrameRequest& request) {
  return request.settings.occlusion && request.look.occlusionStrength > 0.0;
}

}  // namespace

FramePipeline::FramePipeline(const GraphicsContext& context, const SceneGraph& graph, const Programs& programs,
                             AmbientOcclusion occlusion)
    : context_(context),
      scene_(context_, graph.root(),
             maskOf(Kind::Solid) | maskOf(Kind::Relief) | maskOf(Kind::Area) | maskOf(Kind::Band) |
                 maskOf(Kind::Stroke) | maskOf(Kind::Point)),
      symbols_(context_, graph.root(), maskOf(Kind::Symbol)),
      shadow_(context_, graph, programs.depthOnly),
      occlusion_(std::move(occlusion)),
      resolve_(programs.resolve),
      composite_(programs.composite),
      present_(programs.present),
      presentScale_(new osg::Uniform("presentScale", 1)) {
  osg::StateSet& state = scene_.stateSet();
  state.setAttributeAndModes(new osg::Depth(osg::Depth::GREATER, 0.0, 1.0, true));
  state.setAttributeAndModes(new osg::CullFace(osg::CullFace::BACK));
  state.setMode(GL_BLEND, osg::StateAttribute::OFF);
  composite_.stateSet().addUniform(occlusion_.scaleUniform());
  present_.stateSet().addUniform(presentScale_);
}

Result<std::unique_ptr<FramePipeline>> FramePipeline::create(const GraphicsContext& context,
                                                             const ShaderLibrary& shaders, const SceneGraph& graph) {
  Programs programs;
  struct Use {
    osg::ref_ptr<osg::Program>& program;
    const char* vertex;
    const char* fragment;
  };
  for (const Use& use :
       {Use{programs.composite, "fullscreen", "composite"}, Use{programs.present, "fullscreen", "present"},
        Use{programs.resolve, "fullscreen", "resolve"}, Use{programs.depthOnly, "mesh", "nothing"}}) {
    Result<osg::ref_ptr<osg::Program>> made = shaders.program(use.vertex, use.fragment);
    if (!made) {
      return tl::unexpected(made.error());
    }
    use.program = *made;
  }
  Result<AmbientOcclusion> occlusion = AmbientOcclusion::create(shaders);
  if (!occlusion) {
    return tl::unexpected(occlusion.error());
  }
  return std::unique_ptr<FramePipeline>(new FramePipeline(context, graph, programs, std::move(*occlusion)));
}

void FramePipeline::fillShadow(const FrameRequest& request) {
  const bool hasShadow = request.settings.shadowPixels > 0;
  if (hasShadow) {
    values_.shadow = {1.0F / static_cast<float>(shadow_.sizePixels()),
                      static_cast<float>(request.look.shadowSoftnessTexels),
                      static_cast<float>(request.look.shadowStrength), static_cast<float>(shadow_.metresPerTexel())};
    values_.shadowFromEye = shadow_.matrixFrom(request.view.eye());
  }
}

void FramePipeline::drawShadow(const FrameRequest& request) {
  if (request.settings.shadowPixels > 0) {
    const int size = std::min(request.settings.shadowPixels, context_.maximumTextureSize());
    shadow_.update(fitShadow(request.view.whole(), request.graph.shownBounds(), request.look.sunDirection),
                   request.graph.version(), size);
    bindFrameTexture(context_.state(), FrameUnit::Shadow, GL_TEXTURE_2D, shadow_.texture());
  }
}

void FramePipeline::drawScene(const View& view) {
  glBindFramebuffer(GL_FRAMEBUFFER, targets_.sceneFramebuffer());
  glViewport(0, 0, targets_.size().x, targets_.size().y);
  clearTarget(context_.state(), 2);
  scene_.draw(view.viewMatrix(), view.projectionMatrix(), targets_.size());
}

void FramePipeline::readSingle() {
  osg::State& state = context_.state();
  if (targets_.samples() > 1) {
    bindFrameTexture(state, FrameUnit::Surface, targets_.sceneTextureTarget(), targets_.surface());
    bindFrameTexture(state, FrameUnit::Depth, targets_.sceneTextureTarget(), targets_.depth());
    glBindFramebuffer(GL_FRAMEBUFFER, targets_.singleFramebuffer());
    resolve_.draw(state, targets_.size().x, targets_.size().y);
  }
  bindFrameTexture(state, FrameUnit::Distance, GL_TEXTURE_2D, targets_.singleDepth());
  bindFrameTexture(state, FrameUnit::SingleSurface, GL_TEXTURE_2D, targets_.singleSurface());
}

void FramePipeline::composite(const FrameRequest& request) {
  osg::State& state = context_.state();
  const GLenum target = targets_.sceneTextureTarget();
  bindFrameTexture(state, FrameUnit::Colour, target, targets_.colour());
  bindFrameTexture(state, FrameUnit::Surface, target, targets_.surface());
  bindFrameTexture(state, FrameUnit::Depth, target, targets_.depth());
  osg::StateSet& variant = composite_.stateSet();
  define(variant, "MULTISAMPLED", targets_.samples() > 1);
  define(variant, "WITH_OCCLUSION", hasOcclusion(request));
  define(variant, "WITH_EDGES", request.settings.hasEdges && request.look.edgeStrength > 0.0);
  define(variant, "WITH_POINTS", request.graph.hasPoints());
  define(variant, "WITH_SELECTION", request.hasSelection);
  define(variant, "TRANSPARENT", request.settings.isTransparent);
  glBindFramebuffer(GL_FRAMEBUFFER, targets_.frameFramebuffer());
  composite_.draw(state, targets_.size().x, targets_.size().y);
}

void FramePipeline::drawSymbols(const View& view) {
  symbols_.draw(view.viewMatrix(), view.projectionMatrix(), targets_.size());
}

void FramePipeline::present(const FrameSettings& settings, GLuint framebuffer) {
  osg::State& state = context_.state();
  glDisable(GL_FRAMEBUFFER_SRGB);
  if (settings.supersample == 1 && !settings.isTransparent) {  // the bytes are what is wanted
    const glm::ivec2 size = targets_.size();
    glBindFramebuffer(GL_READ_FRAMEBUFFER, targets_.frameFramebuffer());
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, framebuffer);
    glBlitFramebuffer(0, 0, size.x, size.y, 0, 0, size.x, size.y, GL_COLOR_BUFFER_BIT, GL_NEAREST);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    return;
  }
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
  presentScale_->set(settings.supersample);
  bindFrameTexture(state, FrameUnit::Colour, GL_TEXTURE_2D, targets_.frame());
  present_.draw(state, targets_.size().x / settings.supersample, targets_.size().y / settings.supersample);
}

Status FramePipeline::draw(const FrameRequest& request, GLuint framebuffer) {
  const glm::ivec2 size = request.view.window().size * request.settings.supersample;
  const int limit = context_.maximumTextureSize();
  if (size.x < 1 || size.y < 1 || size.x > limit || size.y > limit ||
      !targets_.resize(size, std::min(request.settings.samples, context_.maximumSamples()))) {
    return fail(ErrorCode::LimitExceeded,
                {kPictureTooLarge, {{"width", std::to_string(size.x)}, {"height", std::to_string(size.y)}}});
  }
  for (osg::StateSet* variant : {&scene_.stateSet(), &symbols_.stateSet(), &occlusion_.gatherState(),
                                 &occlusion_.blurState(), &composite_.stateSet()}) {
    defineView(*variant, request);
  }
  const ReversedDepth reversed;
  values_ = frameValues(request, targets_.size(), targets_.samples());
  block_.upload(values_);
  drawShadow(request);
  fillShadow(request);
  block_.upload(values_);
  drawScene(request.view);
  readSingle();
  if (hasOcclusion(request)) {
    occlusion_.draw(context_.state(), targets_, *request.settings.occlusion);
  }
  composite(request);
  drawSymbols(request.view);
  present(request.settings, framebuffer);
  return {};
}

}  // namespace belvedere::render
