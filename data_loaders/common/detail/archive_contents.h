#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "data_loaders/common/archive_check.h"
#include "data_loaders/common/loader.h"

namespace belvedere::loaders {

/// The folder that an archive is unpacked into is named "belvedere-unpacked-…".
constexpr std::string_view kUnpackedPurpose = "unpacked";

/// So many files of an archive may be unreadable before it is refused as a whole.
constexpr std::size_t kMostUnreadable = 16;

/// A data set in an archive: a file, or a folder that is one (.gdb).
struct ArchivedDataSet {
  std::string path;
  Identified identified;
  bool isFolder = false;
};

/// What an archive holds.
struct ArchiveContents {
  std::vector<ArchiveEntry> entries;  ///< all files
  std::vector<ArchivedDataSet> dataSets;
  std::vector<std::string> unreadable;  ///< files whose first bytes cannot be read
  std::optional<Error> fault;           ///< of the first of them
};

/// What of an archive is read.
struct ArchiveChoice {
  std::string path;                 ///< of the data set; of its folder, empty for the top, where several are one source
  ArchivedDataSet chosen;           ///< the data set, or the first of several
  std::vector<std::string> files;   ///< entries that are unpacked, in the archive's order
  std::set<std::string> needed;     ///< those of them without which nothing is read
  std::vector<std::string> others;  ///< data sets that are not read
};

/// Looks at the first bytes of the files of an archive, as at those of any file; at pictures, which are mostly the
/// textures of something else, only where nothing else is found. What cannot be unpacked, or is locked, is passed over
/// where there is something else. Fails as checkArchive and ZipReader::readHead do.
Result<ArchiveContents> lookInto(const std::filesystem::path& archive, const LoaderRegistry& loaders);

/// The data set that is read, and the files that belong to it as Reach says; nothing where there is none.
std::optional<ArchiveChoice> chooseDataSet(const ArchiveContents& contents);

}  // namespace belvedere::loaders
