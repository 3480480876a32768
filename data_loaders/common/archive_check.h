#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/core/result.h"

namespace belvedere::loaders {

/// A file inside an archive.
struct ArchiveEntry {
  std::string path;  ///< relative, with slashes, UTF-8
  std::uint64_t sizeBytes = 0;
};

/// Lists a zip archive (.zip, .kmz) and refuses hostile ones: too many entries, too large or too densely packed
/// (limits.h), links, absolute paths, "..". Archives inside it
/// are only entries. Fails with LimitExceeded ("archive-too-large"), Denied ("archive-path-refused") or InvalidData
/// ("archive-damaged"). Only after this may GDAL see it through /vsizip/. Runs in the reader process. Any thread.
Result<std::vector<ArchiveEntry>> checkArchive(const std::filesystem::path& path);

}  // namespace belvedere::loaders
