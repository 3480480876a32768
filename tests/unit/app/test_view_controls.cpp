#include <catch2/catch.hpp>
#include <glm/geometric.hpp>

#include "engine/app/detail/view_controls.h"
#include "engine/scene/camera_math.h"

using namespace belvedere;
using namespace belvedere::app;

namespace {

const glm::dvec2 kSize(1000.0, 800.0);

/// A flat ground at height 0 under a camera that looks north and down.
struct Desk {
  scene::Navigator navigator{camera(), [](const glm::dvec2&) { return std::optional(0.0); }};
  ViewControls controls{navigator, [this](const glm::dvec2& pixel) {
                          return scene::meetLevel(scene::rayThrough(navigator.camera(), pixel, kSize), 0.0);
                        }};
  std::vector<ViewRequest> requests;

  static scene::Camera camera() {
    scene::Camera c;
    c.position = {0.0, -500.0, 400.0};
    return c;
  }
  void send(InputKind kind, double x, double y, int code = 0) {
    InputEvent event;
    event.kind = kind;
    event.x = x;
    event.y = y;
    event.code = code;
    controls.handle(event, kSize, requests);
  }
};

}  // namespace

TEST_CASE("A click selects and does not move the camera") {
  Desk desk;
  desk.send(InputKind::ButtonPressed, 500, 400);
  desk.send(InputKind::CursorMoved, 501, 401);
  desk.send(InputKind::ButtonReleased, 501, 401);
  CHECK(desk.requests == std::vector{ViewRequest::Select});
  CHECK(desk.navigator.camera() == Desk::camera());
}

TEST_CASE("A drag moves the ground with the cursor and selects nothing") {
  Desk desk;
  desk.send(InputKind::ButtonPressed, 500, 500);
  const auto grabbed = scene::meetLevel(scene::rayThrough(Desk::camera(), {500, 500}, kSize), 0.0);
  desk.send(InputKind::CursorMoved, 560, 530);
  desk.send(InputKind::ButtonReleased, 560, 530);
  CHECK(desk.requests.empty());
  const auto pixel = scene::project(desk.navigator.camera(), *grabbed, kSize);
  CHECK(pixel->x == Approx(560.0).margin(0.1));
  CHECK(pixel->y == Approx(530.0).margin(0.1));
}

TEST_CASE("Two quick clicks at one place go there, two slow ones select twice") {
  Desk desk;
  for (int i = 0; i < 2; ++i) {
    desk.send(InputKind::ButtonPressed, 500, 300);
    desk.send(InputKind::ButtonReleased, 500, 300);
  }
  CHECK(desk.requests == std::vector{ViewRequest::Select});
  CHECK(desk.navigator.isMoving());
  Desk slow;
  for (int i = 0; i < 2; ++i) {
    slow.send(InputKind::ButtonPressed, 500, 300);
    slow.send(InputKind::ButtonReleased, 500, 300);
    slow.controls.update(1.0);
  }
  CHECK(slow.requests.size() == 2);
}

TEST_CASE("Held arrows move, and stop when let go") {
  Desk desk;
  desk.send(InputKind::KeyPressed, 0, 0, static_cast<int>(Key::Up));
  CHECK(desk.controls.update(0.1));
  CHECK(desk.navigator.camera().position.y > -500.0);
  desk.send(InputKind::KeyReleased, 0, 0, static_cast<int>(Key::Up));
  CHECK_FALSE(desk.controls.update(0.1));
}

TEST_CASE("The wheel on the sky comes nearer without a jump") {
  Desk desk;
  scene::Camera level = Desk::camera();
  level.pitchDegrees = 0.0;
  desk.navigator.setCamera(level);
  desk.send(InputKind::CursorMoved, 500, 100);
  desk.send(InputKind::Scrolled, 0.0, 1.0);
  CHECK(glm::length(desk.navigator.camera().position - level.position) < 500.0);
}
