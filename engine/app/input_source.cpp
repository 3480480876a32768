#include "engine/app/detail/input_source.h"

#include <algorithm>

#include "engine/core/atomic_file.h"

namespace belvedere::app {
namespace {

constexpr MessageId kNotRecorded{"recording-not-written", N_("The input cannot be recorded in {file}."),
                                 N_("Choose a folder that can be written.")};
constexpr std::size_t kLongestRecordingBytes = 256U << 20;
constexpr double kLongestStepSeconds = 0.25;  // after a pause nothing jumps

/// Whether what was done may bring something that takes a while.
bool isAsking(const InputFrame& frame) {
  return std::any_of(frame.events.begin(), frame.events.end(), [](const InputEvent& event) {
    const bool isEnter = event.kind == InputKind::KeyPressed && event.code == static_cast<int>(Key::Enter);
    return event.kind == InputKind::FilesDropped || isEnter;
  });
}

}  // namespace

Status InputSource::play(const std::filesystem::path& file) {
  const auto text = readWholeFile(file, kLongestRecordingBytes);
  if (!text) {
    return tl::unexpected(text.error());
  }
  auto frames = inputFramesFromText(*text);
  if (!frames) {
    return tl::unexpected(frames.error());
  }
  frames_ = std::move(*frames);
  isPlaying_ = true;
  return {};
}

Status InputSource::record(const std::filesystem::path& file) {
  recording_.open(file, std::ios::binary | std::ios::trunc);
  if (!recording_) {
    return fail(ErrorCode::Io, Message(kNotRecorded, {{"file", file.string()}}));
  }
  return {};
}

InputFrame InputSource::take(double waitSeconds, bool isViewReady) {
  InputFrame frame;
  if (isPlaying_) {
    window_.takeEvents(0.0);  // the window stays responsive, but the hand does not count
    // What follows a drop or an answer was done on what that brought.
    const bool mustWait = next_ == 0 || isAsking(frames_[next_ - 1]);
    if (next_ < frames_.size() && (isViewReady || !mustWait)) {
      frame = frames_[next_++];
    }
    return frame;
  }
  frame.events = window_.takeEvents(waitSeconds);
  const auto now = Clock::now();
  frame.elapsedSeconds = std::min(kLongestStepSeconds, std::chrono::duration<double>(now - lastTake_).count());
  lastTake_ = now;
  if (recording_.is_open()) {
    recording_ << inputFrameToLine(frame) << '\n' << std::flush;
  }
  return frame;
}

}  // namespace belvedere::app
