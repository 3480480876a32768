#include "data_loaders/common/detail/zip_reader.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <cctype>
#include <cerrno>
#include <clocale>
#include <cpl_conv.h>
#include <cpl_string.h>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>

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
constexpr MessageId kArchiveEncrypted{"archive-encrypted", N_("The archive {file} is locked with a password."),
                                      N_("Unpack it yourself, and add the files inside.")};
constexpr MessageId kNotUnpacked{"archive-not-unpacked", N_("The archive {file} cannot be unpacked: {reason}."),
                                 N_("Make room in the folder for temporary files (TMPDIR), or unpack it yourself.")};

/// While one of these lives, this thread's character set is UTF-8. The archive library turns names that are marked as
/// UTF-8 into the set of the locale and drops those that have no place in it; readers run in the locale "C".
class Utf8Names {
 public:
  Utf8Names() : before_(utf8() != nullptr ? ::uselocale(utf8()) : nullptr) {}
  ~Utf8Names() {
    if (before_ != nullptr) {
      ::uselocale(before_);
    }
  }
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;

 private:
  static locale_t utf8() {
    static const locale_t kLocale = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return kLocale;
  }
  locale_t before_;
};

/// A name without the UTF-8 mark is in code page 437 (APPNOTE 4.4.4, appendix D), unless it is UTF-8 all the same.
std::string utf8Name(const char* name) {
  if (CPLIsUTF8(name, -1) != 0) {
    return name;
  }
  char* recoded = CPLRecode(name, "CP437", CPL_ENC_UTF8);
  std::string text = recoded != nullptr ? recoded : "";
  CPLFree(recoded);
  return text;
}

bool leadsOut(std::string_view path) {
  const std::filesystem::path relative(path);
  const bool hasDrive = path.size() >= 2 && path[1] == ':' && std::isalpha(static_cast<unsigned char>(path[0])) != 0;
  return relative.is_absolute() || hasDrive || path.find('\\') != std::string_view::npos ||
         std::any_of(relative.begin(), relative.end(), [](const auto& part) { return part == ".."; });
}

/// A new file that is written from its beginning on.
class NewFile {
 public:
  explicit NewFile(const std::filesystem::path& path)
      : descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
  ~NewFile() {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
    }
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  bool isOpen() const { return descriptor_ >= 0; }

  /// Writes at a place; what is passed over reads as zeros.
  bool write(const char* bytes, std::size_t size, std::int64_t at) const {
    while (size > 0) {
      const ssize_t written = ::pwrite(descriptor_, bytes, size, at);
      if (written < 0 && errno == EINTR) {
        continue;
      }
      if (written <= 0) {
        return false;
      }
      bytes += written;
      size -= static_cast<std::size_t>(written);
      at += written;
    }
    return true;
  }

 private:
  int descriptor_;
};

}  // namespace

void ZipReader::Close::operator()(archive* opened) const { archive_read_free(opened); }

ZipReader::ZipReader(const std::filesystem::path& path) : opened_(archive_read_new()), file_(path.filename().string()) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  packedBytes_ = error ? 0 : size;
}

Result<ZipReader> ZipReader::open(const std::filesystem::path& path) {
  ZipReader reader(path);
  archive_read_support_format_zip_seekable(reader.opened_.get());  // reads the table at the end, as GDAL does
  if (archive_read_open_filename(reader.opened_.get(), path.c_str(), 65536) != ARCHIVE_OK) {
    return reader.damaged();
  }
  return reader;
}

tl::unexpected<Error> ZipReader::damaged(const char* reason) const {
  if (isEncrypted_) {
    return fail(ErrorCode::Unsupported, Message(kArchiveEncrypted, {{"file", file_}}));
  }
  const char* said = reason != nullptr ? reason : archive_error_string(opened_.get());
  return fail(ErrorCode::InvalidData,
              Message(kArchiveDamaged, {{"file", file_}, {"reason", said != nullptr ? said : "cut"}}));
}

tl::unexpected<Error> ZipReader::tooLarge(const std::string& limit) const {
  return fail(ErrorCode::LimitExceeded, Message(kArchiveTooLarge, {{"file", file_}, {"limit", limit}}));
}

/// Keeps the sums of an archive within limits.h.
Status ZipReader::addToSums(std::uint64_t bytes) {
  if (++entries_ > limits::kArchiveEntries) {
    return tooLarge(std::to_string(limits::kArchiveEntries) + " files");
  }
  if (bytes > limits::kArchiveBytes || (bytes_ += bytes) > limits::kArchiveBytes) {
    return tooLarge(std::to_string(limits::kArchiveBytes >> 30) + " GiB");
  }
  if (bytes_ > limits::kArchiveRatioFree && bytes_ / limits::kArchiveRatio > packedBytes_) {
    return tooLarge("1:" + std::to_string(limits::kArchiveRatio));
  }
  return {};
}

Result<std::optional<ArchiveEntry>> ZipReader::next() {
  const Utf8Names names;
  archive_entry* entry = nullptr;
  int state = ARCHIVE_OK;
  isEncrypted_ = false;
  while ((state = archive_read_next_header(opened_.get(), &entry)) == ARCHIVE_OK || state == ARCHIVE_WARN) {
    const char* name = archive_entry_pathname(entry);
    const std::string path = name != nullptr ? utf8Name(name) : "";
    const auto type = archive_entry_filetype(entry);
    const bool isLink = type == AE_IFLNK || archive_entry_hardlink(entry) != nullptr;
    if (isLink || leadsOut(path)) {
      return fail(ErrorCode::Denied, Message(kArchivePathRefused, {{"file", file_}, {"path", path}}));
    }
    const std::int64_t size = archive_entry_size_is_set(entry) != 0 ? archive_entry_size(entry) : 0;
    currentBytes_ = static_cast<std::uint64_t>(std::max<std::int64_t>(size, 0));
    if (auto status = addToSums(currentBytes_); !status) {
      return tl::unexpected(std::move(status.error()));
    }
    if (type == AE_IFREG && !path.empty()) {
      isEncrypted_ = archive_entry_is_data_encrypted(entry) != 0;
      return ArchiveEntry{path, currentBytes_};
    }
  }
  return state == ARCHIVE_EOF ? Result<std::optional<ArchiveEntry>>(std::nullopt) : damaged();
}

Result<std::string> ZipReader::readHead(std::size_t most) {
  std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(most, currentBytes_)), '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const auto got = archive_read_data(opened_.get(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0) {
      return damaged();
    }
    if (got == 0) {
      break;
    }
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

Status ZipReader::unpack(const std::filesystem::path& to, const ProgressSink& progress) {
  const auto notWritten = [&] {
    return fail(ErrorCode::Io, Message(kNotUnpacked, {{"file", file_}, {"reason", std::strerror(errno)}}));
  };
  const NewFile file(to);
  if (!file.isOpen()) {
    return notWritten();
  }
  const void* block = nullptr;
  std::size_t size = 0;
  std::int64_t at = 0;
  int state = ARCHIVE_OK;
  while ((state = archive_read_data_block(opened_.get(), &block, &size, &at)) == ARCHIVE_OK) {
    if (at < 0 || static_cast<std::uint64_t>(at) + size > currentBytes_) {
      return damaged("a file in it is larger than it says");
    }
    if (!file.write(static_cast<const char*>(block), size, at)) {
      return notWritten();
    }
    if (progress) {
      progress({Message(), static_cast<double>(at) / static_cast<double>(std::max<std::uint64_t>(currentBytes_, 1))});
    }
  }
  return state == ARCHIVE_EOF ? Status() : damaged();
}

}  // namespace belvedere::loaders
