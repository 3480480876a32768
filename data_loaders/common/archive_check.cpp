#include "data_loaders/common/archive_check.h"

#include <archive.h>
#include <archive_entry.h>
#include <memory>
#include <string_view>

#include "data_loaders/common/limits.h"

namespace belvedere::loaders {
namespace {

constexpr MessageId kArchiveTooLarge{"archive-too-large",
                                     N_("The archive {file} unpacks to more than is accepted ({limit})."),
                                     N_("Unpack it yourself if you trust it, and add the files inside.")};
constexpr MessageId kArchivePathRefused{"archive-path-refused",
                                        N_("The archive {file} holds a link or a path that leads out of it ({path})."),
                                        N_("Unpack it yourself if you trust it, and add the files inside.")};
constexpr MessageId kArchiveDamaged{"archive-damaged", N_("The archive {file} cannot be read: {reason}."),
                                    N_("Download it again.")};

struct CloseArchive {
  void operator()(archive* opened) const { archive_read_free(opened); }
};

bool leadsOut(std::string_view path) {
  const std::filesystem::path relative(path);
  if (relative.is_absolute() || path.find('\\') != std::string_view::npos || path.find(':') != std::string_view::npos) {
    return true;
  }
  for (const auto& part : relative) {
    if (part == "..") {
      return true;
    }
  }
  return false;
}

tl::unexpected<Error> damaged(const std::string& file, archive* opened) {
  const char* reason = archive_error_string(opened);
  return fail(ErrorCode::InvalidData,
              Message(kArchiveDamaged, {{"file", file}, {"reason", reason != nullptr ? reason : "cut"}}));
}

tl::unexpected<Error> tooLarge(const std::string& file, const std::string& limit) {
  return fail(ErrorCode::LimitExceeded, Message(kArchiveTooLarge, {{"file", file}, {"limit", limit}}));
}

/// Keeps the sums of an archive within limits.h.
class ArchiveTally {
 public:
  ArchiveTally(std::string file, std::uint64_t packedBytes) : file_(std::move(file)), packedBytes_(packedBytes) {}

  Status add(std::uint64_t bytes) {
    if (++entries_ > limits::kArchiveEntries) {
      return tooLarge(file_, std::to_string(limits::kArchiveEntries) + " files");
    }
    if (bytes > limits::kArchiveBytes || (bytes_ += bytes) > limits::kArchiveBytes) {
      return tooLarge(file_, std::to_string(limits::kArchiveBytes >> 30) + " GiB");
    }
    if (bytes_ > limits::kArchiveRatioFree && bytes_ / limits::kArchiveRatio > packedBytes_) {
      return tooLarge(file_, "1:" + std::to_string(limits::kArchiveRatio));
    }
    return {};
  }

 private:
  std::string file_;
  std::uint64_t packedBytes_ = 0, bytes_ = 0;
  std::size_t entries_ = 0;
};

Result<std::vector<ArchiveEntry>> listEntries(archive* opened, const std::string& file, std::uint64_t packedBytes) {
  std::vector<ArchiveEntry> entries;
  ArchiveTally tally(file, packedBytes);
  archive_entry* entry = nullptr;
  int state = ARCHIVE_OK;
  while ((state = archive_read_next_header(opened, &entry)) == ARCHIVE_OK || state == ARCHIVE_WARN) {
    const char* name = archive_entry_pathname(entry);
    const std::string path = name != nullptr ? name : "";
    const auto type = archive_entry_filetype(entry);
    const bool isLink = type == AE_IFLNK || archive_entry_hardlink(entry) != nullptr;
    if (isLink || leadsOut(path)) {
      return fail(ErrorCode::Denied, Message(kArchivePathRefused, {{"file", file}, {"path", path}}));
    }
    const std::int64_t size = archive_entry_size_is_set(entry) != 0 ? archive_entry_size(entry) : 0;
    const auto bytes = static_cast<std::uint64_t>(size < 0 ? 0 : size);
    if (auto status = tally.add(bytes); !status) {
      return tl::unexpected(std::move(status.error()));
    }
    if (type == AE_IFREG) {
      entries.push_back({path, bytes});
    }
  }
  if (state != ARCHIVE_EOF) {
    return damaged(file, opened);
  }
  return entries;
}

}  // namespace

Result<std::vector<ArchiveEntry>> checkArchive(const std::filesystem::path& path) {
  const std::string file = path.filename().string();
  const std::unique_ptr<archive, CloseArchive> opened(archive_read_new());
  archive_read_support_format_zip_seekable(opened.get());  // reads the table at the end, as GDAL does
  if (archive_read_open_filename(opened.get(), path.c_str(), 65536) != ARCHIVE_OK) {
    return damaged(file, opened.get());
  }
  std::error_code error;
  const auto packedBytes = std::filesystem::file_size(path, error);
  return listEntries(opened.get(), file, error ? 0 : packedBytes);
}

}  // namespace belvedere::loaders
