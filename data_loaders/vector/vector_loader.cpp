#include "data_loaders/vector/vector_loader.h"

#include <algorithm>
#include <array>
#include <optional>

#include "data_loaders/common/archive_check.h"
#include "data_loaders/common/detail/gdal_dataset.h"
#include "data_loaders/common/gdal_setup.h"
#include "data_loaders/vector/detail/vector_recognition.h"
#include "data_loaders/vector/detail/vector_source_gdal.h"

namespace belvedere::loaders::vector {
namespace {

constexpr MessageId kOneFile{"vector-one-file", N_("A vector layer is read from one file, not from {count}."),
                             N_("Add each file as a layer of its own.")};
constexpr MessageId kArchiveWithoutLayer{"archive-without-layer", N_("{file} holds no vector layer."),
                                         N_("Unpack it and add the files that it holds.")};
constexpr MessageId kArchiveOthers{"archive-others-left-out",
                                   N_("The archive holds other data sets besides {name}; they are not read."),
                                   N_("Unpack it and add each of them by itself.")};
constexpr MessageId kWithoutGeometry{"source-without-geometry", N_("{file} has no layer with geometry."),
                                     N_("Tables without places are not drawn; join them to a layer with geometry.")};

constexpr MessageId kRastersOnly{"geopackage-of-rasters",
                                 N_("{file} holds pictures or a relief (raster tiles), no vector layer."),
                                 N_("Export it as GeoTIFF, for example with QGIS, and add that.")};

/// What GDAL is asked to open.
struct Opening {
  std::string name;
  std::string driver;
  std::string geometryColumn;       ///< of a table that holds its geometries as text
  std::string chosen;               ///< in an archive: the entry that is read
  std::vector<std::string> others;  ///< in an archive: data sets that are not
};

struct InnerFormat {
  std::string_view extension;
  const char* driver;
  bool opensFolder;
};
constexpr std::array<InnerFormat, 10> kInnerFormats{{{".shp", "ESRI Shapefile", true},
                                                     {".gpkg", "GPKG", false},
                                                     {".fgb", "FlatGeobuf", false},
                                                     {".geojson", "GeoJSON", false},
                                                     {".gml", "GML", false},
                                                     {".kml", "LIBKML", false},
                                                     {".tab", "MapInfo File", true},
                                                     {".mif", "MapInfo File", true},
                                                     {".gpx", "GPX", false},
                                                     {".dxf", "DXF", false}}};

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

/// The layer inside a zip archive: the best format it holds, all shapefiles of one folder together.
Result<Opening> openingInArchive(const std::filesystem::path& path) {
  const auto entries = checkArchive(path);
  if (!entries) {
    return tl::unexpected(entries.error());
  }
  const std::string root = "/vsizip/{" + path.string() + "}";
  std::optional<Opening> best;
  for (const InnerFormat& format : kInnerFormats) {
    for (const ArchiveEntry& entry : *entries) {
      if (!lowered(entry.path).ends_with(format.extension)) {
        continue;
      }
      const auto folder = std::filesystem::path(entry.path).parent_path().string();
      const std::string inner = format.opensFolder ? folder : entry.path;
      const std::string name = inner.empty() ? root : root + "/" + inner;
      if (!best) {
        best = Opening{name, format.driver, {}, entry.path, {}};
      } else if (name != best->name) {
        best->others.push_back(entry.path);
      }
    }
  }
  if (best) {
    return std::move(*best);
  }
  return fail(ErrorCode::Unsupported, Message(kArchiveWithoutLayer, {{"file", path.filename().string()}}));
}

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
  return {path.string(),
          holdsGeometry ? "CSV" : format,
          holdsGeometry ? format.substr(kTableWithGeometry.size()) : "",
          {},
          {}};
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
  Opening opening = openingOf(path, context.recognition.format);
  if (opening.driver == "zip") {
    auto inner = openingInArchive(path);
    if (!inner) {
      return tl::unexpected(inner.error());
    }
    opening = std::move(*inner);
  } else if (path.extension() == ".kmz") {
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
  for (const std::string& other : opening.others) {
    diagnostics.add(Severity::Warning, Message(kArchiveOthers, {{"name", opening.chosen}}), other);
  }
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
