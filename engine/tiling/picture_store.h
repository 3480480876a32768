#pragma once

#include <cstdint>
#include <filesystem>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <tuple>
#include <utility>

#include "engine/core/content_hash.h"
#include "engine/core/image.h"
#include "engine/core/result.h"

namespace belvedere::tiling {

/// A picture that surfaces wear while they are baked.
struct PiecePicture {
  ContentHash hash;             ///< of its pixels, by which the store knows it
  std::uint32_t width = 0;      ///< pixels
  std::uint32_t height = 0;     ///< pixels
  std::uint8_t hasAlpha = 0;    ///< 1: some of it is not opaque
  std::uint8_t isRepeated = 0;  ///< 1: goes on beyond its borders; 0: its border pixels do
  std::uint8_t pad[6] = {};
  friend bool operator==(const PiecePicture&, const PiecePicture&) = default;
};
static_assert(sizeof(PiecePicture) == 32, "is written as it lies in memory: no padding");

/// Pictures of a baking, each a file of a folder that is named after its pixels, so that it does not matter who adds
/// them and in which order. A file holds the picture in all sizes, each half of the one before, down to one pixel. Kept
/// until the baking is done. Any thread.
class PictureStore {
 public:
  explicit PictureStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// RGB, RGBA or grey; what has more than kMostSide pixels a side is made smaller. Fails with Io.
  Result<PiecePicture> add(const Image& picture, bool isRepeated);

  /// The picture with its sides halved `level` times. Fails with InvalidData where it is not there or not as it was
  /// written.
  Result<Image> read(const PiecePicture& picture, int level) const;

  static constexpr int kMostSide = 2048;  ///< as readers give them

 private:
  std::filesystem::path fileOf(const ContentHash& hash) const;
  std::filesystem::path folder_;
};

/// Keeps what was read last of a store, up to a budget of bytes. Any thread.
class PictureCache {
 public:
  explicit PictureCache(std::filesystem::path folder, std::size_t byteBudget = std::size_t{96} << 20U)
      : store_(std::move(folder)), byteBudget_(byteBudget) {}

  /// As PictureStore::read.
  Result<std::shared_ptr<const Image>> read(const PiecePicture& picture, int level);

 private:
  using Key = std::tuple<std::uint64_t, std::uint64_t, int>;
  struct Entry {
    Key key;
    std::shared_ptr<const Image> image;
  };
  PictureStore store_;
  std::size_t byteBudget_;
  std::mutex mutex_;
  std::list<Entry> entries_;  ///< the last used first
  std::map<Key, std::list<Entry>::iterator> known_;
  std::size_t bytes_ = 0;
};

/// The most halvings that leave a picture with at least `scale` of its size.
int levelForScale(double scale);

}  // namespace belvedere::tiling
