#pragma once

#include <string>
#include <vector>

namespace belvedere::bench {

/// What one run of a whole program cost, its children included.
struct ProcessCost {
  bool isDone = false;  ///< started, and ended with exit code 0
  double wallSeconds = 0.0;
  double cpuSeconds = 0.0;     ///< user and system time, from wait4
  double peakMebibytes = 0.0;  ///< largest resident set
  std::string lastLine;        ///< of its standard output
};

/// Runs a program to its end and measures it. The first argument is the program's path.
ProcessCost runMeasured(const std::vector<std::string>& command);

/// The median run, by CPU time, of `count` runs after one that warms the page cache.
ProcessCost runMedian(const std::vector<std::string>& command, int count);

}  // namespace belvedere::bench
