#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "engine/core/case_blind_folder.h"
#include "engine/core/content_hash.h"
#include "engine/streaming/layer_key.h"

namespace belvedere::streaming {

/// A file that a source names beside itself (a picture, a buffer, a list of materials), and what it held when the layer
/// was baked.
struct NamedFile {
  std::string name;  ///< as the source writes it, from its folder
  ContentHash hash;  ///< all 0: there was no such file, or it is inside the source's own
  friend bool operator==(const NamedFile&, const NamedFile&) = default;

  template <class Archive>
  void visit(Archive& archive) {
    archive(name, hash);
  }
};

/// Finds such files as readers do: below the source's folder, without regard to case where none matches exactly. Only
/// their bytes are looked at here. One thread.
class NamedFiles {
 public:
  NamedFiles(const StreamedLayer& layer, SourceHashes& hashes, const std::stop_token& stop);

  NamedFile find(const std::string& name);
  /// Whether all files hold what they held, and none has come or gone.
  bool areSame(const std::vector<NamedFile>& files);

 private:
  CaseBlindFolder folder_;
  bool isOnDisk_;
  SourceHashes& hashes_;
  std::stop_token stop_;
};

}  // namespace belvedere::streaming
