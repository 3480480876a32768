#include "data_loaders/common/detail/fetch_store.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <span>
#include <vector>

#include "data_loaders/common/limits.h"
#include "engine/core/atomic_file.h"
#include "engine/core/binary_archive.h"

namespace belvedere::loaders {
namespace {

constexpr std::size_t kHeadBytes = 64U << 10U;
constexpr std::string_view kHeadSuffix = ".head";
constexpr std::uint64_t kLooks = 16;                // while the bound is written once over
constexpr std::chrono::minutes kUseResolution{60};  // so that use costs no writing

/// The files of one address.
struct Kept {
  std::filesystem::file_time_type time;
  bool hasHead = false;
  std::uint64_t bytes = 0;
  std::vector<std::filesystem::path> names;

  void add(const std::filesystem::path& name, std::filesystem::file_time_type at, std::uint64_t size, bool isHead) {
    time = isHead || (!hasHead && (names.empty() || at > time)) ? at : time;
    hasHead = hasHead || isHead;
    bytes += size;
    names.push_back(name);
  }
};

/// What a file of a size takes: whole blocks.
std::uint64_t onDisk(std::uint64_t size) {
  constexpr std::uint64_t kBlock = 4096;
  return (size + kBlock - 1) / kBlock * kBlock;
}

std::span<const std::byte> bytesOf(const std::string& text) { return std::as_bytes(std::span(text)); }

std::string extensionOf(const std::string& address) {
  const std::string path = address.substr(0, address.find('?'));
  const std::string extension = path.substr(std::min(path.size(), path.rfind('.')));
  const bool isPlain =
      extension.size() >= 2 && extension.size() <= 9 && std::all_of(extension.begin() + 1, extension.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      });
  return isPlain && extension != kHeadSuffix ? extension : "";
}

std::string stemOf(const std::string& address) { return hashOf(bytesOf(address)).text(); }

}  // namespace

FetchStore::FetchStore(std::filesystem::path folder, std::uint64_t mostBytes)
    : folder_(std::move(folder)), mostBytes_(mostBytes) {
  makeRoom();
}

std::filesystem::path FetchStore::file(const std::string& address) const {
  return folder_ / (stemOf(address) + extensionOf(address));
}

std::filesystem::path FetchStore::head(const std::string& address) const {
  return folder_ / (stemOf(address) + std::string(kHeadSuffix));
}

std::optional<StoredAnswer> FetchStore::find(const std::string& address) const {
  const auto bytes = readWholeFile(head(address), kHeadBytes);
  if (!bytes) {
    return std::nullopt;
  }
  StoredAnswer answer;
  BinaryReader reader(bytesOf(*bytes));
  reader(answer);
  return reader.isComplete() && answer.address == address ? std::optional(answer) : std::nullopt;
}

std::optional<std::string> FetchStore::content(const StoredAnswer& answer) const {
  auto bytes = readWholeFile(file(answer.address), limits::kWorkerMessageBytes);
  const bool isSound = bytes && bytes->size() == answer.size && hashOf(bytesOf(*bytes)) == answer.hash;
  if (!isSound) {
    return std::nullopt;
  }
  std::error_code error;
  const auto used = std::filesystem::last_write_time(head(answer.address), error);
  if (!error && used + kUseResolution < std::filesystem::file_time_type::clock::now()) {
    touch(answer);
  }
  return std::move(*bytes);
}

bool FetchStore::keep(StoredAnswer answer, const std::string& content) {
  answer.size = content.size();
  answer.hash = hashOf(bytesOf(content));
  answer.isAbsent = false;
  const bool isKept = writeFileAtomically(file(answer.address), content, Durability::Unsynced) && touch(answer);
  countWritten(onDisk(content.size()) + onDisk(1));
  return isKept;
}

bool FetchStore::touch(const StoredAnswer& answer) const {
  StoredAnswer written = answer;
  BinaryWriter writer;
  writer(written);
  const auto bytes = std::span<const std::byte>(writer.bytes());
  return writeFileAtomically(head(answer.address), {reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                             Durability::Unsynced)
      .has_value();
}

void FetchStore::keepAbsent(const std::string& address, std::int64_t checkedAt) {
  StoredAnswer answer;
  answer.address = address;
  answer.checkedAt = checkedAt;
  answer.isAbsent = true;
  touch(answer);
  std::error_code ignored;
  std::filesystem::remove(file(address), ignored);
  countWritten(onDisk(1));
}

/// Looks at the folder only after so much, for others write there too and a look takes a second of a full one.
void FetchStore::countWritten(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  written_ += bytes;
  if (written_ > mostBytes_ / kLooks) {
    makeRoom();
  }
}

/// Where all is over the bound, removes what was not used for longest, down to four fifths: a content goes with what is
/// known of it, whose time is that of its last use. What has no head is what another process is about to write, or
/// left.
void FetchStore::makeRoom() {
  written_ = 0;
  std::map<std::string, Kept> all;
  std::uint64_t bytes = 0;
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator(folder_, error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    std::error_code failed;
    const auto time = entry->last_write_time(failed);
    const auto size = failed ? 0 : entry->file_size(failed);
    if (!failed) {
      const std::filesystem::path name = entry->path().filename();
      const bool isHead = name.extension() == kHeadSuffix;
      all[name.native().starts_with(".") ? name.native() : name.stem().native()].add(name, time, onDisk(size), isHead);
      bytes += onDisk(size);
    }
  }
  if (bytes <= mostBytes_) {
    return;
  }
  std::vector<const Kept*> oldest;
  oldest.reserve(all.size());
  for (const auto& [stem, kept] : all) {
    oldest.push_back(&kept);
  }
  std::sort(oldest.begin(), oldest.end(), [](const Kept* a, const Kept* b) { return a->time < b->time; });
  for (const Kept* kept : oldest) {
    if (bytes <= mostBytes_ / 5 * 4) {
      return;
    }
    for (const std::filesystem::path& name : kept->names) {
      std::filesystem::remove(folder_ / name, error);
    }
    bytes -= kept->bytes;
  }
}

}  // namespace belvedere::loaders
