#pragma once

#include <glm/vec2.hpp>
#include <memory>
#include <optional>
#include <string>

#include "engine/geo/crs.h"

namespace belvedere::geo {

/// Where a machine's knowledge of the geoid comes from.
enum class GeoidSource {
  None,    ///< no grid at all
  Global,  ///< EGM96, which PROJ's own data holds
  Own      ///< the grid of the vertical system itself: heights can be converted with it
};

/// How high the zero of a CRS's heights lies above the ellipsoid, as far as the grids on this machine tell. One object
/// per thread; making one costs some ten milliseconds.
class Geoid {
 public:
  /// For a territory's CRS near a place of its map. Never fails: what is not known is absent.
  static Geoid of(const Crs& crs, const glm::dvec2& map);
  Geoid(Geoid&&) noexcept;
  Geoid& operator=(Geoid&&) noexcept;
  ~Geoid();

  GeoidSource source() const;
  /// Metres above the ellipsoid at map coordinates; nothing beyond the grid, and where none is there.
  std::optional<double> undulationMetres(const glm::dvec2& map) const;
  /// Of undulationMetres() against the true zero of the heights: as PROJ states it; of EGM96 1.5 m, for its own
  /// error (NASA/TP-1998-206861: 0.5 to 1 m) and that of national zeros against the mean sea.
  double accuracyMetres() const;
  /// Name of the grid file in use, or "EGM96"; empty without any.
  const std::string& grid() const;
  /// The grid of the CRS's own heights, where PROJ knows of one that is not on this machine; else empty.
  const std::string& missingGrid() const;

 private:
  struct Data;
  explicit Geoid(std::unique_ptr<Data> data);
  std::unique_ptr<Data> data_;
};

}  // namespace belvedere::geo
