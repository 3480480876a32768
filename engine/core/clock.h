#pragma once

#include <chrono>

#include "engine/core/time.h"

namespace belvedere {

/// Where the program takes the time from, so that tests can hold it still.
class Clock {
 public:
  virtual ~Clock() = default;
  /// The moment by the calendar; may jump.
  virtual Instant now() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  Instant now() const override {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
};

/// A clock that goes only when told to.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  Instant now() const override { return now_; }
  void set(Instant instant) { now_ = instant; }

 private:
  Instant now_;
};

}  // namespace belvedere
