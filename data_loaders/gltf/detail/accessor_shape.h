#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "data_loaders/gltf/json_document.h"

namespace belvedere::loaders::gltf {

/// glTF's own numbers of its component types.
enum class ComponentType : std::uint16_t {
  Byte = 5120,
  UnsignedByte = 5121,
  Short = 5122,
  UnsignedShort = 5123,
  UnsignedInt = 5125,
  Float = 5126
};

/// What an accessor's elements are and how many.
struct AccessorShape {
  ComponentType type = ComponentType::Float;
  unsigned componentBytes = 4;
  unsigned components = 1;
  std::uint64_t count = 0;
  bool isNormalised = false;

  /// Nothing where a member is missing, unknown or too large.
  static std::optional<AccessorShape> of(const JsonValue& accessor);
  /// Of one of glTF's component types; 0 for any other number.
  static unsigned componentBytesOf(std::uint64_t type);
  static unsigned componentsOf(std::string_view type);

  std::uint64_t elementBytes() const { return std::uint64_t{components} * componentBytes; }
  /// Whether all elements lie inside a run of `bytes` bytes.
  bool fits(std::uint64_t bytes, std::uint64_t offset, std::uint64_t stride) const {
    return count == 0 || (offset <= bytes && elementBytes() <= bytes - offset &&
                          (count - 1) <= (bytes - offset - elementBytes()) / stride);
  }
};

}  // namespace belvedere::loaders::gltf
