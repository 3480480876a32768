#pragma once

#include <memory>
#include <optional>
#include <string>

#include "apps/belvedere/console.h"
#include "engine/core/result.h"
#include "engine/streaming/layer_bake.h"

namespace belvedere::app {

/// Of which baking something is told, and how.
struct BakeOutputSettings {
  std::string territory;  ///< as the user named it
  std::optional<tiling::BakeShare> share;
  bool isJson = false;
};

/// Tells what became of each layer: a line for each as it is done, or one object of JSON at the end; what went wrong
/// goes to the messages in either case.
class BakeOutput {
 public:
  BakeOutput(Console& console, BakeOutputSettings settings);
  ~BakeOutput();
  BakeOutput(const BakeOutput&) = delete;
  BakeOutput& operator=(const BakeOutput&) = delete;

  void add(const std::string& layer, const streaming::BakeSummary& summary);
  void add(const std::string& layer, const Error& error);
  /// Why nothing was baked at all.
  void fail(const Error& error);
  /// Prints the JSON.
  void finish();

 private:
  struct Gathered;
  void say(const std::string& layer, const streaming::BakeSummary& summary);
  void report(const std::string& layer, const streaming::BakeSummary& summary);

  Console& console_;
  BakeOutputSettings settings_;
  std::unique_ptr<Gathered> gathered_;
};

}  // namespace belvedere::app
