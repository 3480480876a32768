#include "apps/demo_town/landscape.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "apps/demo_town/random.h"

namespace belvedere::demo {

namespace {

constexpr double kTownToRiverMetres = 165.0;
constexpr double kRailToRiverMetres = 385.0;
constexpr std::size_t kBuildingsPerTown = 2000;
constexpr std::size_t kBuildingsPerVillage = 350;
constexpr double kMaxOrthophotoPixels = 110e6;
constexpr double kMaxReliefPixels = 20e6;

double pixelFor(double finest, double widthMetres, double heightMetres, double maxPixels) {
  double pixel = finest;
  while (widthMetres * heightMetres / (pixel * pixel) > maxPixels) {
    pixel *= 2.0;
  }
  return pixel;
}

void shareBuildings(WorldLayout& layout, std::size_t buildings) {
  const auto cells = static_cast<std::size_t>(layout.columns) * static_cast<std::size_t>(layout.rows);
  std::vector<double> weights;
  double total = 0.0;
  for (std::size_t i = 0; i < cells; ++i) {
    weights.push_back(cells == 1 ? 1.0 : 0.55 + 0.9 * unitFrom(mixSeeds(layout.seed, 900 + i)));
    total += weights.back();
  }
  double passed = 0.0;
  std::size_t given = 0;
  for (const double weight : weights) {
    passed += weight / total;
    const auto upTo = static_cast<std::size_t>(std::llround(passed * static_cast<double>(buildings)));
    layout.buildingsPerCell.push_back(upTo - given);
    given = upTo;
  }
}

}  // namespace

WorldLayout layOutWorld(std::size_t buildings, std::uint64_t seed, double orthophotoPixelMetres) {
  WorldLayout layout;
  layout.seed = seed;
  const std::size_t towns = (buildings + kBuildingsPerTown - 1) / kBuildingsPerTown;
  layout.columns = std::max(1, static_cast<int>(std::ceil(std::sqrt(static_cast<double>(towns)))));
  layout.rows = std::max(1, (static_cast<int>(towns) + layout.columns - 1) / layout.columns);
  layout.cellMetres = buildings <= kBuildingsPerVillage ? 1638.4 : 3276.8;
  const double width = layout.columns * layout.cellMetres;
  const double height = layout.rows * layout.cellMetres;
  layout.origin = {std::floor(925000.0 - width * 0.5), std::floor(6900000.0 - height * 0.5)};
  layout.orthophotoPixelMetres = pixelFor(0.4, width, height, kMaxOrthophotoPixels);
  while (layout.orthophotoPixelMetres < orthophotoPixelMetres) {
    layout.orthophotoPixelMetres *= 2.0;
  }
  layout.reliefPixelMetres = pixelFor(1.6, width, height, kMaxReliefPixels);
  shareBuildings(layout, buildings);
  return layout;
}

Landscape::Landscape(const WorldLayout& layout)
    : layout_(layout), hills_(mixSeeds(layout.seed, 1)), detail_(mixSeeds(layout.seed, 2)) {}

double Landscape::random(int row, int what) const {
  constexpr int kAboveZero = 100;
  const int above = row + kAboveZero;
  return unitFrom(
      mixSeeds(mixSeeds(layout_.seed, static_cast<std::uint64_t>(above)), static_cast<std::uint64_t>(what)));
}

double Landscape::riverTrend(int row, double east) const {
  const double x = east - layout_.origin.x;
  const double middle = layout_.origin.y + (row + 0.5) * layout_.cellMetres - 60.0 * townSide(row);
  return middle + 110.0 * std::sin(x * (2 * M_PI / 7400.0) + 6.28 * random(row, 1)) +
         45.0 * std::sin(x * (2 * M_PI / 3100.0) + 6.28 * random(row, 2));
}

double Landscape::riverNorth(int row, double east) const {
  const double x = east - layout_.origin.x;
  const double phase = x * (2 * M_PI / 1430.0) + 6.28 * random(row, 3) + 0.9 * std::sin(x * (2 * M_PI / 4700.0));
  const double strength = 58.0 + 22.0 * std::sin(x * (2 * M_PI / 2500.0) + 6.28 * random(row, 4));
  return riverTrend(row, east) + strength * std::sin(phase) + 7.0 * std::sin(x * (2 * M_PI / 391.0));
}

double Landscape::riverHalfWidth(int row, double east) const {
  const double usual = row % 3 == 0 ? 16.0 : 7.0 + 5.0 * random(row, 5);
  return usual *
         (1.0 + 0.14 * std::sin((east - layout_.origin.x) / 97.0) * std::sin((east - layout_.origin.x) / 231.0));
}

double Landscape::waterLevel(int row, double east) const {
  constexpr double kFallPerMetre = 0.0005;
  return 194.0 + 5.0 * random(row, 6) - kFallPerMetre * (east - layout_.origin.x);
}

double Landscape::railNorth(int row, double east) const {
  return riverTrend(row, east) -
         townSide(row) * (kRailToRiverMetres + 22.0 * std::sin((east - layout_.origin.x) / 900.0));
}

double Landscape::townSide(int row) const { return random(row, 7) < 0.65 ? 1.0 : -1.0; }

Vec2 Landscape::townCentre(int column, int row) const {
  const Vec2 low = layout_.cellLow(column, row);
  const double wander = layout_.columns > 1 ? 160.0 * (random(row, 40 + column) - 0.5) : 0.0;
  const double east = low.x + layout_.cellMetres * 0.5 + wander;
  const double away = riverHalfWidth(row, east) + kTownToRiverMetres;
  return {east, riverNorth(row, east) + townSide(row) * away};
}

Vec2 Landscape::eastGate(int column, int row) const {
  const double east = layout_.cellLow(column + 1, row).x;
  const double away = riverHalfWidth(row, east) + 150.0 + 60.0 * random(row, 2000 + column);
  return {east, riverNorth(row, east) + townSide(row) * away};
}

Vec2 Landscape::northGate(int column, int row) const {
  const Vec2 corner = layout_.cellLow(column, row + 1);
  return {corner.x + layout_.cellMetres * (0.38 + 0.24 * random(row, 5000 + column)), corner.y};
}

double Landscape::floodPlainWidth(int row, double east, bool isTownSide) const {
  const double x = (east - layout_.origin.x) / layout_.cellMetres;
  const int column = std::clamp(static_cast<int>(std::floor(x)), 0, layout_.columns - 1);
  const double toTown = std::abs(east - townCentre(column, row).x);
  const double open = 130.0 + 60.0 * std::sin((east - layout_.origin.x) / 410.0);
  const double near = isTownSide ? 13.0 : 45.0;
  return near + (open - near) * smoothStep(420.0, 900.0, toTown);
}

Landscape::River Landscape::riverAt(int row, double east) const {
  const double north = riverNorth(row, east);
  const double slope = (riverNorth(row, east + 5.0) - north) / 5.0;
  const bool isTownNorth = townSide(row) > 0.0;
  return {north,
          1.0 / std::sqrt(1.0 + slope * slope),
          riverTrend(row, east),
          riverHalfWidth(row, east),
          waterLevel(row, east),
          floodPlainWidth(row, east, isTownNorth),
          floodPlainWidth(row, east, !isTownNorth)};
}

double Landscape::valleyHeight(const River& river, double north) {
  const double offRiver = north - river.north;
  const double near = std::abs(offRiver) * river.invStretch;
  const double far = std::abs(north - river.trend);
  const double distance = near + (far - near) * smoothStep(120.0, 420.0, far);
  const double bank = std::max(0.0, distance - river.halfWidth);
  const double plain = offRiver > 0.0 ? river.plainNorth : river.plainSouth;
  double above = 1.4 * smoothStep(0.0, 7.0, bank) + 0.6 * smoothStep(7.0, plain, bank);
  above += 2.8 * smoothStep(plain, plain + 26.0, bank);           // the low terrace, where towns stand dry
  above += 6.5 * smoothStep(plain + 250.0, plain + 430.0, bank);  // the old terrace
  const double steeper = offRiver > 0.0 ? 92.0 : 66.0;            // a scarp on one side, as in Lorraine
  above += steeper * smoothStep(380.0, 1650.0, bank);
  return river.level + above;
}

Landscape::Meridian Landscape::meridian(double east, int row) const {
  return {east, row, {riverAt(row - 1, east), riverAt(row, east), riverAt(row + 1, east)}};
}

double Landscape::height(Vec2 p) const {
  const int row = static_cast<int>(std::floor((p.y - layout_.origin.y) / layout_.cellMetres));
  return height(meridian(p.x, row), p.y);
}

double Landscape::height(const Meridian& meridian, double north) const {
  constexpr double kBlend = 9.0;
  std::array<double, 3> heights{};
  double lowest = 1e300;
  for (std::size_t i = 0; i < 3; ++i) {
    heights[i] = valleyHeight(meridian.rivers[i], north);
    lowest = std::min(lowest, heights[i]);
  }
  double sum = 0.0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double middle = layout_.origin.y + (meridian.row + static_cast<double>(i) - 0.5) * layout_.cellMetres;
    const double away = std::abs(north - middle) / layout_.cellMetres;
    if (away < 1.25) {
      sum += (1.0 - smoothStep(0.8, 1.25, away)) * std::exp((lowest - heights[i]) / kBlend);
    }
  }
  const double valley = lowest - kBlend * std::log(sum);
  const double level = meridian.rivers[1].level;
  const double overPlain = smoothStep(5.0, 45.0, valley - level);
  const double hills = hills_.fractal(meridian.east / 1300.0, north / 1300.0, 4) * 42.0 * overPlain;
  const double dry = smoothStep(0.8, 2.2, valley - level);
  return valley + hills + dry * 0.22 * detail_.fractal(meridian.east / 34.0, north / 34.0, 2);
}

}  // namespace belvedere::demo
