#pragma once

#include <cstddef>
#include <cstdint>

/// What the writer and the reader of baked tiles agree on.
namespace belvedere::tiling::glb {

constexpr std::uint32_t kMagic = 0x46546C67;  // "glTF"
constexpr std::uint32_t kVersion = 2;
constexpr std::uint32_t kJsonChunk = 0x4E4F534A;
constexpr std::uint32_t kBinaryChunk = 0x004E4942;
constexpr std::uint32_t kExactMagic = 0x45564C42;  // "BLVE"

// glTF's numbers for component types, targets and modes
constexpr int kByte = 5120;
constexpr int kUnsignedByte = 5121;
constexpr int kUnsignedShort = 5123;
constexpr int kUnsignedInt = 5125;
constexpr int kFloat = 5126;
constexpr int kArrayBuffer = 34962;
constexpr int kElementArrayBuffer = 34963;
constexpr int kLinear = 9729;
constexpr int kLinearMipmapLinear = 9987;
constexpr int kRepeat = 10497;
constexpr int kClampToEdge = 33071;

constexpr const char* kMeshopt = "EXT_meshopt_compression";
constexpr const char* kFeatureAttribute = "_FEATURE_ID_0";
constexpr const char* kKindAttribute = "_SURFACE_KIND";

constexpr std::size_t padded(std::size_t bytes, std::size_t to) { return (bytes + to - 1) / to * to; }

}  // namespace belvedere::tiling::glb
