#pragma once

#include <glm/vec3.hpp>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "data_loaders/citygml/axis_order.h"
#include "engine/core/diagnostics.h"
#include "engine/geo/crs.h"
#include "engine/geo/transform.h"

namespace belvedere::loaders::citygml {

/// The coordinate system of a whole document, from its first srsName.
struct DocumentSrs {
  std::string text;             ///< as written; empty where there is none
  std::optional<geo::Crs> crs;  ///< nothing where there is none, or none that is understood
  bool isSwapped = false;       ///< the first two columns are north, east (latitude, longitude)
};

/// Whether columns written under this name hold north before east. Only systems whose authority says so can. Where one
/// order alone puts the sampled position into the system's area of use, it is that; else the one in which roofs look
/// up. Where neither tells, authorities' names (OGC URN, URL) are taken by their word, and short ones ("EPSG:4326") and
/// those of the AdV mean east first.
bool isNorthFirst(std::string_view srsName, const geo::Crs& crs, const AxisSample& sample);

/// Reads a document's srsName into the system it names. An unreadable one is a finding, and leaves crs empty; so does
/// one in degrees whose document holds metres.
DocumentSrs readSrsName(std::string_view srsName, std::string_view document, Diagnostics& diagnostics);

/// How the coordinates of one geometry become those of the document.
struct SrsConversion {
  bool isSwapped = false;
  const geo::CoordinateTransform* transform = nullptr;  ///< none where the system is the document's
};

/// Answers for srsNames on inner geometries. One per thread; making a transformation costs milliseconds, once.
class SrsTable {
 public:
  explicit SrsTable(const DocumentSrs& document) : document_(document) {}
  /// A name that is not understood counts as the document's own system, with a finding.
  SrsConversion find(std::string_view srsName, Diagnostics& diagnostics);

 private:
  struct Entry {
    SrsConversion conversion;
    std::unique_ptr<geo::CoordinateTransform> transform;
  };
  Entry make(std::string_view srsName, Diagnostics& diagnostics) const;

  const DocumentSrs& document_;
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace belvedere::loaders::citygml
