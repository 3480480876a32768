#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace belvedere {

/// Finds the files below a folder that names in other files mean, as written on systems that do not tell upper from
/// lower case: without regard to case (of ASCII letters) where none matches exactly. Remembers what it has seen of the
/// folder. One thread.
class CaseBlindFolder {
 public:
  explicit CaseBlindFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// A name as a path below a folder, backslashes as slashes; nothing where it leads elsewhere (a URL, a drive, an
  /// absolute path, "..") or is longer than any path. Looks at the text only.
  static std::optional<std::filesystem::path> asRelative(std::string_view name);

  /// The ordinary file at a path below the folder, links followed; empty where there is none.
  std::filesystem::path find(const std::filesystem::path& relative);

  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
  std::map<std::filesystem::path, std::map<std::string, std::filesystem::path>> listings_;  ///< by name in lower case
};

}  // namespace belvedere
