#pragma once

#include <functional>
#include <memory>
#include <stop_token>

#include "data_loaders/common/detail/services_link.h"
#include "data_loaders/common/detail/wire.h"
#include "data_loaders/common/detail/worker_process.h"
#include "data_loaders/common/worker_catalog.h"
#include "engine/core/web_address.h"

namespace belvedere::loaders {

/// The program's side of one reader process: starts it, asks it, watches it, and starts it anew (a few times) after it
/// crashed, so that one bad tile does not cost the others. One thread at a time.
class WorkerClient {
 public:
  /// With a link where the source is on the web; the reader gets its channel.
  WorkerClient(OpenOrder order, WorkerSettings settings, std::shared_ptr<ServicesLink> services = nullptr)
      : order_(std::move(order)), settings_(std::move(settings)), services_(std::move(services)) {}

  /// Starts the reader and opens the source in it.
  Result<Opened> open(const std::stop_token& stop = {});

  /// What is thought of a batch: more, please; enough (the reader is told to stop); or it is no batch at all.
  enum class BatchVerdict : std::uint8_t { More, Enough, Garbage };
  using BatchHandler = std::function<BatchVerdict(const Packet&)>;

  /// Asks and waits for Done; its payload is the answer. Fails when the reader crashes, hangs or answers garbage.
  Result<Packet> ask(PacketType request, std::span<const std::byte> payload, const std::stop_token& stop = {},
                     const ProgressSink& progress = {}, const BatchHandler& onBatch = {});

  /// The same for an answer that is a Result<T>, checked with isSound().
  template <class T, class... Asked>
  Result<T> askFor(PacketType request, const std::stop_token& stop, const ProgressSink& progress, Asked&... asked) {
    BinaryWriter writer;
    writer(asked...);
    auto answer = ask(request, writer.bytes(), stop, progress);
    if (!answer) {
      return tl::unexpected(std::move(answer.error()));
    }
    return decode<T>(*answer);
  }

  /// The reader program: that of the settings, else the one beside ours.
  static std::filesystem::path program(const WorkerSettings& settings);
  /// Ends a reader whose answer cannot be trusted and says so.
  Error garbage();
  const std::string& source() const { return source_; }
  /// The number of the running reader, 0 where none runs. For tests.
  pid_t processId() const { return process_ ? process_->id() : 0; }

 private:
  template <class T>
  Result<T> decode(const Packet& packet) {
    BinaryReader reader(packet.payload());
    Result<T> result;
    visitResult(reader, result);
    if (!reader.isComplete() || (result && !isSound(*result))) {
      return tl::unexpected(garbage());
    }
    return result;
  }
  Result<Packet> converse(PacketType request, std::span<const std::byte> payload, const std::stop_token& stop,
                          const ProgressSink& progress, const BatchHandler& onBatch);
  class Patience;
  void cancel(Patience& patience);
  bool take(const Packet& packet, const ProgressSink& progress, const BatchHandler& onBatch, Patience& patience);
  Error ended();
  Error timedOut();
  Error abandoned();

  OpenOrder order_;
  WorkerSettings settings_;
  std::shared_ptr<ServicesLink> services_;
  std::string source_ = shownName(order_.request.paths.front());
  std::unique_ptr<WorkerProcess> process_;
  int starts_ = 0;
};

}  // namespace belvedere::loaders
