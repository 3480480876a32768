#include "engine/tiling/detail/tile_writer.h"

#include <algorithm>

#include "engine/tiling/bake_file.h"

namespace belvedere::tiling::detail {

namespace {

Status writeBelow(const std::filesystem::path& target, std::span<const std::byte> bytes) {
  std::error_code ignored;  // the writing says what is wrong
  std::filesystem::create_directories(target.parent_path(), ignored);
  return writeBakeFile(target, bytes);
}

}  // namespace

Result<double> writeTile(const std::filesystem::path& folder, BakedTile& tile, const ExactMesh& mesh,
                         const TilePrecision& precision) {
  const EncodedTile encoded = encodeTile(mesh, precision);
  tile.bounds.add(mesh.bounds());
  tile.triangles = static_cast<std::uint32_t>(mesh.triangleCount());
  tile.vertices = static_cast<std::uint32_t>(mesh.positions.size());
  tile.objects = static_cast<std::uint32_t>(mesh.objects.size());
  tile.pictureBytes = mesh.decodedPictureBytes();
  tile.glbBytes = encoded.glb.size();
  tile.glbHash = hashOf(encoded.glb);
  Status status = writeBelow(folder / tile.glbPath(), encoded.glb);
  if (status && precision.keepsExact) {
    tile.exactBytes = encoded.exact.size();
    tile.exactHash = hashOf(encoded.exact);
    status = writeBelow(folder / tile.exactPath(), encoded.exact);
  }
  return status ? Result<double>(encoded.quantisationMetres) : tl::unexpected(status.error());
}

}  // namespace belvedere::tiling::detail
