#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "data_loaders/common/detail/services_link.h"
#include "data_loaders/common/worker_main.h"
#include "engine/core/resources.h"

/// Fetches what it is told through a process of profile services, which is this same program: test_services.py tells
/// origins, then "fetch ADDRESS MOST" a line, and reads one line of answer each.
int main(int count, char** arguments) {
  using namespace belvedere::loaders;
  if (count == 1) {
    return runSourceWorker({});
  }
  std::vector<std::string> origins(arguments + 1, arguments + count);
  const auto link = ServicesLink::start(belvedere::programPath(), origins);
  if (!link) {
    std::puts("not started");
    return 1;
  }
  char address[4097];
  unsigned long most = 0;
  while (std::scanf("%4096s %lu", address, &most) == 2) {
    const auto got = (*link)->fetcher().fetch(address, most);
    const auto findings = (*link)->fetcher().takeFindings();
    if (got) {
      std::printf("ok %zu %016zx%s\n", got->size(), std::hash<std::string>()(*got),
                  findings.isEmpty() ? "" : " last-known");
    } else {
      std::printf("%s\n", got.error().message.key.c_str());
    }
    std::fflush(stdout);
  }
  return 0;
}
