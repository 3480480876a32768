#include "data_loaders/citygml/id_index.h"

#include <algorithm>
#include <cstring>

#include "data_loaders/citygml/vocabulary.h"
#include "data_loaders/citygml/xml_cursor.h"

namespace belvedere::loaders::citygml {
namespace {

constexpr std::size_t kMostEntries = 8'000'000;  // 128 MiB

bool isGeometry(std::string_view name) {
  switch (lookUp(name).name) {
    case Name::Polygon:
    case Name::Tin:
    case Name::OrientableSurface:
    case Name::Solid:
    case Name::Geometry:
    case Name::Curve:
    case Name::Point:
      return true;
    default:
      return false;
  }
}

}  // namespace

void IdIndex::build() {
  const char* const begin = text_.data();
  const char* const last = begin + text_.size();
  constexpr std::string_view kId = "id=";
  const char* at = begin;
  while (entries_.size() < kMostEntries) {
    const auto* found =
        static_cast<const char*>(memmem(at, static_cast<std::size_t>(last - at), kId.data(), kId.size()));
    if (found == nullptr) {
      break;
    }
    at = found + kId.size();
    const auto* open = static_cast<const char*>(memrchr(begin, '<', static_cast<std::size_t>(found - begin)));
    if (open == nullptr || (found[-1] != ':' && found[-1] != ' ')) {
      continue;
    }
    XmlCursor cursor(open, last);
    if (cursor.nextChild() && isGeometry(cursor.tag().name)) {
      const IdHash id = hashId(cursor.tag().attribute("id"));
      if (id != 0) {
        entries_.push_back({id, static_cast<std::uint64_t>(open - begin)});
      }
    }
  }
  std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.id < b.id; });
}

const char* IdIndex::find(IdHash id) {
  std::call_once(once_, [this] { build(); });
  const auto found = std::lower_bound(entries_.begin(), entries_.end(), id,
                                      [](const Entry& entry, IdHash wanted) { return entry.id < wanted; });
  return found != entries_.end() && found->id == id ? text_.data() + found->offset : nullptr;
}

}  // namespace belvedere::loaders::citygml
