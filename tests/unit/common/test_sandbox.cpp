#include <catch2/catch.hpp>
#include <fstream>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data_loaders/common/detail/sandbox.h"
#include "tests/test_folder.h"

using namespace belvedere;
using namespace belvedere::loaders;

namespace {

constexpr int kNoLandlock = 77;

void write(const std::filesystem::path& file, const std::string& text) { std::ofstream(file) << text; }

bool isReadable(const std::filesystem::path& file) { return std::ifstream(file).good(); }

/// Walls a child in, changes something outside of it, and gives what the child then finds.
template <class Change, class Look>
int inWall(const SandboxPlan& plan, const Change& change, const Look& look) {
  int ready[2], go[2];
  REQUIRE((::pipe(ready) == 0 && ::pipe(go) == 0));
  const pid_t child = ::fork();
  if (child == 0) {
    char byte = 0;
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const bool isWalled = restrictFiles(plan);
    const bool isTold = ::write(ready[1], &byte, 1) == 1 && ::read(go[0], &byte, 1) == 1;
    ::_exit(isWalled && isTold ? look() : kNoLandlock);
  }
  char byte = 0;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  change();
  REQUIRE(::write(go[1], &byte, 1) == 1);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  for (const int end : {ready[0], ready[1], go[0], go[1]}) {
    ::close(end);
  }
  return WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("A file behind the wall is still read once another was renamed over it") {
  const TestFolder folder;
  std::filesystem::create_directories(folder / "etc");
  std::filesystem::create_directories(folder / "run");
  std::filesystem::create_directories(folder / "other");
  write(folder / "run/names", "before");
  write(folder / "other/secret", "x");
  std::filesystem::path file = folder / "etc/names";
  std::filesystem::path real = file;
  SECTION("itself") { write(file, "before"); }
  SECTION("that it is a link to") {
    real = folder / "run/names";
    std::filesystem::create_symlink("../run/names", file);
  }
  SandboxPlan plan;
  plan.replacedFiles = {file};
  const auto change = [&] {
    write(folder / "new", "after");
    std::filesystem::rename(folder / "new", real);
  };
  const int found = inWall(plan, change, [&] {
    std::string text;
    std::ifstream(file) >> text;
    return (text == "after" ? 1 : 0) + (isReadable(folder / "other/secret") ? 2 : 0);
  });
  if (found == kNoLandlock) {
    WARN("no Landlock here");
  } else {
    CHECK(found == 1);
  }
}
