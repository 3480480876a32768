#include <catch2/catch.hpp>
#include <cmath>

#include "engine/render/detail/view.h"
#include "engine/scene/camera_math.h"

namespace belvedere::render {
namespace {

geo::SceneFrame lambertFrame() {
  return geo::SceneFrame::create(geo::Crs::fromText("EPSG:2154").value(), {652000.0, 6862000.0, 100.0}).value();
}

scene::Camera obliqueCamera() {
  scene::Camera camera;
  camera.position = {652100.0, 6861500.0, 400.0};
  camera.headingDegrees = 30.0;
  camera.pitchDegrees = -25.0;
  return camera;
}

/// Pixels from the top left, and depth.
glm::dvec3 throughMatrices(const View& view, const glm::dvec3& scene) {
  const osg::Matrixd matrix = view.viewMatrix() * view.projectionMatrix();
  const osg::Vec4d clip = osg::Vec4d(scene.x, scene.y, scene.z, 1.0) * matrix;
  const glm::dvec2 size(view.window().size);
  return {(clip.x() / clip.w() * 0.5 + 0.5) * size.x, (0.5 - clip.y() / clip.w() * 0.5) * size.y, clip.z() / clip.w()};
}

}  // namespace

TEST_CASE("The view's matrices put a place where the scene's camera puts it") {
  const geo::SceneFrame frame = lambertFrame();
  const scene::Camera camera = obliqueCamera();
  const View view(camera, frame, {1280, 720});
  for (const glm::dvec3& map : {glm::dvec3(652400.0, 6862200.0, 180.0), glm::dvec3(652000.0, 6868000.0, 90.0)}) {
    const auto expected = scene::project(camera, map, {1280.0, 720.0});
    REQUIRE(expected);
    const glm::dvec3 pixel = throughMatrices(view, frame.toScene(map));
    CHECK(pixel.x == Approx(expected->x).margin(1e-6));
    CHECK(pixel.y == Approx(expected->y).margin(1e-6));
  }
}

TEST_CASE("Depth is 1 at the near plane, halves with twice the distance and ends at 0") {
  scene::Camera camera = obliqueCamera();
  camera.pitchDegrees = 0.0;
  camera.headingDegrees = 0.0;
  const geo::SceneFrame frame = lambertFrame();
  const View view(camera, frame, {800, 600});
  const auto depthAt = [&](double metres) {
    return throughMatrices(view, view.eye() + glm::dvec3(0.0, metres, 0.0)).z;
  };
  CHECK(depthAt(View::kNearMetres) == Approx(1.0));
  CHECK(depthAt(2.0 * View::kNearMetres) == Approx(0.5));
  CHECK(depthAt(50000.0) == Approx(View::kNearMetres / 50000.0));
}

TEST_CASE("A place is found again from its pixel and depth") {
  const geo::SceneFrame frame = lambertFrame();
  for (const bool isOrthographic : {false, true}) {
    scene::Camera camera = obliqueCamera();
    camera.isOrthographic = isOrthographic;
    camera.pitchDegrees = isOrthographic ? -90.0 : -25.0;
    const View view(camera, frame, {1280, 720}, {{300, 200}, {64, 48}});
    const glm::dvec3 place = view.scenePosition({0.3, 0.6}, isOrthographic ? 0.49 : 0.001);
    const glm::dvec3 pixel = throughMatrices(view, place);
    CHECK(pixel.x == Approx(0.3 * 64));
    CHECK(pixel.y == Approx((1.0 - 0.6) * 48));
    CHECK(pixel.z == Approx(isOrthographic ? 0.49 : 0.001));
  }
}

TEST_CASE("A window of a picture shows what the whole picture shows there") {
  const geo::SceneFrame frame = lambertFrame();
  const View whole(obliqueCamera(), frame, {1280, 720});
  const View part(obliqueCamera(), frame, {1280, 720}, {{-16, 500}, {256, 256}});
  const glm::dvec3 scene = frame.toScene({652050.0, 6861900.0, 120.0});
  const glm::dvec3 inWhole = throughMatrices(whole, scene);
  const glm::dvec3 inPart = throughMatrices(part, scene);
  CHECK(inPart.x - 16 == Approx(inWhole.x));
  CHECK(inPart.y + 500 == Approx(inWhole.y));
  CHECK(inPart.z == Approx(inWhole.z));
}

TEST_CASE("A map view covers the metres it says") {
  scene::Camera camera;
  camera.position = {652000.0, 6862000.0, 600.0};
  camera.isOrthographic = true;
  camera.pitchDegrees = -90.0;
  camera.orthographicHeightMetres = 300.0;
  const View view(camera, lambertFrame(), {400, 200});
  const glm::dvec3 topLeft = throughMatrices(view, {-300.0, 150.0, 20.0});
  CHECK(topLeft.x == Approx(0.0).margin(1e-6));
  CHECK(topLeft.y == Approx(0.0).margin(1e-6));
  CHECK(view.pixelExtent() == Approx(1.5));
}

}  // namespace belvedere::render
