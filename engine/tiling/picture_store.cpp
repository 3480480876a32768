#include "engine/tiling/picture_store.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <span>
#include <vector>

#include "engine/core/binary_archive.h"
#include "engine/tiling/bake_file.h"
#include "engine/tiling/picture_codec.h"
#include "engine/tiling/picture_resampling.h"

namespace belvedere::tiling {

namespace {

constexpr MessageId kStoreDamaged{"bake-picture-damaged", N_("An intermediate file of the baking is damaged.")};

constexpr std::size_t kMostLevels = 12;  // of kMostSide

/// Where a size of the picture lies in its file.
struct StoredLevel {
  std::uint64_t offset = 0;
  std::uint64_t byteCount = 0;
  ContentHash hash;
};

/// Ahead of the sizes.
struct StoreHead {
  ContentHash hash;  ///< of all that follows here
  std::uint64_t count = 0;
  std::array<StoredLevel, kMostLevels> levels{};

  std::span<const std::byte> hashedBytes() const {
    return std::as_bytes(std::span(this, 1)).subspan(sizeof(ContentHash));
  }
};

Image withColours(const Image& grey) {
  Image coloured(grey.width, grey.height, 3);
  for (std::size_t i = 0; i < grey.pixels.size(); ++i) {
    std::fill_n(coloured.pixels.begin() + static_cast<std::ptrdiff_t>(i * 3), 3, grey.pixels[i]);
  }
  return coloured;
}

Image withoutAlpha(const Image& picture) {
  Image opaque(picture.width, picture.height, 3);
  for (std::size_t i = 0; i < picture.pixels.size() / 4; ++i) {
    std::copy_n(picture.pixels.begin() + static_cast<std::ptrdiff_t>(i * 4), 3,
                opaque.pixels.begin() + static_cast<std::ptrdiff_t>(i * 3));
  }
  return opaque;
}

bool isOpaque(const Image& picture) {
  for (std::size_t i = 3; i < picture.pixels.size(); i += 4) {
    if (picture.pixels[i] != 255) {
      return false;
    }
  }
  return true;
}

/// Without an alpha channel that says nothing, with three channels at least, and no larger than the store takes.
Image normalised(const Image& picture) {
  if (picture.channels == 1) {
    return normalised(withColours(picture));
  }
  if (const int side = std::max(picture.width, picture.height); side > PictureStore::kMostSide) {
    const auto scaled = [&](int length) {
      return std::max(1, static_cast<int>(std::int64_t{length} * PictureStore::kMostSide / side));
    };
    return normalised(resampled(picture, scaled(picture.width), scaled(picture.height)));
  }
  return picture.channels == 4 && isOpaque(picture) ? withoutAlpha(picture) : picture;
}

std::vector<std::byte> storedBytes(Image picture) {
  StoreHead head;
  std::vector<std::byte> bytes(sizeof(StoreHead));
  while (head.count < kMostLevels) {
    const std::vector<std::byte> png = encodePng(picture, PngEffort::Quick);
    head.levels[head.count++] = {bytes.size(), png.size(), hashOf(png)};
    bytes.insert(bytes.end(), png.begin(), png.end());
    if (picture.width == 1 && picture.height == 1) {
      break;
    }
    picture = resampled(picture, std::max(1, picture.width / 2), std::max(1, picture.height / 2));
  }
  head.hash = hashOf(head.hashedBytes());
  std::memcpy(bytes.data(), &head, sizeof(head));
  return bytes;
}

tl::unexpected<Error> damaged(const std::filesystem::path& file) {
  return fail(ErrorCode::InvalidData, Message(kStoreDamaged), file.string());
}

}  // namespace

std::filesystem::path PictureStore::fileOf(const ContentHash& hash) const {
  const std::string name = hash.text();
  return folder_ / name.substr(0, 2) / (name + ".picture");
}

Result<PiecePicture> PictureStore::add(const Image& given, bool isRepeated) {
  const Image picture = normalised(given);
  ContentHasher hasher;
  hasher.add(static_cast<std::uint64_t>(picture.width));
  hasher.add(static_cast<std::uint64_t>(picture.channels));
  hasher.addBytes(std::as_bytes(std::span(picture.pixels)));
  PiecePicture added;
  added.hash = hasher.finish();
  added.width = static_cast<std::uint32_t>(picture.width);
  added.height = static_cast<std::uint32_t>(picture.height);
  added.hasAlpha = picture.channels == 4 ? 1 : 0;
  added.isRepeated = isRepeated ? 1 : 0;
  const std::filesystem::path file = fileOf(added.hash);
  if (read(added, 0)) {
    return added;  // the same picture under another name, or from an interrupted run
  }
  std::error_code ignored;  // the writing says what is wrong
  std::filesystem::create_directories(file.parent_path(), ignored);
  if (auto status = writeBakeFile(file, storedBytes(picture)); !status) {
    return tl::unexpected(status.error());
  }
  return added;
}

Result<Image> PictureStore::read(const PiecePicture& picture, int level) const {
  const std::filesystem::path path = fileOf(picture.hash);
  const auto file = BakeFile::open(path);
  StoreHead head;
  if (!file || file->size() < sizeof(head) || !file->readAt(0, std::as_writable_bytes(std::span(&head, 1))) ||
      hashOf(head.hashedBytes()) != head.hash || head.count == 0) {
    return damaged(path);
  }
  const StoredLevel& stored = head.levels[std::min<std::size_t>(static_cast<std::size_t>(level), head.count - 1)];
  if (stored.byteCount > file->size()) {
    return damaged(path);
  }
  std::vector<std::byte> bytes(stored.byteCount);
  if (!file->readAt(stored.offset, bytes) || hashOf(bytes) != stored.hash) {
    return damaged(path);
  }
  auto image = decodePicture(bytes, kMostSide);
  if (!image || image->channels != (picture.hasAlpha != 0 ? 4 : 3)) {
    return damaged(path);
  }
  return image;
}

Result<std::shared_ptr<const Image>> PictureCache::read(const PiecePicture& picture, int level) {
  const Key key(picture.hash.low, picture.hash.high, level);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = known_.find(key); found != known_.end()) {
      entries_.splice(entries_.begin(), entries_, found->second);
      return found->second->image;
    }
  }
  auto image = store_.read(picture, level);  // two threads may read the same one; that costs time only
  if (!image) {
    return tl::unexpected(image.error());
  }
  const auto shared = std::make_shared<const Image>(std::move(*image));
  const std::lock_guard lock(mutex_);
  if (known_.contains(key)) {
    return shared;
  }
  entries_.push_front({key, shared});
  known_[key] = entries_.begin();
  bytes_ += shared->pixels.size();
  while (bytes_ > byteBudget_ && entries_.size() > 1) {
    bytes_ -= entries_.back().image->pixels.size();
    known_.erase(entries_.back().key);
    entries_.pop_back();
  }
  return shared;
}

int levelForScale(double scale) {
  return scale >= 1.0 || scale <= 0.0 ? 0 : static_cast<int>(std::floor(std::log2(1.0 / scale) + 1e-9));
}

}  // namespace belvedere::tiling
