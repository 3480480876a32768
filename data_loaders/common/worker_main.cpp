#include "data_loaders/common/worker_main.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <thread>
#include <unistd.h>

#include "data_loaders/common/detail/archive_contents.h"
#include "data_loaders/common/detail/reader_files.h"
#include "data_loaders/common/detail/services_link.h"
#include "data_loaders/common/detail/wire.h"
#include "data_loaders/common/detail/worker_process.h"
#include "data_loaders/common/limits.h"
#include "engine/core/common_messages.h"
#include "engine/core/web_address.h"

namespace belvedere::loaders {
namespace {

constexpr MessageId kReaderFault{"reader-fault", N_("The reader of {file} failed: {reason}."),
                                 N_("The file may be damaged; if it is sound, report this.")};
constexpr MessageId kReaderMisused{"reader-misused", N_("The reader was asked for what its source does not have.")};

constexpr std::chrono::milliseconds kProgressPeriod{100};

/// The channel to the process that has the network.
Channel& fetchChannel() {
  static Channel channel(kFetchDescriptor);
  return channel;
}

/// Ends the process at once: there is nothing to clean up behind the wall, and libraries' own ends take time.
[[noreturn]] void leave(int status) { ::_exit(status); }

/// Where the program ended without tidying up, nobody else removes what an archive unpacked to.
void removeUnpacked() {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(".", ignored)) {
    if (entry.path().filename().native().starts_with("belvedere-" + std::string(kUnpackedPurpose))) {
      std::filesystem::remove_all(entry.path(), ignored);
    }
  }
}

/// An exception that nobody caught (in a thread, in a destructor): out of memory has its own exit status.
[[noreturn]] void terminated() {
  try {
    if (const auto exception = std::current_exception()) {
      std::rethrow_exception(exception);
    }
  } catch (const std::bad_alloc&) {
    leave(kExitOutOfMemory);
  } catch (...) {
  }
  std::abort();
}

/// What the program says, received in a thread of its own, so that a wish to stop is heard while a reader works, and so
/// that the process ends when the program does.
class Mailbox {
 public:
  explicit Mailbox(Channel& channel) : channel_(channel), thread_([this] { listen(); }) {}

  Packet next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !requests_.empty(); });
    Packet packet = std::move(requests_.front());
    requests_.pop_front();
    return packet;
  }
  std::stop_token stopToken() {
    const std::lock_guard lock(mutex_);
    return stop_.get_token();
  }
  /// Waits until fewer than the most batches are on their way. False where the reading is to stop.
  bool waitForRoom() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return inFlight_ < limits::kWorkerBatchesInFlight || stop_.stop_requested(); });
    ++inFlight_;
    return !stop_.stop_requested();
  }

 private:
  void listen() {
    Packet packet;
    while (true) {
      const ChannelState state = channel_.receive(packet, std::chrono::milliseconds(-1));
      if (state == ChannelState::Closed || state == ChannelState::Garbage) {
        removeUnpacked();
        leave(0);
      }
      if (state != ChannelState::Packet) {
        continue;
      }
      const std::lock_guard lock(mutex_);
      if (packet.type == PacketType::Cancel) {
        stop_.request_stop();
      } else if (packet.type == PacketType::Acknowledge) {
        --inFlight_;
      } else {
        requests_.push_back(std::move(packet));
        stop_ = std::stop_source();
        inFlight_ = 0;
      }
      changed_.notify_all();
    }
  }

  Channel& channel_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Packet> requests_;
  std::stop_source stop_;
  int inFlight_ = 0;
  std::thread thread_;
};

template <class T>
void answer(Channel& channel, Result<T> result) {
  BinaryWriter writer;
  visitResult(writer, result);
  if (!channel.send(PacketType::Done, writer.bytes())) {
    leave(0);
  }
}

/// Serves one opened source until the program hangs up.
class Server {
 public:
  Server(Channel& channel, const LoaderRegistry& loaders, OpenOrder order, std::vector<Message> missingWalls)
      : channel_(channel),
        loaders_(loaders),
        order_(std::move(order)),
        file_(order_.request.paths.empty() ? "" : shownName(order_.request.paths.front())),
        missingWalls_(std::move(missingWalls)),
        mailbox_(channel) {}

  [[noreturn]] void run() {
    answer(channel_, guarded<Opened>([&] { return open(); }));
    while (true) {
      const Packet packet = mailbox_.next();
      allowProcessorTime(order_.cpuSecondsPerRequest);
      serve(packet);
    }
  }

 private:
  /// Runs a reader's code; nothing that it throws gets further.
  template <class T, class Work>
  Result<T> guarded(const Work& work) {
    try {
      return work();
    } catch (const std::bad_alloc&) {
      const std::string limit = std::to_string(order_.memoryBytes >> 20U);
      return fail(ErrorCode::LimitExceeded, Message(kReaderOutOfMemory, {{"source", file_}, {"limit", limit}}));
    } catch (const std::exception& exception) {
      return fail(ErrorCode::Internal, Message(kReaderFault, {{"file", file_}, {"reason", exception.what()}}));
    } catch (...) {
      return fail(ErrorCode::Internal, Message(kReaderFault, {{"file", file_}, {"reason", "unknown"}}));
    }
  }

  Result<Opened> open() {
    const auto loader = std::find_if(loaders_.begin(), loaders_.end(),
                                     [&](const Loader& candidate) { return candidate.name == order_.loader; });
    if (loader == loaders_.end() || order_.recognitions.empty()) {
      return fail(ErrorCode::Internal, kReaderMisused);
    }
    allowProcessorTime(order_.cpuSecondsPerRequest);
    const IdentifiedRequest identified{&*loader, order_.recognitions};
    ReaderContext context = makeContext(identified, order_.threads, std::filesystem::current_path());
    context.progress = progressSink();
    if (isWebAddress(order_.request.paths.front().native())) {
      context.fetcher = fetcher_ = std::make_shared<Fetcher>(fetchChannel(), context.progress);
    }
    auto source = loader->open(order_.request, context);
    if (!source) {
      return tl::unexpected(std::move(source.error()));
    }
    source_ = std::move(*source);
    Opened opened;
    opened.isRaster = raster() != nullptr;
    if (opened.isRaster) {
      opened.description = describedWalls(raster()->description());
    }
    return opened;
  }

  void serve(const Packet& packet) {
    BinaryReader reader(packet.payload());
    if (packet.type == PacketType::Describe && features() != nullptr) {
      answer(channel_, guarded<model::SourceDescription>([&] {
               return features()->describe(mailbox_.stopToken(), progressSink()).map([&](auto&& description) {
                 return describedWalls(std::forward<decltype(description)>(description));
               });
             }));
    } else if (packet.type == PacketType::Read && features() != nullptr) {
      model::ReadOptions options;
      reader(options);
      read(options);
    } else if (packet.type == PacketType::Extent && raster() != nullptr) {
      std::string crs;
      reader(crs);
      answer(channel_, guarded<geo::Bounds2>([&] { return raster()->extentIn(crs); }));
    } else if (packet.type == PacketType::Heights && raster() != nullptr) {
      model::RasterRequest request;
      reader(request);
      answerWindow<model::HeightGrid>([&] { return raster()->readHeights(request); });
    } else if (packet.type == PacketType::Colours && raster() != nullptr) {
      model::RasterRequest request;
      reader(request);
      answerWindow<Image>([&] { return raster()->readColours(request); });
    } else {
      answer(channel_, Result<geo::Bounds2>(fail(ErrorCode::Internal, kReaderMisused)));
    }
  }

  template <class Window, class Work>
  void answerWindow(const Work& work) {
    answer(channel_, guarded<WindowAnswer<Window>>([&]() -> Result<WindowAnswer<Window>> {
             auto window = work();
             if (!window) {
               return tl::unexpected(std::move(window.error()));
             }
             WindowAnswer<Window> answered{std::move(*window), raster()->takeFindings()};
             addWebFindings(answered.findings);
             return answered;
           }));
  }

  void read(const model::ReadOptions& options) {
    ReadOutcome outcome;
    const auto sink = [&](model::FeatureBatch&& batch) {
      if (!mailbox_.waitForRoom()) {
        return false;
      }
      if (!channel_.sendValues(PacketType::Batch, batch)) {
        throw std::bad_alloc();  // a batch over the message limit
      }
      return true;
    };
    const auto status = guarded<void>(
        [&] { return features()->read(options, sink, outcome.diagnostics, mailbox_.stopToken(), progressSink()); });
    addWebFindings(outcome.diagnostics);
    if (!status) {
      outcome.error = status.error();
    } else if (mailbox_.stopToken().stop_requested()) {
      outcome.error = Error{ErrorCode::Cancelled, kCancelled, {}};
    }
    if (!channel_.sendValues(PacketType::Done, outcome)) {
      leave(0);
    }
  }

  /// Forwards progress, but not more often than anyone can see.
  ProgressSink progressSink() {
    auto last = std::chrono::steady_clock::time_point();
    return [this, last, guard = std::make_shared<std::mutex>()](const Progress& progress) mutable {
      const std::lock_guard lock(*guard);
      const auto now = std::chrono::steady_clock::now();
      if (now - last >= kProgressPeriod) {
        last = now;
        Progress report = progress;
        channel_.sendValues(PacketType::Progress, report);
      }
    };
  }

  model::SourceDescription describedWalls(model::SourceDescription description) const {
    addWebFindings(description.diagnostics);
    for (const Message& missing : missingWalls_) {
      description.diagnostics.add(Severity::Warning, missing);
    }
    return description;
  }

  void addWebFindings(Diagnostics& findings) const {
    if (fetcher_) {
      findings.merge(fetcher_->takeFindings());
    }
  }

  model::FeatureSource* features() {
    auto* source = std::get_if<std::unique_ptr<model::FeatureSource>>(&source_);
    return source != nullptr ? source->get() : nullptr;
  }
  model::RasterSource* raster() {
    auto* source = std::get_if<std::unique_ptr<model::RasterSource>>(&source_);
    return source != nullptr ? source->get() : nullptr;
  }

  Channel& channel_;
  const LoaderRegistry& loaders_;
  OpenOrder order_;
  std::string file_;
  std::vector<Message> missingWalls_;
  std::shared_ptr<Fetcher> fetcher_;
  model::OpenedSource source_;
  Mailbox mailbox_;
};

}  // namespace

int runSourceWorker(const LoaderRegistry& loaders) {
  std::set_terminate(terminated);
  Channel channel(kReaderDescriptor);
  Packet packet;
  OpenOrder order;
  if (channel.receive(packet, std::chrono::milliseconds(-1)) != ChannelState::Packet) {
    return 2;
  }
  if (packet.type == PacketType::Services) {
    return runServices(channel, packet);
  }
  if (packet.type != PacketType::Open) {
    return 2;
  }
  BinaryReader reader(packet.payload());
  reader(order);
  if (!reader.isComplete()) {
    return 2;
  }
  SandboxPlan plan = planSandbox(order);
  plan.writableTree = std::filesystem::current_path();
  auto missingWalls = enterSandbox(plan);
  Server(channel, loaders, std::move(order), std::move(missingWalls)).run();
}

}  // namespace belvedere::loaders
