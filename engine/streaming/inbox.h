#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace belvedere::streaming {

/// Where tasks leave what they made, for the main thread to take. Any thread; shared by shared_ptr, so that a task may
/// outlive its receiver.
template <class T>
class Inbox {
 public:
  void push(T value) {
    const std::lock_guard lock(mutex_);
    values_.push_back(std::move(value));
  }
  std::optional<T> take() {
    const std::lock_guard lock(mutex_);
    if (values_.empty()) {
      return std::nullopt;
    }
    std::optional<T> value(std::move(values_.front()));
    values_.pop_front();
    return value;
  }
  bool isEmpty() const {
    const std::lock_guard lock(mutex_);
    return values_.empty();
  }

 private:
  mutable std::mutex mutex_;
  std::deque<T> values_;
};

}  // namespace belvedere::streaming
