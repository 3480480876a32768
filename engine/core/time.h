#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "engine/core/result.h"

namespace belvedere {

/// A moment in UTC, to the millisecond.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// A date and time of day as a calendar and a clock show them at a place.
struct LocalTime {
  int year = 1970;
  unsigned month = 1;      ///< 1 to 12
  unsigned day = 1;        ///< 1 to 31
  int dayOfYear = 1;       ///< 1 to 366
  double hourOfDay = 0.0;  ///< 0 to 24
  std::string zone;        ///< abbreviation in force: "CET", "CEST", "UTC"
};

/// Reads ISO 8601: "2026-06-21", "2026-06-21T14:30", "…:30.250", with "Z", "+02:00" or without an offset; then it is in
/// `timeZone` (IANA name). A time that a clock change skips counts as the moment of the change; one that comes twice as
/// the first. Fails with InvalidArgument ("time-not-understood", "time-zone-unknown"). Any thread.
Result<Instant> parseInstant(std::string_view text, std::string_view timeZone);

/// "2026-06-21T12:30:00Z", with milliseconds where there are any.
std::string formatUtc(Instant instant);

/// What clocks show in a zone; UTC where the zone is unknown.
LocalTime localTime(Instant instant, std::string_view timeZone);

/// The moment at which clocks in a zone show this day of this year and this hour; UTC where the zone is unknown.
Instant instantAt(int year, int dayOfYear, double hourOfDay, std::string_view timeZone);

/// Whether the zone is in the system's table.
bool isKnownTimeZone(std::string_view timeZone);

}  // namespace belvedere
