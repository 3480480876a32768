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
  void send(InputKind kind, double x, double y, int code = 0, bool isControl = false) {
    InputEvent event;
    event.isControl = isControl;
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

TEST_CASE("Arrows with Ctrl turn around the middle of the view, which stays where it is") {
  Desk desk;
  const glm::dvec2 middle = kSize * 0.5;
  const auto before = scene::meetLevel(scene::rayThrough(Desk::camera(), middle, kSize), 0.0);
  desk.send(InputKind::KeyPressed, 0, 0, static_cast<int>(Key::Right), true);
  desk.controls.update(0.5);
  CHECK(desk.navigator.camera().headingDegrees == Approx(Desk::camera().headingDegrees + 30.0));
  const auto after = scene::meetLevel(scene::rayThrough(desk.navigator.camera(), middle, kSize), 0.0);
  REQUIRE(after);
  CHECK(glm::length(*after - *before) < 0.1);
}

TEST_CASE("A key that does not move the view does not keep it moving") {
  Desk desk;
  for (const int key : {int{'J'}, static_cast<int>(Key::Space), static_cast<int>(Key::F1), int{'3'}}) {
    desk.send(InputKind::KeyPressed, 0, 0, key);
    CHECK_FALSE(desk.controls.isMoving());
  }
}

TEST_CASE("Keys ask for what the list of keys says") {
  const auto asked = [](int code, bool isControl, bool isShift = false) {
    InputEvent event;
    event.kind = InputKind::KeyPressed;
    event.code = code;
    event.isControl = isControl;
    event.isShift = isShift;
    return requestOf(event);
  };
  CHECK(asked(static_cast<int>(Key::F1), false) == ViewRequest::ToggleHelp);
  CHECK(asked(static_cast<int>(Key::F6), false) == ViewRequest::TogglePanelKeys);
  CHECK(asked('Z', true) == ViewRequest::Undo);
  CHECK(asked('Z', true, true) == ViewRequest::Redo);
  CHECK(asked('Q', true) == ViewRequest::Quit);
  CHECK_FALSE(asked('Q', false).has_value());
  CHECK_FALSE(asked('S', false).has_value());
}

TEST_CASE("Enter aims at the cursor, and at the middle when the cursor is elsewhere") {
  Desk desk;
  desk.send(InputKind::CursorMoved, 700, 600);
  CHECK(desk.controls.aim() == glm::dvec2(700, 600));
  desk.send(InputKind::Left, 0, 0);
  CHECK_FALSE(desk.controls.cursor().has_value());
  CHECK(desk.controls.aim() == kSize * 0.5);
  desk.send(InputKind::KeyPressed, 0, 0, static_cast<int>(Key::Enter));
  CHECK(desk.requests == std::vector{ViewRequest::Select});
}

TEST_CASE("G goes to what is aimed at, as a double-click does") {
  Desk desk;
  desk.send(InputKind::CursorMoved, 500, 500);
  desk.send(InputKind::KeyPressed, 0, 0, 'G');
  CHECK(desk.navigator.isMoving());
}
