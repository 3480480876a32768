#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace belvedere::loaders::citygml {

/// A gml:id or the fragment of an xlink, as a 64-bit hash; 0 stands for "no id".
using IdHash = std::uint64_t;

inline IdHash hashId(std::string_view id) {
  if (id.empty()) {
    return 0;
  }
  std::uint64_t hash = id.size() * 0x9E3779B97F4A7C15U + 1;
  const auto mix = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * 0xD6E8FEB86659FD93U;
    hash ^= hash >> 29U;
  };
  const char* p = id.data();
  std::size_t left = id.size();
  for (; left >= 8; left -= 8, p += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, p, 8);
    mix(word);
  }
  std::uint64_t word = 0;
  std::memcpy(&word, p, left);
  mix(word);
  mix(hash >> 32U);
  return hash == 0 ? 1 : hash;
}

/// The hash of what "#id" points at; 0 for anything else (another file).
inline IdHash hashFragment(std::string_view href) {
  return !href.empty() && href.front() == '#' ? hashId(href.substr(1)) : 0;
}

/// Maps ids to numbers; made to be cleared and filled again without allocating. The first of two equal ids stays.
class IdTable {
 public:
  static constexpr std::uint32_t kAbsent = 0xFFFFFFFFU;

  void clear() {
    if (count_ != 0) {
      // One large member must not make clearing dear for all small ones after it.
      const bool isOversized = slots_.size() > 4096 && count_ * 32 < slots_.size();
      slots_.assign(isOversized ? slots_.size() / 2 : slots_.size(), Slot());
      count_ = 0;
    }
  }
  std::size_t size() const { return count_; }

  void insert(IdHash id, std::uint32_t value) {
    if (2 * (count_ + 1) > slots_.size()) {
      grow();
    }
    Slot& slot = slotOf(id);
    if (slot.id == 0) {
      slot = {id, value};
      ++count_;
    }
  }
  std::uint32_t find(IdHash id) const {
    if (count_ == 0) {
      return kAbsent;
    }
    const Slot& slot = const_cast<IdTable*>(this)->slotOf(id);
    return slot.id == id ? slot.value : kAbsent;
  }

 private:
  struct Slot {
    IdHash id = 0;
    std::uint32_t value = 0;
  };
  Slot& slotOf(IdHash id) {
    std::size_t i = id & (slots_.size() - 1);
    while (slots_[i].id != 0 && slots_[i].id != id) {
      i = (i + 1) & (slots_.size() - 1);
    }
    return slots_[i];
  }
  void grow() {
    std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.id != 0) {
        slotOf(slot.id) = slot;
      }
    }
  }

  std::vector<Slot> slots_;
  std::size_t count_ = 0;
};

}  // namespace belvedere::loaders::citygml
