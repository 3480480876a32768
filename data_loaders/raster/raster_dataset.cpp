#include "data_loaders/raster/detail/raster_dataset.h"

#include <algorithm>
#include <cmath>
#include <gdal_alg.h>
#include <gdal_utils.h>
#include <gdalwarper.h>

#include "data_loaders/common/detail/geopackage.h"
#include "data_loaders/common/gdal_setup.h"
#include "data_loaders/common/limits.h"
#include "data_loaders/raster/detail/vrt_check.h"

namespace belvedere::loaders::raster {
namespace {

constexpr MessageId kRasterTooLarge{"raster-too-large",
                                    N_("{file} claims {width} x {height} pixels in {bands} bands, more than is read."),
                                    N_("The file is probably damaged or hostile.")};
constexpr MessageId kRasterNotPlaced{"raster-not-placed", N_("{file} does not say where it lies."),
                                     N_("Put its world file (.wld, .tfw, .jgw, .pgw) beside it.")};
constexpr MessageId kRasterTypeUnknown{"raster-type-unknown",
                                       N_("{file} holds samples of type {type}, which is not read."),
                                       N_("Convert it to whole or floating-point numbers.")};
constexpr MessageId kRasterFilesDiffer{"raster-files-differ",
                                       N_("{file} cannot join {first} in one layer: {what} differ."),
                                       N_("Add it as a layer of its own, or convert it first.")};
constexpr MessageId kMosaicFailed{"raster-mosaic-failed", N_("The files cannot be joined into one layer: {reason}"),
                                  N_("Join them yourself, for example with gdalbuildvrt.")};
constexpr MessageId kSeveralTables{"raster-layers-several", N_("{file} holds several rasters: {known}."),
                                   N_("Choose one of them with --layer.")};
constexpr MessageId kTableNotFound{"raster-layer-not-found", N_("{file} has no raster « {layer} »; it has: {known}."),
                                   N_("Choose one of them with --layer.")};

std::string fileName(const std::filesystem::path& path) { return path.filename().string(); }

void prepareDrivers(const std::string& format) {
  prepareGdal(format);
  if (format == "VRT") {
    prepareGdal({"GTiff", "PNG", "JPEG", "AAIGrid"});  // what its parts may be
  } else if (format == "MBTiles") {
    prepareGdal({"SQLite", "PNG", "JPEG", "WEBP"});  // what it stands in, and what its tiles may be
  } else if (format == "GPKG") {
    prepareGdal({"PNG", "JPEG", "WEBP", "GTiff"});  // heights are PNG or TIFF
  }
}

/// Refuses by what the header says, before a pixel is touched.
Status checkHeader(GDALDataset& dataset, const std::string& file) {
  const std::int64_t width = dataset.GetRasterXSize();
  const std::int64_t height = dataset.GetRasterYSize();
  const int bands = dataset.GetRasterCount();
  if (width < 1 || height < 1 || bands < 1 || bands > limits::kRasterBands || width > limits::kRasterSidePixels ||
      height > limits::kRasterSidePixels || width * height > limits::kRasterPixels) {
    return fail(ErrorCode::LimitExceeded, Message(kRasterTooLarge, {{"file", file},
                                                                    {"width", std::to_string(width)},
                                                                    {"height", std::to_string(height)},
                                                                    {"bands", std::to_string(bands)}}));
  }
  const GDALDataType type = dataset.GetRasterBand(1)->GetRasterDataType();
  if (type == GDT_Unknown || GDALDataTypeIsComplex(type) != 0) {
    return fail(ErrorCode::Unsupported,
                Message(kRasterTypeUnknown, {{"file", file}, {"type", GDALGetDataTypeName(type)}}));
  }
  return {};
}

/// Which raster of a GeoPackage: the named one, or the only one.
Result<std::string> chooseTable(const std::filesystem::path& path, const std::string& wanted) {
  const std::vector<std::string> tables = rasterTables(path);
  if (tables.size() == 1 && wanted.empty()) {
    return tables.front();
  }
  if (std::find(tables.begin(), tables.end(), wanted) != tables.end()) {
    return wanted;
  }
  std::string known;
  for (const std::string& table : tables) {
    known += (known.empty() ? "" : ", ") + table;
  }
  const MessageId& id = wanted.empty() ? kSeveralTables : kTableNotFound;
  return fail(ErrorCode::InvalidArgument, Message(id, {{"file", fileName(path)}, {"layer", wanted}, {"known", known}}));
}

Result<GdalDatasetHandle> openFile(const std::filesystem::path& path, const std::string& format,
                                   const std::string& layer) {
  prepareDrivers(format);
  if (format == "VRT") {
    if (auto status = checkVrt(path); !status) {
      return tl::unexpected(std::move(status.error()));
    }
  }
  std::vector<std::string> options;
  if (format == "GPKG") {
    auto table = chooseTable(path, layer);
    if (!table) {
      return tl::unexpected(std::move(table.error()));
    }
    options.push_back("TABLE=" + *table);
  }
  // Without NUM_THREADS: in GDAL 3.6 a block that one of its threads cannot decode stays in the cache as it came from
  // the heap, and the next read takes it for sound.
  auto dataset = openGdalDataset(path.string(), format.c_str(), GDAL_OF_RASTER, options);
  if (dataset) {
    if (auto status = checkHeader(**dataset, fileName(path)); !status) {
      return tl::unexpected(std::move(status.error()));
    }
  }
  return dataset;
}

/// What keeps two rasters from being parts of one, in a word; empty where nothing does.
std::string difference(GDALDataset& a, GDALDataset& b) {
  if (a.GetRasterCount() != b.GetRasterCount()) {
    return "bands";
  }
  if (a.GetRasterBand(1)->GetRasterDataType() != b.GetRasterBand(1)->GetRasterDataType()) {
    return "sample types";
  }
  const OGRSpatialReference* crsA = a.GetSpatialRef();
  const OGRSpatialReference* crsB = b.GetSpatialRef();
  const bool isSameCrs = (crsA == nullptr) == (crsB == nullptr) && (crsA == nullptr || crsA->IsSame(crsB) != 0);
  return isSameCrs ? "" : "coordinate systems";
}

/// A virtual raster in memory over all files of a request.
Result<GdalDatasetHandle> openMosaic(const model::SourceRequest& request, const ReaderContext& context) {
  std::vector<std::string> names;
  GdalDatasetHandle first;
  for (std::size_t i = 0; i < request.paths.size(); ++i) {
    auto dataset = openFile(request.paths[i], context.formats[i], request.layer);
    if (!dataset) {
      return dataset;
    }
    if (const std::string what = first ? difference(*first, **dataset) : ""; !what.empty()) {
      return fail(ErrorCode::InvalidData, Message(kRasterFilesDiffer, {{"file", fileName(request.paths[i])},
                                                                       {"first", fileName(request.paths.front())},
                                                                       {"what", what}}));
    }
    names.push_back(request.paths[i].string());
    if (context.progress) {
      context.progress({Message(), static_cast<double>(i) / static_cast<double>(request.paths.size())});
    }
    if (!first) {
      first = std::move(*dataset);
    }
  }
  prepareGdal("VRT");
  std::vector<const char*> list;
  list.reserve(names.size());
  for (const std::string& name : names) {
    list.push_back(name.c_str());
  }
  const GdalErrorScope errors;
  GdalDatasetHandle mosaic(
      GDALDataset::FromHandle(GDALBuildVRT("", static_cast<int>(list.size()), nullptr, list.data(), nullptr, nullptr)));
  if (!mosaic) {
    return fail(ErrorCode::InvalidData, Message(kMosaicFailed, {{"reason", errors.reason()}}));
  }
  return mosaic;
}

/// A raster that is tied down by ground control points, as one with a geotransform.
GdalDatasetHandle placeByControlPoints(GdalDatasetHandle dataset) {
  std::array<double, 6> ignored{};
  if (dataset->GetGCPCount() < 3 || dataset->GetGeoTransform(ignored.data()) == CE_None) {
    return dataset;
  }
  prepareGdal("VRT");
  const GdalErrorScope errors;
  GdalDatasetHandle warped(GDALDataset::FromHandle(GDALAutoCreateWarpedVRT(
      GDALDataset::ToHandle(dataset.get()), nullptr, dataset->GetGCPProjection(), GRA_Bilinear, 0.125, nullptr)));
  if (!warped) {
    return dataset;
  }
  dataset->ReleaseRef();  // the warped one holds it now
  static_cast<void>(dataset.release());
  return warped;
}

std::string crsWktOf(GDALDataset& dataset) {
  const OGRSpatialReference* reference = dataset.GetSpatialRef();
  char* exported = nullptr;
  const std::array<const char*, 2> options = {"FORMAT=WKT2_2019", nullptr};
  const bool isExported = reference != nullptr && reference->exportToWkt(&exported, options.data()) == OGRERR_NONE;
  std::string wkt = isExported && exported != nullptr ? exported : "";
  CPLFree(exported);
  return wkt;
}

/// The request's CRS, else the declared one. One that is not understood counts as none.
Status placeInCrs(RasterDataset& raster, const model::SourceRequest& request) {
  const std::string wkt = crsWktOf(*raster.dataset);
  if (!wkt.empty()) {
    const auto declared = geo::Crs::fromText(wkt);
    raster.isDeclaredCrsUnknown = !declared;
    raster.declaredCrs = declared ? std::optional(*declared) : std::nullopt;
    raster.crs = raster.declaredCrs;
  }
  if (!request.crs.empty()) {
    auto crs = geo::Crs::fromText(request.crs);
    if (!crs) {
      return tl::unexpected(std::move(crs.error()));
    }
    raster.isCrsOverridden = !raster.crs || raster.crs->wkt() != crs->wkt();
    raster.crs = *crs;
  }
  return {};
}

bool isFinite(const GeoTransform& transform) {
  return std::all_of(transform.begin(), transform.end(), [](double value) { return std::isfinite(value); });
}

}  // namespace

Result<RasterDataset> openRaster(const model::SourceRequest& request, const ReaderContext& context) {
  const std::string file = fileName(request.paths.front());
  auto opened = request.paths.size() == 1 ? openFile(request.paths.front(), context.formats.front(), request.layer)
                                          : openMosaic(request, context);
  if (!opened) {
    return tl::unexpected(std::move(opened.error()));
  }
  RasterDataset raster;
  const char* layout = (*opened)->GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE");
  raster.format = layout != nullptr && std::string_view(layout) == "COG" ? "COG" : context.formats.front();
  raster.dataset = placeByControlPoints(std::move(*opened));
  if (auto status = checkHeader(*raster.dataset, file); !status) {
    return tl::unexpected(std::move(status.error()));
  }
  raster.width = raster.dataset->GetRasterXSize();
  raster.height = raster.dataset->GetRasterYSize();
  const GdalErrorScope errors;
  const bool isPlaced = raster.dataset->GetGeoTransform(raster.toMap.data()) == CE_None && isFinite(raster.toMap) &&
                        GDALInvGeoTransform(raster.toMap.data(), raster.toPixel.data()) != 0;
  if (!isPlaced || !isFinite(raster.toPixel)) {
    return fail(ErrorCode::InvalidData, Message(kRasterNotPlaced, {{"file", file}}));
  }
  if (auto status = placeInCrs(raster, request); !status) {
    return tl::unexpected(std::move(status.error()));
  }
  raster.overviews = static_cast<std::size_t>(std::max(0, raster.dataset->GetRasterBand(1)->GetOverviewCount()));
  return raster;
}

}  // namespace belvedere::loaders::raster
