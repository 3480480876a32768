// Meshes packed by Draco and meshoptimizer, packed here by the same libraries.
#include <draco/compression/encode.h>
#include <draco/mesh/triangle_soup_mesh_builder.h>
#include <meshoptimizer.h>

#include "data_loaders/gltf/gltf_loader.h"
#include "tests/unit/gltf/glb_builder.h"
#include "tests/unit/gltf/opened_files.h"
#include "tests/unit/gltf/packed_meshes.h"

using namespace belvedere;
using namespace test;

namespace {

const loaders::Loader kLoader = loaders::gltf::makeLoader();

Reading readGlb(const std::string& bytes) {
  const Files files;
  return read(*open(kLoader, files.write("model.glb", bytes)));
}

}  // namespace

TEST_CASE("A Draco mesh is unpacked, feature ids included") {
  const Reading reading = readGlb(dracoGlb());
  CHECK(reading.diagnostics.isEmpty());
  CHECK(reading.triangleCount() == 24);
  CHECK(reading.featureCount() == 2);
  CHECK(isBox(reading.bounds(), {0, -1, 0}, {11, 0, 1}, 1e-3));
  CHECK(volume(reading.only()) == Approx(2.0).epsilon(0.01));
}

TEST_CASE("Views packed by meshoptimizer are unpacked, also where the buffer they replace has no bytes") {
  const Reading reading = readGlb(meshoptGlb());
  CHECK(reading.diagnostics.isEmpty());
  CHECK(reading.triangleCount() == 12);
  CHECK(isBox(reading.bounds(), {0, -1, 0}, {1, 0, 1}));
  CHECK(volume(reading.only()) == Approx(1.0));
}

TEST_CASE("A damaged packed mesh costs itself only") {
  std::string draco = dracoGlb();
  const auto at = draco.find("DRACO");
  REQUIRE(at != std::string::npos);
  draco.replace(at, 5, "NACHO");
  const Reading reading = readGlb(draco);
  CHECK(reading.batches.empty());
  CHECK(reading.has("gltf-part-damaged"));
  std::string meshopt = meshoptGlb();
  meshopt.replace(meshopt.find("\"byteStride\":12"), 15, "\"byteStride\":13");
  CHECK(readGlb(meshopt).has("gltf-part-damaged"));
}
