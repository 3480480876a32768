#pragma once

#include <filesystem>

#include "engine/core/result.h"

namespace belvedere::demo {

/// The folder being written: beside the target until commit() puts it in its place, gone if that never happens.
class DemoFolder {
 public:
  /// Refuses a target that holds anything but an earlier demo.
  static Result<DemoFolder> create(const std::filesystem::path& target);
  DemoFolder(DemoFolder&& other) noexcept;
  DemoFolder& operator=(DemoFolder&&) = delete;
  ~DemoFolder();

  const std::filesystem::path& path() const { return partial_; }
  /// An earlier demo is replaced.
  Status commit();

 private:
  DemoFolder(std::filesystem::path target, std::filesystem::path partial)
      : target_(std::move(target)), partial_(std::move(partial)) {}
  std::filesystem::path target_;
  std::filesystem::path partial_;
};

/// The file that marks a folder as a demo, and says how it was made.
constexpr const char* kDemoMarker = "demo.json";

}  // namespace belvedere::demo
