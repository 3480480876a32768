// LAS files made here: all point formats, flags, colours, CRS, and what is wrong with files.
#include <random>

#include "data_loaders/las/las_loader.h"
#include "engine/geo/crs.h"
#include "tests/unit/gltf/opened_files.h"
#include "tests/unit/las/las_builder.h"

using namespace belvedere;
using namespace test;

namespace {

const loaders::Loader kLoader = loaders::las::makeLoader();

LasBuilder threePoints() {
  LasBuilder las;
  las.wkt = geo::Crs::fromText("EPSG:2154")->wkt();
  las.points = {{{100, 200, 300}, 7, 1, 2, 2, false, false, {65535, 256, 0}},
                {{1100, 1200, 1300}, 40000, 2, 2, 6, true, false, {0, 65535, 512}},
                {{2100, 2200, -300}, 9, 1, 1, 5, false, false, {1, 2, 65535}}};
  return las;
}

Result<model::SourceDescription> describe(const LasBuilder& las, const std::string& crs = {}) {
  const Files files;
  auto opened = tryOpen(kLoader, files.write("a.las", las.build()), crs);
  if (!opened) {
    return tl::unexpected(opened.error());
  }
  return std::get<SourcePointer>(*opened)->describe({}, {});
}

Reading readAll(const LasBuilder& las, const model::ReadOptions& options = {}) {
  const Files files;
  return read(*open(kLoader, files.write("a.las", las.build())), options);
}

std::string putKeys(std::initializer_list<std::uint16_t> numbers) {
  std::string bytes;
  for (const std::uint16_t number : numbers) {
    bytes.append(reinterpret_cast<const char*>(&number), 2);
  }
  return bytes;
}

}  // namespace

TEST_CASE("Every point format gives place, class, returns and intensity") {
  for (int format = 0; format <= 10; ++format) {
    CAPTURE(format);
    LasBuilder las = threePoints();
    las.format = format;
    las.minor = format >= 6 ? 4 : 3;
    las.extraBytes = format == 3 ? 5 : 0;
    const Reading reading = readAll(las);
    const model::FeatureBatch& batch = reading.only();
    REQUIRE(batch.cloud.size() == 3);
    CHECK(batch.positions[0] == glm::dvec3(700001.0, 6600002.0, 3.0));
    CHECK(batch.positions[2].z == Approx(-3.0));
    CHECK(batch.cloud[1].classification == 6);
    CHECK(batch.cloud[1].intensity == 40000);
    CHECK(batch.cloud[1].returnNumber == 2);
    CHECK(batch.cloud[1].returnCount == 2);
    const bool hasColours = LasBuilder::colourPlace(format) > 0;
    CHECK(batch.cloud[0].colour == (hasColours ? glm::u8vec3(255, 1, 0) : glm::u8vec3(255)));
  }
}

TEST_CASE("Withheld points are left out and counted, synthetic ones are counted") {
  for (const int format : {1, 6}) {
    LasBuilder las = threePoints();
    las.format = format;
    las.minor = 4;
    las.points[0].isWithheld = true;
    const auto description = describe(las);
    REQUIRE(description);
    REQUIRE(description->cloud);
    CHECK(description->cloud->points == 2);
    CHECK(description->cloud->withheld == 1);
    CHECK(description->cloud->synthetic == 1);
    CHECK(description->cloud->classes == std::map<std::uint8_t, std::uint64_t>{{5, 1}, {6, 1}});
    CHECK(description->diagnostics.find("las-withheld") != nullptr);
    CHECK(description->extent.min.x == Approx(700011.0));
    CHECK(readAll(las).only().cloud.size() == 2);
  }
}

TEST_CASE("Colours of 8 bits in 16 are taken as such, and it is said") {
  LasBuilder las = threePoints();
  las.format = 7;
  for (Point& point : las.points) {
    point.colour = {255, 128, 0};
  }
  const Reading reading = readAll(las);
  CHECK(reading.only().cloud[0].colour == glm::u8vec3(255, 128, 0));
  CHECK(reading.has("las-byte-colours"));
  CHECK_FALSE(describe(las)->cloud->hasColours);  // all of one colour
}

TEST_CASE("The CRS comes from WKT, from GeoTIFF keys with heights, or from the user") {
  LasBuilder las = threePoints();
  CHECK(describe(las)->crs == "EPSG:2154");
  las.wkt.clear();
  las.format = 1;
  las.minor = 2;
  las.records = {{34735, putKeys({1, 1, 0, 3, 1024, 0, 1, 1, 3072, 0, 1, 2154, 4096, 0, 1, 5720})}};
  CHECK(describe(las)->crs == "EPSG:2154+5720");
  las.records.clear();
  CHECK(describe(las)->crs.empty());
  const auto given = describe(las, "EPSG:3946");
  CHECK(given->crs == "EPSG:3946");
  CHECK(given->isCrsOverridden);
  las.records = {{34735, putKeys({1, 1, 0, 60000, 9, 9})}};
  CHECK(describe(las)->diagnostics.find("las-crs-not-understood") != nullptr);
}

TEST_CASE("A file that is cut short shows what is there") {
  LasBuilder las = threePoints();
  las.claimed = 1000;
  const Reading reading = readAll(las);
  CHECK(reading.only().cloud.size() == 3);
  CHECK(reading.has("las-truncated"));
  las.claimed = ~std::uint64_t{0} - 1;
  CHECK(readAll(las).only().cloud.size() == 3);
}

TEST_CASE("A file without points is described, and says so") {
  LasBuilder las = threePoints();
  las.points.clear();
  const auto description = describe(las);
  REQUIRE(description);
  CHECK(description->extent.isEmpty());
  CHECK(description->objects.empty());
  CHECK(description->diagnostics.find("las-no-points") != nullptr);
}

TEST_CASE("LAZ, other versions and unknown formats are refused with what to do") {
  const auto keyOf = [](const LasBuilder& las) {
    const auto refused = describe(las);
    return refused ? std::string() : refused.error().message.key;
  };
  LasBuilder las = threePoints();
  std::string packed = las.build();
  packed[104] = static_cast<char>(0x80 | 6);
  const Files files;
  const auto refused = tryOpen(kLoader, files.write("town.copc.laz", packed));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.key == "las-compressed");
  CHECK(substitute(refused.error().message.hint, refused.error().message.arguments).find("town.copc.laz town.las") !=
        std::string::npos);
  las.minor = 5;
  CHECK(keyOf(las) == "las-version-unknown");
  las = threePoints();
  las.scale[1] = 0.0;
  CHECK(keyOf(las) == "las-header-damaged");
  las = threePoints();
  las.offset[2] = std::nan("");
  CHECK(keyOf(las) == "las-header-damaged");
  std::string other = threePoints().build();
  other[104] = 11;
  CHECK(tryOpen(kLoader, files.write("other.las", other)).error().message.key == "las-point-format-unknown");
}

TEST_CASE("Several files make one cloud, if they are in one CRS") {
  const Files files;
  LasBuilder las = threePoints();
  model::SourceRequest request;
  request.paths = {files.write("1.las", las.build()), files.write("2.las", las.build())};
  auto opened = kLoader.open(request, {});
  REQUIRE(opened);
  CHECK(std::get<SourcePointer>(*opened)->describe({}, {})->cloud->points == 6);
  las.wkt = geo::Crs::fromText("EPSG:3946")->wkt();
  request.paths[1] = files.write("2.las", las.build());
  CHECK(kLoader.open(request, {}).error().message.key == "las-crs-differs");
}

TEST_CASE("A glance takes points from all over a file") {
  LasBuilder las = threePoints();
  las.points.clear();
  for (int i = 0; i < 100'000; ++i) {
    las.points.push_back({{i, 0, 0}});
  }
  model::ReadOptions options;
  options.mostPoints = 1000;
  const Reading reading = readAll(las, options);
  const model::FeatureBatch& batch = reading.only();
  CHECK(batch.cloud.size() > 900);
  CHECK(batch.cloud.size() < 1100);
  CHECK(batch.positions.back().x > 700000.0 + 960.0);
}

TEST_CASE("Damaged bytes never end the reader") {
  LasBuilder las = threePoints();
  las.format = 7;
  for (int i = 0; i < 200; ++i) {
    las.points.push_back(las.points[static_cast<std::size_t>(i % 3)]);
  }
  const std::string sound = las.build();
  std::mt19937 random(20260);
  const Files files;
  std::size_t refused = 0;
  for (int round = 0; round < 200; ++round) {
    std::string bytes = sound;
    const std::size_t most = round % 2 == 0 ? 400 : bytes.size();  // half of them in the header
    for (int i = 0; i < 1 + round % 5; ++i) {
      bytes[random() % most] = static_cast<char>(random());
    }
    bytes.resize(round % 7 == 0 ? random() % bytes.size() : bytes.size());
    const auto path = files.write("damaged.las", bytes.empty() ? "L" : bytes);
    const auto opened = tryOpen(kLoader, path, "EPSG:2154");
    if (!opened) {
      ++refused;
      continue;
    }
    auto& source = *std::get<SourcePointer>(*opened);
    const Reading reading = read(source);
    std::size_t points = 0;
    for (const model::FeatureBatch& batch : reading.batches) {
      points += batch.cloud.size();
    }
    const auto description = source.describe({}, {});
    REQUIRE(description);
    CHECK(description->cloud->points == points);
  }
  CHECK(refused > 10);
  CHECK(refused < 190);
}
