#include "data_loaders/vector/vector_loader.h"

#include <algorithm>

#include "data_loaders/common/archive_check.h"
#include "data_loaders/common/detail/gdal_dataset.h"
#include "data_loaders/common/detail/geopackage.h"
#include "data_loaders/common/gdal_setup.h"
#include "data_loaders/vector/detail/vector_recognition.h"
#include "data_loaders/vector/detail/vector_source_gdal.h"

namespace belvedere::loaders::vector {
namespace {

constexpr MessageId kOneFile{"vector-one-file", N_("A vector layer is read from one file, not from {count}."),
                             N_("Add each file as a layer of its own.")};
constexpr MessageId kWithoutGeometry{"source-without-geometry", N_("{file} has no layer with geometry."),
                                     N_("Tables without places are not drawn; join them to a layer with geometry.")};

constexpr MessageId kRastersLeftOut{"geopackage-rasters-left-out",
                                    N_("{file} also holds rasters that are not read with its vectors: {names}."),
                                    N_("Add each as a layer of its own, with --layer NAME.")};

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

std::string fileName(const std::filesystem::path& path) { return path.filename().string(); }

/// Whether of a GeoPackage rasters are meant: by the layer's name, by the kind, or because it holds nothing else.
bool areRastersMeant(GDALDataset* vectors, const std::vector<std::string>& rasters,
                     const model::SourceRequest& request) {
  if (rasters.empty()) {
    return false;
  }
  if (!request.layer.empty()) {
    return std::find(rasters.begin(), rasters.end(), request.layer) != rasters.end();
  }
  const bool isKindOfRaster = request.kind == model::SourceKind::Terrain || request.kind == model::SourceKind::Imagery;
  return isKindOfRaster || vectors == nullptr || vectors->GetLayerCount() == 0;
}

void tellOfRasters(const std::vector<std::string>& rasters, const model::SourceRequest& request,
                   Diagnostics& diagnostics) {
  std::string names;
  for (const std::string& name : rasters) {
    names += (names.empty() ? "" : ", ") + name;
  }
  if (!names.empty() && request.layer.empty()) {
    diagnostics.add(Severity::Warning,
                    Message(kRastersLeftOut, {{"file", fileName(request.paths.front())}, {"names", names}}));
  }
}

/// The layers of a dataset as a source. Takes over the dataset.
Result<model::OpenedSource> sourceOf(GdalDatasetHandle dataset, const model::SourceRequest& request,
                                     Diagnostics diagnostics) {
  auto layers = planLayers(*dataset, request, diagnostics);
  if (!layers) {
    return tl::unexpected(layers.error());
  }
  const bool hasGeometry =
      std::any_of(layers->begin(), layers->end(), [](const VectorLayer& layer) { return layer.hasGeometry; });
  if (!hasGeometry) {
    return fail(ErrorCode::Unsupported, Message(kWithoutGeometry, {{"file", fileName(request.paths.front())}}));
  }
  return std::make_unique<VectorSourceGdal>(std::move(dataset), request, std::move(*layers), std::move(diagnostics));
}

Result<model::OpenedSource> open(const OpenSource& openRasters, const model::SourceRequest& request,
                                 const ReaderContext& context) {
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
  auto dataset = openGdalDataset(opening.name, opening.driver.c_str(), GDAL_OF_VECTOR, openOptions(opening, request));
  const std::vector<std::string> rasters = opening.driver == "GPKG" ? rasterTables(path) : std::vector<std::string>();
  if (openRasters && areRastersMeant(dataset ? dataset->get() : nullptr, rasters, request)) {
    return openRasters(request, context);
  }
  if (!dataset) {
    return tl::unexpected(dataset.error());
  }
  Diagnostics diagnostics;
  tellOfRasters(rasters, request, diagnostics);
  return sourceOf(std::move(*dataset), request, std::move(diagnostics));
}

}  // namespace

Loader makeLoader(OpenSource openRasters) {
  return {"vector", recognise,
          [openRasters = std::move(openRasters)](const model::SourceRequest& request, const ReaderContext& context) {
            return open(openRasters, request, context);
          }};
}

}  // namespace belvedere::loaders::vector
