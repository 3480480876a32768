#include "engine/render/detail/shadow_map.h"

#include <algorithm>
#include <cmath>
#include <osg/CullFace>
#include <osg/Depth>
#include <osg/PolygonOffset>

#include "engine/render/detail/frame_targets.h"

namespace belvedere::render {
namespace {

constexpr double kReachOfMiddle = 2.5;  ///< shadows reach this many times as far as the middle of the picture
constexpr int kProbes = 7;              ///< rays across the picture, each way
constexpr double kCellsPerMap = 8.0;    ///< the map's centre moves by this part of its size

double dot(const glm::dvec3& a, const glm::dvec3& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
glm::dvec3 cross(const glm::dvec3& a, const glm::dvec3& b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
glm::dvec3 unit(const glm::dvec3& v) { return v / std::sqrt(dot(v, v)); }

struct Sight {
  glm::dvec3 origin;
  glm::dvec3 direction;
};

Sight sightThrough(const View& view, double u, double v) {
  const glm::dvec3 nearer = view.scenePosition({u, v}, view.isOrthographic() ? 0.5 : 1.0);
  const glm::dvec3 farther = view.scenePosition({u, v}, 0.25);
  return {nearer, unit(farther - nearer)};
}

/// How far along a sight the ground lies, taken as level in the middle of the scene's heights.
double distanceToGround(const Sight& sight, const geo::Bounds3& scene, double most) {
  const double middle = scene.centre().z;
  if (sight.direction.z >= -1e-4) {
    return most;
  }
  return std::clamp((middle - sight.origin.z) / sight.direction.z, 0.0, most);
}

glm::dvec3 clampedTo(const geo::Bounds3& box, const glm::dvec3& p) {
  return {std::clamp(p.x, box.min.x, box.max.x), std::clamp(p.y, box.min.y, box.max.y),
          std::clamp(p.z, box.min.z, box.max.z)};
}

/// What the picture shows of the scene, as a box.
geo::Bounds3 visiblePart(const View& view, const geo::Bounds3& scene) {
  const glm::dvec3 size = scene.size();
  const double everything =
      std::sqrt(dot(size, size)) + std::sqrt(dot(view.eye() - scene.centre(), view.eye() - scene.centre()));
  const double middle = distanceToGround(sightThrough(view, 0.5, 0.4), scene, everything);
  const double most = view.isOrthographic() ? everything : std::max(middle * kReachOfMiddle, 100.0);
  geo::Bounds3 part;
  for (int j = 0; j < kProbes; ++j) {
    for (int i = 0; i < kProbes; ++i) {
      const Sight sight = sightThrough(view, i / (kProbes - 1.0), j / (kProbes - 1.0));
      const glm::dvec3 p = sight.origin + sight.direction * distanceToGround(sight, scene, most);
      part.add(clampedTo(scene, p));
    }
  }
  return part;
}

template <class Visitor>
void forCorners(const geo::Bounds3& box, const Visitor& visit) {
  for (int i = 0; i < 8; ++i) {
    visit(glm::dvec3((i & 1) != 0 ? box.max.x : box.min.x, (i & 2) != 0 ? box.max.y : box.min.y,
                     (i & 4) != 0 ? box.max.z : box.min.z));
  }
}

}  // namespace

ShadowExtent fitShadow(const View& whole, const geo::Bounds3& scene, const glm::dvec3& towardsSun) {
  ShadowExtent extent;
  extent.towardsSun = unit(towardsSun);
  const glm::dvec3 helper = std::abs(extent.towardsSun.z) > 0.99 ? glm::dvec3(0, 1, 0) : glm::dvec3(0, 0, 1);
  extent.right = unit(cross(helper, extent.towardsSun));
  extent.up = cross(extent.towardsSun, extent.right);
  if (scene.isEmpty()) {
    return extent;
  }
  geo::Bounds2 seen;
  forCorners(visiblePart(whole, scene), [&](const glm::dvec3& p) {
    seen.add({dot(p, extent.right), dot(p, extent.up)});
  });
  const double needed = std::max({seen.size().x, seen.size().y, 20.0}) * 0.5;
  // Sizes go in steps of a quarter octave, places in parts of the size: small moves of the view change neither.
  const double grown = needed * (1.0 + 1.0 / kCellsPerMap);
  extent.halfSize = std::exp2(std::ceil(std::log2(grown) * 4.0) / 4.0);
  const double cell = 2.0 * extent.halfSize / kCellsPerMap;
  extent.centre = {std::round(seen.centre().x / cell) * cell, std::round(seen.centre().y / cell) * cell};
  extent.lowest = 1e30;
  extent.highest = -1e30;
  forCorners(scene, [&](const glm::dvec3& p) {
    extent.lowest = std::min(extent.lowest, dot(p, extent.towardsSun));
    extent.highest = std::max(extent.highest, dot(p, extent.towardsSun));
  });
  extent.lowest -= 1.0;
  extent.highest += 1.0;
  return extent;
}

ShadowMap::ShadowMap(const GraphicsContext& context, const SceneGraph& graph, osg::ref_ptr<osg::Program> depthOnly)
    : context_(context), pass_(context, graph.root(), maskOf(Kind::Solid) | maskOf(Kind::Relief)) {
  constexpr unsigned kForced = osg::StateAttribute::ON | osg::StateAttribute::OVERRIDE;
  osg::StateSet& state = pass_.stateSet();
  state.setAttributeAndModes(depthOnly, kForced);
  state.setAttributeAndModes(new osg::Depth(osg::Depth::LESS, 0.0, 1.0, true), kForced);
  state.setAttributeAndModes(new osg::CullFace(osg::CullFace::BACK));
  state.setAttributeAndModes(new osg::PolygonOffset(1.5F, 4.0F));
  state.setMode(GL_BLEND, osg::StateAttribute::OFF | osg::StateAttribute::OVERRIDE);
}

void ShadowMap::resize(int sizePixels) {
  size_ = sizePixels;
  texture_ = makeTargetTexture(GL_DEPTH_COMPONENT32F, {size_, size_}, true);
  glBindTexture(GL_TEXTURE_2D, texture_.id());
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_COMPARE_MODE, GL_COMPARE_REF_TO_TEXTURE);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_COMPARE_FUNC, GL_LEQUAL);
  glBindTexture(GL_TEXTURE_2D, 0);
  framebuffer_ = makeFramebuffer();
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.id());
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_TEXTURE_2D, texture_.id(), 0);
  glDrawBuffer(GL_NONE);
  glReadBuffer(GL_NONE);
}

void ShadowMap::update(const ShadowExtent& extent, std::uint64_t sceneVersion, int sizePixels) {
  if (extent == extent_ && sceneVersion == drawnVersion_ && sizePixels == size_) {
    return;
  }
  if (sizePixels != size_) {
    resize(sizePixels);
  }
  extent_ = extent;
  drawnVersion_ = sceneVersion;
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.id());
  glDepthMask(GL_TRUE);
  constexpr float kFar = 1.0F;
  glViewport(0, 0, size_, size_);
  glClearBufferfv(GL_DEPTH, 0, &kFar);
  context_.state().haveAppliedAttribute(osg::StateAttribute::DEPTH);
  const glm::dvec3& r = extent.right;
  const glm::dvec3& u = extent.up;
  const glm::dvec3& s = extent.towardsSun;
  const osg::Matrixd view(r.x, u.x, s.x, 0, r.y, u.y, s.y, 0, r.z, u.z, s.z, 0, 0, 0, 0, 1);
  const double scale = 1.0 / extent.halfSize;
  const double range = 1.0 / (extent.highest - extent.lowest);
  const osg::Matrixd projection(scale, 0, 0, 0, 0, scale, 0, 0, 0, 0, -range, 0, -extent.centre.x * scale,
                                -extent.centre.y * scale, extent.highest * range, 1);
  pass_.draw(view, projection, {size_, size_});
}

std::array<float, 16> ShadowMap::matrixFrom(const glm::dvec3& eye) const {
  const double scale = 0.5 / extent_.halfSize;
  const double range = 1.0 / (extent_.highest - extent_.lowest);
  const std::array<glm::dvec3, 3> axes{extent_.right * scale, extent_.up * scale, extent_.towardsSun * -range};
  const std::array<double, 3> offsets{(dot(eye, extent_.right) - extent_.centre.x) * scale + 0.5,
                                      (dot(eye, extent_.up) - extent_.centre.y) * scale + 0.5,
                                      (extent_.highest - dot(eye, extent_.towardsSun)) * range};
  std::array<float, 16> matrix{};
  for (std::size_t row = 0; row < 3; ++row) {
    matrix[row] = static_cast<float>(axes[row].x);
    matrix[4 + row] = static_cast<float>(axes[row].y);
    matrix[8 + row] = static_cast<float>(axes[row].z);
    matrix[12 + row] = static_cast<float>(offsets[row]);
  }
  matrix[15] = 1.0F;
  return matrix;
}

}  // namespace belvedere::render
