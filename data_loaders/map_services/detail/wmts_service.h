#pragma once

#include <map>

#include "data_loaders/map_services/detail/map_layer.h"
#include "data_loaders/map_services/detail/xml_document.h"

namespace belvedere::loaders::map_services {

/// Which tiles of a matrix a layer has; ends inclusive, as written.
struct MatrixLimits {
  double firstColumn = 0.0, lastColumn = 0.0, firstRow = 0.0, lastRow = 0.0;
};

/// A layer's link to a tile matrix set.
struct MatrixSetLink {
  std::string set;
  std::map<std::string, MatrixLimits> limits;  ///< by matrix; empty: all of each
};

/// A layer of a WMTS.
struct WmtsLayer {
  std::string name, title, style;
  geo::Bounds2 degrees;  ///< longitude and latitude; empty where not told
  std::vector<std::string> formats, styles;
  std::vector<MatrixSetLink> sets;
  std::map<std::string, std::string> templates;   ///< addresses of tiles by format; empty: key and value only
  std::map<std::string, std::string> dimensions;  ///< defaults by name
};

/// A matrix as written: scale denominators and corners are not yet what a pyramid needs.
struct TileMatrix {
  std::string name;
  double scaleDenominator = 0.0;
  glm::dvec2 corner{0.0};  ///< in the document's axis order
  double tileWidth = 0.0, tileHeight = 0.0, columns = 0.0, rows = 0.0;
};

/// A set of matrices.
struct TileMatrixSet {
  std::string crs;  ///< as written
  std::vector<TileMatrix> matrices;
};

/// What a WMTS says of itself.
struct WmtsCapabilities {
  std::string title, provider;
  std::string tileAddress;  ///< of GetTile by key and value, as written; may be empty
  bool hasKeyValues = true;
  std::vector<WmtsLayer> layers;
  std::map<std::string, TileMatrixSet> sets;
};

/// Nothing where the document is none of a WMTS.
std::optional<WmtsCapabilities> readWmtsCapabilities(XmlElement root);

/// A layer in the matrix set that fits best (see chooseCrs). Fails with NotFound ("map-service-layer-unknown"),
/// InvalidData ("map-service-crs-not-offered", "map-service-no-tiles"), Unsupported ("map-service-no-format") or
/// Denied ("map-service-other-host").
Result<MapLayer> makeWmtsLayer(const WmtsCapabilities& capabilities, const std::string& name, const WebAddress& given,
                               const model::SourceRequest& request);

}  // namespace belvedere::loaders::map_services
