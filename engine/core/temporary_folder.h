#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace belvedere {

/// A new empty folder below the system's folder for temporary files, which only this user can enter. It goes with this
/// object, and all in it. Any thread.
class TemporaryFolder {
 public:
  /// Named "belvedere-PURPOSE-…"; nothing, with errno set, where none can be made.
  static std::optional<TemporaryFolder> make(std::string_view purpose);
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;  ///< empty once it was moved away
};

}  // namespace belvedere
