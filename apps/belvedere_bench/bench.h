#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "apps/belvedere_bench/measured_process.h"

namespace belvedere::bench {

/// What the benches run on; each missing piece skips what needs it, aloud.
struct BenchOptions {
  std::filesystem::path self;       ///< this program, run again as a child for each workload
  std::filesystem::path data;       ///< real data (--data, else BELVEDERE_TEST_DATA)
  std::filesystem::path synthetic;  ///< generated inputs (--synthetic): c100k/city.gml, raster/dem_cog.tif, …
  std::filesystem::path peers;      ///< built peers (BELVEDERE_PEERS)
  std::filesystem::path input;      ///< --input: this file instead of the bench's own
  int runs = 3;
};

/// One figure: a JSON line.
struct BenchResult {
  std::string bench;
  std::string subject;  ///< the case: which input
  double value = 0.0;
  std::string unit;
  std::string peer;             ///< the peer, or the limit it is held against; empty for a plain figure
  std::optional<double> ratio;  ///< value over the peer's in the same run
  double peakMebibytes = 0.0;
};

using ResultSink = std::function<void(const BenchResult&)>;

/// A bench: measures one thing on several inputs.
struct Bench {
  const char* name;
  const char* about;
  void (*run)(const BenchOptions& options, const ResultSink& sink);
};

/// What a bench does in a child process of its own: belvedere_bench --work NAME FILE….
struct Workload {
  const char* name;
  int (*run)(const std::vector<std::string>& arguments);
};

const std::vector<Bench>& allBenches();
const std::vector<Workload>& allWorkloads();

/// Says on stderr what is left out and why.
void reportSkipped(const std::string& bench, const std::string& reason);

// bench_readers.cpp
void benchCityGml(const BenchOptions& options, const ResultSink& sink);
void benchCityJson(const BenchOptions& options, const ResultSink& sink);
int readFeatures(const std::vector<std::string>& arguments);
// bench_pictures.cpp
void benchFirstPicture(const BenchOptions& options, const ResultSink& sink);
void benchFrames(const BenchOptions& options, const ResultSink& sink);
int drawFirstPicture(const std::vector<std::string>& arguments);
/// Whether that picture shows the imagery on the relief, held against the settled views with and without.
int checkFirstPicture(const std::vector<std::string>& arguments);
int drawFrames(const std::vector<std::string>& arguments);
/// Frames of one territory, in a process of its own, as figures of `bench`.
void measureFrames(const std::string& bench, const std::string& subject, const std::filesystem::path& territory,
                   const BenchOptions& options, const ResultSink& sink);
// bench_clouds.cpp
void benchClouds(const BenchOptions& options, const ResultSink& sink);
int writeCloud(const std::vector<std::string>& arguments);
// bench_streaming.cpp
void benchStreaming(const BenchOptions& options, const ResultSink& sink);
int flyOver(const std::vector<std::string>& arguments);

}  // namespace belvedere::bench
