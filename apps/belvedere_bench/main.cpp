#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "apps/belvedere_bench/bench.h"
#include "engine/core/resources.h"

#ifndef BELVEDERE_COMMIT
#define BELVEDERE_COMMIT "unknown"
#endif

namespace belvedere::bench {

const std::vector<Bench>& allBenches() {
  static const std::vector<Bench> benches = {
      {"citygml", "CityGML from file to triangulated arrays with attributes, beside libcitygml", benchCityGml},
      {"cityjson", "CityJSON the same way, beside nlohmann's DOM parse alone", benchCityJson},
      {"first-picture", "relief and imagery of 10,000 x 10,000 in a fresh process, to the first picture",
       benchFirstPicture},
      {"frames", "frame time and memory of a territory, all in view", benchFrames},
      {"clouds", "a point cloud of 30 million: first picture, baking, frames", benchClouds},
      {"streaming", "processor time of the streamer's updates over a recorded flight", benchStreaming}};
  return benches;
}

const std::vector<Workload>& allWorkloads() {
  static const std::vector<Workload> workloads = {{"empty", [](const std::vector<std::string>&) { return 0; }},
                                                  {"read", readFeatures},
                                                  {"frames", drawFrames},
                                                  {"first-picture", drawFirstPicture},
                                                  {"check-first-picture", checkFirstPicture},
                                                  {"write-cloud", writeCloud},
                                                  {"stream", flyOver}};
  return workloads;
}

void reportSkipped(const std::string& bench, const std::string& reason) {
  std::fprintf(stderr, "%s: skipped, %s\n", bench.c_str(), reason.c_str());
}

namespace {

void printResult(const BenchResult& result) {
  nlohmann::ordered_json line = {
      {"bench", result.bench}, {"case", result.subject}, {"value", result.value}, {"unit", result.unit}};
  line["peer"] = result.peer.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(result.peer);
  line["ratio"] = result.ratio ? nlohmann::ordered_json(*result.ratio) : nlohmann::ordered_json();
  line["peak_mib"] = result.peakMebibytes;
  line["commit"] = BELVEDERE_COMMIT;
  std::printf("%s\n", line.dump().c_str());
  std::fflush(stdout);
}

std::string environment(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : otherwise;
}

int runWorkload(const std::vector<std::string>& words) {
  for (const Workload& workload : allWorkloads()) {
    if (workload.name == words.front()) {
      return workload.run({words.begin() + 1, words.end()});
    }
  }
  return 2;
}

int runBenches(const std::vector<std::string>& names, const BenchOptions& options) {
  for (const std::string& name : names) {
    bool isKnown = false;
    for (const Bench& bench : allBenches()) {
      if (name == bench.name) {
        isKnown = true;
        bench.run(options, printResult);
      }
    }
    if (!isKnown) {
      std::fprintf(stderr, "belvedere_bench: no bench “%s”; see --list\n", name.c_str());
      return 2;
    }
  }
  return 0;
}

int run(int count, char** arguments) {
  CLI::App app("Measures Belvédère beside its peers; one JSON line per figure.", "belvedere_bench");
  BenchOptions options;
  options.self = programPath();
  std::string data = environment("BELVEDERE_TEST_DATA", "../shared/data");
  std::string synthetic;
  std::string input;
  std::vector<std::string> names;
  std::vector<std::string> work;
  bool isListed = false;
  app.add_option("NAME", names, "benches to run");
  app.add_flag("--list", isListed, "list the benches");
  app.add_option("--data", data, "folder of real data");
  app.add_option("--synthetic", synthetic, "folder of generated inputs (scripts/bench makes it)");
  app.add_option("--input", input, "measure this file or territory instead");
  app.add_option("--runs", options.runs, "runs per figure; the median by CPU counts")->check(CLI::Range(1, 100));
  app.add_option("--work", work, "run one workload in this process (used by the benches)")->expected(1, -1);
  CLI11_PARSE(app, count, arguments);
  options.data = data;
  options.synthetic = synthetic;
  options.input = input;
  options.peers = environment("BELVEDERE_PEERS", "");
  if (!work.empty()) {
    return runWorkload(work);
  }
  if (isListed || names.empty()) {
    for (const Bench& bench : allBenches()) {
      std::printf("%-14s %s\n", bench.name, bench.about);
    }
    return isListed ? 0 : 2;
  }
  return runBenches(names, options);
}

}  // namespace
}  // namespace belvedere::bench

int main(int argc, char** argv) {
  try {
    return belvedere::bench::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "belvedere_bench: %s\n", error.what());
    return 70;
  }
}
