#include "apps/belvedere/interruption.h"

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
  while (!end.stop_requested()) {
    if (sigtimedwait(&signals, nullptr, &kInterval) < 0) {
      continue;
    }
    if (stop.stop_requested()) {
      _exit(static_cast<int>(ExitCode::Interrupted));
    }
    stop.request_stop();
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
