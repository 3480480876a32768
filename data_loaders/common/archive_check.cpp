#include "data_loaders/common/archive_check.h"

#include "data_loaders/common/detail/zip_reader.h"

namespace belvedere::loaders {

Result<std::vector<ArchiveEntry>> checkArchive(const std::filesystem::path& path) {
  auto reader = ZipReader::open(path);
  if (!reader) {
    return tl::unexpected(std::move(reader.error()));
  }
  std::vector<ArchiveEntry> entries;
  while (true) {
    auto entry = reader->next();
    if (!entry) {
      return tl::unexpected(std::move(entry.error()));
    }
    if (!*entry) {
      return entries;
    }
    entries.push_back(std::move(**entry));
  }
}

}  // namespace belvedere::loaders
