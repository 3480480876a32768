#include "apps/belvedere/interruption.h"

#include <chrono>
#include <csignal>
#include <ctime>
#include <unistd.h>

#include "apps/belvedere/exit_code.h"

namespace belvedere::app {
namespace {

sigset_t endingSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    sigaddset(&signals, signal);
  }
  return signals;
}

void watch(const std::stop_token& end, std::stop_source& stop) {
  const sigset_t signals = endingSignals();
  constexpr timespec kInterval{0, 100'000'000};
  constexpr std::chrono::seconds kSamePress{1};  // a shell and its helpers may send a signal twice
  std::chrono::steady_clock::time_point stoppedAt;
  while (!end.stop_requested()) {
    if (sigtimedwait(&signals, nullptr, &kInterval) < 0) {
      continue;
    }
    const auto now = std::chrono::steady_clock::now();
    if (!stop.stop_requested()) {
      stop.request_stop();
      stoppedAt = now;
    } else if (now - stoppedAt > kSamePress) {
      _exit(static_cast<int>(ExitCode::Interrupted));
    }
  }
}

}  // namespace

Interruption::Interruption() {
  const sigset_t signals = endingSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // a reader of our output that went away is no reason to die half-way
  watcher_ = std::jthread([this](const std::stop_token& end) { watch(end, stop_); });
}

Interruption::~Interruption() = default;

}  // namespace belvedere::app
