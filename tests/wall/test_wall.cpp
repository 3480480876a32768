#include <arpa/inet.h>
#include <atomic>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "apps/loader_list/loader_list.h"
#include "data_loaders/common/inline_catalog.h"
#include "data_loaders/common/worker_catalog.h"

using namespace belvedere;

namespace {

/// Counts who connects to a port of this machine.
class Listener {
 public:
  Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(socket_, 16) == 0);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        pollfd waiting{socket_, POLLIN, 0};
        if (::poll(&waiting, 1, 20) > 0) {
          ::close(::accept(socket_, nullptr, nullptr));
          ++count_;
        }
      }
    });
  }
  ~Listener() {
    thread_.request_stop();
    thread_.join();
    ::close(socket_);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/x"; }
  int port() const { return port_; }
  int count() const {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));  // one more look
    return count_;
  }

 private:
  int socket_;
  int port_ = 0;
  std::atomic<int> count_ = 0;
  std::jthread thread_;
};

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "belvedere-wall-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

loaders::WorkerCatalog walled() {
  loaders::WorkerSettings settings;
  settings.program = std::filesystem::path(BELVEDERE_BINARY_DIR) / "bin" / "belvedere_source_worker";
  return loaders::WorkerCatalog(makeLoaderList(), settings);
}

/// Opens a source and reads all that it gives; whether that fails does not matter here.
void readAll(const model::SourceCatalog& catalog, const std::filesystem::path& path) {
  model::SourceRequest request;
  request.paths = {path};
  request.crs = "EPSG:2154";
  auto opened = catalog.open(request);
  if (!opened) {
    return;
  }
  if (auto* raster = std::get_if<std::unique_ptr<model::RasterSource>>(&*opened)) {
    model::RasterRequest window;
    window.crsWkt = (*raster)->description().crsWkt;
    window.bounds = (*raster)->description().extent;
    window.width = window.height = 16;
    static_cast<void>((*raster)->readColours(window));
    static_cast<void>((*raster)->readHeights(window));
    return;
  }
  auto& features = std::get<std::unique_ptr<model::FeatureSource>>(*opened);
  static_cast<void>(features->describe({}, {}));
  Diagnostics diagnostics;
  static_cast<void>(features->read({}, [](model::FeatureBatch&&) { return true; }, diagnostics, {}, {}));
}

std::string vrtOf(const std::string& source) {
  return "<VRTDataset rasterXSize=\"4\" rasterYSize=\"4\"><GeoTransform>0,1,0,4,0,-1</GeoTransform>"
         "<VRTRasterBand dataType=\"Byte\" band=\"1\"><SimpleSource><SourceFilename>" +
         source + "</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand></VRTDataset>";
}

std::string rawVrtOf(const std::string& file) {
  return "<VRTDataset rasterXSize=\"8\" rasterYSize=\"4\"><GeoTransform>0,1,0,4,0,-1</GeoTransform>"
         "<VRTRasterBand dataType=\"Byte\" band=\"1\" subClass=\"VRTRawRasterBand\"><SourceFilename "
         "relativetoVRT=\"0\">" +
         file +
         "</SourceFilename><ImageOffset>0</ImageOffset><PixelOffset>1</PixelOffset><LineOffset>8</LineOffset>"
         "</VRTRasterBand></VRTDataset>";
}

/// Files that name a server, each in another way, under innocent names.
std::vector<std::filesystem::path> beacons(const Folder& folder, const std::string& url) {
  return {
      folder.write("vrt.tif", vrtOf("/vsicurl/" + url + ".tif")),
      folder.write("vrt2.tif", vrtOf(url + ".tif")),
      folder.write("vrt3.png", vrtOf("&lt;GDAL_WMS&gt;&lt;Service name=\"TMS\"&gt;&lt;ServerUrl&gt;" + url +
                                     "&lt;/ServerUrl&gt;&lt;/Service&gt;&lt;/GDAL_WMS&gt;")),
      folder.write("wms.jpg", "<GDAL_WMS><Service name=\"TMS\"><ServerUrl>" + url +
                                  "/${z}/${x}/${y}.png</ServerUrl></Service><DataWindow><UpperLeftX>0</UpperLeftX>"
                                  "<UpperLeftY>4</UpperLeftY><LowerRightX>4</LowerRightX><LowerRightY>0</LowerRightY>"
                                  "<TileLevel>1</TileLevel></DataWindow><BandsCount>3</BandsCount></GDAL_WMS>"),
      folder.write("link.geojson",
                   "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"link\",\"properties\":{\"href\":\"" + url +
                       "\",\"type\":\"esriwkt\"}},\"features\":[{\"type\":\"Feature\","
                       "\"properties\":{\"a\":1},\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}]}"),
      folder.write("ogr.json", "<OGRVRTDataSource><OGRVRTLayer name=\"x\"><SrcDataSource>/vsicurl/" + url +
                                   "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"),
      folder.write("schema.gml",
                   "<ogr:FeatureCollection xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                   "xsi:schemaLocation=\"http://ogr.maptools.org/ " +
                       url +
                       ".xsd\" xmlns:ogr=\"http://ogr.maptools.org/\" xmlns:gml=\"http://www.opengis.net/gml\">"
                       "<gml:featureMember><ogr:a fid=\"1\"><ogr:g><gml:Point srsName=\"" +
                       url +
                       "\"><gml:coordinates>1,2</gml:coordinates></gml:Point></ogr:g></ogr:a></gml:featureMember>"
                       "</ogr:FeatureCollection>"),
      folder.write("xlink.gml",
                   "<ogr:FeatureCollection xmlns:ogr=\"http://ogr.maptools.org/\" "
                   "xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:gml=\"http://www.opengis.net/gml\">"
                   "<gml:featureMember><ogr:a fid=\"1\"><ogr:g xlink:href=\"" +
                       url + "#g\"/></ogr:a></gml:featureMember></ogr:FeatureCollection>"),
      folder.write("entity.gml",
                   "<!DOCTYPE x SYSTEM \"" + url + ".dtd\"><CityModel xmlns=\"http://www.opengis.net/citygml/2.0\"/>"),
      folder.write("texture.gml",
                   "<CityModel xmlns=\"http://www.opengis.net/citygml/2.0\" "
                   "xmlns:app=\"http://www.opengis.net/citygml/appearance/2.0\"><app:appearanceMember><app:Appearance>"
                   "<app:surfaceDataMember><app:ParameterizedTexture><app:imageURI>" +
                       url +
                       ".png</app:imageURI></app:ParameterizedTexture></app:surfaceDataMember></app:Appearance>"
                       "</app:appearanceMember></CityModel>"),
      folder.write("network.kml", "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><NetworkLink><Link><href>" + url +
                                      ".kml</href></Link></NetworkLink></kml>"),
  };
}

const std::filesystem::path& testData() {
  static const char* data = std::getenv("BELVEDERE_TEST_DATA");
  static const std::filesystem::path root = data != nullptr ? data : "";
  return root;
}

}  // namespace

TEST_CASE("No file makes a packet leave, whatever server it names") {
  const Listener listener;
  const Folder folder;
  const auto files = beacons(folder, listener.url());
  SECTION("behind the wall") {
    for (const auto& file : files) {
      INFO(file);
      readAll(walled(), file);
      CHECK(listener.count() == 0);
    }
  }
  SECTION("and by the libraries' own settings without it") {
    for (const auto& file : files) {
      INFO(file);
      readAll(loaders::InlineCatalog(makeLoaderList()), file);
      CHECK(listener.count() == 0);
    }
  }
  SECTION("while the listener does hear") {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(listener.port()));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
    CHECK(listener.count() == 1);
    ::close(socket);
  }
}

TEST_CASE("A virtual raster cannot show the bytes of another file") {
  const Folder folder;
  for (const auto& path :
       {folder.write("simple.tif", vrtOf("/etc/passwd")), folder.write("raw.tif", rawVrtOf("/etc/passwd")),
        folder.write("up.vrt", rawVrtOf("../../../../../../etc/passwd"))}) {
    INFO(path);
    model::SourceRequest request;
    request.paths = {path};
    request.crs = "EPSG:2154";
    const auto opened = walled().open(request);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == ErrorCode::Denied);
    CHECK(opened.error().message.key == "vrt-source-refused");
  }
}

TEST_CASE("Rasters come through the wall as they are read in-line") {
  if (!std::filesystem::exists(testData() / "lyon")) {
    WARN("skipped: no real data at BELVEDERE_TEST_DATA");
    return;
  }
  const auto heights = [](const model::SourceCatalog& catalog) {
    model::SourceRequest request;
    request.paths = {testData() / "lyon/terrain/lyon_dtm_10m_derived.tif"};
    auto opened = catalog.open(request);
    REQUIRE(opened);
    auto& raster = *std::get<std::unique_ptr<model::RasterSource>>(*opened);
    CHECK(raster.description().source == request.paths.front().string());
    model::RasterRequest window;
    window.crsWkt = raster.description().crsWkt;
    window.bounds = raster.description().extent;
    window.width = 300;
    window.height = 331;
    const auto grid = raster.readHeights(window);
    REQUIRE(grid);
    return grid->metres;
  };
  const auto behind = heights(walled());
  const auto before = heights(loaders::InlineCatalog(makeLoaderList()));
  REQUIRE(behind.size() == before.size());
  CHECK(std::memcmp(behind.data(), before.data(), behind.size() * sizeof(float)) == 0);
}

TEST_CASE("City models, vectors and zipped vectors come through the wall whole") {
  struct Known {
    const char* path;
    std::size_t objects;
  };
  for (const Known& known :
       {Known{"citygml/potsdam_lod1/Potsdam_LoD1.gml", 97}, Known{"cityjson/lod2_buildings_v2.city.json", 100},
        Known{"lyon/vectors/velov_stations_3946.geojson", 347},
        Known{"montpellier/vectors/VilleMTP_AggloMTP_PistesCyclables.zip", 319}}) {
    if (!std::filesystem::exists(testData() / known.path)) {
      WARN("skipped: no " << known.path << " at BELVEDERE_TEST_DATA");
      continue;
    }
    INFO(known.path);
    model::SourceRequest request;
    request.paths = {testData() / known.path};
    auto opened = walled().open(request);
    REQUIRE(opened);
    auto& source = *std::get<std::unique_ptr<model::FeatureSource>>(*opened);
    std::size_t features = 0;
    Diagnostics diagnostics;
    REQUIRE(source.read({},
                        [&](model::FeatureBatch&& batch) {
                          for (const model::Feature& feature : batch.features) {
                            features += feature.isContinued == 0 && feature.parent == model::kNone ? 1U : 0U;
                          }
                          return true;
                        },
                        diagnostics, {}, {}));
    CHECK(features == known.objects);
  }
}
