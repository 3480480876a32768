#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data_loaders/common/detail/gdal_dataset.h"
#include "data_loaders/common/loader.h"
#include "data_loaders/raster/pixel_grid.h"

namespace belvedere::loaders::raster {

/// A range of values that is stretched over 0 to 255.
struct Stretch {
  double low = 0.0;
  double high = 255.0;
};

/// An opened raster, one file or many, with all that reading it needs. The dataset belongs to one thread at a time.
struct RasterDataset : PixelGrid {
  GdalDatasetHandle dataset;
  std::string format;                   ///< the driver, or "COG"
  std::optional<geo::Crs> declaredCrs;  ///< by the file
  bool isCrsOverridden = false;         ///< `crs` is the request's
  bool isDeclaredCrsUnknown = false;

  std::vector<int> bands;  ///< what is read: 1 for heights or grey or palette, or 3; numbered from 1
  bool isPalette = false;
  bool isByte = false;
  std::optional<double> noData;         ///< of the first band
  std::optional<double> assumedNoData;  ///< a usual mark that the file holds and does not declare
  bool hasMask = false;                 ///< alpha or a mask band tells what is there
  int shallowAlphaBand = 0;             ///< an alpha band read as it is, 0 to 255, whatever its type; 0 for none
  std::size_t overviews = 0;
  bool isDecimatedByNearest = false;  ///< means would blend in values that are not marked as no data

  double metresPerUnit = 1.0;  ///< heights: metres = (sample scale + offset) metresPerUnit
  double scale = 1.0, offset = 0.0;
  std::vector<Stretch> stretch;  ///< colours: one per band; empty where samples are bytes already
};

/// Opens the files of a request as one raster; the georeferencing is checked, `bands` and what follows is not yet set.
/// Fails with LimitExceeded ("raster-too-large"), InvalidData ("raster-not-placed", "raster-files-differ",
/// "raster-type-unknown", "file-not-opened"), InvalidArgument (of the rasters of a GeoPackage none is chosen) or Denied
/// ("vrt-source-refused").
Result<RasterDataset> openRaster(const model::SourceRequest& request, const ReaderContext& context);

}  // namespace belvedere::loaders::raster
