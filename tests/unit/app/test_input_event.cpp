#include <catch2/catch.hpp>

#include "engine/app/input_event.h"

using namespace belvedere::app;

TEST_CASE("A recorded frame is read as it was written") {
  InputFrame frame;
  frame.elapsedSeconds = 0.016;
  InputEvent drop;
  drop.kind = InputKind::FilesDropped;
  drop.x = 12.5;
  drop.paths = {"/données/été.gpkg"};
  frame.events = {drop};
  const auto frames = inputFramesFromText(inputFrameToLine(frame) + "\n");
  REQUIRE(frames);
  REQUIRE(frames->size() == 1);
  CHECK((*frames)[0].events.at(0).paths == drop.paths);
  CHECK((*frames)[0].events.at(0).x == 12.5);
  CHECK((*frames)[0].elapsedSeconds == 0.016);
}

TEST_CASE("A damaged recording names its line") {
  const auto frames = inputFramesFromText("{\"elapsed\":0.1,\"events\":[]}\n{\"elapsed\":");
  REQUIRE_FALSE(frames);
  CHECK(frames.error().message.key == "recording-damaged");
  CHECK(frames.error().message.arguments.at(0).second == "2");
}
