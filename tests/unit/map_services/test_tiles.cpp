#include <catch2/catch.hpp>
#include <cmath>
#include <cpl_vsi.h>
#include <gdal_priv.h>

#include "data_loaders/common/gdal_setup.h"
#include "data_loaders/map_services/detail/map_source.h"
#include "data_loaders/map_services/detail/service_address.h"
#include "data_loaders/map_services/detail/tile_reader.h"
#include "data_loaders/map_services/detail/tile_template.h"
#include "data_loaders/map_services/map_service_loader.h"
#include "tests/unit/map_services/fake_services.h"

using namespace belvedere;
using namespace belvedere::loaders;
using namespace belvedere::loaders::map_services;
using test::FakeServices;

namespace {

constexpr double kHalfWorld = 20037508.342789244;

WebAddress address(const std::string& text) {
  const auto parsed = WebAddress::parse(text);
  REQUIRE(parsed);
  return *parsed;
}

/// A picture of one colour, as a file of the driver's format.
std::string picture(const char* driver, int side, const std::vector<std::uint8_t>& colour) {
  prepareGdal({"MEM", "PNG", "JPEG", "WEBP"});
  GDALDriverManager& drivers = *GetGDALDriverManager();
  const auto bands = static_cast<int>(colour.size());
  GDALDataset* memory = drivers.GetDriverByName("MEM")->Create("", side, side, bands, GDT_Byte, nullptr);
  for (int band = 1; band <= bands; ++band) {
    memory->GetRasterBand(band)->Fill(colour[static_cast<std::size_t>(band - 1)]);
    if (band == 4) {
      memory->GetRasterBand(band)->SetColorInterpretation(GCI_AlphaBand);
    }
  }
  GDALClose(drivers.GetDriverByName(driver)->CreateCopy("/vsimem/tile", memory, FALSE, nullptr, nullptr, nullptr));
  GDALClose(memory);
  vsi_l_offset size = 0;
  GByte* bytes = VSIGetMemFileBuffer("/vsimem/tile", &size, TRUE);
  std::string file(reinterpret_cast<const char*>(bytes), size);
  VSIFree(bytes);
  return file;
}

/// {z}/{x}/{y} of "http://host/z/x/y".
struct Place {
  int z = 0, x = 0, y = 0;
};
Place placeOf(const std::string& text) {
  Place place;
  REQUIRE(std::sscanf(text.c_str(), "http://host/%d/%d/%d", &place.z, &place.x, &place.y) == 3);
  return place;
}

MapLayer worldLayer(int maxzoom = 3, const char* pattern = "http://host/{z}/{x}/{y}", int side = 256) {
  model::SourceRequest request;
  request.paths = {pattern};
  request.options["maxzoom"] = std::to_string(maxzoom);
  auto layer = makeTemplateLayer(address(pattern), request, side);
  REQUIRE(layer);
  return std::move(*layer);
}

/// The window of one tile of the finest level.
raster::PixelWindow tileWindow(const MapLayer& layer, std::int64_t column, std::int64_t row) {
  const int side = layer.pyramid.levels.front().tileWidth;
  return {column * side + 10, row * side + 10, (column + 1) * side - 10, (row + 1) * side - 10};
}

std::array<int, 4> middleOf(const raster::PixelBuffer& buffer) {
  const std::size_t at = static_cast<std::size_t>(buffer.height / 2) * static_cast<std::size_t>(buffer.width) +
                         static_cast<std::size_t>(buffer.width / 2);
  std::array<int, 4> colour{};
  for (std::size_t band = 0; band < 3; ++band) {
    colour[band] = static_cast<int>(buffer.samples[band * buffer.area() + at]);
  }
  colour[3] = buffer.weights[at];
  return colour;
}

tl::unexpected<Error> failure(ErrorCode code) { return tl::unexpected(Error{code, Message(), {}}); }

}  // namespace

TEST_CASE("Addresses name their protocol") {
  const auto of = [](const char* text) { return protocolOf(address(text)); };
  CHECK(of("https://h/{z}/{x}/{y}.png") == Protocol::Tiles);
  CHECK(of("https://h/t?x={x}&y={-y}&z={z}") == Protocol::Tiles);
  CHECK(of("https://data.geopf.fr/wmts") == Protocol::Wmts);
  CHECK(of("https://data.geopf.fr/wms-r/wms?") == Protocol::Wms);
  CHECK(of("https://h/geoserver/wms/town") == Protocol::Wms);
  CHECK(of("https://h/geoserver/ows?service=WMS") == Protocol::Wms);
  CHECK(of("https://h/x/1.0.0/WMTSCapabilities.xml") == Protocol::Wmts);
  CHECK(of("https://h/cgi-bin/mapserv?map=a.map&SERVICE=wms") == Protocol::Wms);
  CHECK_FALSE(of("https://h/wms/tileset.json"));
  CHECK_FALSE(of("https://h/ows?service=WFS"));
  CHECK_FALSE(of("https://h/plans/wms.pdf"));
  CHECK_FALSE(of("https://h/{z}/{x}.png"));
}

TEST_CASE("Capabilities are asked for where the address does not ask yet, and keys stay") {
  const auto ask = [](const char* text, Protocol protocol) { return capabilitiesAddress(address(text), protocol); };
  CHECK(ask("https://data.geopf.fr/wmts", Protocol::Wmts) ==
        "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetCapabilities");
  CHECK(ask("https://h/ows?map=/a.map&service=wms&layers=x&VERSION=1.1.1", Protocol::Wms) ==
        "https://h/ows?map=/a.map&SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.1.1");
  CHECK(ask("https://h/wms?request=GetCapabilities&service=WMS", Protocol::Wms) ==
        "https://h/wms?request=GetCapabilities&service=WMS");
  CHECK(ask("https://h/1.0.0/WMTSCapabilities.xml", Protocol::Wmts) == "https://h/1.0.0/WMTSCapabilities.xml");
}

TEST_CASE("Only the same host is called, at the user's scheme and port") {
  const WebAddress given = address("https://h:8443/wms?key=1");
  CHECK(rebased("http://h:80/geoserver/ows?", given)->text() == "https://h:8443/geoserver/ows?");
  CHECK(rebased("/ows", given)->text() == "https://h:8443/ows");
  CHECK_FALSE(rebased("http://other/ows", given));
  CHECK_FALSE(rebased("file:///etc/passwd", given));
  CHECK_FALSE(rebased("http://user@h/", given));
}

TEST_CASE("Tile addresses count rows from the north, or from the south with {-y}") {
  const MapLayer north = worldLayer(3), south = worldLayer(3, "http://host/{z}/{x}/{-y}");
  const TileLevel& finest = north.pyramid.levels.front();
  CHECK(finest.pixel == Approx(2 * kHalfWorld / 8 / 256));
  CHECK(north.address(finest, 5, 2) == "http://host/3/5/2");
  CHECK(south.address(finest, 5, 2) == "http://host/3/5/5");
  // Lyon (4.83 E, 45.76 N) at level 3: column floor(8 (4.83 + 180) / 360) = 4, row 2.
  const glm::dvec2 lyon(537700.0, 5741000.0);
  const glm::dvec2 place = (glm::dvec2(lyon.x, -lyon.y) + kHalfWorld) / finest.tileSize();
  CHECK(static_cast<int>(place.x) == 4);
  CHECK(static_cast<int>(place.y) == 2);
}

TEST_CASE("Options of tile addresses are checked") {
  model::SourceRequest request;
  const auto key = [&](const char* option, const char* value) {
    request.options = {{option, value}};
    const auto layer = makeTemplateLayer(address("http://host/{z}/{x}/{y}"), request, 256);
    return layer ? std::string() : layer.error().message.key;
  };
  CHECK(key("maxzoom", "18").empty());
  CHECK(key("maxzoom", "99") == "map-service-option");
  CHECK(key("maxzoom", "1 OR 1") == "map-service-option");
  CHECK(key("minzoom", "20") == "map-service-option");
  CHECK(key("tilesize", "0") == "map-service-option");
  CHECK(key("tilesize", "512").empty());
  request.options.clear();
  request.crs = "EPSG:2154";
  CHECK_FALSE(makeTemplateLayer(address("http://host/{z}/{x}/{y}"), request, 256));
}

TEST_CASE("The level nearest to what is asked for is taken, and its part lies where it should") {
  const MapLayer layer = worldLayer(19);
  const TilePyramid& pyramid = layer.pyramid;
  CHECK(pyramid.grid(layer.crs).width == std::int64_t{256} << 19U);
  CHECK(pyramid.levelFor(1.0) == 0);
  CHECK(pyramid.levelFor(1.4) == 0);
  CHECK(pyramid.levelFor(1.5) == 1);
  CHECK(pyramid.levelFor(16.0) == 4);
  CHECK(pyramid.levelFor(1e12) == 19);
  const raster::PixelWindow window{1'000'000, 2'000'000, 1'004'096, 2'004'096};
  const TilePart part = partOf(pyramid, 4, window);
  CHECK(part.frame.columnStep == Approx(16.0));
  CHECK(part.frame.firstColumn <= 1'000'000.0);
  CHECK(part.frame.firstColumn > 1'000'000.0 - 48.0);
  CHECK(part.frame.firstColumn + part.frame.width * 16.0 >= 1'004'096.0);
  CHECK(part.tiles.front() == TileKey{4, (1'000'000 / 16 - 1) / 256, (2'000'000 / 16 - 1) / 256});
  CHECK(part.tiles.size() == 4);
  CHECK(pixelCount(pyramid, 4, window) >= 4.0 * 256 * 256);
  CHECK(partOf(pyramid, 0, {-5000, -5000, -4000, -4000}).tiles.empty());
}

TEST_CASE("Coarser tiles over a tile are found in any scheme") {
  const MapLayer layer = worldLayer(3);
  CHECK(tilesOver(layer.pyramid, {0, 5, 2}, 1) == std::vector<TileKey>{{1, 2, 1}});
  CHECK(tilesOver(layer.pyramid, {0, 5, 2}, 3) == std::vector<TileKey>{{3, 0, 0}});
  TilePyramid odd = layer.pyramid;
  odd.levels[1].topLeft += glm::dvec2(-0.5, 0.5) * odd.levels[1].tileSize();
  odd.levels[1].endColumn += 1;
  odd.levels[1].endRow += 1;
  CHECK(tilesOver(odd, {0, 5, 2}, 1).size() == 1);
  CHECK(tilesOver(odd, {0, 4, 2}, 1) == std::vector<TileKey>{{1, 2, 1}});
}

TEST_CASE("A tile that lies anywhere lies over no more tiles than there are") {
  TilePyramid pyramid = worldLayer(3).pyramid;
  pyramid.levels[1].pixel = 1e-290;
  CHECK(tilesOver(pyramid, {0, 5, 2}, 1).size() <= 16);
  pyramid.levels[1].pixel = 0.0;
  CHECK(tilesOver(pyramid, {0, 5, 2}, 1).size() <= 16);
}

TEST_CASE("A hole is not filled from more tiles than it has itself") {
  const std::string small = picture("PNG", 16, {90, 91, 92});
  FakeServices services([&](const std::string& text) -> Result<std::string> {
    return placeOf(text).z == 3 ? Result<std::string>(failure(ErrorCode::NotFound)) : small;
  });
  MapLayer layer = worldLayer(3);
  layer.pyramid.levels.resize(2);
  TileLevel& coarser = layer.pyramid.levels[1];
  coarser.tileWidth = coarser.tileHeight = 16;
  coarser.pixel = layer.pyramid.levels[0].pixel * 1.0001;
  coarser.endColumn = coarser.endRow = 128;
  TileReader reader(layer, services.fetcher);
  CHECK(reader.read(tileWindow(layer, 0, 3), 1.0));
  CHECK(services.takeAsked().size() == 1 + 16 * 17);
  CHECK(reader.read({0, 0, 2048, 2048}, 1.0));
  CHECK(services.takeAsked().size() == 63);
}

TEST_CASE("Tiles of all formats are read, several at a time, and each once") {
  const std::string png = picture("PNG", 256, {10, 20, 30});
  const std::string jpeg = picture("JPEG", 256, {100, 100, 100});
  const std::string alpha = picture("PNG", 256, {50, 60, 70, 40});
  FakeServices services([&](const std::string& text) -> Result<std::string> {
    const Place place = placeOf(text);
    return place.x == 0 ? png : place.x == 1 ? jpeg : alpha;
  });
  const MapLayer layer = worldLayer();
  TileReader reader(layer, services.fetcher);
  CHECK(middleOf(*reader.read(tileWindow(layer, 0, 3), 1.0)) == std::array<int, 4>{10, 20, 30, 255});
  CHECK(middleOf(*reader.read(tileWindow(layer, 1, 3), 1.0))[0] == Approx(100).margin(2));
  CHECK(middleOf(*reader.read(tileWindow(layer, 2, 3), 1.0)) == std::array<int, 4>{50, 60, 70, 40});
  CHECK(services.takeAsked().size() == 3);
  const auto whole = reader.read({0, 0, 2048, 2048}, 1.0);
  REQUIRE(whole);
  CHECK(whole->width == 2048);
  CHECK(services.takeAsked().size() == 61);
  CHECK(reader.takeFindings().isEmpty());
}

TEST_CASE("A coarser tile stands in, in its place, for one that is missing or damaged") {
  const std::string good = picture("PNG", 256, {1, 2, 3});
  const std::string coarse = picture("PNG", 256, {90, 91, 92});
  const std::string small = picture("PNG", 128, {5, 5, 5});
  FakeServices services([&](const std::string& text) -> Result<std::string> {
    const Place place = placeOf(text);
    if (place.z == 1) {
      return coarse;
    }
    if (place.z == 2) {
      return failure(ErrorCode::NotFound);
    }
    switch (place.x) {
      case 0:
        return failure(ErrorCode::NotFound);
      case 1:
        return std::string(
            "<ServiceExceptionReport><ServiceException>no such layer</ServiceException></ServiceExceptionReport>");
      case 2:
        return good.substr(0, 60);
      case 3:
        return small;
      case 4:
        return std::string();
      case 5:
        return failure(ErrorCode::Denied);
      default:
        return good;
    }
  });
  const MapLayer layer = worldLayer();
  TileReader reader(layer, services.fetcher);
  for (int column = 0; column < 8; ++column) {
    INFO(column);
    const auto buffer = reader.read(tileWindow(layer, column, 3), 1.0);
    REQUIRE(buffer);
    CHECK(middleOf(*buffer)[0] == (column < 6 ? 90 : 1));
    CHECK(middleOf(*buffer)[3] == 255);
  }
  const Diagnostics findings = reader.takeFindings();
  REQUIRE(findings.find("map-tiles-absent"));
  REQUIRE(findings.find("map-tiles-unusable"));
  CHECK(findings.find("map-tiles-unusable")->count == 3);
  REQUIRE(findings.find("map-tiles-other-size"));
  CHECK(findings.find("map-tiles-other-size")->count == 1);
  CHECK(englishText(findings.find("map-tiles-unusable")->message).find("no such layer") != std::string::npos);
  services.takeAsked();
  CHECK(reader.read(tileWindow(layer, 0, 3), 1.0));
  CHECK(services.takeAsked().empty());
}

TEST_CASE("A server that does not answer costs the window, and what came is not asked for again") {
  const std::string good = picture("PNG", 256, {1, 2, 3});
  std::atomic<bool> isDown = true;
  FakeServices services([&](const std::string& text) -> Result<std::string> {
    return isDown && placeOf(text).x == 1 ? Result<std::string>(failure(ErrorCode::Unavailable)) : good;
  });
  const MapLayer layer = worldLayer();
  TileReader reader(layer, services.fetcher);
  const raster::PixelWindow both{10, 800, 500, 1000};
  const auto failed = reader.read(both, 1.0);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code == ErrorCode::Unavailable);
  CHECK(failed.error().message.key == "map-service-silent");
  services.takeAsked();
  isDown = false;
  CHECK(reader.read(both, 1.0));
  CHECK(services.takeAsked() == std::vector<std::string>{"http://host/3/1/3"});
}

TEST_CASE("A window is bounded by its pixels, whatever the tiles' size") {
  const std::string good = picture("PNG", 512, {1, 2, 3});
  FakeServices services([&](const std::string&) -> Result<std::string> { return good; });
  const MapLayer layer = worldLayer(5, "http://host/{z}/{x}/{y}", 512);
  TileReader reader(layer, services.fetcher);
  const auto buffer = reader.read({0, 0, 8192, 8192}, 1.0);  // 256 tiles of a quarter of a million pixels each
  REQUIRE(buffer);
  CHECK(buffer->columnStep == 2.0);
  CHECK(buffer->area() < 32U << 20U);
  CHECK(services.takeAsked().size() <= 81);
  CHECK(middleOf(*buffer) == std::array<int, 4>{1, 2, 3, 255});
}

TEST_CASE("A hole is asked for again after a while") {
  const std::string good = picture("PNG", 256, {1, 2, 3});
  std::atomic<bool> isRefused = true;
  FakeServices services([&](const std::string&) -> Result<std::string> {
    return isRefused ? Result<std::string>(failure(ErrorCode::InvalidData)) : good;
  });
  const MapLayer layer = worldLayer();
  TileReader reader(layer, services.fetcher, std::chrono::milliseconds(0));
  CHECK(middleOf(*reader.read(tileWindow(layer, 0, 3), 1.0))[3] == 0);
  isRefused = false;
  CHECK(middleOf(*reader.read(tileWindow(layer, 0, 3), 1.0)) == std::array<int, 4>{1, 2, 3, 255});
}

TEST_CASE("A layer of the world is shown as far as the other CRS is meant to be used") {
  FakeServices services([&](const std::string&) -> Result<std::string> { return failure(ErrorCode::NotFound); });
  model::SourceRequest request;
  request.paths = {"http://host/{z}/{x}/{y}"};
  const auto source = makeMapSource(worldLayer(19), request, services.fetcher);
  const auto extent = source->extentIn("EPSG:2154");
  REQUIRE(extent);
  CHECK(extent->size().x < 3e6);
  CHECK(extent->size().y < 3e6);
  CHECK(extent->contains({843000, 6519000}));
  CHECK(source->description().raster->isService);
  CHECK_FALSE(source->readHeights({"EPSG:2154", {{0, 0}, {1, 1}}, 1, 1}));
}

TEST_CASE("The size of tiles is learnt from the coarsest") {
  std::string bytes;
  std::optional<ErrorCode> refusal;
  FakeServices services([&](const std::string&) -> Result<std::string> {
    return refusal ? Result<std::string>(failure(*refusal)) : bytes;
  });
  const MapLayer layer = worldLayer();
  bytes = picture("PNG", 512, {1, 1, 1});
  CHECK(probeTilePixels(layer, *services.fetcher) == 512);
  bytes = "text";
  CHECK(probeTilePixels(layer, *services.fetcher) == 256);
  for (const ErrorCode code : {ErrorCode::NotFound, ErrorCode::Denied, ErrorCode::InvalidData}) {
    refusal = code;
    CHECK(probeTilePixels(layer, *services.fetcher) == 256);
  }
  refusal = ErrorCode::Unavailable;
  CHECK_FALSE(probeTilePixels(layer, *services.fetcher));
}

TEST_CASE("The loader takes what services and only services send") {
  const Loader loader = makeLoader();
  const auto format = [&](const char* path, const char* bytes) {
    FileHead head;
    head.path = path;
    head.bytes = bytes;
    const auto found = loader.recognise(head);
    return found && found->readsWeb ? found->format : std::string();
  };
  CHECK(format("https://h/wmts", "") == "WMTS");
  CHECK(format("https://h/{z}/{x}/{y}.png", "") == "XYZ");
  CHECK(format("https://h/ows", "<?xml version=\"1.0\"?><WMS_Capabilities>") == "WMS");
  CHECK(format("https://h/caps", "<Capabilities xmlns=\"http://www.opengis.net/wmts/1.0\">") == "WMTS");
  CHECK(format("https://h/a.gml", "<gml:FeatureCollection>").empty());
  CHECK(format("wms.tif", "II*").empty());
  model::SourceRequest request;
  request.paths = {"capabilities.xml"};
  const auto opened = loader.open(request, ReaderContext());
  REQUIRE_FALSE(opened);
  CHECK(opened.error().message.key == "map-service-address-wanted");
}
