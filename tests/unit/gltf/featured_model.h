#pragma once

#include "tests/unit/gltf/glb_builder.h"

namespace test {

/// Two triangles, features 0 and 1 of a property table with a property of each kind.
inline std::string featuredGlb() {
  GlbBuilder builder;
  const auto positions = builder.floats({0, 0, 0, 1, 0, 0, 0, 1, 0, 5, 0, 0, 6, 0, 0, 5, 1, 0}, "VEC3");
  const auto ids = builder.shorts({0, 0, 0, 1, 1, 1});
  const auto names = builder.view("LyonParis");
  const auto nameOffsets = builder.view(packed<std::uint32_t>({0, 4, 9}));
  const auto heights = builder.view(packed<std::uint16_t>({125, 7}));
  const auto floors = builder.view(packed<std::int32_t>({4, -1}));
  const auto flags = builder.view(std::string("\x02", 1));
  const auto uses = builder.view(packed<std::uint8_t>({2, 1}));
  const auto lists = builder.view(packed<std::uint8_t>({1, 2, 3}));
  const auto listOffsets = builder.view(packed<std::uint8_t>({0, 1, 3}));
  const auto property = [](const char* name, std::size_t view, const std::string& more = {}) {
    return std::string("\"") + name + R"(":{"values":)" + std::to_string(view) + more + "}";
  };
  const std::string schema =
      R"({"id":"s","enums":{"use":{"valueType":"UINT8","values":[{"name":"Housing","value":1},{"name":"Office","value":2}]}},)"
      R"("classes":{"building":{"properties":{"name":{"type":"STRING","semantic":"ID"},)"
      R"("height":{"type":"SCALAR","componentType":"UINT16","scale":0.1,"unit":"m"},)"
      R"("floors":{"type":"SCALAR","componentType":"INT32","noData":-1},"listed":{"type":"BOOLEAN"},)"
      R"("use":{"type":"ENUM","enumType":"use"},"list":{"type":"SCALAR","componentType":"UINT8","array":true}}}}})";
  const std::string table =
      R"({"class":"building","count":2,"properties":{)" +
      property("name", names, R"(,"stringOffsets":)" + std::to_string(nameOffsets)) + "," +
      property("height", heights) + "," + property("floors", floors) + "," + property("listed", flags) + "," +
      property("use", uses) + "," +
      property("list", lists, R"(,"arrayOffsetType":"UINT8","arrayOffsets":)" + std::to_string(listOffsets)) + "}}";
  return builder.build(
      R"("extensions":{"EXT_structural_metadata":{"schema":)" + schema + R"(,"propertyTables":[)" + table +
      R"(]}},"scenes":[{"nodes":[0]}],)"
      R"("nodes":[{"mesh":0}],"meshes":[{"primitives":[{"attributes":{"POSITION":)" +
      std::to_string(positions) + R"(,"_FEATURE_ID_0":)" + std::to_string(ids) +
      R"(},"extensions":{"EXT_mesh_features":{"featureIds":[{"featureCount":2,"attribute":0,"propertyTable":0}]}}}]}])");
}

}  // namespace test
