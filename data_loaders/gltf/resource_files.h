#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "engine/core/result.h"

namespace belvedere::loaders::gltf {

/// The files that a model or tileset is made of: all lie below one folder, that of the file the user chose, and name
/// each other by URI. Anything else (http, absolute paths, paths or links that lead out) is refused. Any thread.
class ResourceFiles {
 public:
  explicit ResourceFiles(std::filesystem::path folder);

  /// The file a URI means when it stands in the file `from` ("sub/tileset.json"): a path below the folder with '/',
  /// percent signs decoded, without query and fragment. Looks at the text only. Fails with Denied
  /// ("resource-refused").
  static Result<std::string> resolve(std::string_view uri, std::string_view from);

  /// Whether it is an ordinary file that lies inside the folder, links followed.
  bool exists(const std::string& name) const;

  /// The whole file. Fails with NotFound ("resource-missing"), Denied, LimitExceeded ("resource-too-large") or Io.
  Result<std::string> read(const std::string& name, std::uint64_t mostBytes) const;

 private:
  std::filesystem::path folder_;
  std::filesystem::path root_;  ///< the folder without links
};

/// Whether a URI carries its content itself ("data:…"), and that content: base 64 or percent-encoded. Fails with
/// InvalidData.
bool isDataUri(std::string_view uri);
Result<std::string> decodeDataUri(std::string_view uri);

}  // namespace belvedere::loaders::gltf
