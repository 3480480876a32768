#include "data_loaders/common/detail/worker_client.h"

#include <chrono>
#include <csignal>
#include <cstring>
#include <sys/wait.h>

#include "engine/core/common_messages.h"
#include "engine/core/resources.h"

namespace belvedere::loaders {
namespace {

using Clock = std::chrono::steady_clock;

constexpr MessageId kReaderCrashed{
    "reader-crashed", N_("Reading {source} failed: its reader stopped ({reason})."),
    N_("The file is probably damaged or hostile; the rest of the territory is untouched.")};
constexpr MessageId kReaderTimeout{"reader-timeout", N_("Reading {source} took too long and was stopped."),
                                   N_("The file may be damaged, hostile, or on a disk that does not answer.")};
constexpr int kMostStarts = 4;
constexpr std::chrono::milliseconds kGlance{50};            // how often a wish to stop is looked at
constexpr std::chrono::milliseconds kCancelPatience{2000};  // after which a reader that does not stop is ended

std::string describeEnd(int status) {
  if (WIFSIGNALED(status)) {
    const char* name = ::sigabbrev_np(WTERMSIG(status));
    return name != nullptr ? "SIG" + std::string(name) : "signal " + std::to_string(WTERMSIG(status));
  }
  return "exit " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

/// How long a reader may stay silent; once it was told to stop, how long it may take to.
class WorkerClient::Patience {
 public:
  explicit Patience(Clock::duration limit) : limit_(limit) { renew(); }
  void renew() { deadline_ = isCancelled_ ? deadline_ : Clock::now() + limit_; }
  void cancel() {
    deadline_ = Clock::now() + kCancelPatience;
    isCancelled_ = true;
  }
  bool isOver() const { return Clock::now() > deadline_; }
  bool isCancelled() const { return isCancelled_; }

 private:
  Clock::duration limit_;
  Clock::time_point deadline_;
  bool isCancelled_ = false;
};

Error WorkerClient::timedOut() {
  process_.reset();
  return {ErrorCode::LimitExceeded, Message(kReaderTimeout, {{"source", source_}}), {}};
}

Error WorkerClient::abandoned() {
  process_.reset();
  --starts_;  // it did nothing wrong
  return {ErrorCode::Cancelled, kCancelled, {}};
}

Error WorkerClient::garbage() {
  process_.reset();
  return {ErrorCode::Unavailable, Message(kReaderCrashed, {{"source", source_}, {"reason", "garbage"}}), {}};
}

Error WorkerClient::ended() {
  const int status = process_->waitForEnd();
  process_.reset();
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) {
    return timedOut();
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == kExitOutOfMemory) {
    const std::string limit = std::to_string(settings_.memoryBytes >> 20U);
    return {ErrorCode::LimitExceeded, Message(kReaderOutOfMemory, {{"source", source_}, {"limit", limit}}), {}};
  }
  return {ErrorCode::Unavailable, Message(kReaderCrashed, {{"source", source_}, {"reason", describeEnd(status)}}), {}};
}

std::filesystem::path WorkerClient::program(const WorkerSettings& settings) {
  return settings.program.empty() ? programPath().parent_path() / "belvedere_source_worker" : settings.program;
}

Result<Opened> WorkerClient::open(const std::stop_token& stop) {
  ++starts_;
  auto started = WorkerProcess::start(program(settings_), services_ ? services_->descriptor() : -1);
  if (!started) {
    return tl::unexpected(std::move(started.error()));
  }
  process_ = std::move(*started);
  BinaryWriter writer;
  writer(order_);
  const auto answer = converse(PacketType::Open, writer.bytes(), stop, {}, {});
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  auto opened = decode<Opened>(*answer);
  if (!opened) {
    process_.reset();
  }
  return opened;
}

Result<Packet> WorkerClient::ask(PacketType request, std::span<const std::byte> payload, const std::stop_token& stop,
                                 const ProgressSink& progress, const BatchHandler& onBatch) {
  if (!process_) {
    if (starts_ >= kMostStarts) {
      return fail(ErrorCode::Unavailable, Message(kReaderCrashed, {{"source", source_}, {"reason", "repeatedly"}}));
    }
    if (auto reopened = open(stop); !reopened) {
      return tl::unexpected(std::move(reopened.error()));
    }
  }
  return converse(request, payload, stop, progress, onBatch);
}

Result<Packet> WorkerClient::converse(PacketType request, std::span<const std::byte> payload,
                                      const std::stop_token& stop, const ProgressSink& progress,
                                      const BatchHandler& onBatch) {
  if (!process_->channel().send(request, payload)) {
    return tl::unexpected(ended());
  }
  Patience patience(settings_.silenceLimit);
  while (true) {
    if (settings_.stop.stop_requested()) {
      return tl::unexpected(abandoned());
    }
    if (stop.stop_requested()) {
      cancel(patience);
    }
    Packet packet;
    switch (process_->channel().receive(packet, kGlance)) {
      case ChannelState::Silent:
        if (patience.isOver()) {
          return tl::unexpected(patience.isCancelled() ? abandoned() : timedOut());
        }
        continue;
      case ChannelState::Closed:
        return tl::unexpected(ended());
      case ChannelState::Garbage:
        return tl::unexpected(garbage());
      case ChannelState::Packet:
        break;
    }
    if (packet.type == PacketType::Done) {
      return packet;
    }
    if (!take(packet, progress, onBatch, patience)) {
      return tl::unexpected(garbage());
    }
    patience.renew();
  }
}

void WorkerClient::cancel(Patience& patience) {
  if (!patience.isCancelled()) {
    patience.cancel();
    process_->channel().send(PacketType::Cancel);
  }
}

bool WorkerClient::take(const Packet& packet, const ProgressSink& progress, const BatchHandler& onBatch,
                        Patience& patience) {
  if (packet.type == PacketType::Progress) {
    Progress report;
    BinaryReader reader(packet.payload());
    reader(report);
    if (progress && reader.isComplete() && !patience.isCancelled()) {
      progress(report);
    }
    return reader.isComplete();
  }
  if (packet.type != PacketType::Batch || !onBatch) {
    return false;
  }
  if (!patience.isCancelled()) {
    const BatchVerdict verdict = onBatch(packet);
    if (verdict == BatchVerdict::Garbage) {
      return false;
    }
    if (verdict == BatchVerdict::Enough) {
      cancel(patience);
    }
  }
  process_->channel().send(PacketType::Acknowledge);
  return true;
}

}  // namespace belvedere::loaders
