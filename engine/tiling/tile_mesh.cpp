#include "engine/tiling/tile_mesh.h"

#include <type_traits>

namespace belvedere::tiling {

namespace {

template <class... T>
std::size_t bytesOf(const std::vector<T>&... arrays) {
  return ((arrays.size() * sizeof(T)) + ...);
}

}  // namespace

std::size_t TileMesh::byteSize() const {
  std::size_t size = sizeof(*this) + bytesOf(positions, normals, features, kinds, colours, texcoords, indices, parts);
  for (const std::shared_ptr<const Image>& texture : textures) {
    size += texture ? texture->pixels.size() : 0;
  }
  return size;
}

std::size_t LineMesh::byteSize() const { return sizeof(*this) + bytesOf(positions, features, lineStarts); }

std::size_t SymbolSet::byteSize() const { return sizeof(*this) + bytesOf(positions, features); }

}  // namespace belvedere::tiling
