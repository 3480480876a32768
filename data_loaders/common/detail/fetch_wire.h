#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data_loaders/common/detail/wire.h"

/// What goes to and from the process that has the network and reads no format (profile services).
namespace belvedere::loaders {

/// What it is told first.
struct ServicesOrder {
  std::string cacheFolder;  ///< exists; the only place where it writes
  std::uint64_t cacheBytes = 0;
  std::vector<std::string> origins;  ///< "https://host": nothing else is called
  std::string httpProxy, httpsProxy, noProxy;

  template <class Archive>
  void visit(Archive& archive) {
    archive(cacheFolder, cacheBytes, origins, httpProxy, httpsProxy, noProxy);
  }
};

/// What an answer must be to be taken, by its Content-Type: a login page of a network, or a report in place of a
/// picture, replaces nothing.
enum class WantedContent : std::uint8_t {
  Document,  ///< anything but a web page
  Picture    ///< a picture, or bytes of no stated kind
};

/// One address that is wanted.
struct FetchAsk {
  std::uint64_t id = 0;
  std::string address;
  std::uint64_t mostBytes = 0;
  bool wantsFile = false;  ///< the name of a file in the cache instead of its bytes
  WantedContent content = WantedContent::Document;

  template <class Archive>
  void visit(Archive& archive) {
    archive(id, address, mostBytes, wantsFile, content);
  }
};

/// What came.
struct FetchReply {
  std::uint64_t id = 0;
  std::optional<Error> error;
  std::string bytes;
  std::string file;
  std::optional<Message> notice;  ///< that it is the last known state, and why

  template <class Archive>
  void visit(Archive& archive) {
    archive(id, error, bytes, file, notice);
  }
};

}  // namespace belvedere::loaders
