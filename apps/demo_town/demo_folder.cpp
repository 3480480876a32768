#include "apps/demo_town/demo_folder.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unistd.h>

#include "apps/demo_town/demo_messages.h"

namespace belvedere::demo {

namespace fs = std::filesystem;

namespace {

/// All that a demo, or the program working on one, puts into its folder.
constexpr std::array<std::string_view, 7> kOwnEntries{kDemoMarker, "territory.json", "relief.tif", "orthophoto.tif",
                                                      "buildings", "data",           "cache"};

tl::unexpected<Error> failure(const fs::path& path, const std::error_code& error) {
  return fail(ErrorCode::Io, Message(kDemoNotWritten, {{"path", path.string()}, {"reason", error.message()}}));
}

bool mayBeReplaced(const fs::path& target) {
  std::error_code error;
  if (!fs::exists(fs::symlink_status(target, error))) {
    return true;
  }
  if (!fs::is_directory(target, error)) {
    return false;
  }
  if (fs::is_empty(target, error)) {
    return true;
  }
  bool isOurs = fs::exists(target / kDemoMarker, error);
  for (fs::directory_iterator entry(target, error), end; isOurs && !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    isOurs = std::find(kOwnEntries.begin(), kOwnEntries.end(), name) != kOwnEntries.end();
  }
  return isOurs && !error;
}

}  // namespace

Result<DemoFolder> DemoFolder::create(const fs::path& target) {
  std::error_code error;
  fs::path whole = fs::absolute(target, error).lexically_normal();
  if (!whole.has_filename()) {
    whole = whole.parent_path();
  }
  if (!mayBeReplaced(whole)) {
    return fail(ErrorCode::InvalidArgument, Message(kDemoFolderInUse, {{"path", target.string()}}));
  }
  fs::create_directories(whole.parent_path(), error);
  const fs::path partial =
      whole.parent_path() / ("." + whole.filename().string() + ".partial-" + std::to_string(::getpid()));
  fs::remove_all(partial, error);
  error.clear();
  fs::create_directory(partial, error);
  if (error) {
    return failure(target, error);
  }
  return DemoFolder(whole, partial);
}

DemoFolder::DemoFolder(DemoFolder&& other) noexcept
    : target_(std::move(other.target_)), partial_(std::move(other.partial_)) {
  other.partial_.clear();
}

DemoFolder::~DemoFolder() {
  if (!partial_.empty()) {
    std::error_code ignored;
    fs::remove_all(partial_, ignored);
  }
}

Status DemoFolder::commit() {
  std::error_code error;
  const fs::path old = partial_.string() + ".old";
  const bool hasOld = fs::exists(target_, error);
  if (hasOld) {
    fs::rename(target_, old, error);
    if (error) {
      return failure(target_, error);
    }
  }
  fs::rename(partial_, target_, error);
  if (error) {
    const auto failed = failure(target_, error);
    if (hasOld) {
      fs::rename(old, target_, error);
    }
    return failed;
  }
  partial_.clear();
  fs::remove_all(old, error);
  return {};
}

}  // namespace belvedere::demo
