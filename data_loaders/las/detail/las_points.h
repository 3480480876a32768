#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "data_loaders/las/detail/las_header.h"
#include "engine/model/feature_batch.h"

namespace belvedere::loaders::las {

/// Where a point format keeps what; 0 stands for nowhere (LAS 1.4 R15, sections 2.6.1 to 2.6.11).
struct PointLayout {
  std::size_t bytes = 0;
  bool isExtended = false;  ///< formats 6 to 10, with 8 bits of class and 4 of returns
  std::size_t gpsTime = 0;
  std::size_t colour = 0;
  std::size_t nearInfrared = 0;
  std::size_t waveform = 0;
};

/// Nothing for formats that there are not.
std::optional<PointLayout> pointLayout(int format);

/// A point as it stands in a file.
struct LasPoint {
  glm::dvec3 position{0.0};  ///< in the file's CRS
  model::CloudPoint point;
  glm::u16vec3 colour{0};  ///< as written: 16 bits, or 8 where the writer knew no better
  bool isWithheld = false;
  bool isSynthetic = false;
};

/// Reads points out of records; never beyond PointLayout::bytes of each.
class PointDecoder {
 public:
  explicit PointDecoder(const LasHeader& header);

  const PointLayout& layout() const { return layout_; }
  /// Colours are only in LasPoint::colour.
  LasPoint decode(const std::byte* record) const;

 private:
  PointLayout layout_;
  glm::dvec3 scale_;
  glm::dvec3 offset_;
};

}  // namespace belvedere::loaders::las
