#pragma once

#include <cstdint>
#include <filesystem>

namespace belvedere::bench {

/// Writes a LAS 1.4 file (point format 7, EPSG:2154 as WKT) of a made-up town as an airborne scanner sees it: hilly
/// ground, streets, houses with gabled roofs and walls, trees; coloured and classified; in flight lines, about 13
/// points per square metre. The same count gives the same file. False where it cannot be written.
bool writeCloudTown(const std::filesystem::path& path, std::uint64_t points);

}  // namespace belvedere::bench
