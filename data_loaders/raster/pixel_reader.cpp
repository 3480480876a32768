#include "data_loaders/raster/detail/pixel_reader.h"

#include <algorithm>
#include <cmath>

namespace belvedere::loaders::raster {
namespace {

constexpr int kReductionSide = 2048;  // samples of the largest reduction that is kept
constexpr int kStripRows = 64;        // samples: a strip is read, then progress is shown
constexpr int kDeepestSplit = 6;      // how often a part that cannot be read is cut in four
constexpr int kSmallestPart = 8;      // samples a side

constexpr double kLowestMetres = -12'000.0;  // below the sea's floor, or above any mountain, stands no ground
constexpr double kHighestMetres = 20'000.0;

std::int64_t ceilDivide(std::int64_t value, std::int64_t by) { return (value + by - 1) / by; }

/// An empty buffer for a window at 1 / `factor`.
PixelBuffer makeBuffer(const PixelWindow& window, int factor, int bands) {
  PixelBuffer buffer;
  buffer.width = static_cast<int>(ceilDivide(window.right - window.left, factor));
  buffer.height = static_cast<int>(ceilDivide(window.bottom - window.top, factor));
  buffer.bands = bands;
  buffer.firstColumn = static_cast<double>(window.left);
  buffer.firstRow = static_cast<double>(window.top);
  // The last sample may stand for fewer pixels; GDAL spreads the difference, and so do we.
  buffer.columnStep = static_cast<double>(window.right - window.left) / buffer.width;
  buffer.rowStep = static_cast<double>(window.bottom - window.top) / buffer.height;
  buffer.samples.resize(buffer.area() * static_cast<std::size_t>(bands));
  buffer.weights.assign(buffer.area(), 0);
  return buffer;
}

/// Half of a buffer by means of four, or by every second sample where numbers are names.
PixelBuffer halve(const PixelBuffer& from, bool areNames) {
  PixelBuffer half;
  half.width = (from.width + 1) / 2;
  half.height = (from.height + 1) / 2;
  half.bands = from.bands;
  half.columnStep = from.columnStep * from.width / half.width;
  half.rowStep = from.rowStep * from.height / half.height;
  half.samples.resize(half.area() * static_cast<std::size_t>(half.bands));
  half.weights.resize(half.area());
  for (int row = 0; row < half.height; ++row) {
    for (int column = 0; column < half.width; ++column) {
      const std::size_t to =
          static_cast<std::size_t>(row) * static_cast<std::size_t>(half.width) + static_cast<std::size_t>(column);
      float total = 0.0F;
      int count = 0;
      for (int i = 0; i < (areNames ? 1 : 4); ++i) {
        const int c = 2 * column + i % 2, r = 2 * row + i / 2;
        if (c >= from.width || r >= from.height) {
          continue;
        }
        const std::size_t at =
            static_cast<std::size_t>(r) * static_cast<std::size_t>(from.width) + static_cast<std::size_t>(c);
        const float weight = from.weights[at];
        for (int band = 0; band < from.bands && weight > 0; ++band) {
          const auto b = static_cast<std::size_t>(band);
          half.samples[b * half.area() + to] += weight * from.samples[b * from.area() + at];
        }
        total += weight;
        ++count;
      }
      for (int band = 0; band < half.bands && total > 0; ++band) {
        half.samples[static_cast<std::size_t>(band) * half.area() + to] /= total;
      }
      half.weights[to] = static_cast<std::uint8_t>(count > 0 ? total / static_cast<float>(count) : 0.0F);
    }
  }
  return half;
}

/// Forwards the library's progress as a sign of life.
int CPL_STDCALL showProgress(double fraction, const char* /*message*/, void* sink) {
  const auto& progress = *static_cast<const ProgressSink*>(sink);
  if (progress) {
    progress({Message(), fraction});
  }
  return 1;
}

/// Turns raw samples of one pixel into what is asked.
class Converter {
 public:
  explicit Converter(const RasterDataset& raster)
      : raster_(raster),
        noData_(static_cast<float>(raster.noData.value_or(0.0))),
        assumed_(static_cast<float>(raster.assumedNoData.value_or(NAN))) {}

  bool isNoData(float value) const {
    if (std::isnan(value) || value == assumed_) {
      return true;
    }
    // Writers round large marks (1e38, -3.4e38) in different ways.
    const bool isHuge = std::abs(noData_) > 1e30F;
    return raster_.noData && (value == noData_ || (isHuge && value / noData_ > 0.999F));
  }
  /// Metres, or NaN where no ground can be.
  float metres(float value) const {
    const double height = (static_cast<double>(value) * raster_.scale + raster_.offset) * raster_.metresPerUnit;
    return height > kLowestMetres && height < kHighestMetres ? static_cast<float>(height) : NAN;
  }
  float colour(float value, std::size_t band) const {
    const Stretch& stretch = raster_.stretch[band];
    const double share = (static_cast<double>(value) - stretch.low) / (stretch.high - stretch.low);
    return static_cast<float>(std::clamp(share * 255.0, 0.0, 255.0));
  }

 private:
  const RasterDataset& raster_;
  float noData_, assumed_;
};

}  // namespace

std::shared_ptr<const PixelBuffer> PixelReader::read(const PixelWindow& window, int factor) {
  auto reduced = reduction(factor);
  return reduced ? reduced : std::make_shared<const PixelBuffer>(readFromDataset(window, factor));
}

std::shared_ptr<const PixelBuffer> PixelReader::reduction(int factor) {
  const bool isNeeded = raster_.overviews == 0 && std::max(raster_.width, raster_.height) > kReductionSide;
  if (!isNeeded) {
    return nullptr;
  }
  int first = 1;
  while (std::max(raster_.width, raster_.height) / first > kReductionSide) {
    first *= 2;
  }
  if (factor < first) {
    return nullptr;
  }
  if (reductions_.empty()) {
    firstReduction_ = first;
    buildReductions();
  }
  std::size_t level = 0;
  for (int at = first; at < factor && level + 1 < reductions_.size(); at *= 2) {
    ++level;
  }
  return reductions_[level];
}

void PixelReader::buildReductions() {
  const PixelWindow whole{0, 0, raster_.width, raster_.height};
  PixelBuffer all = makeBuffer(whole, firstReduction_, static_cast<int>(raster_.bands.size()));
  for (int row = 0; row < all.height; row += kStripRows) {
    readPart(all, whole, 0, row, all.width, std::min(kStripRows, all.height - row), 0);
    if (progress_) {
      progress_({Message(), static_cast<double>(row) / all.height});
    }
  }
  convert(all);
  reductions_.push_back(std::make_shared<const PixelBuffer>(std::move(all)));
  while (std::max(reductions_.back()->width, reductions_.back()->height) > 16) {
    reductions_.push_back(std::make_shared<const PixelBuffer>(halve(*reductions_.back(), raster_.isPalette)));
  }
}

PixelBuffer PixelReader::readFromDataset(const PixelWindow& window, int factor) {
  PixelWindow widened;
  widened.left = window.left / factor * factor;
  widened.top = window.top / factor * factor;
  widened.right = std::min(raster_.width, ceilDivide(window.right, factor) * factor);
  widened.bottom = std::min(raster_.height, ceilDivide(window.bottom, factor) * factor);
  PixelBuffer buffer = makeBuffer(widened, factor, static_cast<int>(raster_.bands.size()));
  readPart(buffer, widened, 0, 0, buffer.width, buffer.height, 0);
  convert(buffer);
  return buffer;
}

/// Reads a part of the buffer; where that fails, its quarters, so that a damaged block costs little more than itself.
void PixelReader::readPart(PixelBuffer& buffer, const PixelWindow& window, int column, int row, int width, int height,
                           int depth) {
  const std::string failure = readSamples(buffer, window, column, row, width, height);
  if (failure.empty()) {
    return;
  }
  if (depth >= kDeepestSplit || std::max(width, height) <= kSmallestPart) {
    damage_ = damage_.empty() ? failure : damage_;
    for (int r = row; r < row + height; ++r) {
      const auto first = buffer.weights.begin() + static_cast<std::ptrdiff_t>(r) * buffer.width + column;
      std::fill(first, first + width, std::uint8_t{0});
    }
    return;
  }
  const int left = (width + 1) / 2, top = (height + 1) / 2;
  readPart(buffer, window, column, row, left, top, depth + 1);
  if (width > left) {
    readPart(buffer, window, column + left, row, width - left, top, depth + 1);
  }
  if (height > top) {
    readPart(buffer, window, column, row + top, left, height - top, depth + 1);
  }
  if (width > left && height > top) {
    readPart(buffer, window, column + left, row + top, width - left, height - top, depth + 1);
  }
}

std::string PixelReader::readSamples(PixelBuffer& buffer, const PixelWindow& window, int column, int row, int width,
                                     int height) {
  const GdalErrorScope errors;
  GDALRasterIOExtraArg extra;
  INIT_RASTERIO_EXTRA_ARG(extra);
  extra.eResampleAlg = raster_.isPalette || raster_.isDecimatedByNearest ? GRIORA_NearestNeighbour : GRIORA_Average;
  extra.pfnProgress = showProgress;
  extra.pProgressData = &progress_;
  extra.bFloatingPointWindowValidity = TRUE;
  extra.dfXOff = static_cast<double>(window.left) + column * buffer.columnStep;
  extra.dfYOff = static_cast<double>(window.top) + row * buffer.rowStep;
  extra.dfXSize = width * buffer.columnStep;
  extra.dfYSize = height * buffer.rowStep;
  const int left = static_cast<int>(extra.dfXOff);
  const int top = static_cast<int>(extra.dfYOff);
  const int wide = std::max(1, static_cast<int>(std::min<double>(static_cast<double>(window.right),
                                                                 std::ceil(extra.dfXOff + extra.dfXSize - 1e-6))) -
                                   left);
  const int high = std::max(1, static_cast<int>(std::min<double>(static_cast<double>(window.bottom),
                                                                 std::ceil(extra.dfYOff + extra.dfYSize - 1e-6))) -
                                   top);
  const std::size_t at =
      static_cast<std::size_t>(row) * static_cast<std::size_t>(buffer.width) + static_cast<std::size_t>(column);
  constexpr GSpacing kSample = sizeof(float);
  const CPLErr read = raster_.dataset->RasterIO(
      GF_Read, left, top, wide, high, buffer.samples.data() + at, width, height, GDT_Float32, buffer.bands,
      raster_.bands.data(), kSample, kSample * buffer.width, kSample * static_cast<GSpacing>(buffer.area()), &extra);
  bool isRead = read == CE_None && !errors.hasFailed();
  if (isRead && raster_.hasMask) {
    GDALRasterBand* mask = raster_.shallowAlphaBand != 0
                               ? raster_.dataset->GetRasterBand(raster_.shallowAlphaBand)
                               : raster_.dataset->GetRasterBand(raster_.bands.front())->GetMaskBand();
    isRead = mask->RasterIO(GF_Read, left, top, wide, high, buffer.weights.data() + at, width, height, GDT_Byte, 1,
                            buffer.width, &extra) == CE_None;
  } else if (isRead) {
    for (int r = 0; r < height; ++r) {
      const auto first =
          buffer.weights.begin() + static_cast<std::ptrdiff_t>(at) + static_cast<std::ptrdiff_t>(r) * buffer.width;
      std::fill(first, first + width, std::uint8_t{255});
    }
  }
  // Errors of the library's own threads do not come to us.
  return isRead ? std::string() : errors.hasFailed() ? errors.reason() : "block not readable";
}

void PixelReader::convert(PixelBuffer& buffer) const {
  const Converter converter(raster_);
  const std::size_t area = buffer.area();
  const auto bands = static_cast<std::size_t>(buffer.bands);
  float* samples = buffer.samples.data();
  std::uint8_t* weights = buffer.weights.data();
  const bool arePlainBytes = raster_.isByte && !isHeights_;
  const bool mayBeEmpty = raster_.noData.has_value() || !arePlainBytes;
  for (std::size_t i = 0; mayBeEmpty && i < area; ++i) {
    bool isEmpty = true;
    for (std::size_t band = 0; band < bands; ++band) {
      isEmpty = isEmpty && converter.isNoData(samples[band * area + i]);
    }
    weights[i] = isEmpty ? std::uint8_t{0} : weights[i];
  }
  const bool areColoursPlain = raster_.isPalette || raster_.stretch.empty();
  for (std::size_t band = 0; band < bands && (isHeights_ || !areColoursPlain); ++band) {
    float* values = samples + band * area;
    for (std::size_t i = 0; i < area; ++i) {
      values[i] = isHeights_ ? converter.metres(values[i]) : converter.colour(values[i], band);
    }
  }
  for (std::size_t i = 0; i < area * bands && !arePlainBytes; ++i) {
    if (!std::isfinite(samples[i])) {  // whoever blends need not look
      samples[i] = 0.0F;
      weights[i % area] = 0;
    }
  }
}

}  // namespace belvedere::loaders::raster
