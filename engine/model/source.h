#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "engine/core/diagnostics.h"
#include "engine/core/image.h"
#include "engine/core/progress.h"
#include "engine/core/result.h"
#include "engine/geo/bounds.h"
#include "engine/model/attributes.h"
#include "engine/model/feature_batch.h"

namespace belvedere::model {

/// The kinds of layer that a source can give. Kinds that this version does not read are recognised all the same, so
/// that the message can name them.
enum class SourceKind { Terrain, Imagery, Buildings, Vector, Table, PointCloud, Tiles3d, Model, Sensors };
/// The name on the command line and in JSON: "terrain", "imagery", "buildings", "vector", …
std::string_view sourceKindName(SourceKind kind);
std::optional<SourceKind> sourceKindFromName(std::string_view name);

/// What to open.
struct SourceRequest {
  std::vector<std::filesystem::path> paths;  ///< one file or web address, or several files that make one raster layer
                                             ///< or point cloud
  std::string layer;                         ///< a layer within the source; empty for all
  std::string crs;        ///< used where the source declares none (any text Crs::fromText reads); of those that a map
                          ///< service offers, the one to use
  std::string targetCrs;  ///< what it is shown in; a map service that offers it draws in it. May be empty
  std::optional<SourceKind> kind;  ///< overrides the sniffed kind (terrain or imagery for a raster)
  std::map<std::string, std::string>
      options;             ///< reader options by name ("lod": "2", "theme": "summer", "encoding": "CP1252")
  std::stop_token stop{};  ///< once asked for, opening may fail with Cancelled; the opened source does not heed it
};

/// One layer inside a vector source or a map service.
struct SourceLayer {
  std::string name;
  std::string title;     ///< for people; empty where there is none but the name
  std::string geometry;  ///< "Point", "LineString", "Polygon", "None", …; "3D " in front where heights are given;
                         ///< "Raster" in a map service
  std::size_t featureCount = 0;
  std::string crs;  ///< identifier, empty where none is declared
  std::vector<AttributeColumn> columns;
};

/// What a raster holds.
struct RasterSummary {
  std::int64_t width = 0;   ///< pixels
  std::int64_t height = 0;  ///< pixels
  int bands = 0;
  std::string sampleType;  ///< "Byte", "UInt16", "Float32", …
  std::size_t overviews = 0;
  bool hasNoData = false;
  std::string unit;        ///< of heights, as declared
  double pixelSize = 0.0;  ///< smaller side of a pixel in CRS units
  bool isService = false;  ///< its pixels come over the web as they are asked for: there may be a world of them
};

/// What a point cloud holds.
struct PointCloudSummary {
  std::string version;         ///< of LAS: "1.2"
  int pointFormat = 0;         ///< of LAS: 0 to 10
  std::uint64_t points = 0;    ///< that are shown
  std::uint64_t withheld = 0;  ///< flagged as not to be used, and left out
  std::uint64_t synthetic = 0;
  std::map<std::uint8_t, std::uint64_t> classes;  ///< points by ASPRS class
  bool hasColours = false;                        ///< not all of one colour
  bool hasIntensities = false;                    ///< not all the same
  bool hasNearInfrared = false;
  bool hasGpsTime = false;
  bool hasWaveforms = false;
  /// Between these the colours by height and by intensity run: outliers lie beyond. Heights in metres of the
  /// territory's CRS; known once levels of detail were made.
  double rampLow = 0.0, rampHigh = 0.0;
  double intensityLow = 0.0, intensityHigh = 0.0;
};

/// What a source holds: the content of `belvedere info`. Extent and positions in the source's own CRS, east, north.
struct SourceDescription {
  std::string source;  ///< as the user named it
  SourceKind kind = SourceKind::Vector;
  std::string format;            ///< "CityGML 2.0", "CityJSONSeq 2.0", "GTiff", "ESRI Shapefile", …
  std::string crs;               ///< identifier ("EPSG:2154+5720"), empty where none is declared
  std::string crsWkt;            ///< what to give Crs::fromText; the request's prevails (engine/model/stated_crs.h)
  bool isCrsOverridden = false;  ///< `crsWkt` is what the request gave
  geo::Bounds2 extent;
  double minHeight = 0.0, maxHeight = 0.0;     ///< in the source's unit; equal where there are no heights
  std::map<std::string, std::size_t> objects;  ///< features by type (standard's local name), or by layer for vectors
  std::map<std::string, std::size_t> lods;     ///< features with geometry of their own at that LoD ("2", "2.2")
  std::vector<SourceLayer> layers;             ///< vectors and map services
  std::vector<std::string> appearanceThemes;   ///< city models
  std::optional<RasterSummary> raster;
  std::optional<PointCloudSummary> cloud;
  std::string attribution;  ///< the credit that the source itself asks for
  Diagnostics diagnostics;
};

/// What to read of a feature source.
struct ReadOptions {
  std::string lod;    ///< "2", "1.3"; empty for the highest of each object
  std::string theme;  ///< appearance theme; empty for the first
  bool wantsTextures = true;
  bool wantsAttributes = true;
  std::size_t batchTriangles = 60000;  ///< a batch is handed on once it holds this many triangles or vertices
  /// Point clouds: about so many, from all over the source, for a first glance; 0: all.
  std::uint64_t mostPoints = 0;
};

/// Receives batches in source order, from the thread that reads (readers that parse in parallel still hand on one at a
/// time). Returning false stops the reading.
using BatchSink = std::function<bool(FeatureBatch&&)>;

/// A city model or a vector source. Objects are used by one thread at a time.
class FeatureSource {
 public:
  virtual ~FeatureSource() = default;
  /// All of it was counted, so this reads the source once; the answer is kept. Bad parts are in its diagnostics.
  virtual Result<SourceDescription> describe(const std::stop_token& stop, const ProgressSink& progress) = 0;
  /// Streams all features; memory stays bounded whatever the size. Findings of this pass go to `diagnostics`.
  virtual Status read(const ReadOptions& options, const BatchSink& sink, Diagnostics& diagnostics,
                      const std::stop_token& stop, const ProgressSink& progress) = 0;
};

/// A window of a raster, in a CRS of the caller's choice. Samples are taken at pixel centres, rows from the north.
struct RasterRequest {
  std::string crsWkt;      ///< target CRS
  geo::Bounds2 bounds;     ///< outer edges in the target CRS
  int width = 0;           ///< pixels, at most 4096
  int height = 0;          ///< pixels, at most 4096
  std::stop_token stop{};  ///< once asked for, the reading may fail with Cancelled
};

/// Heights in metres, NaN where there are none.
struct HeightGrid {
  int width = 0;
  int height = 0;
  std::vector<float> metres;  ///< row by row from the north
};

/// Terrain or imagery. Reads from the overview that fits the request, so a small request of a large raster is cheap.
/// Objects are used by one thread at a time.
class RasterSource {
 public:
  virtual ~RasterSource() = default;
  virtual const SourceDescription& description() const = 0;
  /// The extent in another CRS. Fails where it cannot be moved there.
  virtual Result<geo::Bounds2> extentIn(const std::string& crsWkt) = 0;
  /// Band 1 as heights in metres (feet and other units converted, scale and offset applied, no-data as NaN).
  virtual Result<HeightGrid> readHeights(const RasterRequest& request) = 0;
  /// Colours as RGBA (palette, grey, 16-bit and infrared rendered; transparent where no data).
  virtual Result<Image> readColours(const RasterRequest& request) = 0;
  /// What the readings since the last call came upon, each kind once: parts that cannot be read are empty in what was
  /// given, and named here unless the description names them.
  virtual Diagnostics takeFindings() { return {}; }
};

using OpenedSource = std::variant<std::unique_ptr<FeatureSource>, std::unique_ptr<RasterSource>>;

/// Opens sources. Any thread; each opened source has its own reader behind the wall.
class SourceCatalog {
 public:
  virtual ~SourceCatalog() = default;
  /// What a path holds, from its first bytes and its name. Fails with NotFound, InvalidData (empty, unreadable), or
  /// Unsupported ("kind-not-yet-read", "format-unknown").
  virtual Result<SourceKind> identify(const std::filesystem::path& path) const = 0;
  virtual Result<OpenedSource> open(const SourceRequest& request) const = 0;
};

}  // namespace belvedere::model
