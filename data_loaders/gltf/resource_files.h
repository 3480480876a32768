#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data_loaders/common/fetcher.h"
#include "engine/core/result.h"

namespace belvedere::loaders::gltf {

/// The files that a model or tileset is made of: all lie below one folder, that of the file the user chose, and name
/// each other by URI. On the web the same rules hold. Anything else (other hosts, absolute paths, paths or links that
/// lead out) is refused. Any thread.
class ResourceFiles {
 public:
  /// A folder on disk, or on the web ("https://host/sets") with what fetches from it.
  explicit ResourceFiles(std::filesystem::path folder, std::shared_ptr<Fetcher> fetcher = nullptr);

  /// The file a URI means when it stands in the file `from` ("sub/tileset.json"): a path below the folder with '/',
  /// percent signs decoded, without query and fragment. Looks at the text only. Fails with Denied
  /// ("resource-refused").
  static Result<std::string> resolve(std::string_view uri, std::string_view from);

  /// Whether it is an ordinary file that lies inside the folder, links followed. On the web: false where the server
  /// says that it is not there.
  bool exists(const std::string& name) const;

  /// The whole file. Fails with NotFound ("resource-missing"), Denied, LimitExceeded ("resource-too-large") or Io; on
  /// the web as Fetcher::fetch does.
  Result<std::string> read(const std::string& name, std::uint64_t mostBytes) const;

  /// The names that were asked for so far, there or not, each once; less the first `known` of them. Copies of this
  /// object share them. None of the web.
  std::vector<std::string> asked(std::size_t known) const;

 private:
  struct Asked;
  void note(const std::string& name) const;

  std::filesystem::path folder_;
  std::filesystem::path root_;  ///< the folder without links
  std::shared_ptr<Fetcher> fetcher_;
  std::shared_ptr<Asked> asked_;
};

/// Whether a URI carries its content itself ("data:…"), and that content: base 64 or percent-encoded. Fails with
/// InvalidData.
bool isDataUri(std::string_view uri);
Result<std::string> decodeDataUri(std::string_view uri);

}  // namespace belvedere::loaders::gltf
