#pragma once

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace test {

/// Appends numbers as little-endian bytes.
template <class Number>
void put(std::string& bytes, Number value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof(Number));
}

template <class Number>
std::string packed(std::initializer_list<Number> values) {
  std::string bytes;
  for (const Number value : values) {
    put(bytes, value);
  }
  return bytes;
}
template <class Number>
std::string packed(const std::vector<Number>& values) {
  std::string bytes;
  for (const Number value : values) {
    put(bytes, value);
  }
  return bytes;
}

inline std::string padded(std::string text, char with, std::size_t to = 8) {
  while (text.size() % to != 0) {
    text += with;
  }
  return text;
}

/// A GLB of a JSON text and a binary chunk.
inline std::string glb(std::string json, std::string binary, std::uint32_t version = 2) {
  json = padded(std::move(json), ' ', 4);
  binary = padded(std::move(binary), '\0', 4);
  std::string bytes = "glTF";
  put(bytes, version);
  put(bytes, static_cast<std::uint32_t>(12 + 8 + json.size() + (binary.empty() ? 0 : 8 + binary.size())));
  put(bytes, static_cast<std::uint32_t>(json.size()));
  bytes += "JSON" + json;
  if (!binary.empty()) {
    put(bytes, static_cast<std::uint32_t>(binary.size()));
    bytes += std::string("BIN\0", 4) + binary;
  }
  return bytes;
}

/// Gathers views and accessors for a small GLB.
class GlbBuilder {
 public:
  static constexpr int kUnsignedByte = 5121, kShort = 5122, kUnsignedShort = 5123, kUnsignedInt = 5125, kFloat = 5126;

  std::size_t view(const std::string& bytes, const std::string& more = {}) {
    binary_ = padded(std::move(binary_), '\0', 8);
    views_ += (views_.empty() ? "" : ",") + std::string(R"({"buffer":0,"byteOffset":)") +
              std::to_string(binary_.size()) + R"(,"byteLength":)" + std::to_string(bytes.size()) + more + "}";
    binary_ += bytes;
    return viewCount_++;
  }
  std::size_t rawView(const std::string& json) {
    views_ += (views_.empty() ? "" : ",") + json;
    return viewCount_++;
  }
  std::size_t append(const std::string& bytes) {
    binary_ = padded(std::move(binary_), '\0', 8);
    binary_ += bytes;
    return binary_.size() - bytes.size();
  }
  std::size_t accessor(std::size_t view, int component, std::size_t count, const std::string& type,
                       const std::string& more = {}) {
    return rawAccessor(R"({"bufferView":)" + std::to_string(view) + R"(,"componentType":)" + std::to_string(component) +
                       R"(,"count":)" + std::to_string(count) + R"(,"type":")" + type + '"' + more + "}");
  }
  std::size_t rawAccessor(const std::string& json) {
    accessors_ += (accessors_.empty() ? "" : ",") + json;
    return accessorCount_++;
  }
  std::size_t floats(const std::vector<float>& values, const std::string& type) {
    const std::size_t components = type == "VEC3" ? 3 : type == "VEC2" ? 2 : type == "VEC4" ? 4 : 1;
    return accessor(view(packed(values)), kFloat, values.size() / components, type);
  }
  std::size_t shorts(const std::vector<std::uint16_t>& values) {
    return accessor(view(packed(values)), kUnsignedShort, values.size(), "SCALAR");
  }

  /// `rest` holds the other members ("meshes", "nodes", …); `moreBuffers` further buffers.
  std::string json(const std::string& rest, const std::string& moreBuffers = {}) const {
    return R"({"asset":{"version":"2.0"},"scene":0,"buffers":[{"byteLength":)" + std::to_string(binary_.size()) + "}" +
           moreBuffers + R"(],"bufferViews":[)" + views_ + R"(],"accessors":[)" + accessors_ + "]," + rest + "}";
  }
  std::string build(const std::string& rest, const std::string& moreBuffers = {}) const {
    return glb(json(rest, moreBuffers), binary_);
  }
  const std::string& binary() const { return binary_; }

 private:
  std::string binary_, views_, accessors_;
  std::size_t viewCount_ = 0, accessorCount_ = 0;
};

/// A unit cube from (0, 0, 0) to (1, 1, 1) in a model's own axes, 12 triangles outwards, no vertex shared by two faces.
inline std::vector<float> cubePositions() {
  const float c[8][3] = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}, {0, 0, 1}, {1, 0, 1}, {1, 1, 1}, {0, 1, 1}};
  const int quads[6][4] = {{0, 3, 2, 1}, {4, 5, 6, 7}, {0, 1, 5, 4}, {1, 2, 6, 5}, {2, 3, 7, 6}, {3, 0, 4, 7}};
  std::vector<float> out;
  for (const auto& quad : quads) {
    for (const int corner : {0, 1, 2, 0, 2, 3}) {
      out.insert(out.end(), c[quad[corner]], c[quad[corner]] + 3);
    }
  }
  return out;
}

/// A GLB of one cube, with the members given added to its primitive, node and root.
inline std::string cubeGlb(const std::string& inNode = {}, const std::string& inRoot = {},
                           const std::string& inPrimitive = {}) {
  GlbBuilder builder;
  const auto positions = builder.floats(cubePositions(), "VEC3");
  return builder.build(R"("scenes":[{"nodes":[0]}],"nodes":[{"mesh":0)" + inNode +
                       R"(}],"meshes":[{"primitives":[{"attributes":{"POSITION":)" + std::to_string(positions) + "}" +
                       inPrimitive + "}]}]" + inRoot);
}

/// A GLB of cubes side by side along x, each with its number at its vertices.
inline std::string batchedGlb(std::size_t cubes, const std::string& attribute = "_BATCHID") {
  std::vector<float> positions, ids;
  for (std::size_t i = 0; i < cubes; ++i) {
    const std::vector<float> cube = cubePositions();
    for (std::size_t k = 0; k < cube.size(); ++k) {
      positions.push_back(cube[k] + (k % 3 == 0 ? static_cast<float>(2 * i) : 0.0F));
    }
    ids.insert(ids.end(), 36, static_cast<float>(i));
  }
  GlbBuilder builder;
  const auto where = builder.floats(positions, "VEC3");
  const auto which = builder.floats(ids, "SCALAR");
  return builder.build(
      R"("scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],"meshes":[{"primitives":[{"attributes":{"POSITION":)" +
      std::to_string(where) + ",\"" + attribute + "\":" + std::to_string(which) + "}}]}]");
}

}  // namespace test
