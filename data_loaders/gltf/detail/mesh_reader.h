#pragma once

#include <optional>

#include "data_loaders/gltf/detail/document.h"
#include "data_loaders/gltf/model.h"

namespace belvedere::loaders::gltf {

/// Which texture coordinates a material's picture uses, and how they are moved (KHR_texture_transform).
struct TexcoordUse {
  unsigned set = 0;
  glm::vec2 offset{0.0F};
  glm::vec2 scale{1.0F};
  float rotationRadians = 0.0F;
  bool isUsed = false;
};

/// Reads primitives: accessors or Draco, features, colours.
class MeshReader {
 public:
  MeshReader(Document& document, const std::vector<TexcoordUse>& uses, Diagnostics& diagnostics)
      : document_(document), uses_(uses), diagnostics_(diagnostics) {}

  Mesh read(const JsonValue& mesh);

 private:
  struct Source;
  std::optional<Primitive> readPrimitive(const JsonValue& json);
  bool readVertices(const JsonValue& json, Source& source, Primitive& primitive);
  void readFeatures(const JsonValue& json, Source& source, Primitive& primitive);
  bool readIndices(const JsonValue& json, Source& source, Primitive& primitive);
  std::optional<Primitive> damaged(const char* part);

  Document& document_;
  const std::vector<TexcoordUse>& uses_;
  Diagnostics& diagnostics_;
};

}  // namespace belvedere::loaders::gltf
