#pragma once

#include <string>
#include <vector>

#include "tests/unit/gltf/glb_builder.h"
#include "tests/unit/gltf/opened_files.h"

namespace test {

/// A b3dm, i3dm or pnts of its parts (3D Tiles 1.0, clause 8).
inline std::string tile(const std::string& magic, std::string featureJson, std::string featureBinary,
                        std::string batchJson, std::string batchBinary, std::string body,
                        std::uint32_t gltfFormat = 1) {
  featureJson = padded(std::move(featureJson), ' ');
  featureBinary = padded(std::move(featureBinary), '\0');
  batchJson = padded(std::move(batchJson), ' ');
  batchBinary = padded(std::move(batchBinary), '\0');
  const std::size_t header = magic == "i3dm" ? 32 : 28;
  while ((header + featureJson.size() + featureBinary.size() + batchJson.size() + batchBinary.size() + body.size()) %
             8 !=
         0) {
    body += '\0';
  }
  std::string bytes = magic;
  put(bytes, std::uint32_t{1});
  put(bytes, static_cast<std::uint32_t>(header + featureJson.size() + featureBinary.size() + batchJson.size() +
                                        batchBinary.size() + body.size()));
  for (const std::string* part : {&featureJson, &featureBinary, &batchJson, &batchBinary}) {
    put(bytes, static_cast<std::uint32_t>(part->size()));
  }
  if (magic == "i3dm") {
    put(bytes, gltfFormat);
  }
  return bytes + featureJson + featureBinary + batchJson + batchBinary + body;
}

inline std::string b3dm(const std::string& featureJson, const std::string& batchJson, const std::string& body) {
  return tile("b3dm", featureJson, {}, batchJson, {}, body);
}

/// Cubes with the ids "a", "b", …
inline std::string cubes(std::size_t count, const std::string& prefix = {}) {
  std::string ids;
  for (std::size_t i = 0; i < count; ++i) {
    ids += (i == 0 ? "\"" : ",\"") + prefix + static_cast<char>('a' + i) + '"';
  }
  return b3dm(R"({"BATCH_LENGTH":)" + std::to_string(count) + "}", R"({"id":[)" + ids + "]}", batchedGlb(count));
}

inline std::string composite(const std::vector<std::string>& tiles) {
  std::string body;
  for (const std::string& inner : tiles) {
    body += inner;
  }
  std::string bytes = "cmpt";
  put(bytes, std::uint32_t{1});
  put(bytes, static_cast<std::uint32_t>(16 + body.size()));
  put(bytes, static_cast<std::uint32_t>(tiles.size()));
  return bytes + body;
}

/// A tileset around its root tile's members.
inline std::string tileset(const std::string& root, const std::string& more = {}, const std::string& version = "1.0",
                           const std::string& inAsset = {}) {
  return R"({"asset":{"version":")" + version + '"' + inAsset + R"(},"geometricError":500)" + more +
         R"(,"root":{"boundingVolume":{"sphere":[0,0,0,1e30]},"geometricError":10,)" + root + "}}";
}

inline std::string moved(double x, double y, double z) {
  char text[200];
  std::snprintf(text, sizeof text, R"("transform":[1,0,0,0,0,1,0,0,0,0,1,0,%.17g,%.17g,%.17g,1])", x, y, z);
  return text;
}

inline std::string content(const std::string& uri) { return R"("content":{"uri":")" + uri + R"("})"; }

/// The ids of all features, in order, with blanks between.
inline std::string ids(const Reading& reading) {
  std::string joined;
  for (const auto& batch : reading.batches) {
    for (const auto& feature : batch.features) {
      joined += (joined.empty() ? "" : " ") + std::string(batch.id(feature));
    }
  }
  return joined;
}

}  // namespace test
