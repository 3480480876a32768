#include <array>
#include <catch2/catch.hpp>

#include "engine/model/shell_orientation.h"

using namespace belvedere;
using model::markImpliedRoofs;
using model::SurfaceKind;
using model::turnOutwards;

namespace {

constexpr glm::dvec3 kPlace(648'000.0, 6'862'000.0, 35.0);
constexpr std::array<std::array<int, 4>, 6> kFaces{
    {{3, 2, 1, 0}, {4, 5, 6, 7}, {0, 1, 5, 4}, {1, 2, 6, 5}, {2, 3, 7, 6}, {3, 0, 4, 7}}};
constexpr std::size_t kGround = 0;
constexpr std::size_t kTop = 1;

std::uint32_t addFeature(model::FeatureBatch& batch, const std::string& type, std::uint32_t parent = model::kNone) {
  batch.types.push_back(type);
  model::Feature feature;
  feature.idOffset = batch.ids.size();
  const std::string id = "f" + std::to_string(batch.features.size());
  feature.idLength = static_cast<std::uint32_t>(id.size());
  batch.ids += id;
  feature.type = static_cast<std::uint16_t>(batch.types.size() - 1);
  feature.parent = parent;
  batch.features.push_back(feature);
  return static_cast<std::uint32_t>(batch.features.size() - 1);
}

/// A face of a box of 10 m, 8 m and 6 m as a surface of two triangles.
void addFace(model::FeatureBatch& batch, std::uint32_t feature, std::size_t face, bool isTurned) {
  model::Surface surface;
  surface.feature = feature;
  surface.lod = 10;
  surface.firstIndex = static_cast<std::uint32_t>(batch.triangles.size());
  surface.firstPosition = static_cast<std::uint32_t>(batch.positions.size());
  surface.indexCount = 6;
  surface.positionCount = 4;
  for (const int corner : kFaces[face]) {
    const int around = corner % 4;
    batch.positions.push_back(
        kPlace + glm::dvec3(around == 1 || around == 2 ? 10.0 : 0.0, around >= 2 ? 8.0 : 0.0, corner >= 4 ? 6.0 : 0.0));
  }
  for (const std::uint32_t index : {0U, 1U, 2U, 0U, 2U, 3U}) {
    batch.triangles.push_back(surface.firstPosition + (isTurned && index != 0 ? 4 - index : index));
  }
  batch.surfaces.push_back(surface);
}

model::FeatureBatch box(bool isTurned, const std::string& type = "Building") {
  model::FeatureBatch batch;
  const std::uint32_t feature = addFeature(batch, type);
  for (std::size_t face = 0; face < kFaces.size(); ++face) {
    addFace(batch, feature, face, isTurned);
  }
  return batch;
}

void removeFace(model::FeatureBatch& batch, std::size_t face) {
  batch.surfaces.erase(batch.surfaces.begin() + static_cast<std::ptrdiff_t>(face));
}

bool isTurnedRound(model::FeatureBatch batch) {
  const std::vector<std::uint32_t> before = batch.triangles;
  Diagnostics diagnostics;
  turnOutwards(batch, diagnostics);
  const bool isSaid = diagnostics.find("solid-405") != nullptr;
  CHECK(isSaid == (before != batch.triangles));
  return isSaid;
}

}  // namespace

TEST_CASE("A closed box that faces inwards is turned round and named, one that faces outwards is left alone") {
  CHECK_FALSE(isTurnedRound(box(false)));
  model::FeatureBatch batch = box(true);
  Diagnostics diagnostics;
  turnOutwards(batch, diagnostics);
  REQUIRE(diagnostics.find("solid-405") != nullptr);
  CHECK(diagnostics.find("solid-405")->where == std::vector<std::string>{"f0"});
  CHECK_FALSE(isTurnedRound(batch));  // it is right now
}

TEST_CASE("A box without its ground, or without its roof, shows which side is out all the same") {
  for (const std::size_t face : {kGround, kTop}) {
    for (const bool isTurned : {false, true}) {
      model::FeatureBatch batch = box(isTurned);
      removeFace(batch, face);
      INFO(face << " " << isTurned);
      // Walls that face inwards about an open top could as well be a basin's: they are left alone.
      CHECK(isTurnedRound(batch) == (isTurned && face == kGround));
    }
  }
}

TEST_CASE("An opening counts with the wall that it is an opening of") {
  for (const bool isTurned : {false, true}) {
    model::FeatureBatch batch = box(isTurned);
    batch.surfaces.back().feature = addFeature(batch, "Window", 0);
    CHECK(isTurnedRound(batch) == isTurned);
  }
}

TEST_CASE("What is wrong in part, open at a side, seen from within or of unknown sides is left alone") {
  model::FeatureBatch part = box(true);
  for (std::uint32_t i = 0; i < 2; ++i) {
    std::swap(part.triangles[part.surfaces[3].firstIndex + 3 * i + 1],
              part.triangles[part.surfaces[3].firstIndex + 3 * i + 2]);
  }
  CHECK_FALSE(isTurnedRound(part));
  model::FeatureBatch open = box(true);
  removeFace(open, 3);
  CHECK_FALSE(isTurnedRound(open));
  CHECK_FALSE(isTurnedRound(box(true, "BuildingRoom")));
  model::FeatureBatch within = box(true);
  within.surfaces[2].kind = SurfaceKind::InteriorWall;
  CHECK_FALSE(isTurnedRound(within));
  model::FeatureBatch unknown = box(true);
  unknown.surfaces[2].isTwoSided = 1;
  CHECK_FALSE(isTurnedRound(unknown));
  CHECK_FALSE(isTurnedRound({}));
}

TEST_CASE("Levels of detail are judged each by itself") {
  model::FeatureBatch batch = box(false);
  for (std::size_t face = 0; face < kFaces.size(); ++face) {
    addFace(batch, 0, face, true);
    batch.surfaces.back().lod = 20;
  }
  CHECK(isTurnedRound(batch));
  Diagnostics diagnostics;
  turnOutwards(batch, diagnostics);
  CHECK(diagnostics.find("solid-405")->count == 1);
  CHECK_FALSE(isTurnedRound(batch));
}

TEST_CASE("What looks upwards of a building without kinds is a roof; kinds that are stated stay") {
  model::FeatureBatch batch = box(false);
  batch.surfaces[2].kind = SurfaceKind::Wall;
  markImpliedRoofs(batch);
  CHECK(batch.surfaces[kTop].kind == SurfaceKind::ImpliedRoof);
  CHECK(batch.surfaces[kGround].kind == SurfaceKind::Unspecified);
  CHECK(batch.surfaces[2].kind == SurfaceKind::Wall);
  CHECK(batch.surfaces[3].kind == SurfaceKind::Unspecified);
  CHECK(surfaceKindName(SurfaceKind::ImpliedRoof).empty());
  model::FeatureBatch tree = box(false, "SolitaryVegetationObject");
  markImpliedRoofs(tree);
  CHECK(tree.surfaces[kTop].kind == SurfaceKind::Unspecified);
}
