#pragma once

#include <memory>
#include <ostream>
#include <string_view>

namespace belvedere {

enum class LogLevel { Error, Warning, Info, Debug };

/// The level for a number of --verbose flags: warnings by default, then information, then everything.
LogLevel logLevelFor(int verboseCount);

/// What the program tells those who look for a fault; messages for users are Message and Diagnostics. Lines such as
/// "12:03:59.120 warning: …" in English. One is made at start-up and passed on. Any thread.
class Log {
 public:
  /// Writes what is at most as detailed as `most` to `out` (std::cerr in the program), which must outlive it.
  Log(LogLevel most, std::ostream& out);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  /// Writes one line at once. Control characters in it are shown as U+FFFD.
  void write(LogLevel level, std::string_view text) const;

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace belvedere
