#include "data_loaders/common/fetcher.h"

#include <algorithm>
#include <random>

#include "data_loaders/common/detail/channel.h"
#include "data_loaders/common/detail/fetch_wire.h"
#include "data_loaders/common/limits.h"
#include "engine/core/common_messages.h"

namespace belvedere::loaders {
namespace {

constexpr MessageId kServicesEnded{"web-services-ended", N_("The process that reads from the web has ended."),
                                   N_("Open the territory again; if it happens again, report it.")};
constexpr std::chrono::milliseconds kGlance{200};

}  // namespace

struct Fetcher::Answer {
  std::string bytes;
  std::string file;
};

/// Keeps a few requests on their way. Answers come in any order, and those to a reader before us are not for us.
std::vector<Result<Fetcher::Answer>> Fetcher::ask(const std::vector<std::string>& addresses, std::uint64_t mostBytes,
                                                  WantedContent content, bool wantsFile) {
  const std::lock_guard lock(mutex_);
  if (lastId_ == 0) {
    lastId_ = (std::uint64_t{std::random_device()()} << 32U) | 1U;
  }
  const std::uint64_t first = lastId_ + 1;
  lastId_ += addresses.size();
  std::vector<Result<Answer>> answers(addresses.size(), Result<Answer>(fail(ErrorCode::Unavailable, kServicesEnded)));
  std::vector<bool> isAnswered(addresses.size(), false);
  std::size_t sent = 0, received = 0;
  while (received < addresses.size()) {
    for (; sent < addresses.size() && sent - received < limits::kFetchesInFlight; ++sent) {
      FetchAsk wanted{first + sent, addresses[sent], mostBytes, wantsFile, content};
      if (!channel_.sendValues(PacketType::Fetch, wanted)) {
        return answers;
      }
    }
    std::optional<FetchReply> reply = receive();
    if (!reply && stop_.stop_requested()) {
      std::fill(answers.begin(), answers.end(), fail(ErrorCode::Cancelled, kCancelled));
    }
    if (!reply) {
      return answers;
    }
    const std::uint64_t place = reply->id - first;
    if (place >= sent || isAnswered[place]) {
      continue;
    }
    if (progress_) {
      progress_({});  // many quick answers are a sign of life too
    }
    isAnswered[place] = true;
    ++received;
    if (reply->notice) {
      findings_.add(Severity::Warning, *reply->notice);
    }
    answers[place] = reply->error ? Result<Answer>(tl::unexpected(std::move(*reply->error)))
                                  : Answer{std::move(reply->bytes), std::move(reply->file)};
  }
  return answers;
}

/// Waits for the next reply; nothing where the other process is gone, or a stop is asked for.
std::optional<FetchReply> Fetcher::receive() {
  Packet packet;
  while (!stop_.stop_requested()) {
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
    const bool isReply = state == ChannelState::Packet && packet.type == PacketType::Done && reader.isComplete();
    return isReply ? std::optional(std::move(reply)) : std::nullopt;
  }
  return std::nullopt;
}

Result<std::string> Fetcher::fetch(const std::string& address, std::uint64_t mostBytes) {
  auto answers = ask({address}, mostBytes, WantedContent::Document);
  return std::move(answers.front()).map([](Answer&& given) { return std::move(given.bytes); });
}

std::vector<Result<std::string>> Fetcher::fetchPictures(const std::vector<std::string>& addresses,
                                                        std::uint64_t mostBytes) {
  std::vector<Result<std::string>> contents;
  for (Result<Answer>& answer : ask(addresses, mostBytes, WantedContent::Picture)) {
    contents.push_back(std::move(answer).map([](Answer&& given) { return std::move(given.bytes); }));
  }
  return contents;
}

Result<std::string> Fetcher::fetchFile(const std::string& address, std::uint64_t mostBytes) {
  auto answers = ask({address}, mostBytes, WantedContent::Document, true);
  return std::move(answers.front()).map([](Answer&& given) { return std::move(given.file); });
}

Diagnostics Fetcher::takeFindings() {
  const std::lock_guard lock(mutex_);
  return std::exchange(findings_, {});
}

}  // namespace belvedere::loaders
