#include "apps/belvedere_bench/measured_process.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace belvedere::bench {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

[[noreturn]] void becomeProgram(const std::vector<std::string>& command, int output) {
  dup2(output, STDOUT_FILENO);
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  execv(arguments[0], arguments.data());
  _exit(127);
}

std::string lastLineOf(int descriptor) {
  std::string text;
  std::array<char, 4096> buffer{};
  ssize_t count = 0;
  while ((count = read(descriptor, buffer.data(), buffer.size())) > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  while (!text.empty() && text.back() == '\n') {
    text.pop_back();
  }
  const auto newline = text.rfind('\n');
  return newline == std::string::npos ? text : text.substr(newline + 1);
}

}  // namespace

ProcessCost runMeasured(const std::vector<std::string>& command) {
  ProcessCost cost;
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return cost;
  }
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) {
    becomeProgram(command, ends[1]);
  }
  close(ends[1]);
  cost.lastLine = lastLineOf(ends[0]);
  close(ends[0]);
  int status = 0;
  rusage usage{};
  if (child < 0 || wait4(child, &status, 0, &usage) != child) {
    return cost;
  }
  cost.wallSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  cost.cpuSeconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  cost.peakMebibytes = static_cast<double>(usage.ru_maxrss) / 1024.0;
  cost.isDone = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return cost;
}

ProcessCost runMedian(const std::vector<std::string>& command, int count) {
  ProcessCost warmUp = runMeasured(command);
  if (!warmUp.isDone) {
    return warmUp;
  }
  std::vector<ProcessCost> runs;
  runs.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    runs.push_back(runMeasured(command));
  }
  const auto middle = runs.begin() + static_cast<std::ptrdiff_t>(runs.size() / 2);
  std::nth_element(runs.begin(), middle, runs.end(),
                   [](const ProcessCost& a, const ProcessCost& b) { return a.cpuSeconds < b.cpuSeconds; });
  return *middle;
}

}  // namespace belvedere::bench
