#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "engine/core/result.h"

namespace belvedere {

/// Whether what is written survives a loss of power: Unsynced is quick, and for files whose damage is noticed.
enum class Durability : std::uint8_t { Synced, Unsynced };

/// A file that appears whole or not at all: others write into temporaryPath() beside the target, then commit() puts it
/// in place of the target (fsync, rename, fsync of the folder; Unsynced: rename). Without commit() the temporary file
/// is removed. One thread at a time.
class AtomicFile {
 public:
  /// Fails with Io where the folder cannot be written. The temporary file keeps the target's extension, since some
  /// writers choose their format by it.
  static Result<AtomicFile> create(const std::filesystem::path& target);
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;
  ~AtomicFile();

  const std::filesystem::path& temporaryPath() const { return temporary_; }
  Status commit(Durability durability = Durability::Synced);

 private:
  AtomicFile(std::filesystem::path target, std::filesystem::path temporary)
      : target_(std::move(target)), temporary_(std::move(temporary)) {}
  std::filesystem::path target_;
  std::filesystem::path temporary_;
};

/// Writes a small file at once or not at all.
Status writeFileAtomically(const std::filesystem::path& target, std::string_view bytes,
                           Durability durability = Durability::Synced);

/// Reads a whole file of at most `limitBytes`. Refuses folders, pipes and devices without waiting on them. Fails with
/// NotFound, Io or LimitExceeded.
Result<std::string> readWholeFile(const std::filesystem::path& path, std::size_t limitBytes);

}  // namespace belvedere
