#pragma once

#include <gdal_priv.h>
#include <memory>
#include <ogrsf_frmts.h>
#include <optional>
#include <string>
#include <vector>

#include "data_loaders/vector/detail/coordinate_columns.h"
#include "engine/core/diagnostics.h"
#include "engine/core/result.h"
#include "engine/model/source.h"

namespace belvedere::loaders::vector {

/// How the columns of a layer become attributes, in the layer's column order.
struct FieldPlan {
  int field = 0;  ///< index in the OGR layer
  std::string name;
  model::AttributeType type = model::AttributeType::Text;
};

/// One layer of a vector source with what reading it needs. The OGR layer belongs to the dataset.
struct VectorLayer {
  OGRLayer* layer = nullptr;
  std::string name;
  bool hasGeometry = true;
  bool areCoordinatesSwapped = false;  ///< the data itself has north before east
  bool arePolygonsSolid = false;       ///< faces in space: DXF
  std::string declaredEncoding;        ///< of its texts; empty where the driver has converted them already
  std::string crsWkt;
  std::string crsIdentifier;
  std::optional<CoordinateColumns> coordinates;  ///< fields that hold the position, in tables
  int idField = -1;                              ///< the field that names a feature, or -1 for the feature number
  std::vector<FieldPlan> fields;
};

/// The layers of a dataset that the request asks for, in order. Fails where the asked layer does not exist.
Result<std::vector<VectorLayer>> planLayers(GDALDataset& dataset, const model::SourceRequest& request,
                                            Diagnostics& diagnostics);

}  // namespace belvedere::loaders::vector
