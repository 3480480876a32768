#include "engine/streaming/picture_files.h"

#include <algorithm>

#include "engine/core/web_address.h"

namespace belvedere::streaming {

namespace {

constexpr std::size_t kLongestName = 4096;

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return text;
}

/// The name as a path below a folder; empty where it is none.
std::filesystem::path asRelative(std::string name) {
  if (name.size() > kLongestName || name.find('\0') != std::string::npos || name.find(':') != std::string::npos) {
    return {};
  }
  std::replace(name.begin(), name.end(), '\\', '/');
  const std::filesystem::path path(name);
  const bool leadsOut = path.is_absolute() || std::find(path.begin(), path.end(), "..") != path.end();
  return leadsOut ? std::filesystem::path() : path.lexically_normal();
}

}  // namespace

PictureFiles::PictureFiles(const StreamedLayer& layer, SourceHashes& hashes, const std::stop_token& stop)
    : hashes_(hashes), stop_(stop) {
  if (!layer.paths.empty() && !isWebAddress(layer.paths.front().native())) {
    folder_ = layer.paths.front().parent_path();
    folder_ = folder_.empty() ? "." : folder_;
  }
}

SourcePicture PictureFiles::find(const std::string& name) {
  SourcePicture picture{name, {}};
  const std::filesystem::path relative = asRelative(name);
  const std::filesystem::path path = relative.empty() ? relative : locate(relative);
  if (!path.empty()) {
    if (const auto hash = hashes_.hashOf(path, stop_)) {
      picture.hash = *hash;
    }
  }
  return picture;
}

bool PictureFiles::areSame(const std::vector<SourcePicture>& pictures) {
  return std::all_of(pictures.begin(), pictures.end(),
                     [&](const SourcePicture& picture) { return find(picture.name) == picture; });
}

std::filesystem::path PictureFiles::locate(const std::filesystem::path& relative) {
  std::error_code error;
  if (std::filesystem::is_regular_file(folder_ / relative, error)) {
    return folder_ / relative;
  }
  std::filesystem::path found = folder_;
  for (const std::filesystem::path& part : relative) {
    const auto [listing, isNew] = listings_.try_emplace(found);
    for (auto entry = std::filesystem::directory_iterator(isNew ? found : "", error);
         !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
      listing->second.emplace(lowered(entry->path().filename().string()), entry->path().filename());
    }
    const auto match = listing->second.find(lowered(part.string()));
    if (match == listing->second.end()) {
      return {};
    }
    found /= match->second;
  }
  return std::filesystem::is_regular_file(found, error) ? found : std::filesystem::path();
}

}  // namespace belvedere::streaming
