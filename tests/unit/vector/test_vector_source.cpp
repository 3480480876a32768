#include <array>
#include <catch2/catch.hpp>
#include <fstream>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>
#include <unistd.h>

#include "data_loaders/common/gdal_setup.h"
#include "data_loaders/common/inline_catalog.h"
#include "data_loaders/vector/vector_loader.h"
#include "engine/geo/crs.h"
#include "engine/model/source_part.h"

using namespace belvedere;

namespace {

/// A file in a folder that goes with this object.
class ScratchFile {
 public:
  ScratchFile(const std::string& name, const std::string& text) {
    std::string pattern = (std::filesystem::temp_directory_path() / "belvedere-vector-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    std::ofstream(folder_ / name) << text;
    path_ = folder_ / name;
  }
  ~ScratchFile() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path folder_;
  std::filesystem::path path_;
};

std::unique_ptr<model::FeatureSource> openFile(const std::filesystem::path& path, const std::string& crs = {}) {
  model::SourceRequest request;
  request.paths = {path};
  request.crs = crs;
  auto opened = loaders::InlineCatalog({loaders::vector::makeLoader()}).open(request);
  REQUIRE(opened);
  return std::move(std::get<std::unique_ptr<model::FeatureSource>>(*opened));
}

/// "asked" where the reader of rasters was, else the first finding of a reading of vectors, or why there was none.
std::string openWithRasters(const model::SourceRequest& request) {
  constexpr MessageId kAsked{"asked", "asked"};
  const auto rasters = [&](const model::SourceRequest&, const loaders::ReaderContext&) -> Result<model::OpenedSource> {
    return fail(ErrorCode::Unsupported, kAsked);
  };
  const auto opened = loaders::InlineCatalog({loaders::vector::makeLoader(rasters)}).open(request);
  if (!opened) {
    return std::string(opened.error().message.key);
  }
  const auto description = std::get<std::unique_ptr<model::FeatureSource>>(*opened)->describe({}, {});
  REQUIRE(description);
  const auto& findings = description->diagnostics.items();
  return findings.empty() ? "" : std::string(findings.front().message.key);
}

/// All of a small source.
model::FeatureBatch readFile(const std::filesystem::path& path) {
  model::FeatureBatch all;
  Diagnostics diagnostics;
  const auto take = [&](model::FeatureBatch&& batch) {
    all = std::move(batch);
    return true;
  };
  REQUIRE(openFile(path)->read({}, take, diagnostics, {}, {}));
  return all;
}

/// The CRS that the batches of a source name, as identifiers.
std::vector<std::string> batchSystems(const std::filesystem::path& path, const std::string& crs = {}) {
  const auto source = openFile(path, crs);
  std::vector<std::string> systems;
  Diagnostics diagnostics;
  model::ReadOptions options;
  options.batchTriangles = 1;
  const auto take = [&](model::FeatureBatch&& batch) {
    systems.push_back(batch.crs.empty() ? "none" : geo::Crs::fromText(batch.crs)->identifier());
    return true;
  };
  REQUIRE(source->read(options, take, diagnostics, {}, {}));
  return systems;
}

}  // namespace

TEST_CASE("Every batch of a vector source names the CRS of its positions") {
  const ScratchFile file("stations.geojson", R"({"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [4.83, 45.76]}},
    {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [4.84, 45.77]}}]})");
  CHECK(batchSystems(file.path()) == std::vector<std::string>{"EPSG:4326", "EPSG:4326"});
}

TEST_CASE("Batches of a vector source that declares no CRS name the one that was given, or none") {
  const ScratchFile file("stations.csv", "x,y,nom\n842000,6519000,Bellecour\n");
  CHECK(batchSystems(file.path()) == std::vector<std::string>{"none"});
  CHECK(batchSystems(file.path(), "EPSG:2154") == std::vector<std::string>{"EPSG:2154"});
}

TEST_CASE("A table's positions are read from its coordinate columns, with decimal points or commas") {
  for (const std::string text : {"nom,longitude,latitude\na,2.35,48.85\n", "nom;lon;lat\na;2,35;48,85\n",
                                 "\xEF\xBB\xBFLat;Lon;nom\r\n48,85;\"2,35\";a\r\n", "X\tY\n2.35\t48.85\n"}) {
    const ScratchFile file("places.csv", text);
    const model::FeatureBatch batch = readFile(file.path());
    REQUIRE(batch.points.size() == 1);
    CHECK(batch.positions[batch.points[0].position].x == 2.35);
    CHECK(batch.positions[batch.points[0].position].y == 48.85);
    CHECK(openFile(file.path())->describe({}, {})->layers.at(0).geometry == "Point");
  }
}

TEST_CASE("A table's geometries are read from its column of WKT or GeoJSON, which is no attribute then") {
  const ScratchFile wkt("shapes.csv",
                        "nom;WKT;x;y\na;\"POLYGON ((0 0, 4 0, 4 2, 0 0))\";9;9\nb;\"POINT (1 2)\";9;9\nc;;9;9\n");
  const model::FeatureBatch batch = readFile(wkt.path());
  CHECK(batch.features.size() == 3);
  CHECK(batch.polygons.size() == 1);
  REQUIRE(batch.points.size() == 1);
  CHECK(batch.positions[batch.points[0].position].y == 2.0);
  std::vector<std::string> columns;
  for (const auto& column : batch.attributes.columns()) {
    columns.push_back(column.name);
  }
  CHECK(columns == std::vector<std::string>{"nom", "x", "y"});
  CHECK(openFile(wkt.path())->describe({}, {})->extent.max.x == 4.0);
  const ScratchFile json("shapes.csv",
                         "Geo Shape;nom\n\"{\"\"type\"\":\"\"Point\"\",\"\"coordinates\"\":[2,48]}\";a\n");
  CHECK(readFile(json.path()).points.size() == 1);
}

TEST_CASE("Rasters of a GeoPackage go to the reader of rasters") {
  const ScratchFile file("tiles.gpkg", "");
  std::filesystem::remove(file.path());
  loaders::prepareGdal({"GPKG", "PNG"});
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
  REQUIRE(driver != nullptr);
  GDALDatasetUniquePtr made(driver->Create(file.path().c_str(), 16, 16, 1, GDT_Byte, nullptr));
  REQUIRE(made != nullptr);
  std::array<double, 6> placement = {0.0, 1.0, 0.0, 16.0, 0.0, -1.0};
  REQUIRE(made->SetGeoTransform(placement.data()) == CE_None);
  made.reset();
  model::SourceRequest request;
  request.paths = {file.path()};
  CHECK(openWithRasters(request) == "asked");
  request.layer = "tiles";
  CHECK(openWithRasters(request) == "asked");

  GDALDatasetUniquePtr more(GDALDataset::Open(file.path().c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE));
  REQUIRE(more != nullptr);
  REQUIRE(more->CreateLayer("lamps", nullptr, wkbPoint, nullptr) != nullptr);
  more.reset();
  CHECK(openWithRasters(request) == "asked");
  request.layer = "lamps";
  CHECK(openWithRasters(request).empty());
  request.layer = "";
  CHECK(openWithRasters(request) == "geopackage-rasters-left-out");
  request.kind = model::SourceKind::Imagery;
  CHECK(openWithRasters(request) == "asked");
}

TEST_CASE("A shapefile of multipatches is drawn as it is, its heights kept") {
  // A tetrahedron of 6 m on a place of Lambert-93.
  const std::string wkt =
      "TIN Z (((843000 6519000 200,843006 6519000 200,843000 6519006 200,843000 6519000 200)),"
      "((843000 6519000 200,843000 6519000 206,843006 6519000 200,843000 6519000 200)),"
      "((843000 6519000 200,843000 6519006 200,843000 6519000 206,843000 6519000 200)),"
      "((843006 6519000 200,843000 6519000 206,843000 6519006 200,843006 6519000 200)))";
  const ScratchFile file("patches.shp", "");
  std::filesystem::remove(file.path());
  loaders::prepareGdal("ESRI Shapefile");
  {
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("ESRI Shapefile");
    REQUIRE(driver != nullptr);
    const GDALDatasetUniquePtr made(driver->Create(file.path().c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    REQUIRE(made != nullptr);
    std::string shape = "SHPT=MULTIPATCH";
    std::array<char*, 2> options{shape.data(), nullptr};
    OGRLayer* layer = made->CreateLayer("patches", nullptr, wkbTINZ, options.data());
    REQUIRE(layer != nullptr);
    const OGRFeatureUniquePtr feature(OGRFeature::CreateFeature(layer->GetLayerDefn()));
    OGRGeometry* geometry = nullptr;
    REQUIRE(OGRGeometryFactory::createFromWkt(wkt.c_str(), nullptr, &geometry) == OGRERR_NONE);
    REQUIRE(feature->SetGeometryDirectly(geometry) == OGRERR_NONE);
    REQUIRE(layer->CreateFeature(feature.get()) == OGRERR_NONE);
  }
  std::ifstream bytes(file.path(), std::ios::binary);
  bytes.seekg(32);
  REQUIRE(bytes.get() == 31);  // multipatch (ESRI shapefile technical description)
  const auto source = openFile(file.path(), "EPSG:2154");
  Diagnostics findings;
  std::size_t triangles = 0;
  geo::Bounds3 box;
  REQUIRE(source->read({},
                       [&](model::FeatureBatch&& batch) {
                         triangles += batch.triangles.size() / 3;
                         for (const glm::dvec3& position : batch.positions) {
                           box.add(position);
                         }
                         return true;
                       },
                       findings, {}, {}));
  CHECK(findings.isEmpty());
  CHECK(triangles == 4);
  CHECK(box.min.z == 200.0);
  CHECK(box.max.z == 206.0);
}

TEST_CASE("A MapInfo table's system is known by its definition") {
  const auto mif = [](const std::string& system) {
    return "Version 300\nCharset \"Neutral\"\nDelimiter \",\"\n" + system +
           "Columns 1\n  nom Char(9)\nData\n\nPoint 4.5 45.5\n";
  };
  const ScratchFile known("lamps.mif", mif("CoordSys Earth Projection 1, 104\n"));
  std::ofstream(known.path().parent_path() / "lamps.mid") << "\"a\"\n";
  CHECK(openFile(known.path())->describe({}, {})->crs == "EPSG:4326");
  const ScratchFile unlisted("posts.mif", mif("CoordSys Earth Projection 3, 33, \"m\", 3, 45, 44.2, 45.9, 7, 8\n"));
  std::ofstream(unlisted.path().parent_path() / "posts.mid") << "\"a\"\n";
  const auto description = openFile(unlisted.path())->describe({}, {});
  CHECK(description->crs.empty());
  CHECK_FALSE(description->crsWkt.empty());
}

TEST_CASE("A layer that is read in parts is whole in the first of them") {
  const ScratchFile file("lamps.geojson", R"({"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [4.8, 45.7]}}]})");
  const auto count = [&](const char* part) {
    model::SourceRequest request;
    request.paths = {file.path()};
    request.options[model::kPartOption] = part;
    std::size_t features = 0;
    Diagnostics diagnostics;
    auto source = loaders::InlineCatalog({loaders::vector::makeLoader()}).open(request);
    REQUIRE(source);
    const auto take = [&](model::FeatureBatch&& batch) {
      features += batch.features.size();
      return true;
    };
    REQUIRE(std::get<std::unique_ptr<model::FeatureSource>>(*source)->read({}, take, diagnostics, {}, {}));
    return features;
  };
  CHECK(count("1/2") == 1);
  CHECK(count("2/2") == 0);
}
