#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "engine/core/log.h"

using namespace belvedere;

TEST_CASE("The log holds what is asked for and nothing more detailed") {
  std::ostringstream out;
  const Log log(logLevelFor(0), out);
  log.write(LogLevel::Error, "no disk");
  log.write(LogLevel::Warning, "slow disk");
  log.write(LogLevel::Info, "disk");
  log.write(LogLevel::Debug, "sector");
  CHECK(out.str().find("error: no disk\n") != std::string::npos);
  CHECK(out.str().find("warning: slow disk\n") != std::string::npos);
  CHECK(out.str().find("info") == std::string::npos);
  CHECK(out.str().find("debug") == std::string::npos);
}

TEST_CASE("Each --verbose adds a level") {
  CHECK(logLevelFor(0) == LogLevel::Warning);
  CHECK(logLevelFor(1) == LogLevel::Info);
  CHECK(logLevelFor(2) == LogLevel::Debug);
  CHECK(logLevelFor(9) == LogLevel::Debug);
}

TEST_CASE("A line of the log stays one line, whatever text it holds") {
  std::ostringstream out;
  const Log log(LogLevel::Debug, out);
  log.write(LogLevel::Info, "a\nb\x1b[2J {} %s");
  const std::string text = out.str();
  CHECK(std::count(text.begin(), text.end(), '\n') == 1);
  CHECK(text.find("a\xEF\xBF\xBD"
                  "b\xEF\xBF\xBD[2J {} %s\n") != std::string::npos);
}

TEST_CASE("Lines of several threads do not mix") {
  std::ostringstream out;
  {
    const Log log(LogLevel::Debug, out);
    std::vector<std::jthread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&log] {
        for (int line = 0; line < 100; ++line) {
          log.write(LogLevel::Info, "0123456789");
        }
      });
    }
  }
  std::istringstream lines(out.str());
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    CHECK(line.substr(line.size() - 16) == "info: 0123456789");
  }
  CHECK(count == 400);
}
