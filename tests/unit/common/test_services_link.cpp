#include <catch2/catch.hpp>
#include <cstdlib>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include "data_loaders/common/detail/services_link.h"
#include "tests/test_folder.h"

using namespace belvedere;
using namespace belvedere::loaders;

namespace {

/// Sets a variable of the environment, or takes it away, for its own life.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    const char* before = std::getenv(name);
    before_ = before == nullptr ? std::nullopt : std::optional<std::string>(before);
    set(value);
  }
  ~Variable() { set(before_ ? before_->c_str() : nullptr); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  void set(const char* value) const { value == nullptr ? ::unsetenv(name_) : ::setenv(name_, value, 1); }
  const char* name_;
  std::optional<std::string> before_;
};

bool isPrivate(const std::filesystem::path& folder) {
  struct stat status = {};
  return ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() &&
         (status.st_mode & 0777U) == 0700U;
}

}  // namespace

TEST_CASE("Without a home, what servers gave is kept where nobody else can reach it") {
  const TestFolder folder;
  const Variable temporary("TMPDIR", folder.path().c_str()), home("HOME", nullptr), cache("XDG_CACHE_HOME", nullptr);
  const auto usual = folder / ("belvedere-services-" + std::to_string(::geteuid()));
  SECTION("of a new folder") {
    CHECK(servicesCacheFolder() == usual);
    CHECK(isPrivate(usual));
    CHECK(servicesCacheFolder() == usual);
  }
  SECTION("of one that others can enter, or that is a link") {
    if (GENERATE(true, false)) {
      std::filesystem::create_directory(usual);
      std::filesystem::permissions(usual, std::filesystem::perms::all);
    } else {
      std::filesystem::create_directory(folder / "elsewhere");
      std::filesystem::permissions(folder / "elsewhere", std::filesystem::perms::owner_all);
      std::filesystem::create_directory_symlink(folder / "elsewhere", usual);
    }
    const auto other = servicesCacheFolder();
    CHECK(other != usual);
    CHECK(other.filename().string().starts_with("belvedere-services-"));
  }
}

TEST_CASE("With a home, what servers gave is kept in its cache") {
  const TestFolder folder;
  const Variable home("HOME", folder.path().c_str()), cache("XDG_CACHE_HOME", nullptr);
  CHECK(servicesCacheFolder() == folder / ".cache/belvedere/services");
  CHECK(isPrivate(servicesCacheFolder()));
}
