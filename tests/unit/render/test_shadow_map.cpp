#include <catch2/catch.hpp>
#include <cmath>

#include "engine/render/detail/shadow_map.h"

namespace belvedere::render {
namespace {

const geo::Bounds3 kTown{{-2000.0, -2000.0, 0.0}, {2000.0, 2000.0, 120.0}};
const glm::dvec3 kSun(0.4, -0.5, 0.77);

View viewFrom(const glm::dvec3& scenePosition) {
  static const geo::SceneFrame kFrame =
      geo::SceneFrame::create(geo::Crs::fromText("EPSG:2154").value(), {652000.0, 6862000.0, 100.0}).value();
  scene::Camera camera;
  camera.position = kFrame.toMap(scenePosition);
  camera.pitchDegrees = -30.0;
  return View(camera, kFrame, {1280, 720});
}

double along(const glm::dvec3& a, const glm::dvec3& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }

bool covers(const ShadowExtent& extent, const glm::dvec3& p) {
  return std::abs(along(p, extent.right) - extent.centre.x) <= extent.halfSize &&
         std::abs(along(p, extent.up) - extent.centre.y) <= extent.halfSize &&
         along(p, extent.towardsSun) >= extent.lowest && along(p, extent.towardsSun) <= extent.highest;
}

}  // namespace

TEST_CASE("The shadow map stays the same while the view moves a little") {
  const ShadowExtent before = fitShadow(viewFrom({100.0, -600.0, 250.0}), kTown, kSun);
  const ShadowExtent after = fitShadow(viewFrom({100.4, -599.7, 250.1}), kTown, kSun);
  CHECK(before == after);
  CHECK(!(fitShadow(viewFrom({900.0, 300.0, 250.0}), kTown, kSun) == before));
}

TEST_CASE("The shadow map covers the ground in the middle and at the foot of the picture") {
  const View view = viewFrom({0.0, -600.0, 250.0});
  const ShadowExtent extent = fitShadow(view, kTown, kSun);
  CHECK(covers(extent, {0.0, -600.0 + 250.0 / std::tan(30.0 * 3.14159265 / 180.0), 0.0}));
  CHECK(covers(extent, {0.0, -600.0 + 250.0 / std::tan(52.0 * 3.14159265 / 180.0), 0.0}));
}

TEST_CASE("A near view has a finer shadow map than a far one") {
  const double nearSize = fitShadow(viewFrom({0.0, -100.0, 40.0}), kTown, kSun).halfSize;
  const double farSize = fitShadow(viewFrom({0.0, -1900.0, 900.0}), kTown, kSun).halfSize;
  CHECK(nearSize * 5.0 < farSize);
}

TEST_CASE("A scene without anything has a shadow map of some size") {
  const ShadowExtent extent = fitShadow(viewFrom({0.0, 0.0, 100.0}), {}, {0.0, 0.0, 1.0});
  CHECK(extent.halfSize > 0.0);
  CHECK(extent.highest > extent.lowest);
}

}  // namespace belvedere::render
