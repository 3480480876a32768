#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

#include "engine/core/content_hash.h"

namespace belvedere::loaders {

/// What is known of an address on disk.
struct StoredAnswer {
  std::string address;
  std::string entityTag, lastModified;
  std::int64_t checkedAt = 0;   ///< seconds since 1970, when the server last said that it is so
  std::int64_t freshUntil = 0;  ///< seconds since 1970
  std::uint64_t size = 0;
  ContentHash hash;       ///< of the content; what does not match is not used
  bool isAbsent = false;  ///< the server has no such thing

  template <class Archive>
  void visit(Archive& archive) {
    archive(address, entityTag, lastModified, checkedAt, freshUntil, size, hash, isAbsent);
  }
};

/// Answers of servers in a folder of the user's cache, two files each: the content, and a StoredAnswer beside it.
/// Bounded: the ones that were not used for longest go first, both files of each. Several processes may use one folder:
/// each looks at it when it begins and after so much of its own. What a loss of power damages is not used. Any thread.
class FetchStore {
 public:
  FetchStore(std::filesystem::path folder, std::uint64_t mostBytes);

  /// Nothing where it is unknown, damaged or of another address.
  std::optional<StoredAnswer> find(const std::string& address) const;
  /// Nothing where the content does not match. It counts as used.
  std::optional<std::string> content(const StoredAnswer& answer) const;
  /// Keeps a content; false where it cannot be written.
  bool keep(StoredAnswer answer, const std::string& content);
  /// Writes what changed about a known answer; false where it cannot be written, which costs a question more.
  bool touch(const StoredAnswer& answer) const;
  /// Remembers that there is no such thing, in place of what there was.
  void keepAbsent(const std::string& address, std::int64_t checkedAt);

  /// Where the content of an address lies. It has the extension of the address, for readers that go by it.
  std::filesystem::path file(const std::string& address) const;

 private:
  void countWritten(std::uint64_t bytes);
  void makeRoom();
  std::filesystem::path head(const std::string& address) const;
  std::filesystem::path folder_;
  std::uint64_t mostBytes_;
  std::mutex mutex_;           ///< of what follows
  std::uint64_t written_ = 0;  ///< by us, since the folder was last looked at
};

}  // namespace belvedere::loaders
