#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "data_loaders/common/detail/channel.h"
#include "data_loaders/common/detail/fetch_wire.h"
#include "data_loaders/common/fetcher.h"

namespace belvedere::test {

/// Stands for the process that has the network: answers each address as it is told to, in reverse order of what waits.
class FakeServices {
 public:
  using Answer = std::function<Result<std::string>(const std::string& address)>;

  explicit FakeServices(Answer answer) : answer_(std::move(answer)) {
    const auto [ours, theirs] = loaders::Channel::makePair();
    near_ = std::make_unique<loaders::Channel>(ours);
    far_ = std::make_unique<loaders::Channel>(theirs);
    fetcher = std::make_shared<loaders::Fetcher>(*near_, ProgressSink());
    thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
  }

  std::vector<std::string> takeAsked() {
    const std::lock_guard lock(mutex_);
    return std::exchange(asked_, {});
  }

  std::shared_ptr<loaders::Fetcher> fetcher;

 private:
  void serve(const std::stop_token& stop) {
    std::vector<loaders::FetchAsk> waiting;
    while (!stop.stop_requested()) {
      loaders::Packet packet;
      const auto state = far_->receive(packet, std::chrono::milliseconds(waiting.empty() ? 50 : 2));
      if (state == loaders::ChannelState::Packet) {
        BinaryReader reader(packet.payload());
        reader(waiting.emplace_back());
        continue;
      }
      for (; !waiting.empty(); waiting.pop_back()) {
        reply(waiting.back());
      }
    }
  }
  void reply(const loaders::FetchAsk& ask) {
    {
      const std::lock_guard lock(mutex_);
      asked_.push_back(ask.address);
    }
    auto answer = answer_(ask.address);
    loaders::FetchReply reply;
    reply.id = ask.id;
    if (answer) {
      reply.bytes = std::move(*answer);
    } else {
      reply.error = answer.error();
    }
    far_->sendValues(loaders::PacketType::Done, reply);
  }

  Answer answer_;
  std::unique_ptr<loaders::Channel> near_, far_;
  std::mutex mutex_;
  std::vector<std::string> asked_;
  std::jthread thread_;
};

}  // namespace belvedere::test
