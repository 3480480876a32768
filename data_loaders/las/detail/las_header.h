#pragma once

#include <cstdint>
#include <glm/vec3.hpp>
#include <string>
#include <vector>

#include "data_loaders/las/detail/las_file.h"
#include "engine/core/diagnostics.h"

namespace belvedere::loaders::las {

/// A variable length record of the kind that says where a file lies.
struct ProjectionRecord {
  std::uint16_t id = 0;  ///< 2112: WKT; 34735 to 34737: GeoTIFF keys
  std::vector<std::byte> bytes;
};

/// What a file says of itself, checked: the points it names lie within it.
struct LasHeader {
  int minorVersion = 0;  ///< of LAS 1.x
  int pointFormat = 0;
  std::uint16_t recordBytes = 0;  ///< of a point, at least what its format needs
  std::uint64_t pointOffset = 0;
  std::uint64_t pointCount = 0;  ///< that the file holds, whatever it claims
  glm::dvec3 scale{1.0};
  glm::dvec3 offset{0.0};
  bool isWkt = false;  ///< the CRS is to be taken from WKT, where there is any
  std::vector<ProjectionRecord> projection;
};

/// Reads header and records; what is wrong, but can be passed over, goes to `findings`. Fails with InvalidData, or with
/// Unsupported for LAZ and COPC, unknown versions and formats.
Result<LasHeader> readHeader(const LasFile& file, Diagnostics& findings);

}  // namespace belvedere::loaders::las
