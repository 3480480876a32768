#pragma once

#include "engine/core/result.h"

namespace belvedere::app {

/// What the program tells the shell at its end.
enum class ExitCode : int {
  Done = 0,          ///< also when some features were skipped and counted
  Findings = 1,      ///< done, and something was found that should be looked at
  Usage = 2,         ///< the command line is wrong
  Input = 3,         ///< the input cannot be used
  Export = 4,        ///< an export could not be completed
  Internal = 70,     ///< our own fault
  Interrupted = 130  ///< Ctrl-C
};

/// The code for a failure while reading input.
inline ExitCode exitCodeOf(const Error& error) {
  switch (error.code) {
    case ErrorCode::InvalidArgument:
      return ExitCode::Usage;
    case ErrorCode::Cancelled:
      return ExitCode::Interrupted;
    case ErrorCode::Internal:
      return ExitCode::Internal;
    default:
      return ExitCode::Input;
  }
}

}  // namespace belvedere::app
