#include "engine/app/detail/child_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace belvedere::app {
namespace {

constexpr MessageId kNotStarted{"child-not-started", N_("{program} cannot be started: {reason}.")};
constexpr int kLowerPriority = 5;
constexpr std::size_t kLongestLine = 4096;

/// What a child is started with; frees itself.
class SpawnOptions {
 public:
  explicit SpawnOptions(int messages) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, messages, STDERR_FILENO);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    sigset_t none, all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setpgroup(&attributes_, 0);  // out of reach of the terminal's signals, which are for us
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnOptions() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  SpawnOptions(const SpawnOptions&) = delete;
  SpawnOptions& operator=(const SpawnOptions&) = delete;

  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

tl::unexpected<Error> notStarted(const std::filesystem::path& program, int error) {
  return fail(ErrorCode::Unavailable,
              Message(kNotStarted, {{"program", program.string()}, {"reason", std::strerror(error)}}));
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::filesystem::path& program,
                                         const std::vector<std::string>& arguments) {
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return notStarted(program, errno);
  }
  std::vector<std::string> texts{program.string()};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) {
    pointers.push_back(text.data());
  }
  pointers.push_back(nullptr);
  const SpawnOptions options(ends[1]);
  pid_t process = -1;
  const int failure =
      ::posix_spawn(&process, texts.front().c_str(), options.actions(), options.attributes(), pointers.data(), environ);
  ::close(ends[1]);
  if (failure != 0) {
    ::close(ends[0]);
    return notStarted(program, failure);
  }
  return ChildProcess(process, ends[0]);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      messages_(std::exchange(other.messages_, -1)),
      buffer_(std::move(other.buffer_)),
      hasClosed_(other.hasClosed_) {}

ChildProcess::~ChildProcess() {
  if (process_ > 0) {
    end(std::chrono::milliseconds(0));
  }
  if (messages_ >= 0) {
    ::close(messages_);
  }
}

std::optional<std::string> ChildProcess::takeLine() {
  const std::size_t end = buffer_.find('\n');
  if (end == std::string::npos && buffer_.size() < kLongestLine && !(hasClosed_ && !buffer_.empty())) {
    return std::nullopt;
  }
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end == std::string::npos ? end : end + 1);
  return line;
}

std::optional<std::string> ChildProcess::readLine(std::chrono::milliseconds wait) {
  if (auto line = takeLine()) {
    return line;
  }
  pollfd waiting{messages_, POLLIN, 0};
  if (hasClosed_ || ::poll(&waiting, 1, static_cast<int>(wait.count())) <= 0) {
    return std::nullopt;
  }
  std::array<char, kLongestLine> bytes{};
  const ssize_t count = ::read(messages_, bytes.data(), bytes.size());
  if (count > 0) {
    buffer_.append(bytes.data(), static_cast<std::size_t>(count));
  } else {
    hasClosed_ = count == 0 || errno != EINTR;
  }
  return takeLine();
}

void ChildProcess::lowerPriority() const { ::setpriority(PRIO_PROCESS, static_cast<id_t>(process_), kLowerPriority); }

void ChildProcess::interrupt() const { ::kill(process_, SIGTERM); }

int ChildProcess::end(std::chrono::milliseconds wait) {
  using namespace std::chrono_literals;
  const auto deadline = std::chrono::steady_clock::now() + wait;
  int status = 0;
  for (;;) {
    const pid_t ended = ::waitpid(process_, &status, WNOHANG);
    if (ended == process_ || (ended < 0 && errno != EINTR)) {
      break;
    }
    if (std::chrono::steady_clock::now() >= deadline) {
      ::kill(process_, SIGKILL);
    }
    std::this_thread::sleep_for(1ms);
  }
  process_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace belvedere::app
