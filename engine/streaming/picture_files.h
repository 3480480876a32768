#pragma once

#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/core/content_hash.h"
#include "engine/streaming/layer_key.h"

namespace belvedere::streaming {

/// A picture that a source names, and what its file held when the layer was baked.
struct SourcePicture {
  std::string name;  ///< as the source writes it
  ContentHash hash;  ///< all 0: there was no such file, or the picture is inside the source's own
  friend bool operator==(const SourcePicture&, const SourcePicture&) = default;

  template <class Archive>
  void visit(Archive& archive) {
    archive(name, hash);
  }
};

/// Finds the files of pictures as readers do: below the source's folder, without regard to case where none matches
/// exactly. Only their bytes are looked at here. One thread.
class PictureFiles {
 public:
  PictureFiles(const StreamedLayer& layer, SourceHashes& hashes, const std::stop_token& stop);

  SourcePicture find(const std::string& name);
  /// Whether all files hold what they held, and none has come or gone.
  bool areSame(const std::vector<SourcePicture>& pictures);

 private:
  std::filesystem::path locate(const std::filesystem::path& relative);

  std::filesystem::path folder_;
  SourceHashes& hashes_;
  std::stop_token stop_;
  std::map<std::filesystem::path, std::map<std::string, std::filesystem::path>> listings_;  ///< by name in lower case
};

}  // namespace belvedere::streaming
