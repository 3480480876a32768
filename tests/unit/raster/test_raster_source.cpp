#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <gdal_priv.h>
#include <unistd.h>

#include "data_loaders/common/gdal_setup.h"
#include "data_loaders/common/inline_catalog.h"
#include "data_loaders/raster/raster_loader.h"
#include "engine/geo/crs.h"
#include "tests/unit/raster/tiny_tiff.h"

using namespace belvedere;
using model::SourceKind;
using test::ScratchFolder;
using test::TinyTiff;

namespace {

loaders::InlineCatalog catalog() { return loaders::InlineCatalog({loaders::raster::makeLoader()}); }

Result<std::unique_ptr<model::RasterSource>> tryOpen(const model::SourceRequest& request) {
  return catalog().open(request).map(
      [](auto&& opened) { return std::move(std::get<std::unique_ptr<model::RasterSource>>(opened)); });
}

std::unique_ptr<model::RasterSource> open(const std::vector<std::filesystem::path>& paths,
                                          std::optional<SourceKind> kind = {}, const std::string& crs = {}) {
  model::SourceRequest request;
  request.paths = paths;
  request.kind = kind;
  request.crs = crs;
  auto opened = tryOpen(request);
  INFO((opened ? "" : englishText(opened.error().message)));
  REQUIRE(opened);
  return std::move(*opened);
}

std::string errorKey(const std::filesystem::path& path) {
  model::SourceRequest request;
  request.paths = {path};
  const auto opened = tryOpen(request);
  REQUIRE_FALSE(opened);
  return opened.error().message.key;
}

std::string wkt(const char* crs) { return geo::Crs::fromText(crs)->wkt(); }

model::RasterRequest window(double west, double south, double east, double north, int width, int height,
                            const char* crs = "EPSG:2154") {
  model::RasterRequest request;
  request.crsWkt = wkt(crs);
  request.bounds = {{west, south}, {east, north}};
  request.width = width;
  request.height = height;
  return request;
}

std::vector<float> heights(model::RasterSource& source, const model::RasterRequest& request) {
  const auto grid = source.readHeights(request);
  REQUIRE(grid);
  REQUIRE(grid->metres.size() == static_cast<std::size_t>(request.width * request.height));
  return grid->metres;
}

std::vector<std::uint8_t> colours(model::RasterSource& source, const model::RasterRequest& request) {
  auto image = source.readColours(request);
  REQUIRE(image);
  REQUIRE(image->channels == 4);
  return image->pixels;
}

/// 3 x 2 pixels of 10 m with their corner at (700000, 6600020): heights 1 2 3 / 4 5 6.
TinyTiff smallTerrain() {
  TinyTiff tiff;
  tiff.width = 3;
  tiff.height = 2;
  tiff.transform = {700000, 10, 0, 6600020, 0, -10};
  return tiff;
}

const std::vector<float> kOneToSix = {1, 2, 3, 4, 5, 6};

}  // namespace

TEST_CASE("A terrain is described in its own CRS, east and north") {
  const ScratchFolder folder;
  smallTerrain().write(folder / "t.tif", kOneToSix);
  CHECK(catalog().identify(folder / "t.tif") == SourceKind::Terrain);
  const auto source = open({folder / "t.tif"});
  const auto& d = source->description();
  CHECK(d.kind == SourceKind::Terrain);
  CHECK(d.format == "GTiff");
  CHECK(d.crs == "EPSG:2154");
  CHECK(d.extent.min == glm::dvec2(700000, 6600000));
  CHECK(d.extent.max == glm::dvec2(700030, 6600020));
  CHECK(d.minHeight == 1.0);
  CHECK(d.maxHeight == 6.0);
  REQUIRE(d.raster);
  CHECK(d.raster->width == 3);
  CHECK(d.raster->height == 2);
  CHECK(d.raster->pixelSize == 10.0);
  CHECK(d.raster->sampleType == "Float32");
  CHECK(d.diagnostics.isEmpty());
}

TEST_CASE("A window on whole pixels gives the pixels, north first") {
  const ScratchFolder folder;
  smallTerrain().write(folder / "t.tif", kOneToSix);
  const auto source = open({folder / "t.tif"});
  CHECK(heights(*source, window(700000, 6600000, 700030, 6600020, 3, 2)) == kOneToSix);
  CHECK(heights(*source, window(700010, 6600000, 700020, 6600010, 1, 1)) == std::vector<float>{5});
}

TEST_CASE("Between pixel centres heights are blended, and outside there are none") {
  const ScratchFolder folder;
  smallTerrain().write(folder / "t.tif", kOneToSix);
  const auto source = open({folder / "t.tif"});
  // One sample at the corner between 1, 2, 4 and 5.
  CHECK(heights(*source, window(700005, 6600005, 700015, 6600015, 1, 1)).front() == Approx(3.0));
  const auto row = heights(*source, window(699990, 6600010, 700040, 6600020, 5, 1));
  CHECK(std::isnan(row[0]));
  CHECK(row[1] == 1.0F);
  CHECK(row[3] == 3.0F);
  CHECK(std::isnan(row[4]));
}

TEST_CASE("Rasters that lie otherwise than north up come out the right way round") {
  const ScratchFolder folder;
  TinyTiff tiff = smallTerrain();
  SECTION("rows from the south") {
    tiff.transform = {700000, 10, 0, 6600000, 0, 10};
    tiff.write(folder / "t.tif", std::vector<float>{4, 5, 6, 1, 2, 3});
  }
  SECTION("columns from the east") {
    tiff.transform = {700030, -10, 0, 6600020, 0, -10};
    tiff.write(folder / "t.tif", std::vector<float>{3, 2, 1, 6, 5, 4});
  }
  SECTION("turned by a quarter: columns run south") {
    tiff.width = 2;
    tiff.height = 3;
    tiff.transform = {700000, 0, 10, 6600020, -10, 0};
    tiff.write(folder / "t.tif", std::vector<float>{1, 4, 2, 5, 3, 6});
  }
  const auto source = open({folder / "t.tif"});
  CHECK(source->description().extent.min == glm::dvec2(700000, 6600000));
  CHECK(source->description().extent.max == glm::dvec2(700030, 6600020));
  CHECK(heights(*source, window(700000, 6600000, 700030, 6600020, 3, 2)) == kOneToSix);
}

TEST_CASE("No data becomes NaN and does not blend in, however it is marked") {
  const ScratchFolder folder;
  TinyTiff tiff = smallTerrain();
  float mark = -9999.0F;
  SECTION("declared") { tiff.noData = "-9999"; }
  SECTION("forgotten but usual") {}
  SECTION("usual, where another is declared") { tiff.noData = "-32768"; }
  SECTION("1e38") {
    mark = 1e38F;
    tiff.noData = "1e38";
  }
  SECTION("the lowest float, rounded by its writer") {
    mark = -3.4028235e38F;
    tiff.noData = "-3.40282306e+38";
  }
  SECTION("a huge value that nobody declared") { mark = 1e38F; }
  SECTION("NaN") {
    mark = NAN;
    tiff.noData = "nan";
  }
  tiff.write(folder / "t.tif", std::vector<float>{mark, 2, 3, 4, 5, 6});
  const auto source = open({folder / "t.tif"});
  const auto all = heights(*source, window(700000, 6600000, 700030, 6600020, 3, 2));
  CHECK(std::isnan(all[0]));
  CHECK(all[1] == 2.0F);
  // Where the hole has a quarter of the weight, the others decide: (2 + 4 + 5) / 3.
  CHECK(heights(*source, window(700005, 6600005, 700015, 6600015, 1, 1)).front() == Approx(11.0 / 3.0));
  CHECK(source->description().minHeight == 2.0);
  CHECK(source->description().maxHeight == 6.0);
}

TEST_CASE("A raster of nothing but no data is told and gives nothing") {
  const ScratchFolder folder;
  TinyTiff tiff = smallTerrain();
  tiff.noData = "-9999";
  tiff.write(folder / "t.tif", std::vector<float>(6, -9999.0F));
  const auto source = open({folder / "t.tif"});
  CHECK(source->description().diagnostics.find("raster-without-data") != nullptr);
  for (const float height : heights(*source, window(700000, 6600000, 700030, 6600020, 3, 2))) {
    CHECK(std::isnan(height));
  }
}

TEST_CASE("Heights in feet, scaled or in centimetres become metres") {
  const ScratchFolder folder;
  TinyTiff tiff = smallTerrain();
  const auto item = [](const char* role, const char* name, const char* value) {
    return std::string("<GDALMetadata><Item name=\"") + name + "\" sample=\"0\" role=\"" + role + "\">" + value +
           "</Item></GDALMetadata>";
  };
  double expected = 0.0;
  SECTION("feet of the band") {
    tiff.metadata = item("unittype", "UNITTYPE", "ft");
    expected = 6 * 0.3048;
  }
  SECTION("centimetres of the band") {
    tiff.metadata = item("unittype", "UNITTYPE", "cm");
    expected = 0.06;
  }
  SECTION("a scale") {
    tiff.metadata = item("scale", "SCALE", "0.5");
    expected = 3.0;
  }
  SECTION("an offset") {
    tiff.metadata = item("offset", "OFFSET", "100");
    expected = 106.0;
  }
  SECTION("feet of the CRS") {
    tiff.epsg = 2992;  // NAD83 / Oregon LCC (ft)
    tiff.transform = {0, 10, 0, 20, 0, -10};
    expected = 6 * 0.3048;
  }
  tiff.write(folder / "t.tif", kOneToSix);
  const auto source = open({folder / "t.tif"});
  const auto& extent = source->description().extent;
  auto request = window(extent.max.x - 10, extent.min.y, extent.max.x, extent.min.y + 10, 1, 1);
  request.crsWkt = source->description().crsWkt;
  CHECK(heights(*source, request).front() == Approx(expected));
}

TEST_CASE("A raster in degrees is read in metres of a plane") {
  const ScratchFolder folder;
  TinyTiff tiff;
  tiff.width = tiff.height = 100;
  tiff.epsg = 4326;
  tiff.isGeographic = true;
  tiff.transform = {2.0, 0.01, 0, 47.0, 0, -0.01};  // 2 to 3 degrees east, 46 to 47 north
  std::vector<float> longitudes(std::size_t{100} * 100);
  for (std::size_t i = 0; i < longitudes.size(); ++i) {
    longitudes[i] = static_cast<float>(2.0 + (static_cast<double>(i % 100) + 0.5) * 0.01);
  }
  tiff.write(folder / "t.tif", longitudes);
  const auto source = open({folder / "t.tif"});
  CHECK(source->description().crs == "EPSG:4326");
  // The meridian of 3 degrees is Lambert-93's 700000.
  const auto extent = source->extentIn(wkt("EPSG:2154"));
  REQUIRE(extent);
  CHECK(extent->max.x == Approx(700000).margin(1));
  CHECK(extent->max.y > extent->min.y + 100000);
  const auto grid = heights(*source, window(640000, 6560000, 690000, 6630000, 50, 70));
  CHECK(grid.front() < grid.back());
  // 690 km at latitude 46.5: 10 km west of 3 degrees is about 0.1302 degrees (cos 46.5 x 111.32 km, and the scale).
  CHECK(heights(*source, window(689500, 6599500, 690500, 6600500, 1, 1)).front() == Approx(2.8697).margin(0.001));
}

TEST_CASE("The same place is the same height in whichever tile and CRS it is asked") {
  const ScratchFolder folder;
  TinyTiff tiff;
  tiff.width = tiff.height = 64;
  tiff.transform = {700000, 1, 0, 6600064, 0, -1};
  std::vector<float> slope(std::size_t{64} * 64);
  for (std::size_t i = 0; i < slope.size(); ++i) {
    const std::size_t row = i / 64;
    slope[i] = static_cast<float>(i % 64) + 0.25F * static_cast<float>(row);
  }
  tiff.write(folder / "t.tif", slope);
  const auto source = open({folder / "t.tif"});
  const auto whole = heights(*source, window(700000, 6600000, 700064, 6600064, 96, 96));
  const auto east = heights(*source, window(700032, 6600000, 700064, 6600064, 48, 96));
  for (std::size_t row = 0; row < 96; ++row) {
    for (std::size_t column = 0; column < 48; ++column) {
      CHECK(whole[row * 96 + 48 + column] == Approx(east[row * 48 + column]).margin(1e-5));
    }
  }
}

TEST_CASE("A raster without overviews is reduced by means, once, and says that it costs") {
  const ScratchFolder folder;
  TinyTiff tiff;
  tiff.width = 5000;
  tiff.height = 40;
  tiff.transform = {700000, 1, 0, 6600040, 0, -1};
  std::vector<float> stripes(std::size_t{5000} * 40);
  for (std::size_t i = 0; i < stripes.size(); ++i) {
    stripes[i] = i % 2 == 0 ? 10.0F : 20.0F;
  }
  tiff.write(folder / "t.tif", stripes);
  const auto source = open({folder / "t.tif"});
  CHECK(source->description().diagnostics.find("no-overviews") != nullptr);
  for (const int width : {500, 100, 25}) {
    for (const float height : heights(*source, window(700000, 6600000, 705000, 6600040, width, 1))) {
      CHECK(height == Approx(15.0));
    }
  }
  CHECK(heights(*source, window(700000, 6600039, 700004, 6600040, 4, 1)) == std::vector<float>{10, 20, 10, 20});
}

TEST_CASE("Several files make one layer, and what cannot join is named") {
  const ScratchFolder folder;
  TinyTiff tiff = smallTerrain();
  tiff.write(folder / "west.tif", kOneToSix);
  tiff.transform[0] += 30;
  tiff.write(folder / "east.tif", std::vector<float>{7, 8, 9, 10, 11, 12});
  const auto source = open({folder / "west.tif", folder / "east.tif"});
  CHECK(source->description().raster->width == 6);
  CHECK(heights(*source, window(700020, 6600010, 700040, 6600020, 2, 1)) == std::vector<float>{3, 7});

  tiff.epsg = 3946;
  tiff.write(folder / "elsewhere.tif", kOneToSix);
  model::SourceRequest request;
  request.paths = {folder / "west.tif", folder / "elsewhere.tif"};
  const auto refused = tryOpen(request);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.key == "raster-files-differ");
}

TEST_CASE("Colours come as they are from bytes, grey, palette and bands with alpha") {
  const ScratchFolder folder;
  TinyTiff tiff;
  tiff.width = 2;
  tiff.height = 1;
  tiff.transform = {700000, 10, 0, 6600010, 0, -10};
  const auto request = window(700000, 6600000, 700020, 6600010, 2, 1);
  using Bytes = std::vector<std::uint8_t>;
  SECTION("RGB") {
    tiff.bands = 3;
    tiff.write(folder / "i.tif", Bytes{255, 0, 10, 1, 2, 3});
    CHECK(colours(*open({folder / "i.tif"}), request) == Bytes{255, 0, 10, 255, 1, 2, 3, 255});
  }
  SECTION("RGB and alpha") {
    tiff.bands = 4;
    tiff.hasAlpha = true;
    tiff.write(folder / "i.tif", Bytes{255, 0, 10, 255, 1, 2, 3, 0});
    CHECK(colours(*open({folder / "i.tif"}), request) == Bytes{255, 0, 10, 255, 0, 0, 0, 0});
  }
  SECTION("RGB and infrared") {
    tiff.bands = 4;
    tiff.write(folder / "i.tif", Bytes{255, 0, 10, 99, 1, 2, 3, 0});
    CHECK(colours(*open({folder / "i.tif"}), request) == Bytes{255, 0, 10, 255, 1, 2, 3, 255});
  }
  SECTION("RGB with a colour for no data, which is none where one band differs") {
    tiff.bands = 3;
    tiff.noData = "0";
    tiff.write(folder / "i.tif", Bytes{0, 0, 0, 0, 0, 3});
    const Bytes seen = colours(*open({folder / "i.tif"}), request);
    CHECK(seen[3] == 0);
    CHECK(seen[7] == 255);
  }
  SECTION("grey") {
    tiff.write(folder / "i.tif", Bytes{7, 9});
    CHECK(colours(*open({folder / "i.tif"}), request) == Bytes{7, 7, 7, 255, 9, 9, 9, 255});
  }
  SECTION("palette, never blended between entries") {
    tiff.palette.assign(768, 0);
    tiff.palette[1] = 0xFFFF;        // entry 1 is red
    tiff.palette[512 + 3] = 0xFFFF;  // entry 3 is blue
    tiff.write(folder / "i.tif", Bytes{1, 3});
    const auto source = open({folder / "i.tif"});
    CHECK(colours(*source, request) == Bytes{255, 0, 0, 255, 0, 0, 255, 255});
    const Bytes wide = colours(*source, window(700000, 6600000, 700020, 6600010, 8, 1));
    for (std::size_t i = 0; i < wide.size(); i += 4) {
      CHECK(wide[i] + wide[i + 2] == 255);
    }
  }
}

TEST_CASE("Samples of 16 bits are stretched alike in every tile") {
  const ScratchFolder folder;
  TinyTiff tiff;
  tiff.width = 100;
  tiff.height = 1;
  tiff.bands = 3;
  tiff.transform = {700000, 1, 0, 6600001, 0, -1};
  std::vector<std::uint16_t> ramp;
  for (int i = 0; i < 100; ++i) {
    ramp.insert(ramp.end(), 3, static_cast<std::uint16_t>(1000 + 10 * i));
  }
  tiff.write(folder / "i.tif", ramp);
  const auto source = open({folder / "i.tif"});
  CHECK(source->description().kind == SourceKind::Imagery);
  const auto whole = colours(*source, window(700000, 6600000, 700100, 6600001, 100, 1));
  CHECK(whole[0] == 0);
  CHECK(whole[std::size_t{99} * 4] == 255);
  CHECK(whole[std::size_t{50} * 4] == Approx(129).margin(3));
  const auto part = colours(*source, window(700050, 6600000, 700060, 6600001, 10, 1));
  CHECK(part[0] == whole[std::size_t{50} * 4]);
}

TEST_CASE("The request's kind goes before what the samples suggest") {
  const ScratchFolder folder;
  TinyTiff tiff = smallTerrain();
  tiff.write(folder / "dem.tif", kOneToSix);
  CHECK(open({folder / "dem.tif"}, SourceKind::Imagery)->description().kind == SourceKind::Imagery);
  tiff.write(folder / "grey.tif", std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6});
  const auto terrain = open({folder / "grey.tif"}, SourceKind::Terrain);
  CHECK(heights(*terrain, window(700000, 6600000, 700030, 6600020, 3, 2)) == kOneToSix);
}

TEST_CASE("A raster takes the CRS that the request states, and says which one it declares") {
  const ScratchFolder folder;
  TinyTiff tiff = smallTerrain();
  tiff.epsg = 0;
  tiff.write(folder / "t.tif", kOneToSix);
  CHECK(open({folder / "t.tif"})->description().crs.empty());
  CHECK_FALSE(open({folder / "t.tif"})->extentIn(wkt("EPSG:2154")));
  const auto placed = open({folder / "t.tif"}, {}, "EPSG:3946");
  CHECK(placed->description().crs == "EPSG:3946");
  CHECK(placed->description().isCrsOverridden);
  tiff.epsg = 2154;
  tiff.write(folder / "t.tif", kOneToSix);
  const auto restated = open({folder / "t.tif"}, {}, "EPSG:3946");
  CHECK(restated->description().crs == "EPSG:2154");
  CHECK(restated->description().crsWkt == wkt("EPSG:3946"));
  CHECK(restated->description().diagnostics.find("crs-stated") != nullptr);
  CHECK_FALSE(open({folder / "t.tif"}, {}, "EPSG:2154")->description().isCrsOverridden);
}

TEST_CASE("An ASCII grid is terrain, with the corner and no-data value of its header") {
  const ScratchFolder folder;
  const auto path = folder.write("t.asc",
                                 "NCOLS 3\nNROWS 2\nXLLCORNER 700000\nYLLCORNER 6600000\nCELLSIZE 10\n"
                                 "NODATA_VALUE -9999\n1.5 2.5 3.5\n4.5 -9999 6.5\n");
  CHECK(catalog().identify(path) == SourceKind::Terrain);
  const auto source = open({path}, {}, "EPSG:2154");
  const auto all = heights(*source, window(700000, 6600000, 700030, 6600020, 3, 2));
  CHECK(all[0] == 1.5F);
  CHECK(all[5] == 6.5F);
  CHECK(std::isnan(all[4]));
}

namespace {

/// A table of a GeoPackage, 32 x 32 pixels of 10 m with the corner at (700000, 6600320), all of one value.
void writeTable(const std::filesystem::path& path, const char* table, int bands, GDALDataType type, double value) {
  loaders::prepareGdal({"GPKG", "PNG", "JPEG", "GTiff"});
  CPLStringList options;
  options.SetNameValue("RASTER_TABLE", table);
  options.SetNameValue("APPEND_SUBDATASET", std::filesystem::exists(path) ? "YES" : "NO");
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
  GDALDatasetUniquePtr made(driver->Create(path.c_str(), 32, 32, bands, type, options.List()));
  REQUIRE(made != nullptr);
  std::array<double, 6> placement = {700000.0, 10.0, 0.0, 6600320.0, 0.0, -10.0};
  REQUIRE(made->SetGeoTransform(placement.data()) == CE_None);
  OGRSpatialReference system;
  system.importFromEPSG(2154);
  REQUIRE(made->SetSpatialRef(&system) == CE_None);
  for (int band = 1; band <= bands; ++band) {
    std::vector<double> values(std::size_t{32} * 32, value);
    REQUIRE(made->GetRasterBand(band)->RasterIO(GF_Write, 0, 0, 32, 32, values.data(), 32, 32, GDT_Float64, 0, 0,
                                                nullptr) == CE_None);
  }
}

Result<std::unique_ptr<model::RasterSource>> openTable(const std::filesystem::path& path, const std::string& table) {
  model::SourceRequest request;
  request.paths = {path};
  request.layer = table;
  loaders::ReaderContext context;
  context.recognition.format = "GPKG";  // as the reader of vectors hands it over
  context.formats = {"GPKG"};
  return loaders::raster::makeLoader().open(request, context).map([](auto&& opened) {
    return std::move(std::get<std::unique_ptr<model::RasterSource>>(opened));
  });
}

}  // namespace

TEST_CASE("The rasters of a GeoPackage are read, by name where it holds several") {
  const ScratchFolder folder;
  const auto path = folder / "rasters.gpkg";
  writeTable(path, "photo", 3, GDT_Byte, 200.0);
  const auto only = openTable(path, "");
  REQUIRE(only);
  CHECK((*only)->description().kind == SourceKind::Imagery);
  CHECK((*only)->description().crs == "EPSG:2154");
  const auto photo = colours(**only, window(700000, 6600000, 700320, 6600320, 4, 4));
  CHECK(std::abs(photo[0] - 200) < 4);  // tiles of pictures may be JPEG
  CHECK(photo[3] == 255);

  writeTable(path, "relief", 1, GDT_Float32, 123.5);
  const auto relief = openTable(path, "relief");
  REQUIRE(relief);
  CHECK((*relief)->description().kind == SourceKind::Terrain);
  CHECK(heights(**relief, window(700000, 6600000, 700320, 6600320, 2, 2)) == std::vector<float>(4, 123.5F));
  CHECK(openTable(path, "photo"));
  CHECK(openTable(path, "").error().message.key == "raster-layers-several");
  CHECK(openTable(path, "map").error().message.key == "raster-layer-not-found");
}

TEST_CASE("A virtual raster is read from files below its folder only") {
  const ScratchFolder folder;
  std::filesystem::create_directory(folder / "parts");
  smallTerrain().write(folder / "parts/t.tif", kOneToSix);
  smallTerrain().write(folder / "outside.tif", kOneToSix);
  const auto vrt = [&](const std::string& source, bool isRelative) {
    return "<VRTDataset rasterXSize=\"3\" rasterYSize=\"2\"><SRS>EPSG:2154</SRS>"
           "<GeoTransform>700000,10,0,6600020,0,-10</GeoTransform><VRTRasterBand dataType=\"Float32\" band=\"1\">"
           "<SimpleSource><SourceFilename relativeToVRT=\"" +
           std::string(isRelative ? "1" : "0") + "\">" + source +
           "</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>";
  };
  const auto sound = folder.write("mosaic.vrt", vrt("parts/t.tif", true));
  CHECK(catalog().identify(sound) == SourceKind::Terrain);
  CHECK(heights(*open({sound}), window(700000, 6600000, 700030, 6600020, 3, 2)) == kOneToSix);
  std::filesystem::create_directory(folder / "inner");
  CHECK(errorKey(folder.write("inner/up.vrt", vrt("../outside.tif", true))) == "vrt-source-refused");
  CHECK(errorKey(folder.write("passwd.tif", vrt("/etc/passwd", false))) == "vrt-source-refused");
  CHECK(errorKey(folder.write("web.tif", vrt("/vsicurl/http://127.0.0.1:9/x.tif", false))) == "vrt-source-refused");
  CHECK(errorKey(folder.write("url.tif", vrt("http://127.0.0.1:9/x.tif", false))) == "vrt-source-refused");
  CHECK(errorKey(folder.write("zip.tif", vrt("/vsizip/parts/t.zip/t.tif", false))) == "vrt-source-refused");
  folder.write("nested.txt", vrt("/etc/passwd", false));
  CHECK(errorKey(folder.write("outer.vrt", vrt("nested.txt", true))) == "vrt-source-refused");
  CHECK(errorKey(folder.write("cut.vrt", vrt("parts/t.tif", true).substr(0, 200))) == "vrt-not-understood");
}

TEST_CASE("A picture is placed by its world file, and is refused without") {
  const ScratchFolder folder;
  // A PNG of 2 x 1 pixels, red and blue.
  const std::string png(
      "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x01\x08\x02\0\0\0\x7b\x40\xe8\xdd\0\0\0\rIDAT\x78\xda\x63\xf8\xcf"
      "\0\x04\xff\x01\x07\0\x01\xff\x3d\x7d\x8c\x49\0\0\0\0IEND\xae\x42\x60\x82",
      70);
  const auto path = folder.write("photo.png", png);
  CHECK(errorKey(path) == "raster-not-placed");
  folder.write("photo.pgw", "10\n0\n0\n-10\n700005\n6600005\n");  // centre of the first pixel
  const auto source = open({path}, {}, "EPSG:2154");
  CHECK(source->description().extent.min == glm::dvec2(700000, 6600000));
  CHECK(colours(*source, window(700000, 6600000, 700020, 6600010, 2, 1)) ==
        std::vector<std::uint8_t>{255, 0, 0, 255, 0, 0, 255, 255});
}

TEST_CASE("MBTiles give the colours of their tiles, north up") {
  // One tile of level 16 in four quarters: red and green from the west, green in the north, a little blue everywhere.
  const auto path = std::filesystem::path(BELVEDERE_SOURCE_DIR) / "tests/data/raster/quarters.mbtiles";
  CHECK(catalog().identify(path) == SourceKind::Imagery);
  const auto source = open({path});
  CHECK(source->description().crs == "EPSG:3857");
  const auto& extent = source->description().extent;
  const auto pixels =
      colours(*source, window(extent.min.x, extent.min.y, extent.max.x, extent.max.y, 2, 2, "EPSG:3857"));
  CHECK(pixels == std::vector<std::uint8_t>{200, 100, 50, 255, 0, 100, 50, 255, 200, 0, 50, 255, 0, 0, 50, 255});
}

TEST_CASE("A file that claims two thousand million pixels a side is refused from its header") {
  const ScratchFolder folder;
  TinyTiff tiff = smallTerrain();
  tiff.width = tiff.height = 2'000'000'000;
  tiff.write(folder / "bomb.tif", kOneToSix);
  const std::string key = errorKey(folder / "bomb.tif");
  CHECK((key == "raster-too-large" || key == "file-not-opened"));
}

TEST_CASE("A cut file keeps what is whole") {
  const ScratchFolder folder;
  TinyTiff tiff;
  tiff.width = 3;
  tiff.height = 2;
  tiff.cutBytes = 4;
  tiff.write(folder / "t.tif", kOneToSix);
  model::SourceRequest request;
  request.paths = {folder / "t.tif"};
  const auto opened = tryOpen(request);
  // One strip holds it all: either it is refused or it stays empty, with a finding.
  if (opened) {
    CHECK((*opened)->description().diagnostics.find("raster-damaged") != nullptr);
  } else {
    CHECK(opened.error().code == ErrorCode::InvalidData);
  }
}

TEST_CASE("Damage that is met while reading becomes a finding, once") {
  const ScratchFolder folder;
  TinyTiff tiff;  // too large to be looked at whole when it is opened; its last rows are missing
  tiff.width = 2400;
  tiff.height = 2400;
  tiff.rowsPerStrip = 16;
  tiff.cutBytes = std::size_t{2400} * 16;
  tiff.write(folder / "t.tif", std::vector<std::uint16_t>(std::size_t{2400} * 2400, 100));
  const auto source = open({folder / "t.tif"}, SourceKind::Terrain);
  REQUIRE(source->description().diagnostics.find("raster-damaged") == nullptr);
  REQUIRE(heights(*source, window(0, -100, 100, 0, 100, 100)).front() == 100.0F);
  CHECK(source->takeFindings().isEmpty());
  CHECK(std::isnan(heights(*source, window(0, -2400, 100, -2300, 100, 100)).back()));
  const Diagnostics found = source->takeFindings();
  REQUIRE(found.find("raster-damaged") != nullptr);
  CHECK(found.items().front().count == 1);
  CHECK(std::isnan(heights(*source, window(0, -2400, 100, -2300, 100, 100)).back()));
  CHECK(source->takeFindings().isEmpty());
}

TEST_CASE("An impossible request is an error") {
  const ScratchFolder folder;
  smallTerrain().write(folder / "t.tif", kOneToSix);
  const auto source = open({folder / "t.tif"});
  CHECK_FALSE(source->readHeights(window(0, 0, 1, 1, 0, 1)));
  CHECK_FALSE(source->readHeights(window(0, 0, 1, 1, 5000, 1)));
  CHECK_FALSE(source->readHeights(window(1, 1, 0, 0, 10, 10)));
  CHECK_FALSE(source->readHeights(window(0, 0, NAN, 1, 10, 10)));
  model::RasterRequest request = window(0, 0, 1, 1, 1, 1);
  request.crsWkt = "nonsense";
  CHECK_FALSE(source->readHeights(request));
}

TEST_CASE("Real rasters say what they are") {
  const char* data = std::getenv("BELVEDERE_TEST_DATA");
  const std::filesystem::path root = data != nullptr ? data : "";
  if (!std::filesystem::exists(root / "raster")) {
    WARN("skipped: no real rasters at BELVEDERE_TEST_DATA");
    return;
  }
  SECTION("a COG in Lyon's CC46 with a quarter of holes") {
    const auto source = open({root / "lyon/terrain/lyon_dtm_10m_derived.tif"});
    CHECK(source->description().format == "COG");
    CHECK(source->description().crs == "EPSG:3946");
    CHECK(source->description().raster->overviews == 3);
    CHECK(source->description().raster->hasNoData);
    // The hill of Fourvière, as gdallocationinfo reads it.
    CHECK(heights(*source, window(1840495, 5174395, 1840505, 5174405, 1, 1, "EPSG:3946")).front() ==
          Approx(279.38).margin(1.0));
  }
  SECTION("a photograph in feet, placed by its world file") {
    const auto source = open({root / "pointcloud/autzen/autzen.jpg"}, {}, "EPSG:2992");
    CHECK(source->description().extent.min.x == Approx(635615.43).margin(0.01));
    CHECK(source->description().extent.max.y == Approx(853362.64).margin(0.01));
  }
  SECTION("a file with cut blocks keeps the others") {
    const auto source = open({root / "malformed/corrupt.tif"});
    CHECK(source->description().diagnostics.find("raster-damaged") != nullptr);
    const auto& extent = source->description().extent;
    auto request = window(extent.min.x, extent.min.y, extent.max.x, extent.max.y, 1024, 1024, "EPSG:3857");
    const auto pixels = colours(*source, request);
    std::size_t holes = 0;
    for (std::size_t i = 3; i < pixels.size(); i += 4) {
      holes += pixels[i] == 0 ? 1U : 0U;
    }
    CHECK(holes == std::size_t{512} * 512);  // one of the four blocks
  }
}
