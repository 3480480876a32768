#include "data_loaders/common/detail/services_link.h"

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <curl/curl.h>
#include <deque>
#include <mutex>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "data_loaders/common/detail/fetch_service.h"
#include "data_loaders/common/detail/sandbox.h"
#include "data_loaders/common/limits.h"
#include "engine/core/temporary_folder.h"

namespace belvedere::loaders {
namespace {

constexpr std::uint64_t kServicesMemoryBytes = 3ULL << 30;  // a message, and as much again to send it

std::string environment(const char* name, const char* other) {
  const char* value = std::getenv(name);
  value = value == nullptr ? std::getenv(other) : value;
  return value == nullptr ? std::string() : std::string(value);
}

/// Where names are asked for. Whoever manages the network puts a new file in its place, in /etc or where it links to,
/// when the network changes; elsewhere than where systems keep it, what lies beside it is nobody's business.
std::vector<std::filesystem::path> filesOfNames() {
  const std::filesystem::path file = "/etc/resolv.conf";
  std::error_code error;
  const std::string real = std::filesystem::canonical(file, error).string();
  const bool isOfSystem = real.starts_with("/run/") || real.starts_with("/etc/") || real.starts_with("/var/");
  return isOfSystem ? std::vector{file} : std::vector<std::filesystem::path>();
}

/// Threads that fetch what is asked for, one address each at a time, and answer as each is there.
class FetchCrew {
 public:
  FetchCrew(FetchService& service, const ServicesOrder& order, Channel& channel)
      : service_(service), order_(order), channel_(channel) {
    for (std::size_t i = 0; i < limits::kFetchesInFlight; ++i) {
      threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
    }
  }
  void add(FetchAsk ask) {
    const std::lock_guard lock(mutex_);
    asks_.push_back(std::move(ask));
    changed_.notify_one();
  }

 private:
  void work(const std::stop_token& stop) {
    HttpClient client(order_);
    while (true) {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [&] { return !asks_.empty(); })) {
        return;
      }
      const FetchAsk ask = std::move(asks_.front());
      asks_.pop_front();
      lock.unlock();
      FetchReply reply = service_.fetch(ask, client);
      if (!channel_.sendValues(PacketType::Done, reply)) {
        ::_exit(0);
      }
    }
  }

  FetchService& service_;
  const ServicesOrder& order_;
  Channel& channel_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<FetchAsk> asks_;
  std::vector<std::jthread> threads_;
};

/// One for this program's life only; empty where none can be made.
std::filesystem::path passingFolder() {
  static const auto made = TemporaryFolder::make("services");
  return made ? made->path() : std::filesystem::path();
}

/// Among everybody's temporary files, where somebody else may have put a folder before us, to see or to change what we
/// read.
std::filesystem::path folderWithoutHome() {
  std::error_code ignored;
  const auto folder =
      std::filesystem::temp_directory_path(ignored) / ("belvedere-services-" + std::to_string(::geteuid()));
  ::mkdir(folder.c_str(), 0700);
  struct stat status = {};
  const bool isOurs = ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
                      status.st_uid == ::geteuid() && (status.st_mode & 0777U) == 0700U;
  return isOurs ? folder : passingFolder();
}

}  // namespace

std::filesystem::path servicesCacheFolder() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  std::error_code ignored;
  std::filesystem::path folder;
  if (cache != nullptr && std::filesystem::path(cache).is_absolute()) {
    folder = cache;
  } else if (home != nullptr && std::filesystem::path(home).is_absolute()) {
    folder = std::filesystem::path(home) / ".cache";
  } else {
    return folderWithoutHome();
  }
  folder = folder / "belvedere" / "services";
  std::filesystem::create_directories(folder, ignored);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ignored);
  return folder;
}

Result<std::shared_ptr<ServicesLink>> ServicesLink::start(const std::filesystem::path& program,
                                                          std::vector<std::string> origins,
                                                          const std::stop_token& stop) {
  auto process = WorkerProcess::start(program);
  if (!process) {
    return tl::unexpected(std::move(process.error()));
  }
  ServicesOrder order;
  order.cacheFolder = servicesCacheFolder().string();
  order.cacheBytes = limits::kServicesCacheBytes;
  order.origins = std::move(origins);
  order.httpProxy = environment("http_proxy", "HTTP_PROXY");
  order.httpsProxy = environment("https_proxy", "HTTPS_PROXY");
  order.noProxy = environment("no_proxy", "NO_PROXY");
  order.noProxy += order.noProxy.empty() ? "localhost,127.0.0.1,::1" : ",localhost,127.0.0.1,::1";
  (*process)->channel().sendValues(PacketType::Services, order);
  return std::shared_ptr<ServicesLink>(new ServicesLink(std::move(*process), stop));
}

int runServices(Channel& channel, const Packet& packet) {
  ServicesOrder order;
  BinaryReader reader(packet.payload());
  reader(order);
  if (!reader.isComplete() || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    return 2;
  }
  SandboxPlan plan;
  plan.writableTree = order.cacheFolder;
  plan.memoryBytes = kServicesMemoryBytes;
  plan.hasNetwork = true;
  plan.replacedFiles = filesOfNames();
  static_cast<void>(enterSandbox(plan));  // what the system lacks, the reader beside it tells
  FetchService service(order);
  FetchCrew crew(service, order, channel);
  Packet request;
  while (true) {
    const ChannelState state = channel.receive(request, std::chrono::milliseconds(-1));
    if (state == ChannelState::Closed || state == ChannelState::Garbage) {
      ::_exit(0);  // what is on its way is wanted by nobody
    }
    FetchAsk ask;
    BinaryReader asked(request.payload());
    asked(ask);
    if (state == ChannelState::Packet && request.type == PacketType::Fetch && asked.isComplete()) {
      ask.mostBytes = std::min(ask.mostBytes, limits::kWorkerMessageBytes / 2);
      crew.add(std::move(ask));
    }
  }
}

}  // namespace belvedere::loaders
