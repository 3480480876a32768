#pragma once

#include <cstddef>
#include <cstdint>

/// What a reader refuses, whatever the file claims. Each number stands far above sound data of its kind; meeting one is
/// an error or a diagnostic with ErrorCode::LimitExceeded, never a quiet cut.
namespace belvedere::loaders::limits {

constexpr std::size_t kHeadBytes = std::size_t{64} * 1024;  ///< what sniffing looks at
constexpr int kNesting = 512;                               ///< elements or arrays within each other
constexpr std::size_t kTextBytes = 16U << 20;               ///< one text value; longer is skipped and counted
constexpr std::size_t kFilesInRequest = 4096;               ///< files of one raster layer

// Textures and pictures
constexpr int kTextureSidePixels = 2048;         ///< a texture is scaled down to this
constexpr int kTextureSourceSidePixels = 16384;  ///< a larger picture is refused before it is decoded
constexpr std::uint64_t kTextureFileBytes = 256U << 20;
constexpr std::uint64_t kPicturesBytes = 32U << 20;  ///< decoded, of one batch: more go ahead of it

// Rasters
constexpr std::int64_t kRasterSidePixels = 4'000'000;      ///< world at 10 m; a larger one is refused
constexpr std::int64_t kRasterPixels = 4'000'000'000'000;  ///< 4 million million
constexpr int kRasterBands = 256;
constexpr int kRequestSidePixels = 4096;  ///< RasterRequest

// Archives
constexpr std::size_t kArchiveEntries = 10'000;
constexpr std::uint64_t kArchiveBytes = 2ULL << 30;     ///< unpacked
constexpr std::uint64_t kArchiveRatio = 100;            ///< unpacked to packed, past kArchiveRatioFree
constexpr std::uint64_t kArchiveRatioFree = 64U << 20;  ///< an archive that unpacks to less may pack better

// The web
constexpr std::uint64_t kServicesCacheBytes = 4ULL << 30;  ///< on disk, for all services together
constexpr std::uint64_t kWebFileBytes = 512U << 20;        ///< one file or document
constexpr std::uint64_t kMapTileBytes = 16U << 20;         ///< one tile of a map service
constexpr std::size_t kFetchesInFlight = 6;                ///< of one source, as browsers do

// The reader process
constexpr std::uint64_t kWorkerMemoryBytes = 4ULL << 30;
constexpr std::uint64_t kWorkerMessageBytes = 1ULL << 30;  ///< one batch or tile
constexpr int kWorkerBatchesInFlight = 3;

}  // namespace belvedere::loaders::limits
