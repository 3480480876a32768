#include "engine/streaming/named_files.h"

#include <algorithm>

#include "engine/core/web_address.h"

namespace belvedere::streaming {

namespace {

std::filesystem::path folderOf(const StreamedLayer& layer) {
  const std::filesystem::path folder = layer.paths.empty() ? "" : layer.paths.front().parent_path();
  return folder.empty() ? "." : folder;
}

}  // namespace

NamedFiles::NamedFiles(const StreamedLayer& layer, SourceHashes& hashes, const std::stop_token& stop)
    : folder_(folderOf(layer)),
      isOnDisk_(!layer.paths.empty() && !isWebAddress(layer.paths.front().native())),
      hashes_(hashes),
      stop_(stop) {}

NamedFile NamedFiles::find(const std::string& name) {
  NamedFile file{name, {}};
  const auto relative = isOnDisk_ ? CaseBlindFolder::asRelative(name) : std::nullopt;
  const std::filesystem::path path = relative ? folder_.find(*relative) : std::filesystem::path();
  if (!path.empty()) {
    if (const auto hash = hashes_.hashOf(path, stop_)) {
      file.hash = *hash;
    }
  }
  return file;
}

bool NamedFiles::areSame(const std::vector<NamedFile>& files) {
  return std::all_of(files.begin(), files.end(), [&](const NamedFile& file) { return find(file.name) == file; });
}

}  // namespace belvedere::streaming
