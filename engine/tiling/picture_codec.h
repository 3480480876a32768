#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/core/image.h"
#include "engine/core/result.h"

namespace belvedere::tiling {

/// How hard a PNG is pressed: for the short life of an intermediate file, or for a tile that is kept.
enum class PngEffort { Quick, Small };

/// JPEG without chroma subsampling, of a quality at which no difference is seen beside the picture. RGB only. The same
/// pixels give the same bytes. Any thread.
std::vector<std::byte> encodeJpeg(const Image& picture);

/// PNG, RGB or RGBA, without loss. The same pixels give the same bytes. Any thread.
std::vector<std::byte> encodePng(const Image& picture, PngEffort effort);

/// Reads what these two wrote, from bytes that are not trusted: RGB or RGBA, at most `mostSide` pixels a side, which is
/// checked before memory is taken. Fails with InvalidData. Any thread.
Result<Image> decodePicture(std::span<const std::byte> bytes, int mostSide);

}  // namespace belvedere::tiling
