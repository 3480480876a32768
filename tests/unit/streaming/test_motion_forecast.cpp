#include <catch2/catch.hpp>
#include <optional>

#include "engine/streaming/motion_forecast.h"

using namespace belvedere;
using namespace belvedere::streaming;

namespace {

using std::chrono::milliseconds;

/// Plays frames of 50 ms.
struct Player {
  std::optional<scene::Camera> show(const scene::Camera& camera) {
    now += milliseconds(50);
    return forecast.update(camera, now);
  }
  MotionForecast forecast;
  std::chrono::steady_clock::time_point now;
};

scene::Camera at(double east, double heading = 0.0) {
  scene::Camera camera;
  camera.position = {east, 0.0, 100.0};
  camera.headingDegrees = heading;
  return camera;
}

}  // namespace

TEST_CASE("A steady flight goes on as it does") {
  Player player;
  std::optional<scene::Camera> coming;
  for (int i = 0; i <= 10; ++i) {
    coming = player.show(at(5.0 * i, 358.0 + 0.5 * i));
  }
  REQUIRE(coming);
  CHECK(coming->position.x == Approx(50.0 + 100.0 * 0.7));
  CHECK(coming->headingDegrees == Approx(10.0));  // 363 and 7 further, between 0 and 360
  CHECK(coming->pitchDegrees == at(0.0).pitchDegrees);
}

TEST_CASE("A camera that stands, sets out, leaps or was paused has no forecast") {
  Player player;
  CHECK_FALSE(player.show(at(0.0)));
  CHECK_FALSE(player.show(at(0.0)));
  CHECK_FALSE(player.show(at(0.0)));
  CHECK_FALSE(player.show(at(5000.0)));  // taken elsewhere at once
  CHECK_FALSE(player.show(at(5000.0)));
  CHECK_FALSE(player.show(at(5005.0)));
  CHECK(player.show(at(5010.0)));
  player.now += std::chrono::seconds(3);
  CHECK_FALSE(player.show(at(5015.0)));
  CHECK_FALSE(player.show(at(5020.0)));
  CHECK(player.show(at(5025.0)));
}

TEST_CASE("A map that is zoomed goes on so, and never leaves the range of a pitch") {
  Player player;
  std::optional<scene::Camera> coming;
  scene::Camera camera = at(0.0);
  camera.isOrthographic = true;
  for (int i = 0; i < 5; ++i) {
    camera.orthographicHeightMetres *= 0.9;
    coming = player.show(camera);
  }
  REQUIRE(coming);
  CHECK(coming->orthographicHeightMetres < camera.orthographicHeightMetres);
  CHECK(coming->orthographicHeightMetres >= camera.orthographicHeightMetres / 4.0);
  camera = at(0.0);
  for (int i = 0; i < 5; ++i) {
    camera.pitchDegrees -= 10.0;
    coming = player.show(camera);
  }
  REQUIRE(coming);
  CHECK(coming->pitchDegrees == -90.0);
}
