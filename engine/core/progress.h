#pragma once

#include <functional>

#include "engine/core/message.h"

namespace belvedere {

/// How far a long work has come.
struct Progress {
  Message stage;           ///< what is being done, for people
  double fraction = -1.0;  ///< 0 to 1, or negative where the end is not known
};

/// Receives progress, from the thread that does the work; must be quick and must not throw. May be empty.
using ProgressSink = std::function<void(const Progress&)>;

}  // namespace belvedere
