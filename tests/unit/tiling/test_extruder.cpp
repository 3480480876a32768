#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <glm/geometric.hpp>

#include "engine/tiling/absolute_builder.h"
#include "engine/tiling/extruder.h"

using namespace belvedere;
using namespace belvedere::tiling;

namespace {

class FakeGround final : public GroundHeights {
 public:
  explicit FakeGround(std::function<double(const glm::dvec2&)> height) : height_(std::move(height)) {}
  std::optional<double> heightAt(const glm::dvec2& scene) override {
    ++asked;
    const double height = height_(scene);
    return std::isfinite(height) ? std::optional(height) : std::nullopt;
  }
  double spacingMetres() const override { return 1.0; }
  int asked = 0;

 private:
  std::function<double(const glm::dvec2&)> height_;
};

using Rings = std::vector<std::vector<glm::dvec2>>;

void addPolygon(model::FeatureBatch& batch, std::uint32_t feature, const Rings& rings, double z) {
  model::PolygonPart polygon{feature, static_cast<std::uint32_t>(batch.rings.size()),
                             static_cast<std::uint32_t>(rings.size())};
  for (const auto& ring : rings) {
    batch.rings.push_back(
        {static_cast<std::uint32_t>(batch.positions.size()), static_cast<std::uint32_t>(ring.size())});
    for (const glm::dvec2& p : ring) {
      batch.positions.emplace_back(p.x, p.y, z);
    }
  }
  batch.polygons.push_back(polygon);
}

void addFeature(model::FeatureBatch& batch, std::optional<double> height, std::optional<double> base = {}) {
  batch.features.emplace_back();
  batch.attributes.beginFeature();
  if (height) {
    batch.attributes.addReal(batch.attributes.column("HAUTEUR", model::AttributeType::Real), *height);
  }
  if (base) {
    batch.attributes.addReal(batch.attributes.column("Z_MIN_SOL", model::AttributeType::Real), *base);
  }
}

double area(const model::FeatureBatch& batch, model::SurfaceKind kind) {
  double sum = 0.0;
  for (const model::Surface& surface : batch.surfaces) {
    for (std::uint32_t i = 0; surface.kind == kind && i < surface.indexCount; i += 3) {
      const glm::dvec3& a = batch.positions[batch.triangles[surface.firstIndex + i]];
      const glm::dvec3& b = batch.positions[batch.triangles[surface.firstIndex + i + 1]];
      const glm::dvec3& c = batch.positions[batch.triangles[surface.firstIndex + i + 2]];
      sum += 0.5 * glm::length(glm::cross(b - a, c - a));
    }
  }
  return sum;
}

/// Six times the volume that closed surfaces (with their floor) enclose; walls and roof alone give it with floor at z
/// 0.
double volumeAboveZero(const model::FeatureBatch& batch) {
  double sum = 0.0;
  for (std::size_t i = 0; i + 2 < batch.triangles.size(); i += 3) {
    const glm::dvec3& a = batch.positions[batch.triangles[i]];
    const glm::dvec3& b = batch.positions[batch.triangles[i + 1]];
    const glm::dvec3& c = batch.positions[batch.triangles[i + 2]];
    sum += glm::dot(a, glm::cross(b, c)) / 6.0;
  }
  return sum;
}

const Rings kYard{{{0.0, 0.0}, {20.0, 0.0}, {20.0, 10.0}, {0.0, 10.0}},
                  {{5.0, 2.0}, {10.0, 2.0}, {10.0, 8.0}, {5.0, 8.0}}};
const ExtrusionRules kRules{"HAUTEUR", 0.0, "Z_MIN_SOL", 0.0};

}  // namespace

TEST_CASE("A block has walls around outer ring and hole, a roof with its hole, all facing outwards") {
  for (const bool isReversed : {false, true}) {
    Rings rings = kYard;
    if (isReversed) {
      std::reverse(rings[0].begin(), rings[0].end());
      std::reverse(rings[1].begin(), rings[1].end());
    }
    model::FeatureBatch batch;
    addFeature(batch, 6.0, 0.0);
    addPolygon(batch, 0, rings, NAN);
    std::vector<std::uint32_t> flat;
    const ExtrusionCounts counts = Extruder(kRules).extrude(batch, nullptr, flat);
    CHECK(counts.blocks == 1);
    CHECK(flat.empty());
    CHECK(area(batch, model::SurfaceKind::Wall) == Approx((60.0 + 22.0) * 6.0));
    CHECK(area(batch, model::SurfaceKind::Roof) == Approx(200.0 - 30.0));
    CHECK(volumeAboveZero(batch) == Approx(170.0 * 6.0));
  }
}

TEST_CASE("A block stands on the lowest relief under the whole footprint, between its corners too") {
  model::FeatureBatch batch;
  addFeature(batch, 5.0, 999.0);
  addPolygon(batch, 0, {{{0.0, 0.0}, {20.0, 0.0}, {20.0, 10.0}, {0.0, 10.0}}}, NAN);
  FakeGround ground([](const glm::dvec2& p) { return 100.0 + std::abs(p.x - 7.0) + std::abs(p.y - 5.0); });
  std::vector<std::uint32_t> flat;
  Extruder(kRules).extrude(batch, &ground, flat);
  geo::Bounds3 bounds;
  for (const model::Surface& surface : batch.surfaces) {
    for (std::uint32_t i = 0; i < surface.positionCount; ++i) {
      bounds.add(batch.positions[surface.firstPosition + i]);
    }
  }
  CHECK(bounds.min.z == Approx(100.0).margin(1.0));
  CHECK(bounds.size().z == Approx(5.0));
  CHECK(ground.asked < 400);
}

TEST_CASE("The polygons of a multipolygon are one block with one base") {
  model::FeatureBatch batch;
  addFeature(batch, 4.0);
  addPolygon(batch, 0, {{{0.0, 0.0}, {5.0, 0.0}, {5.0, 5.0}, {0.0, 5.0}}}, NAN);
  addPolygon(batch, 0, {{{100.0, 0.0}, {105.0, 0.0}, {105.0, 5.0}, {100.0, 5.0}}}, NAN);
  FakeGround ground([](const glm::dvec2& p) { return p.x; });
  std::vector<std::uint32_t> flat;
  CHECK(Extruder(kRules).extrude(batch, &ground, flat).blocks == 1);
  for (const model::Surface& surface : batch.surfaces) {
    if (surface.kind == model::SurfaceKind::Roof) {
      CHECK(batch.positions[surface.firstPosition].z == Approx(4.0));
    }
  }
}

TEST_CASE("Outside the relief the base comes from the attribute, then from the polygon's own height, then from zero") {
  model::FeatureBatch batch;
  addFeature(batch, 10.0, 168.0);
  addFeature(batch, 10.0, -1000.0);  // a code for unknown
  addFeature(batch, 10.0);
  const Rings square{{{0.0, 0.0}, {5.0, 0.0}, {5.0, 5.0}, {0.0, 5.0}}};
  addPolygon(batch, 0, square, 190.0);
  addPolygon(batch, 1, square, 190.0);
  addPolygon(batch, 2, square, NAN);
  std::vector<std::uint32_t> flat;
  const ExtrusionCounts counts = Extruder(kRules).extrude(batch, nullptr, flat);
  CHECK(counts.withoutBase == 1);
  std::vector<double> tops;
  for (const model::Surface& surface : batch.surfaces) {
    if (surface.kind == model::SurfaceKind::Roof) {
      tops.push_back(batch.positions[surface.firstPosition].z);
    }
  }
  CHECK(tops == std::vector<double>{178.0, 190.0, 10.0});
}

TEST_CASE("Features without a height stay flat and are counted") {
  model::FeatureBatch batch;
  addFeature(batch, std::nullopt);
  addFeature(batch, -3.0);
  addFeature(batch, NAN);
  const Rings square{{{0.0, 0.0}, {5.0, 0.0}, {5.0, 5.0}, {0.0, 5.0}}};
  for (std::uint32_t i = 0; i < 3; ++i) {
    addPolygon(batch, i, square, 0.0);
  }
  std::vector<std::uint32_t> flat;
  const ExtrusionCounts counts = Extruder(kRules).extrude(batch, nullptr, flat);
  CHECK(counts.withoutHeight == 3);
  CHECK(flat == std::vector<std::uint32_t>{0, 1, 2});
  CHECK(batch.surfaces.empty());
  std::vector<std::uint32_t> none;
  CHECK(Extruder({"HAUTEUR", 2.5, "", 0.0}).extrude(batch, nullptr, none).blocks == 3);
}

TEST_CASE("Polygons at their own heights become two-sided surfaces, those without heights stay flat") {
  model::FeatureBatch batch;
  addPolygon(batch, 0, kYard, 50.0);
  addPolygon(batch, 1, kYard, NAN);
  geometry::PolygonTriangulator triangulator;
  std::vector<std::uint32_t> flat;
  CHECK(addPolygonSurfaces(batch, triangulator, flat) == 0);
  CHECK(flat == std::vector<std::uint32_t>{1});
  REQUIRE(batch.surfaces.size() == 1);
  CHECK(batch.surfaces[0].isTwoSided == 1);
  CHECK(area(batch, model::SurfaceKind::Unspecified) == Approx(170.0));
}

TEST_CASE("Lines and points with heights leave the batch at their heights") {
  model::FeatureBatch batch;
  batch.positions = {{0.0, 0.0, 5.0}, {10.0, 0.0, 6.0}, {0.0, 0.0, NAN}, {1.0, 2.0, 3.0}};
  batch.lines = {{0, 0, 2}, {1, 1, 2}};
  batch.points = {{2, 3}, {3, 2}};
  const LineMesh lines = takeLines(batch, 10);
  const SymbolSet symbols = takePoints(batch, 10);
  CHECK(lines.lineStarts == std::vector<std::uint32_t>{0, 2});
  CHECK(lines.features == std::vector<std::uint32_t>{10, 10});
  CHECK(lines.origin.z + static_cast<double>(lines.positions[1].z) == Approx(6.0));
  CHECK(symbols.features == std::vector<std::uint32_t>{12});
  CHECK(batch.lines.size() == 1);
  CHECK(batch.points.size() == 1);
}
