#include "data_loaders/vector/vector_loader.h"

#include <algorithm>

#include "data_loaders/common/archive_check.h"
#include "data_loaders/common/detail/gdal_dataset.h"
#include "data_loaders/common/gdal_setup.h"
#include "data_loaders/vector/detail/vector_recognition.h"
#include "data_loaders/vector/detail/vector_source_gdal.h"

namespace belvedere::loaders::vector {
namespace {

constexpr MessageId kOneFile{"vector-one-file", N_("A vector layer is read from one file, not from {count}."),
                             N_("Add each file as a layer of its own.")};
constexpr MessageId kWithoutGeometry{"source-without-geometry", N_("{file} has no layer with geometry."),
                                     N_("Tables without places are not drawn; join them to a layer with geometry.")};

constexpr MessageId kRastersOnly{"geopackage-of-rasters",
                                 N_("{file} holds pictures or a relief (raster tiles), no vector layer."),
                                 N_("Export it as GeoTIFF, for example with QGIS, and add that.")};

/// What GDAL is asked to open.
struct Opening {
  std::string name;
  std::string driver;
  std::string geometryColumn;  ///< of a table that holds its geometries as text
};

std::vector<std::string> openOptions(const Opening& opening, const model::SourceRequest& request) {
  const std::string& driver = opening.driver;
  const auto encoding = request.options.find("encoding");
  if (driver == "ESRI Shapefile") {
    // Empty: bytes come as they are, and detail/text_decoder.h decides.
    return {"ENCODING=" + (encoding == request.options.end() ? std::string() : encoding->second)};
  }
  if (driver == "CSV") {
    std::vector<std::string> options = {"AUTODETECT_TYPE=NO", "EMPTY_STRING_AS_NULL=YES"};  // codes keep leading zeros
    if (!opening.geometryColumn.empty()) {
      options.insert(options.end(), {"GEOM_POSSIBLE_NAMES=" + opening.geometryColumn, "KEEP_GEOM_COLUMNS=NO"});
    }
    return options;
  }
  if (driver == "GML") {
    return {"WRITE_GFS=NO"};  // nothing is ever written beside a source
  }
  return {};
}

Opening openingOf(const std::filesystem::path& path, const std::string& format) {
  const bool holdsGeometry = format.starts_with(kTableWithGeometry);
  return {path.string(), holdsGeometry ? "CSV" : format, holdsGeometry ? format.substr(kTableWithGeometry.size()) : ""};
}

/// Opens what there is of vectors. A GeoPackage of rasters alone is sound, but nothing for this reader.
Result<GdalDatasetHandle> openVectors(const Opening& opening, const model::SourceRequest& request) {
  auto dataset = openGdalDataset(opening.name, opening.driver.c_str(), GDAL_OF_VECTOR, openOptions(opening, request));
  if (!dataset && opening.driver == "GPKG" && openGdalDataset(opening.name, "GPKG", GDAL_OF_RASTER)) {
    const std::string file = std::filesystem::path(opening.name).filename().string();
    return fail(ErrorCode::Unsupported, Message(kRastersOnly, {{"file", file}}));
  }
  return dataset;
}

Result<model::OpenedSource> open(const model::SourceRequest& request, const ReaderContext& context) {
  if (request.paths.size() != 1) {
    return fail(ErrorCode::InvalidArgument, Message(kOneFile, {{"count", std::to_string(request.paths.size())}}));
  }
  const std::filesystem::path& path = request.paths.front();
  const Opening opening = openingOf(path, context.recognition.format);
  if (path.extension() == ".kmz") {
    if (auto entries = checkArchive(path); !entries) {
      return tl::unexpected(entries.error());
    }
  }
  prepareGdal(opening.driver);
  auto dataset = openVectors(opening, request);
  if (!dataset) {
    return tl::unexpected(dataset.error());
  }
  Diagnostics diagnostics;
  auto layers = planLayers(**dataset, request, diagnostics);
  if (!layers) {
    return tl::unexpected(layers.error());
  }
  const bool hasGeometry =
      std::any_of(layers->begin(), layers->end(), [](const VectorLayer& layer) { return layer.hasGeometry; });
  if (!hasGeometry) {
    return fail(ErrorCode::Unsupported, Message(kWithoutGeometry, {{"file", path.filename().string()}}));
  }
  return std::make_unique<VectorSourceGdal>(std::move(*dataset), request, std::move(*layers), std::move(diagnostics));
}

}  // namespace

Loader makeLoader() { return {"vector", recognise, open}; }

}  // namespace belvedere::loaders::vector
