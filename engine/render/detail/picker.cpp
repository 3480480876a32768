#include "engine/render/detail/picker.h"

#include <array>
#include <osg/CullFace>
#include <osg/Depth>

#include "engine/render/detail/frame_targets.h"
#include "engine/render/detail/target_state.h"

namespace belvedere::render {
namespace {

constexpr int kReach = 3;  ///< pixels around the picked one
constexpr int kSide = 2 * kReach + 1;
constexpr std::size_t kPixels = static_cast<std::size_t>(kSide) * kSide;

/// What the shaders write under PASS_PICK.
struct Identity {
  std::uint32_t layer = 0;
  std::uint32_t feature = 0;
  std::uint32_t surfaceKind = 0;  ///< of a point: its facts, as shaders/point.vert packs them
  std::uint32_t thing = 0;        ///< 0: nothing, then Thing
};
enum Thing : std::uint32_t { kNothing = 0, kGround = 1, kSurface = 2, kStroke = 3, kSymbol = 4, kPoint = 5 };

CloudPointFacts factsFrom(std::uint32_t packed) {
  return {static_cast<std::uint8_t>(packed & 0xFFU), static_cast<std::uint16_t>((packed >> 8U) & 0xFFFFU),
          static_cast<std::uint8_t>((packed >> 24U) & 0x0FU), static_cast<std::uint8_t>(packed >> 28U)};
}

struct PickedPixels {
  std::array<Identity, kPixels> identities{};
  std::array<float, kPixels> depths{};
};

int squaredDistance(std::size_t index) {
  const int x = static_cast<int>(index) % kSide - kReach;
  const int y = static_cast<int>(index) / kSide - kReach;
  return x * x + y * y;
}

/// The pixel itself, unless it shows ground or nothing and a thin thing is near.
std::size_t choose(const PickedPixels& pixels) {
  constexpr std::size_t kMiddle = kPixels / 2;
  if (pixels.identities[kMiddle].thing > kGround && pixels.identities[kMiddle].thing != kSurface) {
    return kMiddle;
  }
  std::size_t best = kMiddle;
  for (std::size_t i = 0; i < kPixels; ++i) {
    const bool isThin = pixels.identities[i].thing >= kStroke;
    if (isThin && (best == kMiddle || squaredDistance(i) < squaredDistance(best))) {
      best = i;
    }
  }
  return best;
}

}  // namespace

Picker::Picker(const GraphicsContext& context, const SceneGraph& graph)
    : context_(context),
      pass_(context, graph.root(), ~0U),
      identity_(makeTargetTexture(GL_RGBA32UI, {kSide, kSide})),
      depth_(makeTargetTexture(GL_DEPTH32F_STENCIL8, {kSide, kSide})),
      framebuffer_(makeFramebuffer()) {
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.id());
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, identity_.id(), 0);
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_DEPTH_STENCIL_ATTACHMENT, GL_TEXTURE_2D, depth_.id(), 0);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  constexpr unsigned kForced = osg::StateAttribute::OVERRIDE;
  osg::StateSet& state = pass_.stateSet();
  state.setDefine("PASS_PICK");
  state.setAttributeAndModes(new osg::Depth(osg::Depth::GREATER, 0.0, 1.0, true));
  state.setAttributeAndModes(new osg::CullFace(osg::CullFace::BACK));
  state.setMode(GL_BLEND, osg::StateAttribute::OFF | kForced);
  state.setMode(GL_STENCIL_TEST, osg::StateAttribute::OFF | kForced);
  state.setMode(GL_DEPTH_TEST, osg::StateAttribute::ON | kForced);
}

std::optional<Hit> Picker::pick(const FrameRequest& request, const scene::Camera& camera, const geo::SceneFrame& frame,
                                const glm::ivec2& pixel) {
  const View view(camera, frame, request.view.pictureSize(), {pixel - kReach, {kSide, kSide}});
  const FrameRequest around{.view = view,
                            .look = request.look,
                            .graph = request.graph,
                            .originHeightMetres = request.originHeightMetres,
                            .hasSelection = false,
                            .settings = request.settings};
  FrameBlock values = frameValues(around, {kSide, kSide}, 1);
  defineView(pass_.stateSet(), around);
  const ReversedDepth reversed;
  block_.upload(values);
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.id());
  glViewport(0, 0, kSide, kSide);
  clearTarget(context_.state(), 0);
  constexpr std::array<GLuint, 4> kNobody{};
  glClearBufferuiv(GL_COLOR, 0, kNobody.data());
  pass_.draw(view.viewMatrix(), view.projectionMatrix(), {kSide, kSide});
  PickedPixels pixels;
  glBindFramebuffer(GL_READ_FRAMEBUFFER, framebuffer_.id());
  glReadBuffer(GL_COLOR_ATTACHMENT0);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, kSide, kSide, GL_RGBA_INTEGER, GL_UNSIGNED_INT, pixels.identities.data());
  glReadPixels(0, 0, kSide, kSide, GL_DEPTH_COMPONENT, GL_FLOAT, pixels.depths.data());
  glBindFramebuffer(GL_FRAMEBUFFER, 0);

  const std::size_t chosen = choose(pixels);
  const Identity& identity = pixels.identities[chosen];
  if (identity.thing == kNothing) {
    return std::nullopt;
  }
  const std::size_t row = chosen / kSide;
  const glm::dvec2 place(static_cast<double>(chosen % kSide) + 0.5, static_cast<double>(row) + 0.5);
  Hit hit;
  hit.position = view.scenePosition(place / static_cast<double>(kSide), pixels.depths[chosen]);
  if (identity.thing == kPoint) {
    hit.point = factsFrom(identity.surfaceKind);
  } else {
    hit.surfaceKind = static_cast<std::uint8_t>(identity.surfaceKind);
  }
  if (identity.thing != kGround) {
    hit.feature = scene::FeatureRef{identity.layer, identity.feature};
  }
  return hit;
}

}  // namespace belvedere::render
