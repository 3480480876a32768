#include "data_loaders/common/detail/geopackage.h"

#include <ogrsf_frmts.h>

#include "data_loaders/common/detail/gdal_dataset.h"

namespace belvedere::loaders {

std::vector<std::string> rasterTables(const std::filesystem::path& geoPackage) {
  std::vector<std::string> names;
  const auto dataset = openGdalDataset(geoPackage.string(), "GPKG", GDAL_OF_RASTER | GDAL_OF_VECTOR);
  if (!dataset) {
    return names;
  }
  const GdalErrorScope errors;
  OGRLayer* found = (*dataset)->ExecuteSQL(
      "SELECT table_name FROM gpkg_contents WHERE data_type IN ('tiles', '2d-gridded-coverage') ORDER BY rowid",
      nullptr, nullptr);
  if (found == nullptr) {
    return names;
  }
  for (auto feature = OGRFeatureUniquePtr(found->GetNextFeature()); feature; feature.reset(found->GetNextFeature())) {
    names.emplace_back(feature->GetFieldAsString(0));
  }
  (*dataset)->ReleaseResultSet(found);
  return names;
}

}  // namespace belvedere::loaders
