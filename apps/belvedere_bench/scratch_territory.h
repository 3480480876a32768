#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/belvedere_bench/bench.h"

namespace belvedere::bench {

/// The program that is measured: it lies beside the bench.
std::filesystem::path programBeside(const BenchOptions& options);

/// Runs a command of the program whose output is not wanted; false where it failed.
bool runQuietly(const std::vector<std::string>& command);

/// A territory in a temporary folder that goes with this object.
class ScratchTerritory {
 public:
  ScratchTerritory(const std::filesystem::path& program, const std::string& crs);
  ~ScratchTerritory();
  ScratchTerritory(const ScratchTerritory&) = delete;
  ScratchTerritory& operator=(const ScratchTerritory&) = delete;

  void add(const std::filesystem::path& source, const std::vector<std::string>& options = {});
  std::filesystem::path path() const { return folder_ / "t"; }
  std::filesystem::path picture() const { return folder_ / "picture.png"; }
  bool isGood() const { return isGood_; }

 private:
  std::string program_;
  std::filesystem::path folder_;
  bool isGood_ = false;
};

/// Hands each territory that the benches of whole territories look at to `measure`, one after the other: the one of
/// --input, else the demo town, Lyon, Den Haag, and the city of 100,000 where `withCity`. Says what is left out.
void eachTerritory(const char* bench, const BenchOptions& options, bool withCity,
                   const std::function<void(const std::string& subject, const std::filesystem::path&)>& measure);

}  // namespace belvedere::bench
