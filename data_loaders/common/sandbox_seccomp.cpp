#include <array>
#include <cerrno>
#include <sched.h>
#include <seccomp.h>
#include <string_view>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "data_loaders/common/detail/sandbox.h"

namespace belvedere::loaders {
namespace {

/// What readers and their libraries call: files and memory they were given, threads, time. Everything that is not named
/// here is answered as if the kernel lacked it (ENOSYS), for which the C library has other ways.
constexpr std::array kAllowed = {
    // files
    "read", "write", "readv", "writev", "pread64", "pwrite64", "preadv", "pwritev", "preadv2", "pwritev2", "lseek",
    "_llseek", "open", "openat", "close", "close_range", "stat", "stat64", "lstat", "lstat64", "fstat", "fstat64",
    "newfstatat", "fstatat64", "statx", "statfs", "fstatfs", "access", "faccessat", "faccessat2", "readlink",
    "readlinkat", "getcwd", "getdents", "getdents64", "fcntl", "fcntl64", "flock", "dup", "dup2", "dup3", "pipe",
    "pipe2", "ftruncate", "ftruncate64", "fallocate", "fsync", "fdatasync", "fadvise64", "unlink", "unlinkat", "mkdir",
    "mkdirat", "rmdir", "rename", "renameat", "renameat2", "umask", "eventfd2", "poll", "ppoll", "select", "pselect6",
    "sendfile", "copy_file_range",
    // memory
    "mmap", "mmap2", "munmap", "mremap", "mprotect", "madvise", "msync", "mincore", "brk", "membarrier", "memfd_create",
    // threads and time
    "futex", "futex_waitv", "set_robust_list", "get_robust_list", "rseq", "set_tid_address", "sched_yield",
    "sched_getaffinity", "sched_setaffinity", "sched_getparam", "sched_getscheduler", "nanosleep", "clock_nanosleep",
    "clock_gettime", "clock_getres", "gettimeofday", "time", "times", "getrusage", "exit", "exit_group",
    "restart_syscall", "arch_prctl",
    // oneself
    "getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getpgrp", "getrandom", "uname", "sysinfo",
    "getrlimit", "ugetrlimit", "setrlimit", "getcpu", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack",
    "rt_sigpending",
    // the one socket it was born with
    "sendmsg", "recvmsg"};

/// What calling out takes.
constexpr std::array kNetwork = {"connect", "getsockopt", "setsockopt",    "getsockname", "getpeername",
                                 "sendto",  "recvfrom",   "sendmmsg",      "recvmmsg",    "shutdown",
                                 "ioctl",   "socketpair", "epoll_create1", "epoll_ctl",   "epoll_wait"};

/// Said clearly, so that a library takes it as forbidden rather than absent.
constexpr std::array kForbidden = {"socket",     "socketpair", "connect", "bind",     "listen",
                                   "accept",     "accept4",    "execve",  "execveat", "fork",
                                   "vfork",      "ptrace",     "kill",    "tkill",    "process_vm_readv",
                                   "mount",      "umount2",    "unshare", "setns",    "chroot",
                                   "pivot_root", "keyctl",     "add_key", "bpf",      "perf_event_open"};

/// A condition on the first argument of a call.
scmp_arg_cmp whereFirst(scmp_compare compare, scmp_datum_t a, scmp_datum_t b = 0) { return {0, compare, a, b}; }

class Filter {
 public:
  Filter() : context_(::seccomp_init(SCMP_ACT_ERRNO(ENOSYS))) {}
  ~Filter() { ::seccomp_release(context_); }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;

  bool isMade() const { return context_ != nullptr; }
  template <class... Condition>
  void add(std::uint32_t action, const char* name, Condition... conditions) {
    const int number = ::seccomp_syscall_resolve_name(name);
    if (number != __NR_SCMP_ERROR) {  // names differ between machines
      ::seccomp_rule_add(context_, action, number, sizeof...(conditions), conditions...);
    }
  }
  bool load() { return ::seccomp_load(context_) == 0; }

 private:
  scmp_filter_ctx context_;
};

}  // namespace

bool restrictSystemCalls(const SandboxPlan& plan) {
  Filter filter;
  if (!filter.isMade()) {
    return false;
  }
  for (const char* name : kAllowed) {
    filter.add(SCMP_ACT_ALLOW, name);
  }
  if (plan.hasNetwork) {
    for (const char* name : kNetwork) {
      filter.add(SCMP_ACT_ALLOW, name);
    }
    for (const int family : {AF_INET, AF_INET6}) {
      filter.add(SCMP_ACT_ALLOW, "socket", whereFirst(SCMP_CMP_EQ, static_cast<scmp_datum_t>(family)));
    }
  }
  for (const std::string_view name : kForbidden) {
    const bool isAllowed = plan.hasNetwork && (name == "connect" || name == "socketpair" || name == "socket");
    if (!isAllowed) {  // of "socket" the families that are not named get ENOSYS
      filter.add(SCMP_ACT_ERRNO(EPERM), name.data());
    }
  }
  constexpr scmp_datum_t kThread = CLONE_THREAD;
  filter.add(SCMP_ACT_ALLOW, "clone", whereFirst(SCMP_CMP_MASKED_EQ, kThread, kThread));
  filter.add(SCMP_ACT_ERRNO(EPERM), "clone", whereFirst(SCMP_CMP_MASKED_EQ, kThread, 0));
  filter.add(SCMP_ACT_ALLOW, "tgkill", whereFirst(SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid())));  // abort()
  filter.add(SCMP_ACT_ALLOW, "prctl", whereFirst(SCMP_CMP_EQ, PR_SET_NAME));
  filter.add(SCMP_ACT_ALLOW, "prlimit64", whereFirst(SCMP_CMP_EQ, 0));  // of oneself
  return filter.load();
}

}  // namespace belvedere::loaders
