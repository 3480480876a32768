#pragma once

#include <filesystem>
#include <future>
#include <optional>

#include "engine/core/tasks.h"
#include "engine/ui/view_model.h"

namespace belvedere::app {

/// What a folder holds, at most kMostEntries of it; empty where it cannot be read. Any thread; may wait for a disk.
ui::FolderListing listFolder(const std::filesystem::path& folder);
constexpr std::size_t kMostEntries = 5000;

/// Lists folders in tasks, one wish at a time: a new one overtakes what was asked before. Main thread.
class FolderLister {
 public:
  explicit FolderLister(TaskSystem& tasks) : tasks_(tasks) {}

  void ask(const std::filesystem::path& folder);
  bool isListing() const { return asked_.valid(); }
  /// Takes what has arrived; true where latest() is new.
  bool update();
  /// The last listing that arrived; nullptr before the first.
  const ui::FolderListing* latest() const { return latest_ ? &*latest_ : nullptr; }

 private:
  TaskSystem& tasks_;
  std::future<ui::FolderListing> asked_;
  std::optional<ui::FolderListing> latest_;
};

}  // namespace belvedere::app
