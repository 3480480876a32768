#include "data_loaders/citygml/member_model.h"

#include <cstring>

namespace belvedere::loaders::citygml {
namespace {

// Keeps the memory of ordinary members for the next one, but not that of a giant.
template <class T>
void empty(std::vector<T>& items) {
  constexpr std::size_t kKeptBytes = std::size_t{8} << 20U;
  items.clear();
  if (items.capacity() * sizeof(T) > kKeptBytes) {
    items.shrink_to_fit();
  }
}

}  // namespace

void MemberModel::clear() {
  empty(features);
  empty(attributes);
  empty(positions);
  empty(rings);
  empty(polygons);
  empty(lines);
  empty(named);
  empty(references);
  empty(instances);
  empty(surfacesWithAttributes);
  appearance.clear();
  isTooLarge = isCut = false;
  libraryObjects = grids = 0;
  arena.release();
}

std::string_view MemberModel::keep(std::string_view text) {
  if (text.empty()) {
    return {};
  }
  auto* copy = static_cast<char*>(arena.allocate(text.size(), 1));
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

}  // namespace belvedere::loaders::citygml
