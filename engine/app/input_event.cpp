#include "engine/app/input_event.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

namespace belvedere::app {
namespace {

using Json = nlohmann::json;

constexpr MessageId kRecordingDamaged{"recording-damaged", N_("Line {line} of the recording is not one of ours."),
                                      N_("Record again with --record FILE.")};
constexpr int kMostKinds = static_cast<int>(InputKind::Left);
constexpr double kLongestFrameSeconds = 10.0;

Json eventToJson(const InputEvent& event) {
  Json json = {{"kind", static_cast<int>(event.kind)}, {"x", event.x}, {"y", event.y}, {"code", event.code}};
  if (event.isShift) {
    json["shift"] = true;
  }
  if (event.isControl) {
    json["control"] = true;
  }
  if (!event.paths.empty()) {
    json["paths"] = event.paths;
  }
  return json;
}

InputEvent eventFromJson(const Json& json) {
  InputEvent event;
  event.kind = static_cast<InputKind>(std::clamp(json.at("kind").get<int>(), 0, kMostKinds));
  event.x = json.at("x").get<double>();
  event.y = json.at("y").get<double>();
  event.code = json.at("code").get<int>();
  event.isShift = json.value("shift", false);
  event.isControl = json.value("control", false);
  event.paths = json.value("paths", std::vector<std::string>());
  return event;
}

InputFrame frameFromJson(const Json& json) {
  InputFrame frame;
  frame.elapsedSeconds = std::clamp(json.at("elapsed").get<double>(), 0.0, kLongestFrameSeconds);
  for (const Json& event : json.at("events")) {
    frame.events.push_back(eventFromJson(event));
  }
  return frame;
}

}  // namespace

std::string inputFrameToLine(const InputFrame& frame) {
  Json events = Json::array();
  for (const InputEvent& event : frame.events) {
    events.push_back(eventToJson(event));
  }
  const Json json = {{"elapsed", frame.elapsedSeconds}, {"events", std::move(events)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::vector<InputFrame>> inputFramesFromText(const std::string& text) {
  std::vector<InputFrame> frames;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (line.empty()) {
      continue;
    }
    try {
      frames.push_back(frameFromJson(Json::parse(line)));
    } catch (const Json::exception&) {
      return fail(ErrorCode::InvalidData, Message(kRecordingDamaged, {{"line", std::to_string(number)}}));
    }
  }
  return frames;
}

}  // namespace belvedere::app
