#pragma once

#include <cstddef>
#include <cstdint>

/// What the glTF and 3D Tiles readers refuse, whatever a file claims; far above sound data (see also
/// data_loaders/common/limits.h).
namespace belvedere::loaders::gltf::limits {

constexpr std::uint64_t kFileBytes = 1ULL << 30;        ///< one glTF, GLB, buffer or tile content
constexpr std::uint64_t kVertices = 64'000'000;         ///< of one accessor or compressed mesh
constexpr std::uint64_t kInventedVertices = 1'000'000;  ///< of an accessor without bytes behind it (all zeros)
constexpr std::uint64_t kUnpackedBytes = 1ULL << 30;    ///< of one compressed buffer view
constexpr std::size_t kNodeDepth = 512;                 ///< nodes within each other
constexpr std::size_t kInstances = 10'000'000;          ///< meshes placed by one file

}  // namespace belvedere::loaders::gltf::limits
