#include <algorithm>
#include <cmath>
#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>
#include <optional>
#include <sstream>

#include "engine/core/time.h"

namespace belvedere {
namespace {

using std::chrono::milliseconds;
using LocalInstant = date::local_time<milliseconds>;

constexpr MessageId kTimeNotUnderstood{
    "time-not-understood", N_("“{text}” is not a date and time."),
    N_("Write it as 2026-06-21T14:30, or with an offset as 2026-06-21T14:30+02:00.")};
constexpr MessageId kTimeZoneUnknown{"time-zone-unknown", N_("The time zone “{zone}” is not known."),
                                     N_("Use a name such as Europe/Paris, Indian/Reunion or UTC.")};

const date::time_zone* findZone(std::string_view name) {
  try {
    return date::locate_zone(std::string(name));
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

/// A digit run of exactly `count` digits, taken from the front.
std::optional<int> takeNumber(std::string_view& text, std::size_t count) {
  if (text.size() < count) {
    return std::nullopt;
  }
  int value = 0;
  for (const char c : text.substr(0, count)) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  const bool isThere = !text.empty() && text.front() == c;
  text.remove_prefix(isThere ? 1 : 0);
  return isThere;
}

std::optional<date::local_days> takeDate(std::string_view& text) {
  const auto year = takeNumber(text, 4);
  const bool hasMonth = take(text, '-');
  const auto month = takeNumber(text, 2);
  const bool hasDay = take(text, '-');
  const auto day = takeNumber(text, 2);
  if (!year || !month || !day || !hasMonth || !hasDay) {
    return std::nullopt;
  }
  const date::year_month_day date(date::year(*year), date::month(static_cast<unsigned>(*month)),
                                  date::day(static_cast<unsigned>(*day)));
  return date.ok() ? std::optional(date::local_days(date)) : std::nullopt;
}

milliseconds takeFraction(std::string_view& text) {
  int value = 0;
  int scale = 100;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    value += (text.front() - '0') * scale;
    scale /= 10;
    text.remove_prefix(1);
  }
  return milliseconds(value);
}

std::optional<milliseconds> takeTimeOfDay(std::string_view& text) {
  const auto hour = takeNumber(text, 2);
  if (!hour || *hour > 24 || !take(text, ':')) {
    return std::nullopt;
  }
  const auto minute = takeNumber(text, 2);
  if (!minute || *minute > 59) {
    return std::nullopt;
  }
  milliseconds time = std::chrono::hours(*hour) + std::chrono::minutes(*minute);
  if (take(text, ':')) {
    const auto second = takeNumber(text, 2);
    if (!second || *second > 60) {
      return std::nullopt;
    }
    time += std::chrono::seconds(*second);
    if (take(text, '.') || take(text, ',')) {
      time += takeFraction(text);
    }
  }
  return time;
}

/// "Z", "+02:00", "+0200" or "+02"; nothing where the text is none of them.
std::optional<std::chrono::minutes> takeOffset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) {
    return std::chrono::minutes(0);
  }
  const bool isWest = !text.empty() && text.front() == '-';
  if (!take(text, '+') && !take(text, '-')) {
    return std::nullopt;
  }
  const auto hours = takeNumber(text, 2);
  take(text, ':');
  const auto minutes = text.empty() ? std::optional(0) : takeNumber(text, 2);
  if (!hours || !minutes || *hours > 14 || *minutes > 59) {
    return std::nullopt;
  }
  const auto offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return isWest ? -offset : offset;
}

Instant inZone(const date::time_zone& zone, LocalInstant local) { return zone.to_sys(local, date::choose::earliest); }

tl::unexpected<Error> notUnderstood(std::string_view text) {
  return fail(ErrorCode::InvalidArgument, Message(kTimeNotUnderstood, {{"text", std::string(text)}}));
}

}  // namespace

Result<Instant> parseInstant(std::string_view text, std::string_view timeZone) {
  std::string_view rest = text;
  const auto day = takeDate(rest);
  if (!day) {
    return notUnderstood(text);
  }
  milliseconds time(0);
  if (take(rest, 'T') || take(rest, ' ')) {
    const auto timeOfDay = takeTimeOfDay(rest);
    if (!timeOfDay) {
      return notUnderstood(text);
    }
    time = *timeOfDay;
  }
  const LocalInstant local = *day + time;
  if (!rest.empty()) {
    const auto offset = takeOffset(rest);
    return offset && rest.empty() ? Result<Instant>(Instant(local.time_since_epoch() - *offset)) : notUnderstood(text);
  }
  const date::time_zone* zone = findZone(timeZone);
  if (zone == nullptr) {
    return fail(ErrorCode::InvalidArgument, Message(kTimeZoneUnknown, {{"zone", std::string(timeZone)}}));
  }
  return inZone(*zone, local);
}

std::string formatUtc(Instant instant) {
  const auto day = date::floor<date::days>(instant);
  const date::year_month_day date(day);
  const date::hh_mm_ss<milliseconds> time(instant - day);
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 time.hours().count(), time.minutes().count(), time.seconds().count());
  if (time.subseconds().count() != 0) {
    text += fmt::format(".{:03}", time.subseconds().count());
  }
  return text + "Z";
}

LocalTime localTime(Instant instant, std::string_view timeZone) {
  const date::time_zone* zone = findZone(timeZone);
  LocalInstant local(instant.time_since_epoch());
  LocalTime out;
  out.zone = "UTC";
  if (zone != nullptr) {
    const date::sys_info info = zone->get_info(instant);
    local += info.offset;
    out.zone = info.abbrev;
  }
  const auto day = date::floor<date::days>(local);
  const date::year_month_day date(day);
  out.year = static_cast<int>(date.year());
  out.month = static_cast<unsigned>(date.month());
  out.day = static_cast<unsigned>(date.day());
  out.dayOfYear = static_cast<int>((day - date::local_days(date.year() / date::January / 1)).count()) + 1;
  out.hourOfDay = std::chrono::duration<double, std::ratio<3600>>(local - day).count();
  return out;
}

Instant instantAt(int year, int dayOfYear, double hourOfDay, std::string_view timeZone) {
  const auto first = date::local_days(date::year(year) / date::January / 1);
  const auto time = milliseconds(std::llround(std::clamp(hourOfDay, 0.0, 24.0) * 3600.0 * 1000.0));
  const LocalInstant local = first + date::days(std::clamp(dayOfYear, 1, 366) - 1) + time;
  const date::time_zone* zone = findZone(timeZone);
  return zone != nullptr ? inZone(*zone, local) : Instant(local.time_since_epoch());
}

bool isKnownTimeZone(std::string_view timeZone) { return findZone(timeZone) != nullptr; }

}  // namespace belvedere
