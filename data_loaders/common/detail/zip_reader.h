#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "data_loaders/common/archive_check.h"
#include "engine/core/progress.h"

struct archive;

namespace belvedere::loaders {

/// Goes through the files of a zip archive in the order of its table, and refuses what checkArchive refuses. Nothing is
/// unpacked that is not asked for. One thread at a time.
class ZipReader {
 public:
  /// Fails with InvalidData ("archive-damaged").
  static Result<ZipReader> open(const std::filesystem::path& path);

  /// Goes to the next file; nothing after the last. Folders, and names that no system can hold, are passed over. Fails
  /// as checkArchive does.
  Result<std::optional<ArchiveEntry>> next();

  /// The first bytes of the file that next() gave, at most so many. Fails with InvalidData ("archive-damaged") or
  /// Unsupported ("archive-encrypted"); next() may fail afterwards.
  Result<std::string> readHead(std::size_t most);

  /// Unpacks the file that next() gave into a new file, bit by bit. Call it or readHead, once per file. Fails with
  /// InvalidData ("archive-damaged": also where it is larger than its size says), Unsupported ("archive-encrypted") or
  /// Io
  /// ("archive-not-unpacked").
  Status unpack(const std::filesystem::path& to, const ProgressSink& progress);

 private:
  struct Close {
    void operator()(archive* opened) const;
  };
  explicit ZipReader(const std::filesystem::path& path);
  Status addToSums(std::uint64_t bytes);
  tl::unexpected<Error> damaged(const char* reason = nullptr) const;
  tl::unexpected<Error> tooLarge(const std::string& limit) const;

  std::unique_ptr<archive, Close> opened_;
  std::string file_;
  std::uint64_t packedBytes_ = 0, bytes_ = 0, currentBytes_ = 0;
  std::size_t entries_ = 0;
  bool isEncrypted_ = false;  ///< the file that next() gave
};

}  // namespace belvedere::loaders
