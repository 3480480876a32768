#include <cstdlib>

#include "apps/belvedere_bench/bench.h"
#include "apps/belvedere_bench/cloud_writer.h"
#include "apps/belvedere_bench/scratch_territory.h"

namespace belvedere::bench {
namespace {

constexpr std::uint64_t kPoints = 30'000'000;

void forgetCache(const ScratchTerritory& territory) {
  std::error_code ignored;
  std::filesystem::remove_all(territory.path() / "cache", ignored);
}

/// One whole process; without its cache where `isFresh`.
void report(const std::string& subject, const ScratchTerritory& territory, const std::vector<std::string>& command,
            const std::string& what, bool isFresh, const ResultSink& sink) {
  if (isFresh) {
    forgetCache(territory);
  }
  const ProcessCost cost = runMeasured(command);
  if (!cost.isDone) {
    reportSkipped("clouds", what + " failed");
    return;
  }
  sink({"clouds", subject, cost.wallSeconds, "wall s, " + what, {}, {}, cost.peakMebibytes});
  sink({"clouds", subject, cost.cpuSeconds, "CPU s, " + what, {}, {}, cost.peakMebibytes});
}

}  // namespace

int writeCloud(const std::vector<std::string>& arguments) {
  return writeCloudTown(arguments.at(0), std::strtoull(arguments.at(1).c_str(), nullptr, 10)) ? 0 : 3;
}

void benchClouds(const BenchOptions& options, const ResultSink& sink) {
  std::filesystem::path cloud = options.input;
  if (cloud.empty()) {
    if (options.synthetic.empty()) {
      reportSkipped("clouds", "no folder is given with --synthetic");
      return;
    }
    cloud = options.synthetic / "cloud.las";
    if (!std::filesystem::exists(cloud) && !writeCloudTown(cloud, kPoints)) {
      reportSkipped("clouds", "the cloud could not be written");
      return;
    }
  }
  const auto program = programBeside(options);
  ScratchTerritory territory(program, "EPSG:2154");
  territory.add(cloud);
  if (!territory.isGood()) {
    reportSkipped("clouds", "the territory could not be made");
    return;
  }
  const std::string subject = cloud.filename().string();
  const std::string folder = territory.path().string();
  const std::vector<std::string> firstPicture{options.self.string(), "--work", "first-picture", folder};
  report(subject, territory, firstPicture, "first opening to the first picture", true, sink);
  report(subject, territory, {program.string(), "bake", folder}, "baking", true, sink);
  report(subject, territory, firstPicture, "opening from the cache to the first picture", false, sink);
  measureFrames("clouds", subject, territory.path(), options, sink);
}

}  // namespace belvedere::bench
