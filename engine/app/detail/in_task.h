#pragma once

#include <chrono>
#include <future>
#include <memory>

#include "engine/core/tasks.h"

namespace belvedere::app {

/// Runs work in a task; the answer comes through the future. std::async's own threads would outlive the task system.
template <class Work>
auto inTask(TaskSystem& tasks, Work work) {
  auto job = std::make_shared<std::packaged_task<decltype(work())()>>(std::move(work));
  auto future = job->get_future();
  tasks.run([job] { (*job)(); });
  return future;
}

template <class T>
bool isReady(const std::future<T>& future) {
  return future.valid() && future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

}  // namespace belvedere::app
