#include "data_loaders/common/detail/fetch_store.h"

#include <algorithm>
#include <span>
#include <vector>

#include "data_loaders/common/limits.h"
#include "engine/core/atomic_file.h"
#include "engine/core/binary_archive.h"

namespace belvedere::loaders {
namespace {

constexpr std::size_t kHeadBytes = 64U << 10U;
constexpr std::string_view kHeadSuffix = ".head";

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
  std::error_code error;
  for (auto entry = std::filesystem::directory_iterator(folder_, error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    std::error_code ignored;
    const auto size = entry->file_size(ignored);
    bytes_ += ignored ? 0 : size;
  }
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
  return isSound ? std::optional(std::move(*bytes)) : std::nullopt;
}

void FetchStore::keep(StoredAnswer answer, const std::string& content) {
  answer.size = content.size();
  answer.hash = hashOf(bytesOf(content));
  answer.isAbsent = false;
  if (writeFileAtomically(file(answer.address), content)) {
    touch(answer);
    const std::lock_guard lock(mutex_);
    bytes_ += content.size() + answer.address.size();
    makeRoom();
  }
}

void FetchStore::touch(const StoredAnswer& answer) const {
  StoredAnswer written = answer;
  BinaryWriter writer;
  writer(written);
  const auto bytes = std::span<const std::byte>(writer.bytes());
  static_cast<void>(writeFileAtomically(
      head(answer.address), {reinterpret_cast<const char*>(bytes.data()), bytes.size()}));  // costs a question more
}

void FetchStore::keepAbsent(const std::string& address, std::int64_t checkedAt) const {
  StoredAnswer answer;
  answer.address = address;
  answer.checkedAt = checkedAt;
  answer.isAbsent = true;
  touch(answer);
  std::error_code ignored;
  std::filesystem::remove(file(address), ignored);
}

/// Down to four fifths, so that not every answer makes us look.
void FetchStore::makeRoom() {
  if (bytes_ <= mostBytes_) {
    return;
  }
  struct Kept {
    std::filesystem::file_time_type time;
    std::uint64_t size;
    std::filesystem::path path;
  };
  std::vector<Kept> all;
  std::error_code error;
  bytes_ = 0;
  for (auto entry = std::filesystem::directory_iterator(folder_, error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    std::error_code failed;
    const Kept kept{entry->last_write_time(failed), entry->file_size(failed), entry->path()};
    if (!failed) {
      bytes_ += kept.size;
      all.push_back(kept);
    }
  }
  std::sort(all.begin(), all.end(), [](const Kept& a, const Kept& b) { return a.time < b.time; });
  for (const Kept& kept : all) {
    if (bytes_ <= mostBytes_ / 5 * 4) {
      return;
    }
    std::filesystem::remove(kept.path, error);
    bytes_ -= std::min(bytes_, kept.size);
  }
}

}  // namespace belvedere::loaders
