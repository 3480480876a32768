#include <cmath>
#include <libnova/dynamical_time.h>
#include <libnova/nutation.h>
#include <libnova/refraction.h>
#include <libnova/sidereal_time.h>
#include <libnova/solar.h>
#include <libnova/transform.h>
#include <mutex>
#include <numbers>

#include "engine/geo/sun.h"

namespace belvedere::geo {
namespace {

constexpr double kUnixEpochJulianDay = 2'440'587.5;
constexpr double kMillisecondsPerDay = 86'400'000.0;
constexpr double kPressureHectopascals = 1010.0;
constexpr double kTemperatureCelsius = 10.0;
constexpr double kLowestRefracted = -1.0;  // degrees; the formula holds for what can be seen
constexpr double kRadiansPerDegree = std::numbers::pi / 180.0;

constexpr double kJ2000JulianDay = 2'451'545.0;
constexpr double kDaysPerCentury = 36'525.0;
constexpr double kSecondsPerDegree = 3600.0;  // of arc
constexpr double kAberrationSeconds = 20.4898;

// libnova 0.16 gives longitudes from the equinox of 2000 and takes them for those of the date, 0.36 degrees off in 2026
// (ln_get_solar_equ_coords). Precession, nutation and aberration after Meeus, Astronomical Algorithms, chapters 21, 25.
ln_equ_posn apparentSun(double ephemerisDay) {
  ln_helio_posn sun{};
  ln_nutation nutation{};
  ln_equ_posn equatorial{};
  ln_get_solar_geom_coords(ephemerisDay, &sun);
  ln_get_nutation(ephemerisDay, &nutation);
  const double centuries = (ephemerisDay - kJ2000JulianDay) / kDaysPerCentury;
  const double precession = (5029.0966 + 1.11113 * centuries) * centuries / kSecondsPerDegree;
  ln_lnlat_posn ecliptic{sun.L + precession + nutation.longitude - kAberrationSeconds / kSecondsPerDegree / sun.R,
                         sun.B};
  ln_get_equ_from_ecl(&ecliptic, ephemerisDay, &equatorial);
  return equatorial;
}

// libnova keeps its last results in static variables.
std::mutex& novaMutex() {
  static std::mutex mutex;
  return mutex;
}

}  // namespace

SunPosition sunPosition(Instant instant, const GeodeticPosition& place) {
  const double julianDay =
      kUnixEpochJulianDay + static_cast<double>(instant.time_since_epoch().count()) / kMillisecondsPerDay;
  ln_lnlat_posn observer{place.longitudeDegrees, place.latitudeDegrees};
  ln_hrz_posn horizontal{};
  {
    const std::lock_guard lock(novaMutex());
    ln_equ_posn equatorial = apparentSun(ln_get_jde(julianDay));
    ln_get_hrz_from_equ_sidereal_time(&equatorial, &observer, ln_get_apparent_sidereal_time(julianDay), &horizontal);
  }
  SunPosition sun{std::fmod(horizontal.az + 180.0, 360.0), horizontal.alt};  // libnova counts from the south
  if (sun.elevationDegrees > kLowestRefracted) {
    sun.elevationDegrees += ln_get_refraction_adj(sun.elevationDegrees, kPressureHectopascals, kTemperatureCelsius);
  }
  return sun;
}

glm::dvec3 sunDirection(const SunPosition& sun, double convergenceDegrees) {
  const double azimuth = (sun.azimuthDegrees - convergenceDegrees) * kRadiansPerDegree;
  const double elevation = sun.elevationDegrees * kRadiansPerDegree;
  return {std::sin(azimuth) * std::cos(elevation), std::cos(azimuth) * std::cos(elevation), std::sin(elevation)};
}

}  // namespace belvedere::geo
