#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "engine/core/case_blind_folder.h"
#include "engine/core/diagnostics.h"
#include "engine/core/image.h"

namespace belvedere::loaders {

/// Decodes the pictures that a city model's surfaces wear: PNG, JPEG, TIFF and WebP below the source's own folder. Used
/// in the reader process; one thread at a time.
class TextureDecoder {
 public:
  /// Names are relative to `folder`, the folder of the source.
  explicit TextureDecoder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// The picture as RGB or RGBA of at most 2048 pixels a side, scaled down where larger; rows from the top. Empty, with
  /// a finding, where the file is missing ("texture-missing"), lies outside the folder or is named by a URL
  /// ("texture-refused"), or cannot be decoded ("texture-damaged"). A name is looked up without regard to case where no
  /// file matches it exactly; backslashes count as slashes.
  Image decode(std::string_view name, Diagnostics& diagnostics);

  /// Whether the picture is there and may be read, with decode's findings, but without decoding it.
  bool check(std::string_view name, Diagnostics& diagnostics) { return !locate(name, diagnostics).empty(); }

 private:
  std::filesystem::path locate(std::string_view name, Diagnostics& diagnostics);

  CaseBlindFolder folder_;
};

/// Decodes a picture that is in memory (embedded in a model), with decode's sizes and findings; `name` stands in them.
/// Uses the bytes in place. One thread at a time.
Image decodeTexture(std::string& bytes, const std::string& name, Diagnostics& diagnostics);

}  // namespace belvedere::loaders
