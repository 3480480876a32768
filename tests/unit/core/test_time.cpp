#include <catch2/catch.hpp>

#include "engine/core/time.h"

using namespace belvedere;

TEST_CASE("A time without offset is in the territory's zone, in summer and in winter") {
  CHECK(formatUtc(*parseInstant("2026-06-21T14:30", "Europe/Paris")) == "2026-06-21T12:30:00Z");
  CHECK(formatUtc(*parseInstant("2026-12-21T14:30", "Europe/Paris")) == "2026-12-21T13:30:00Z");
  CHECK(formatUtc(*parseInstant("2026-06-21", "Indian/Reunion")) == "2026-06-20T20:00:00Z");
}

TEST_CASE("An offset counts more than the zone") {
  CHECK(formatUtc(*parseInstant("2026-06-21T14:30:15.250+05:30", "Europe/Paris")) == "2026-06-21T09:00:15.250Z");
  CHECK(formatUtc(*parseInstant("2026-06-21T14:30Z", "Europe/Paris")) == "2026-06-21T14:30:00Z");
}

TEST_CASE("The hour that summer time skips is the moment of the change, the hour that comes twice is the first") {
  CHECK(formatUtc(*parseInstant("2027-03-28T02:30", "Europe/Paris")) == "2027-03-28T01:00:00Z");
  CHECK(formatUtc(*parseInstant("2027-10-31T02:30", "Europe/Paris")) == "2027-10-31T00:30:00Z");
}

TEST_CASE("What is no time is refused with its text") {
  for (const char* text : {"", "2026", "21/06/2026", "2026-02-30", "2026-06-21T25:00", "2026-06-21T14:30+99:00",
                           "2026-06-21T14:30 demain"}) {
    const auto instant = parseInstant(text, "Europe/Paris");
    REQUIRE_FALSE(instant);
    CHECK(instant.error().message.key == "time-not-understood");
  }
  CHECK(parseInstant("2026-06-21", "Europe/Metz").error().message.key == "time-zone-unknown");
}

TEST_CASE("Clocks at a place and back again") {
  const Instant instant = instantAt(2026, 172, 14.5, "Europe/Paris");
  CHECK(formatUtc(instant) == "2026-06-21T12:30:00Z");
  const LocalTime local = localTime(instant, "Europe/Paris");
  CHECK(local.dayOfYear == 172);
  CHECK(local.hourOfDay == Approx(14.5));
  CHECK(local.zone == "CEST");
}
