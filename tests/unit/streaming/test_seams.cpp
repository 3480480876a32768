#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/unit/streaming/fakes.h"

using namespace belvedere;
using namespace belvedere::streaming;
using namespace belvedere::streaming::fakes;

namespace {

const geo::Bounds2 kExtent{{837440.0, 6516440.0}, {842560.0, 6521560.0}};
const glm::dvec2 kMiddle{840000.0, 6519000.0};

/// A rough relief with steps, as a surface model of a town has.
double rough(double x, double y) {
  return 150.0 + 8.0 * std::sin(x * 0.11) + 6.0 * std::cos(y * 0.17 + x * 0.03) +
         (std::fmod(y, 37.0) > 20.0 ? 15.0 : 0.0);
}

/// What a cell covers of the upright plane over a place of its edge.
struct Cover {
  double top = -1e9;     ///< the ground's height
  double bottom = 1e9;   ///< down to which the skirt reaches
  bool isThere = false;  ///< the cell has an edge at this place
};

/// Along an edge, `along` is the coordinate that varies and `across` the one that does not.
Cover coverAt(const tiling::TileMesh& mesh, int along, double across, double place) {
  Cover cover;
  for (std::size_t i = 0; i + 2 < mesh.indices.size(); i += 3) {
    for (std::size_t k = 0; k < 3; ++k) {
      const glm::dvec3 a = mesh.origin + glm::dvec3(mesh.positions[mesh.indices[i + k]]);
      const glm::dvec3 b = mesh.origin + glm::dvec3(mesh.positions[mesh.indices[i + (k + 1) % 3]]);
      const bool isOnEdge = std::abs(a[1 - along] - across) < 1e-3 && std::abs(b[1 - along] - across) < 1e-3;
      const double low = std::min(a[along], b[along]);
      const double high = std::max(a[along], b[along]);
      if (!isOnEdge || place < low || place > high || high - low < 1e-6) {
        continue;
      }
      const double height = std::lerp(a.z, b.z, (place - a[along]) / (b[along] - a[along]));
      cover.top = std::max(cover.top, height);
      cover.bottom = std::min(cover.bottom, height);
      cover.isThere = true;
    }
  }
  return cover;
}

struct ShownCell {
  geo::Bounds2 area;
  const tiling::TileMesh* mesh = nullptr;
  int level = 0;
};

std::vector<ShownCell> shownCells(const FakeSink& sink) {
  std::vector<ShownCell> cells;
  for (const FakeSink::Entry* entry : sink.shown(1)) {
    const geo::Bounds3& bounds = entry->relief->surface.bounds;
    cells.push_back(
        {{glm::dvec2(bounds.min), glm::dvec2(bounds.max)}, &entry->relief->surface, int(entry->relief->cell.level)});
  }
  return cells;
}

struct SeamCounts {
  int places = 0;
  int betweenLevels = 0;
  int cracks = 0;
};

/// Looks along the common edge of two cells, if they have one: where one ground is higher, its skirt must reach the
/// other.
void lookAlong(const ShownCell& a, const ShownCell& b, int along, SeamCounts& counts) {
  const double edge = a.area.max[1 - along];
  if (std::abs(edge - b.area.min[1 - along]) > 1e-3) {
    return;
  }
  const double first = std::max(a.area.min[along], b.area.min[along]);
  const double last = std::min(a.area.max[along], b.area.max[along]);
  for (double place = first + 0.7; place < last; place += 1.9) {
    const Cover one = coverAt(*a.mesh, along, edge, place);
    const Cover other = coverAt(*b.mesh, along, edge, place);
    if (!one.isThere || !other.isThere) {
      continue;
    }
    ++counts.places;
    counts.betweenLevels += a.level != b.level ? 1 : 0;
    const bool isClosed = std::max(one.bottom, other.bottom) <= std::min(one.top, other.top) + 1e-3;
    counts.cracks += isClosed ? 0 : 1;
  }
}

}  // namespace

TEST_CASE("The meshes of neighbouring cells leave no crack, whatever their levels") {
  FakeCatalog catalog;
  catalog.crsWkt = lambertWkt();
  catalog.rasters["relief"].extent = kExtent;
  catalog.rasters["relief"].height = rough;
  InlineTasks tasks;
  FakeSink sink;
  TerritoryStreamer streamer(tasks, catalog, lambertFrame(), sink);
  streamer.setLayers({layer(1, model::SourceKind::Terrain, "relief")});
  settle(streamer, viewOf(kMiddle, 150.0));
  const std::vector<ShownCell> cells = shownCells(sink);
  SeamCounts counts;
  for (const ShownCell& a : cells) {
    for (const ShownCell& b : cells) {
      lookAlong(a, b, 0, counts);
      lookAlong(a, b, 1, counts);
    }
  }
  CHECK(counts.places > 2000);
  CHECK(counts.betweenLevels > 300);
  CHECK(counts.cracks == 0);
}
