#include "tests/golden/village.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "tests/golden/mesh_builder.h"

namespace belvedere::golden {
namespace {

using model::SurfaceKind;

constexpr double kHalf = 240.0;  // of the village's side
constexpr double kStep = 6.0;    // of the ground's grid
constexpr int kTilesPerSide = 2;
constexpr int kCells = static_cast<int>(kHalf * 2 / kStep) / kTilesPerSide;

double hill(double x, double y) {
  return 34.0 * std::exp(-((x + 60.0) * (x + 60.0) + (y - 110.0) * (y - 110.0)) / 17000.0) +
         16.0 * std::exp(-((x - 170.0) * (x - 170.0) + (y - 40.0) * (y - 40.0)) / 9000.0) -
         9.0 * std::exp(-((x - 0.12 * y - 90.0) * (x - 0.12 * y - 90.0)) / 1100.0) + 2.0 * std::sin(x / 45.0);
}

glm::i8vec4 hillNormal(double x, double y) {
  const double dx = (hill(x + 1, y) - hill(x - 1, y)) * 0.5;
  const double dy = (hill(x, y + 1) - hill(x, y - 1)) * 0.5;
  const double scale = 127.0 / std::sqrt(dx * dx + dy * dy + 1.0);
  return {static_cast<std::int8_t>(std::lround(-dx * scale)), static_cast<std::int8_t>(std::lround(-dy * scale)),
          static_cast<std::int8_t>(std::lround(scale)), 0};
}

void addSkirt(tiling::TileMesh& mesh, const std::vector<std::uint32_t>& edge) {
  for (std::size_t i = 0; i + 1 < edge.size(); ++i) {
    const auto low = static_cast<std::uint32_t>(mesh.positions.size());
    for (const std::uint32_t top : {edge[i], edge[i + 1]}) {
      mesh.positions.push_back(mesh.positions[top] - glm::vec3(0.0F, 0.0F, 8.0F));
      mesh.normals.push_back(mesh.normals[top]);
      mesh.texcoords.push_back(mesh.texcoords[top]);
    }
    mesh.indices.insert(mesh.indices.end(), {edge[i], low, edge[i + 1], edge[i + 1], low, low + 1});
  }
}

tiling::TileMesh groundTile(int column, int row) {
  tiling::TileMesh mesh;
  const double west = -kHalf + column * kCells * kStep;
  const double south = -kHalf + row * kCells * kStep;
  mesh.origin = {west, south, 0.0};
  for (int j = 0; j <= kCells; ++j) {
    for (int i = 0; i <= kCells; ++i) {
      const glm::dvec3 p(west + i * kStep, south + j * kStep, hill(west + i * kStep, south + j * kStep));
      mesh.bounds.add(p);
      mesh.positions.emplace_back(p - mesh.origin);
      mesh.normals.push_back(hillNormal(p.x, p.y));
      mesh.texcoords.emplace_back(static_cast<float>(i) / kCells, 1.0F - static_cast<float>(j) / kCells);
    }
  }
  const auto at = [](int i, int j) { return static_cast<std::uint32_t>(j * (kCells + 1) + i); };
  std::array<std::vector<std::uint32_t>, 4> edges;
  for (int j = 0; j < kCells; ++j) {
    for (int i = 0; i < kCells; ++i) {
      mesh.indices.insert(mesh.indices.end(),
                          {at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j), at(i + 1, j + 1), at(i, j + 1)});
    }
  }
  for (int k = 0; k <= kCells; ++k) {
    edges[0].push_back(at(kCells - k, 0));
    edges[1].push_back(at(kCells, kCells - k));
    edges[2].push_back(at(k, kCells));
    edges[3].push_back(at(0, k));
  }
  const auto groundIndices = static_cast<std::uint32_t>(mesh.indices.size());
  for (const auto& edge : edges) {
    addSkirt(mesh, edge);
  }
  mesh.parts = {{0, groundIndices, model::kNone, false},
                {groundIndices, static_cast<std::uint32_t>(mesh.indices.size()) - groundIndices, model::kNone, true}};
  return mesh;
}

/// Fields, a river and a road, painted by place.
std::shared_ptr<const Image> paintImagery(int column, int row) {
  constexpr int kPixels = 256;
  auto image = std::make_shared<Image>(kPixels, kPixels, 3);
  const double side = kCells * kStep;
  for (int v = 0; v < kPixels; ++v) {
    for (int u = 0; u < kPixels; ++u) {
      const double x = -kHalf + (column + (u + 0.5) / kPixels) * side;
      const double y = -kHalf + (row + 1 - (v + 0.5) / kPixels) * side;
      const int field = static_cast<int>(std::floor((x + 0.3 * y) / 60.0) * 3 + std::floor((y - 0.2 * x) / 45.0) * 5);
      const int tint = ((field % 7) + 7) % 7;
      glm::vec3 c(96 + tint * 12, 122 + tint * 6, 66 + tint * 5);
      c += glm::vec3(6.0F * static_cast<float>(std::sin(x * 1.3) * std::sin(y * 0.9)));
      const double river = std::abs(x - 0.12 * y - 90.0);
      c = river < 9.0 ? glm::vec3(72, 98, 112) : c;
      c = std::abs(y + 20.0 - 0.1 * x) < 3.0 ? glm::vec3(170, 165, 158) : c;
      for (int k = 0; k < 3; ++k) {
        image->at(u, v)[k] = static_cast<std::uint8_t>(std::clamp(c[k], 0.0F, 255.0F));
      }
    }
  }
  return image;
}

using Polygon2 = std::vector<glm::dvec2>;

Polygon2 clipHalfPlane(const Polygon2& in, const glm::dvec2& a, const glm::dvec2& b) {
  const auto side = [&](const glm::dvec2& p) { return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x); };
  Polygon2 out;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const glm::dvec2& p = in[i];
    const glm::dvec2& q = in[(i + 1) % in.size()];
    const double sp = side(p);
    const double sq = side(q);
    if (sp >= 0.0) {
      out.push_back(p);
    }
    if ((sp > 0.0 && sq < 0.0) || (sp < 0.0 && sq > 0.0)) {
      out.push_back(p + (q - p) * (sp / (sp - sq)));
    }
  }
  return out;
}

/// The part of a convex polygon on each triangle of the ground.
void drape(MeshBuilder& builder, const Polygon2& polygon) {
  geo::Bounds2 box;
  for (const glm::dvec2& p : polygon) {
    box.add(p);
  }
  const glm::dvec2 low = glm::dvec2(std::floor(box.min.x / kStep), std::floor(box.min.y / kStep)) * kStep;
  for (double y = low.y; y < box.max.y; y += kStep) {
    for (double x = low.x; x < box.max.x; x += kStep) {
      const std::array<Polygon2, 2> triangles{
          {{{x, y}, {x + kStep, y}, {x + kStep, y + kStep}}, {{x, y}, {x + kStep, y + kStep}, {x, y + kStep}}}};
      for (const Polygon2& triangle : triangles) {
        Polygon2 piece = polygon;
        for (std::size_t i = 0; i < 3 && !piece.empty(); ++i) {
          piece = clipHalfPlane(piece, triangle[i], triangle[(i + 1) % 3]);
        }
        if (piece.size() < 3) {
          continue;
        }
        std::vector<glm::dvec3> corners;
        for (const glm::dvec2& p : piece) {
          corners.emplace_back(p.x, p.y, Village::ground(p.x, p.y));
        }
        builder.polygon(corners, SurfaceKind::Unspecified);
      }
    }
  }
}

void addStroke(tiling::LineMesh& strokes, const Polygon2& path, std::uint32_t feature) {
  if (strokes.lineStarts.empty()) {
    strokes.lineStarts.push_back(0);
  }
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const glm::dvec2 step = path[i + 1] - path[i];
    const double length = std::hypot(step.x, step.y);
    const int pieces = std::max(1, static_cast<int>(length / 3.0));
    for (int k = i == 0 ? 0 : 1; k <= pieces; ++k) {
      const glm::dvec2 p = path[i] + step * (static_cast<double>(k) / pieces);
      const glm::dvec3 q(p.x, p.y, Village::ground(p.x, p.y));
      strokes.bounds.add(q);
      strokes.positions.emplace_back(q);
      strokes.features.push_back(feature);
    }
  }
  strokes.lineStarts.push_back(static_cast<std::uint32_t>(strokes.positions.size()));
}

Polygon2 circle(const glm::dvec2& centre, double radius, int corners) {
  Polygon2 ring;
  for (int i = 0; i < corners; ++i) {
    const double a = 2.0 * std::numbers::pi * i / corners;
    ring.push_back(centre + radius * glm::dvec2(std::cos(a), std::sin(a)));
  }
  return ring;
}

Polygon2 box(const glm::dvec2& centre, double width, double depth, double turnDegrees) {
  const double a = turnDegrees * std::numbers::pi / 180.0;
  const glm::dvec2 u(std::cos(a), std::sin(a));
  const glm::dvec2 v(-u.y, u.x);
  return {centre - u * (width / 2) - v * (depth / 2), centre + u * (width / 2) - v * (depth / 2),
          centre + u * (width / 2) + v * (depth / 2), centre - u * (width / 2) + v * (depth / 2)};
}

double lowestUnder(const Polygon2& ring) {
  double low = 1e9;
  for (const glm::dvec2& p : ring) {
    low = std::min(low, Village::ground(p.x, p.y));
  }
  return low - 0.3;
}

void flatBlock(MeshBuilder& b, const Polygon2& ring, double height) {
  const double low = lowestUnder(ring);
  b.walls(ring, low, low + height);
  std::vector<glm::dvec3> roof;
  for (const glm::dvec2& p : ring) {
    roof.emplace_back(p.x, p.y, low + height);
  }
  b.polygon(roof, SurfaceKind::Roof);
}

/// Walls, two slopes and two gables over a box of four corners; the ridge runs along the first side.
void gableHouse(MeshBuilder& b, const Polygon2& r, double height, double ridge) {
  const double low = lowestUnder(r);
  const double eaves = low + height;
  b.walls(r, low, eaves);
  const auto at = [](const glm::dvec2& p, double z) { return glm::dvec3(p.x, p.y, z); };
  const glm::dvec2 west = (r[0] + r[3]) * 0.5;
  const glm::dvec2 east = (r[1] + r[2]) * 0.5;
  const double top = eaves + ridge;
  b.polygon({at(r[0], eaves), at(r[1], eaves), at(east, top), at(west, top)}, SurfaceKind::Roof);
  b.polygon({at(r[2], eaves), at(r[3], eaves), at(west, top), at(east, top)}, SurfaceKind::Roof);
  b.polygon({at(r[3], eaves), at(r[0], eaves), at(west, top)}, SurfaceKind::Wall);
  b.polygon({at(r[1], eaves), at(r[2], eaves), at(east, top)}, SurfaceKind::Wall);
}

/// A block around a courtyard: its roof is a ring with a hole.
void courtyardBlock(MeshBuilder& b, const glm::dvec2& centre, double turn) {
  const Polygon2 outer = box(centre, 44, 34, turn);
  const Polygon2 inner = box(centre, 20, 14, turn);
  const double low = lowestUnder(outer);
  const double top = low + 12.0;
  b.walls(outer, low, top);
  b.walls({inner[3], inner[2], inner[1], inner[0]}, low, top);
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t j = (i + 1) % 4;
    b.polygon({{outer[i].x, outer[i].y, top},
               {outer[j].x, outer[j].y, top},
               {inner[j].x, inner[j].y, top},
               {inner[i].x, inner[i].y, top}},
              SurfaceKind::Roof);
  }
}

void church(MeshBuilder& b, const glm::dvec2& centre) {
  gableHouse(b, box(centre, 34, 13, 8), 11, 8);
  const Polygon2 tower = box(centre - glm::dvec2(20, 3), 9, 9, 8);
  const double low = lowestUnder(tower);
  b.walls(tower, low, low + 24);
  const glm::dvec2 middle = (tower[0] + tower[2]) * 0.5;
  for (std::size_t i = 0; i < 4; ++i) {
    const glm::dvec2& p = tower[i];
    const glm::dvec2& q = tower[(i + 1) % 4];
    b.polygon({{p.x, p.y, low + 24}, {q.x, q.y, low + 24}, {middle.x, middle.y, low + 42}}, SurfaceKind::Roof);
  }
}

std::shared_ptr<const tiling::TileMesh> makeBuildings() {
  MeshBuilder b({0.0, 0.0, 20.0});
  std::uint32_t feature = 0;
  const auto next = [&] { b.setFeature(feature++); };
  next();
  church(b, {-58, 96});
  next();
  courtyardBlock(b, {-20, 10}, -6);
  for (int i = 0; i < 34; ++i) {  // houses along two lanes and scattered, always the same
    const double t = i * 0.61803398875;
    const double turn = 360.0 * (t - std::floor(t));
    const double along = -200.0 + i * 11.5;
    const double lane = (i % 2 == 0 ? -44.0 : -78.0) + 12.0 * std::sin(along / 60.0);
    const bool isOnLane = i % 3 != 2;
    const glm::dvec2 place = isOnLane ? glm::dvec2(along, lane)
                                      : glm::dvec2(-150.0 + 105.0 * std::cos(t * 9.0), 80.0 + 95.0 * std::sin(t * 5.0));
    if (std::abs(place.x - 0.12 * place.y - 90.0) < 22.0 || std::hypot(place.x + 58, place.y - 96) < 34.0) {
      continue;
    }
    next();
    gableHouse(b,
               box(place, 11 + 5 * std::cos(t * 3), 8.5 + 1.5 * std::sin(t * 7), isOnLane ? 6.0 * std::sin(t) : turn),
               5.5 + 1.5 * std::sin(t * 11), 3.4);
  }
  next();
  flatBlock(b, box({150, -120}, 26, 18, 20), 30);
  next();
  flatBlock(b, box({186, -106}, 22, 18, 20), 21);
  next();
  flatBlock(b, circle({175, -165}, 16, 20), 14);
  return b.finish();
}

std::shared_ptr<const tiling::TileMesh> makeBillboard() {
  constexpr int kPixels = 64;
  auto image = std::make_shared<Image>(kPixels, kPixels, 3);
  for (int y = 0; y < kPixels; ++y) {
    for (int x = 0; x < kPixels; ++x) {
      const bool isStem = x >= 18 && x < 26 && y >= 8 && y < 56;
      const bool isBar = x >= 18 && ((y >= 8 && y < 16 && x < 48) || (y >= 28 && y < 36 && x < 40));
      const glm::u8vec3 c = isStem || isBar   ? glm::u8vec3(245, 245, 240)
                            : y < kPixels / 2 ? glm::u8vec3(196, 62, 48)
                                              : glm::u8vec3(40, 84, 160);
      std::copy_n(&c.x, 3, image->at(x, y));
    }
  }
  MeshBuilder b({40.0, -150.0, 0.0});
  const double low = Village::ground(40, -150);
  b.polygon({{24, -150, low}, {56, -150, low}, {56, -150, low + 32}, {24, -150, low + 32}}, SurfaceKind::Wall,
            {{0, 1}, {1, 1}, {1, 0}, {0, 0}});
  b.mesh().textures.push_back(image);
  b.mesh().parts = {{0, 6, 0, true}};
  return b.finish();
}

std::shared_ptr<const tiling::SymbolSet> makeSymbols(const std::vector<glm::dvec2>& places) {
  auto set = std::make_shared<tiling::SymbolSet>();
  for (const glm::dvec2& p : places) {
    const glm::dvec3 q(p.x, p.y, Village::ground(p.x, p.y));
    set->bounds.add(q);
    set->features.push_back(static_cast<std::uint32_t>(set->positions.size()));
    set->positions.emplace_back(q);
  }
  return set;
}

}  // namespace

double Village::ground(double east, double north) {
  const double x = std::floor(east / kStep) * kStep;
  const double y = std::floor(north / kStep) * kStep;
  const double u = (east - x) / kStep;
  const double v = (north - y) / kStep;
  const double a = hill(x, y);
  const double d = hill(x + kStep, y + kStep);
  const double corner = u >= v ? hill(x + kStep, y) : hill(x, y + kStep);
  return u >= v ? a + (corner - a) * u + (d - corner) * v : a + (corner - a) * v + (d - corner) * u;
}

Village::Village() {
  for (int row = 0; row < kTilesPerSide; ++row) {
    for (int column = 0; column < kTilesPerSide; ++column) {
      auto tile = std::make_shared<tiling::ReliefTile>();
      tile->cell = {1, static_cast<std::uint32_t>(column), static_cast<std::uint32_t>(row)};
      tile->surface = groundTile(column, row);
      auto pictured = std::make_shared<tiling::ReliefTile>(*tile);
      pictured->imagery = paintImagery(column, row);
      relief.push_back(tile);
      reliefWithImagery.push_back(pictured);
    }
  }
  MeshBuilder areas({0.0, 0.0, 0.0});
  areas.setFeature(0);
  drape(areas, circle({-150, -150}, 62, 40));
  areas.setFeature(1);
  drape(areas, box({-110, -110}, 70, 70, 15));
  auto parcelTile = std::make_shared<tiling::DrapedTile>();
  parcelTile->areas = *areas.finish();
  Polygon2 ring = circle({-150, -150}, 62, 40);
  ring.push_back(ring.front());
  addStroke(parcelTile->strokes, ring, 0);
  parcels = parcelTile;
  MeshBuilder bands({0.0, 0.0, 0.0});
  for (int i = 0; i < 40; ++i) {
    drape(bands, box({-234.0 + i * 12.0, -61.0 + 12.0 * std::sin((-234.0 + i * 12.0) / 60.0)}, 13.0, 5.0,
                     std::atan(0.2 * std::cos((-234.0 + i * 12.0) / 60.0)) * 180.0 / std::numbers::pi));
  }
  auto pathTile = std::make_shared<tiling::DrapedTile>();
  pathTile->bands = *bands.finish();
  addStroke(pathTile->strokes, {{-230, -225}, {-60, -190}, {-35, -120}, {30, -190}, {120, -60}, {200, 60}, {150, 200}},
            0);
  addStroke(pathTile->strokes, {{-200, 30}, {-120, 40}, {-100, 150}, {0, 190}, {60, 120}, {10, 60}}, 1);
  paths = pathTile;
  buildings = makeBuildings();
  billboard = makeBillboard();
  std::vector<glm::dvec2> treePlaces;
  std::vector<glm::dvec2> lampPlaces;
  for (int i = 0; i < 26; ++i) {
    treePlaces.push_back(glm::dvec2(-150, -150) +
                         48.0 * std::sqrt(i / 26.0) * glm::dvec2(std::cos(i * 2.4), std::sin(i * 2.4)));
    if (i % 2 == 0) {
      lampPlaces.emplace_back(-220.0 + i * 16.0, -54.0 + 12.0 * std::sin((-220.0 + i * 16.0) / 60.0));
    }
  }
  trees = makeSymbols(treePlaces);
  lamps = makeSymbols(lampPlaces);
}

scene::Snapshot Village::snapshot() {
  scene::Snapshot snapshot;
  snapshot.frame = std::make_shared<geo::SceneFrame>(
      geo::SceneFrame::create(geo::Crs::fromText("EPSG:2154").value(), origin()).value());
  snapshot.camera.position = origin() + glm::dvec3(-150.0, -420.0, 210.0);
  snapshot.camera.headingDegrees = 18.0;
  snapshot.camera.pitchDegrees = -24.0;
  for (const scene::LayerId id : {kRelief, kParcels, kPaths, kBuildings, kBillboard, kTrees, kLamps}) {
    scene::LayerView view;
    view.id = id;
    snapshot.layers.push_back(view);
  }
  const auto style = [&](VillageLayer layer) -> style::LayerStyle& { return snapshot.layers[layer - 1U].style; };
  style(kRelief).fill = {0.87F, 0.86F, 0.82F, 1.0F};
  style(kParcels).fill = {0.42F, 0.62F, 0.34F, 0.6F};
  style(kParcels).line = {0.20F, 0.40F, 0.18F, 1.0F};
  style(kPaths).line = {0.35F, 0.33F, 0.32F, 1.0F};
  style(kPaths).lineWidth = 2.0;
  style(kTrees).symbol = "tree";
  style(kTrees).symbolColour = {0.22F, 0.48F, 0.24F, 1.0F};
  style(kTrees).symbolSize = 16.0;
  style(kLamps).symbol = "lamp";
  style(kLamps).symbolColour = {0.93F, 0.62F, 0.12F, 1.0F};
  style(kLamps).symbolSize = 14.0;
  return snapshot;
}

}  // namespace belvedere::golden
