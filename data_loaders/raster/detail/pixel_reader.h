#pragma once

#include <memory>
#include <string>
#include <vector>

#include "data_loaders/raster/detail/raster_dataset.h"
#include "data_loaders/raster/pixel_buffer.h"
#include "engine/core/progress.h"

namespace belvedere::loaders::raster {

/// Reads parts of a raster, from the overview that fits. Without overviews the whole raster is read once, in strips,
/// into small reductions that are kept, so that no request costs more than its own pixels again. What cannot be read is
/// left as a hole, and damage() says why. One thread at a time.
class PixelReader {
 public:
  /// `isHeights`: samples become metres, else colours.
  PixelReader(RasterDataset& raster, bool isHeights, ProgressSink progress)
      : raster_(raster), isHeights_(isHeights), progress_(std::move(progress)) {}

  /// The window at 1 / `factor` (a power of two), widened to whole samples.
  std::shared_ptr<const PixelBuffer> read(const PixelWindow& window, int factor);

  /// Why the first part that could not be read could not; empty where all could.
  const std::string& damage() const { return damage_; }

 private:
  PixelBuffer readFromDataset(const PixelWindow& window, int factor);
  void readPart(PixelBuffer& buffer, const PixelWindow& window, int column, int row, int width, int height, int depth);
  /// Returns why it failed; empty where it did not.
  std::string readSamples(PixelBuffer& buffer, const PixelWindow& source, int column, int row, int width, int height);
  void convert(PixelBuffer& buffer) const;
  void buildReductions();
  std::shared_ptr<const PixelBuffer> reduction(int factor);

  RasterDataset& raster_;
  bool isHeights_;
  ProgressSink progress_;
  std::vector<std::shared_ptr<const PixelBuffer>> reductions_;  ///< each half the one before
  std::string damage_;
  int firstReduction_ = 0;  ///< the factor of the first, 0 where none were needed yet
};

}  // namespace belvedere::loaders::raster
