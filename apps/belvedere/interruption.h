#pragma once

#include <stop_token>
#include <thread>

namespace belvedere::app {

/// Turns Ctrl-C, SIGTERM and SIGHUP into a stop request, on which every command ends tidily; a second one ends the
/// program at once. Make one in main() before any thread begins, so that all threads leave the signals to it.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  std::stop_token token() const { return stop_.get_token(); }

 private:
  std::stop_source stop_;
  std::jthread watcher_;
};

}  // namespace belvedere::app
