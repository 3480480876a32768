#pragma once

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <map>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "data_loaders/common/loader.h"

namespace belvedere::test {

constexpr std::string_view kMisbehavingMark = "MISBEHAVE ";

/// A source that does what the second word of its file says; what came of it stands in the description's format.
class MisbehavingSource final : public model::FeatureSource {
 public:
  MisbehavingSource(std::string deed, std::string argument) : deed_(std::move(deed)), argument_(std::move(argument)) {}

  Result<model::SourceDescription> describe(const std::stop_token& stop, const ProgressSink& progress) override {
    if (deed_ == "progress") {
      for (int i = 0; i < 12; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(150));
        progress({Message(), i / 12.0});
      }
    }
    if (deed_ == "wait-for-stop") {
      while (!stop.stop_requested()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
      return fail(ErrorCode::Cancelled, MessageId{"stopped", "stopped"});
    }
    model::SourceDescription description;
    description.format = act();
    return description;
  }

  Status read(const model::ReadOptions& /*options*/, const model::BatchSink& sink, Diagnostics& diagnostics,
              const std::stop_token& /*stop*/, const ProgressSink& /*progress*/) override {
    diagnostics.add(Severity::Warning, MessageId{"noticed", "noticed"}, "here");
    const int batches = deed_ == "batches" ? std::stoi(argument_) : 1;
    for (int i = 0; i < batches; ++i) {
      if (!sink(batch(i))) {
        return {};
      }
      if (deed_ == "crash-after-batch") {
        std::raise(SIGSEGV);
      }
    }
    return {};
  }

 private:
  model::FeatureBatch batch(int number) const {
    model::FeatureBatch batch;
    batch.types = {"Building"};
    batch.features.resize(1);
    batch.attributes.beginFeature();
    batch.attributes.addInteger(batch.attributes.column("number", model::AttributeType::Integer), number);
    batch.positions.assign(20000, {1.0, 2.0, 3.0});  // goes through shared memory
    batch.points.push_back({0, deed_ == "bad-index" ? 20000U : 0U});
    return batch;
  }

  static std::string outcome(bool isDone) { return isDone ? "done" : std::strerror(errno); }

  static std::string connectTo(int port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return outcome(socket >= 0 &&
                   ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);  // NOLINT
  }

  static std::string ask(std::size_t gibibytes) {
    std::vector<std::unique_ptr<char[]>> blocks;
    for (std::size_t i = 0; i < gibibytes; ++i) {
      blocks.emplace_back(new char[1U << 30U]);
      std::memset(blocks.back().get(), 1, 1U << 20U);
    }
    return "done";
  }

  std::string act() const {
    const std::map<std::string, std::function<std::string()>> deeds = {
        {"kill", [] { return outcome(::raise(SIGKILL) == 0); }},
        {"segv", [] { return outcome(::raise(SIGSEGV) == 0); }},
        {"exit", []() -> std::string { ::_exit(0); }},
        {"throw", []() -> std::string { throw std::runtime_error("thrown"); }},
        {"loop",
         []() -> std::string {
           std::atomic<int> turn = 0;
           while (true) {
             turn.fetch_add(1, std::memory_order_relaxed);
           }
         }},
        {"memory", [] { return ask(10); }},
        {"memory-in-thread",
         [] {
           std::thread([] { ask(10); }).join();
           return std::string("done");
         }},
        {"connect", [&] { return connectTo(std::stoi(argument_)); }},
        {"execute",
         [] {
           char name[] = "/bin/true";
           char* arguments[] = {name, nullptr};
           return outcome(::execv(name, arguments) == 0);
         }},
        {"fork", [] { return outcome(::fork() > 0); }},
        {"signal", [] { return outcome(::kill(::getppid(), 0) == 0); }},
        {"read", [&] { return outcome(::open(argument_.c_str(), O_RDONLY) >= 0); }},
        {"write", [&] { return outcome(::open(argument_.c_str(), O_WRONLY | O_CREAT, 0600) >= 0); }},
        {"environment", [&] { return std::string(::getenv(argument_.c_str()) != nullptr ? "set" : "unset"); }},
        {"descriptors",
         [] {
           std::string open;
           for (int i = 0; i < 1024; ++i) {
             open += ::fcntl(i, F_GETFD) >= 0 ? std::to_string(i) + " " : "";
           }
           return open;
         }},
        {"folder", [] { return std::filesystem::current_path().string(); }},
    };
    const auto deed = deeds.find(deed_);
    return deed != deeds.end() ? deed->second() : "";
  }

  std::string deed_;
  std::string argument_;
};

/// A raster that never comes to an end with a window of one pixel.
class MisbehavingRaster final : public model::RasterSource {
 public:
  MisbehavingRaster() {
    description_.kind = model::SourceKind::Imagery;
    description_.raster.emplace();
  }
  const model::SourceDescription& description() const override { return description_; }
  Result<geo::Bounds2> extentIn(const std::string& /*crsWkt*/) override { return description_.extent; }
  Result<model::HeightGrid> readHeights(const model::RasterRequest& request) override {
    hang(request);
    return model::HeightGrid{request.width, request.height, std::vector<float>(4, 1.0F)};
  }
  Result<Image> readColours(const model::RasterRequest& request) override {
    hang(request);
    return Image(request.width, request.height, 4);
  }

 private:
  static void hang(const model::RasterRequest& request) {
    while (request.width == 1) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  model::SourceDescription description_;
};

inline loaders::Loader makeMisbehavingLoader() {
  loaders::Loader loader;
  loader.name = "misbehaving";
  loader.recognise = [](const loaders::FileHead& head) -> std::optional<loaders::Recognition> {
    if (!head.text().starts_with(kMisbehavingMark)) {
      return std::nullopt;
    }
    loaders::Recognition recognition{model::SourceKind::Buildings, "Misbehaving"};
    recognition.reach = head.extension() == ".city"   ? loaders::Reach::CityModel
                        : head.extension() == ".tree" ? loaders::Reach::FolderTree
                                                      : loaders::Reach::SameStem;
    return recognition;
  };
  loader.open = [](const model::SourceRequest& request,
                   const loaders::ReaderContext& /*context*/) -> Result<model::OpenedSource> {
    std::string mark, deed, argument;
    std::ifstream(request.paths.front()) >> mark >> deed >> argument;
    if (deed == "segv-on-open") {
      std::raise(SIGSEGV);
    }
    while (deed == "hang-on-open") {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    if (deed == "raster") {
      return std::make_unique<MisbehavingRaster>();
    }
    if (deed == "refuse") {
      return fail(ErrorCode::InvalidData, MessageId{"refused", "refused"});
    }
    return std::make_unique<MisbehavingSource>(deed, argument);
  };
  return loader;
}

}  // namespace belvedere::test
