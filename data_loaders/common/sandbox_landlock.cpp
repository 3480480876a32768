#include <array>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "data_loaders/common/detail/sandbox.h"

namespace belvedere::loaders {
namespace {

// Rights of later kernels than the header's (https://docs.kernel.org/userspace-api/landlock.html).
constexpr std::uint64_t kTruncate = 1ULL << 14;     // ABI 3
constexpr std::uint64_t kDeviceIoctl = 1ULL << 15;  // ABI 5
constexpr std::uint64_t kTcpBind = 1;               // ABI 4
constexpr std::uint64_t kTcpConnect = 2;
constexpr std::uint64_t kScopes = 3;  // ABI 6: abstract sockets and signals

constexpr std::uint64_t kRead = LANDLOCK_ACCESS_FS_READ_FILE;
constexpr std::uint64_t kReadTree = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;

/// The newest layout; an older kernel is given its beginning.
struct RulesetAttributes {
  std::uint64_t files = 0;
  std::uint64_t network = 0;
  std::uint64_t scopes = 0;
};

std::uint64_t handledFileRights(long version) {
  std::uint64_t rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1U) - 1;  // all of ABI 1
  rights |= version >= 2 ? LANDLOCK_ACCESS_FS_REFER : 0;
  rights |= version >= 3 ? kTruncate : 0;
  rights |= version >= 5 ? kDeviceIoctl : 0;
  return rights;
}

int createRuleset(long version, bool hasNetwork) {
  RulesetAttributes attributes;
  attributes.files = handledFileRights(version);
  attributes.network = version >= 4 ? (hasNetwork ? kTcpBind : kTcpBind | kTcpConnect) : 0;
  attributes.scopes = version >= 6 ? kScopes : 0;
  const std::size_t size = version >= 6 ? 24 : (version >= 4 ? 16 : 8);
  return static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, size, 0));
}

void allow(int ruleset, const std::filesystem::path& path, std::uint64_t rights) {
  const int file = ::open(path.c_str(), O_PATH | O_CLOEXEC);
  if (file < 0) {
    return;  // what is not there needs no right
  }
  struct stat status = {};
  if (::fstat(file, &status) == 0 && !S_ISDIR(status.st_mode)) {
    rights &= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;
  }
  landlock_path_beneath_attr rule{};
  rule.allowed_access = rights;
  rule.parent_fd = file;
  ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  ::close(file);
}

}  // namespace

bool restrictFiles(const SandboxPlan& plan) {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  const int ruleset = version > 0 ? createRuleset(version, plan.hasNetwork) : -1;
  if (ruleset < 0) {
    return false;
  }
  // Character sets (iconv), projections and format tables are read when first needed.
  constexpr std::array kSystem = {"/usr/lib", "/usr/share/proj", "/usr/share/gdal", "/usr/share/zoneinfo"};
  for (const char* folder : kSystem) {
    allow(ruleset, folder, kReadTree);
  }
  for (const char* device : {"/dev/null", "/dev/urandom", "/etc/localtime"}) {
    allow(ruleset, device, kRead);
  }
  if (plan.hasNetwork) {
    for (const char* name :
         {"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf", "/etc/services",
          "/etc/protocols", "/run/systemd/resolve/stub-resolv.conf", "/run/systemd/resolve/resolv.conf"}) {
      allow(ruleset, name, kRead);
    }
    for (const char* tree :
         {"/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates"}) {
      allow(ruleset, tree, kReadTree);
    }
  }
  for (const auto& file : plan.readableFiles) {
    allow(ruleset, file, kRead);
  }
  for (const auto& file : plan.replacedFiles) {
    std::error_code error;
    const auto real = std::filesystem::canonical(file, error);
    allow(ruleset, error ? file : real.parent_path(), kRead);
  }
  for (const auto& tree : plan.readableTrees) {
    allow(ruleset, tree, kReadTree);
  }
  allow(ruleset, plan.writableTree,
        kReadTree | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE |
            LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR | (version >= 3 ? kTruncate : 0));
  const bool isRestricted = ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  ::close(ruleset);
  return isRestricted;
}

}  // namespace belvedere::loaders
