#include "data_loaders/common/fetcher.h"

#include <random>

#include "data_loaders/common/detail/channel.h"
#include "data_loaders/common/detail/fetch_wire.h"

namespace belvedere::loaders {
namespace {

constexpr MessageId kServicesEnded{"web-services-ended", N_("The process that reads from the web has ended."),
                                   N_("Open the territory again; if it happens again, report it.")};
constexpr std::chrono::milliseconds kGlance{1000};

}  // namespace

struct Fetcher::Answer {
  std::string bytes;
  std::string file;
};

Result<Fetcher::Answer> Fetcher::ask(const std::string& address, std::uint64_t mostBytes, bool wantsFile) {
  const std::lock_guard lock(mutex_);
  if (lastId_ == 0) {
    lastId_ = (std::uint64_t{std::random_device()()} << 32U) | 1U;  // answers to a reader before us are not for us
  }
  FetchAsk wanted{++lastId_, address, mostBytes, wantsFile};
  bool isAlive = channel_.sendValues(PacketType::Fetch, wanted);
  Packet packet;
  while (isAlive) {
    const ChannelState state = channel_.receive(packet, kGlance);
    if (state == ChannelState::Silent) {
      if (progress_) {
        progress_({});  // a slow server is no dead reader
      }
      continue;
    }
    FetchReply reply;
    BinaryReader reader(packet.payload());
    reader(reply);
    isAlive = state == ChannelState::Packet && packet.type == PacketType::Done && reader.isComplete();
    if (!isAlive || reply.id != wanted.id) {
      continue;
    }
    if (reply.notice) {
      findings_.add(Severity::Warning, *reply.notice);
    }
    if (reply.error) {
      return tl::unexpected(std::move(*reply.error));
    }
    return Answer{std::move(reply.bytes), std::move(reply.file)};
  }
  return fail(ErrorCode::Unavailable, kServicesEnded);
}

Result<std::string> Fetcher::fetch(const std::string& address, std::uint64_t mostBytes) {
  return ask(address, mostBytes, false).map([](Answer&& answer) { return std::move(answer.bytes); });
}

Result<std::string> Fetcher::fetchFile(const std::string& address, std::uint64_t mostBytes) {
  return ask(address, mostBytes, true).map([](Answer&& answer) { return std::move(answer.file); });
}

Diagnostics Fetcher::takeFindings() {
  const std::lock_guard lock(mutex_);
  return std::exchange(findings_, {});
}

}  // namespace belvedere::loaders
