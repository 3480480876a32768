#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

#include "apps/belvedere_bench/bench.h"
#include "apps/belvedere_bench/denhaag_repeated.h"
#include "apps/loader_list/loader_list.h"
#include "data_loaders/common/inline_catalog.h"

namespace belvedere::bench {
namespace {

/// What the consumer of the batches keeps: counts, and a checksum so that nothing can be left undone.
struct Consumed {
  std::size_t objects = 0;
  std::size_t triangles = 0;
  std::size_t cells = 0;
  std::uint64_t checksum = 0;

  void add(const model::FeatureBatch& batch) {
    objects += batch.features.size();
    triangles += batch.triangles.size() / 3;
    for (const glm::dvec3& position : batch.positions) {
      std::uint64_t bits = 0;
      std::memcpy(&bits, &position.z, sizeof(bits));
      checksum = checksum * 31 + bits;
    }
    for (const std::uint32_t index : batch.triangles) {
      checksum += index;
    }
    for (std::size_t i = 0; i < batch.attributes.featureCount(); ++i) {
      cells += static_cast<std::size_t>(batch.attributes.end(i) - batch.attributes.begin(i));
    }
  }
};

/// The most memory of its own, without mapped files, that this process has at once: looked at every two milliseconds.
class OwnMemory {
 public:
  OwnMemory() : before_(mebibytes()), watcher_([this](const std::stop_token& stop) { watch(stop); }) {}
  ~OwnMemory() = default;
  OwnMemory(const OwnMemory&) = delete;
  OwnMemory& operator=(const OwnMemory&) = delete;

  /// Above what it had to begin with.
  double peakMebibytes() {
    watcher_.request_stop();
    watcher_.join();
    return most_ - before_;
  }

 private:
  static double mebibytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("RssAnon:")) {
        return std::strtod(line.c_str() + 8, nullptr) / 1024.0;
      }
    }
    return 0.0;
  }
  void watch(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      most_ = std::max(most_, mebibytes());
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }

  double before_;
  double most_ = 0.0;
  std::jthread watcher_;
};

struct Peer {
  std::string name;
  std::vector<std::string> command;
};

/// Our reading of one file in a process of its own, beside the peer's.
void measureReader(const std::string& bench, const std::string& subject, const std::filesystem::path& file,
                   const std::optional<Peer>& peer, const BenchOptions& options, const ResultSink& sink) {
  const ProcessCost idle = runMedian({options.self.string(), "--work", "empty"}, options.runs);
  const ProcessCost ours = runMedian({options.self.string(), "--work", "read", file.string()}, options.runs);
  if (!ours.isDone) {
    reportSkipped(bench, subject + " could not be read");
    return;
  }
  std::fprintf(stderr, "%s %s: %s\n", bench.c_str(), subject.c_str(), ours.lastLine.c_str());
  const double peak = ours.peakMebibytes - idle.peakMebibytes;
  const double ownPeak = std::strtod(ours.lastLine.c_str() + ours.lastLine.rfind(' '), nullptr);
  // The bench program links the whole house; what loading its libraries costs is not the reader's.
  const double ourCpuSeconds = ours.cpuSeconds - idle.cpuSeconds;
  const double ourWallSeconds = ours.wallSeconds - idle.wallSeconds;
  BenchResult cpu{bench, subject, ourCpuSeconds, "CPU s above an empty process", {}, {}, peak};
  BenchResult wall{bench, subject, ourWallSeconds, "wall s above an empty process", {}, {}, peak};
  if (peer) {
    const ProcessCost theirs = runMedian(peer->command, options.runs);
    if (theirs.isDone) {
      cpu.peer = wall.peer = peer->name;
      cpu.ratio = ourCpuSeconds / theirs.cpuSeconds;
      wall.ratio = ourWallSeconds / theirs.wallSeconds;
      std::fprintf(stderr, "%s %s: %s took %.2f CPU s, %.2f wall s, %.0f MiB\n", bench.c_str(), subject.c_str(),
                   peer->name.c_str(), theirs.cpuSeconds, theirs.wallSeconds, theirs.peakMebibytes);
    } else {
      reportSkipped(bench, peer->name + " failed on " + subject);
    }
  }
  sink(cpu);
  sink(wall);
  sink({bench, subject, ownPeak, "MiB of its own at once, above an empty process and the mapping", "limit of 256 MiB",
        ownPeak / 256.0, peak});
}

std::optional<Peer> findPeer(const BenchOptions& options, const std::string& name, std::vector<std::string> arguments) {
  const auto program = options.peers / name;
  if (options.peers.empty() || !std::filesystem::exists(program)) {
    reportSkipped("peer " + name, "not found in BELVEDERE_PEERS");
    return std::nullopt;
  }
  arguments.insert(arguments.begin(), program.string());
  return Peer{name, std::move(arguments)};
}

std::optional<Peer> libcitygml(const BenchOptions& options, const std::filesystem::path& file) {
  return findPeer(options, "citygml_load", {file.string()});
}

}  // namespace

int readFeatures(const std::vector<std::string>& arguments) {
  const loaders::InlineCatalog catalog(makeLoaderList());
  model::SourceRequest request;
  request.paths.emplace_back(arguments.at(0));
  auto opened = catalog.open(request);
  auto* features = opened ? std::get_if<std::unique_ptr<model::FeatureSource>>(&*opened) : nullptr;
  if (features == nullptr) {
    return 3;
  }
  OwnMemory memory;
  Consumed consumed;
  Diagnostics diagnostics;
  model::ReadOptions options;
  options.wantsTextures = false;
  const auto sink = [&](model::FeatureBatch&& batch) {
    consumed.add(batch);
    return true;
  };
  const Status status = (*features)->read(options, sink, diagnostics, {}, {});
  std::printf("%zu objects, %zu triangles, %zu attribute values, checksum %016llx, own MiB %.1f\n", consumed.objects,
              consumed.triangles, consumed.cells, static_cast<unsigned long long>(consumed.checksum),
              memory.peakMebibytes());
  return status ? 0 : 3;
}

void benchCityGml(const BenchOptions& options, const ResultSink& sink) {
  if (!options.input.empty()) {
    measureReader("citygml", options.input.filename().string(), options.input, libcitygml(options, options.input),
                  options, sink);
    return;
  }
  const auto denHaag = options.data / "citygml/denhaag_01/DenHaag_01.gml.xml";
  if (std::filesystem::exists(denHaag)) {
    measureReader("citygml", "Den Haag", denHaag, libcitygml(options, denHaag), options, sink);
    const RepeatedCity twenty(denHaag, 20);
    measureReader("citygml", "Den Haag x 20", twenty.path(), libcitygml(options, twenty.path()), options, sink);
    // The peer needs more memory than this machine has: it is measured at 20.
    const RepeatedCity many(denHaag, 150);
    measureReader("citygml", "Den Haag x 150", many.path(), std::nullopt, options, sink);
  } else {
    reportSkipped("citygml", "no Den Haag in " + options.data.string());
  }
  const auto city = options.synthetic / "c100k/city.gml";
  if (std::filesystem::exists(city)) {
    measureReader("citygml", "gen_city 100000", city, libcitygml(options, city), options, sink);
  } else {
    reportSkipped("citygml", "no c100k/city.gml in the folder given with --synthetic");
  }
}

void benchCityJson(const BenchOptions& options, const ResultSink& sink) {
  const auto city = options.input.empty() ? options.synthetic / "c100k/city.city.json" : options.input;
  if (!std::filesystem::exists(city)) {
    reportSkipped("cityjson", "no c100k/city.city.json in the folder given with --synthetic");
    return;
  }
  measureReader("cityjson", options.input.empty() ? "gen_city 100000" : city.filename().string(), city,
                findPeer(options, "jsonrate", {"nloh", city.string()}), options, sink);
}

}  // namespace belvedere::bench
