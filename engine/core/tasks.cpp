#include "engine/core/tasks.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

namespace belvedere {

std::optional<unsigned> coresOfQuota(const std::string& cpuMax) {
  std::istringstream text(cpuMax);
  double quota = 0.0;
  double period = 0.0;
  if (!(text >> quota >> period) || quota <= 0.0 || period <= 0.0) {
    return std::nullopt;
  }
  constexpr double kMostCores = 4096.0;
  return static_cast<unsigned>(std::clamp(std::ceil(quota / period), 1.0, kMostCores));
}

unsigned usableCores() {
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  std::ifstream file("/sys/fs/cgroup/cpu.max");
  std::string cpuMax;
  std::getline(file, cpuMax);
  return std::min(cores, coresOfQuota(cpuMax).value_or(cores));
}

ThreadTasks::ThreadTasks(unsigned threadCount) {
  const unsigned count = threadCount > 0 ? threadCount : usableCores();
  threads_.reserve(count);
  for (unsigned i = 0; i < count; ++i) {
    threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }
}

ThreadTasks::~ThreadTasks() {
  for (std::jthread& thread : threads_) {
    thread.request_stop();
  }
  wake_.notify_all();
  threads_.clear();
}

void ThreadTasks::run(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(task));
  }
  wake_.notify_one();
}

void ThreadTasks::work(const std::stop_token& stop) {
  while (true) {
    std::function<void()> task;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, stop, [this] { return !queue_.empty(); });
      if (stop.stop_requested()) {
        return;
      }
      task = std::move(queue_.front());
      queue_.pop_front();
    }
    task();
  }
}

}  // namespace belvedere
