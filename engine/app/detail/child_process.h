#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "engine/core/result.h"

namespace belvedere::app {

/// A program that runs beside us, without input and output, and whose messages we read line by line. Keeps our
/// environment, not our descriptors and signals. The destructor ends it. One thread.
class ChildProcess {
 public:
  /// Fails with Unavailable ("child-not-started").
  static Result<ChildProcess> start(const std::filesystem::path& program, const std::vector<std::string>& arguments);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();

  /// The next line of its messages; nothing where none came in time, or none will come (hasClosed).
  std::optional<std::string> readLine(std::chrono::milliseconds wait);
  bool hasClosed() const { return hasClosed_; }

  /// Gives others the processor first.
  void lowerPriority() const;
  /// Asks it to end.
  void interrupt() const;
  /// Waits for it to end and gives its exit status, negative where a signal ended it; kills it when it takes longer.
  int end(std::chrono::milliseconds wait);

 private:
  ChildProcess(pid_t process, int messages) : process_(process), messages_(messages) {}
  std::optional<std::string> takeLine();
  pid_t process_;
  int messages_;
  std::string buffer_;
  bool hasClosed_ = false;
};

}  // namespace belvedere::app
