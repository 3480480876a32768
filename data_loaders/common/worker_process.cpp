#include "data_loaders/common/detail/worker_process.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace belvedere::loaders {
namespace {

constexpr MessageId kReaderNotStarted{"reader-not-started",
                                      N_("The reader program {program} cannot be started: {reason}."),
                                      N_("Install the program as a whole; the reader belongs beside it.")};

/// A new folder that only we can enter; empty path where there can be none.
std::filesystem::path makePrivateFolder() {
  std::error_code error;
  std::string name = (std::filesystem::temp_directory_path(error) / "belvedere-reader-XXXXXX").string();
  return ::mkdtemp(name.data()) != nullptr ? std::filesystem::path(name) : std::filesystem::path();
}

/// What a child is started with; frees itself.
class SpawnOptions {
 public:
  SpawnOptions() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
  }
  ~SpawnOptions() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnOptions(const SpawnOptions&) = delete;
  SpawnOptions& operator=(const SpawnOptions&) = delete;

  /// Only the channel, in a folder of its own, out of reach of the terminal's signals, which are for us.
  void set(int descriptor, int fetchDescriptor, const std::filesystem::path& folder) {
    ::posix_spawn_file_actions_adddup2(&actions_, descriptor, kReaderDescriptor);
    ::posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions_, 1, "/dev/null", O_WRONLY, 0);
#ifndef BELVEDERE_SANITIZED  // whose reports go to stderr
    ::posix_spawn_file_actions_addopen(&actions_, 2, "/dev/null", O_WRONLY, 0);
#endif
    if (fetchDescriptor >= 0) {
      ::posix_spawn_file_actions_adddup2(&actions_, fetchDescriptor, kFetchDescriptor);
    }
    ::posix_spawn_file_actions_addclosefrom_np(&actions_,
                                               fetchDescriptor >= 0 ? kFetchDescriptor + 1 : kFetchDescriptor);
    ::posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

tl::unexpected<Error> notStarted(const std::filesystem::path& program, int error) {
  return fail(ErrorCode::Unavailable,
              Message(kReaderNotStarted, {{"program", program.string()}, {"reason", std::strerror(error)}}));
}

}  // namespace

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::start(const std::filesystem::path& program, int fetchDescriptor) {
  const auto [ours, theirs] = Channel::makePair();
  const std::filesystem::path folder = makePrivateFolder();
  int failure = ours < 0 || folder.empty() ? errno : 0;
  pid_t process = -1;
  if (failure == 0) {
    // dup2 onto the same number would leave it to be closed on exec.
    const int passed = theirs <= kFetchDescriptor ? ::fcntl(theirs, F_DUPFD_CLOEXEC, kFetchDescriptor + 1) : theirs;
    const int fetch = fetchDescriptor < 0 ? -1 : ::fcntl(fetchDescriptor, F_DUPFD_CLOEXEC, kFetchDescriptor + 1);
    SpawnOptions options;
    options.set(passed, fetch, folder);
    std::string name = program.string();
    std::string home = "HOME=" + folder.string();
    std::string temporary = "TMPDIR=" + folder.string();
    std::array<char, 12> language{"LC_ALL=C"};  // numbers with a point
    std::array<char, 8> zone{"TZ=UTC"};
    std::array<char*, 2> arguments{name.data(), nullptr};
    std::array<char*, 5> environment{home.data(), temporary.data(), language.data(), zone.data(), nullptr};
    failure = ::posix_spawn(&process, name.c_str(), options.actions(), options.attributes(), arguments.data(),
                            environment.data());
    if (passed != theirs) {
      ::close(passed);
    }
    if (fetch >= 0) {
      ::close(fetch);
    }
  }
  if (theirs >= 0) {
    ::close(theirs);
  }
  if (failure != 0) {
    if (ours >= 0) {
      ::close(ours);
    }
    std::error_code ignored;
    std::filesystem::remove(folder, ignored);
    return notStarted(program, failure);
  }
  return std::unique_ptr<WorkerProcess>(new WorkerProcess(process, ours, folder));
}

WorkerProcess::~WorkerProcess() {
  end();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

bool WorkerProcess::hasEnded(std::chrono::milliseconds wait) {
  using namespace std::chrono_literals;
  const auto deadline = std::chrono::steady_clock::now() + wait;
  while (!status_) {
    int status = 0;
    const pid_t ended = ::waitpid(process_, &status, WNOHANG);
    if (ended == process_ || (ended < 0 && errno != EINTR)) {
      status_ = status;
    } else if (std::chrono::steady_clock::now() > deadline) {
      return false;
    } else {
      std::this_thread::sleep_for(1ms);
    }
  }
  return true;
}

int WorkerProcess::end() {
  using namespace std::chrono_literals;
  if (!status_) {
    ::kill(process_, SIGKILL);
    if (!hasEnded(2s)) {
      status_ = SIGKILL;  // it hangs in the kernel, on a disk that does not answer; we need not hang with it
    }
  }
  return *status_;
}

int WorkerProcess::waitForEnd() {
  using namespace std::chrono_literals;
  return hasEnded(200ms) ? *status_ : end();
}

}  // namespace belvedere::loaders
