#include "data_loaders/vector/detail/coordinate_columns.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace belvedere::loaders::vector {
namespace {

using namespace std::string_view_literals;

constexpr std::array kEastNames = {"longitude"sv, "lon"sv,  "lng"sv, "long"sv,    "coord_x"sv,     "coordx"sv,
                                   "x_l93"sv,     "xl93"sv, "x"sv,   "easting"sv, "coordonnee_x"sv};
constexpr std::array kNorthNames = {"latitude"sv, "lat"sv,  "lat"sv, "lat"sv,      "coord_y"sv,     "coordy"sv,
                                    "y_l93"sv,    "yl93"sv, "y"sv,   "northing"sv, "coordonnee_y"sv};
constexpr std::array kTimeNames = {"timestamp"sv,  "datetime"sv,      "resulttime"sv, "phenomenontime"sv,
                                   "horodatage"sv, "timestamp_utc"sv, "date_heure"sv, "dateobserved"sv};

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

/// "lon" is meant by "lon", "gps_lon" and "station_lon", not by "salon".
bool isNamed(const std::string& column, std::string_view name) {
  const std::string plain = lowered(plainColumnName(column));
  return plain == name ||
         (plain.size() > name.size() && plain.ends_with(name) && plain[plain.size() - name.size() - 1] == '_');
}

std::optional<std::size_t> findNamed(const std::vector<std::string>& columns, std::string_view name) {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const std::string& column) { return isNamed(column, name); });
  return found == columns.end() ? std::nullopt
                                : std::optional(static_cast<std::size_t>(std::distance(columns.begin(), found)));
}

char separatorOf(std::string_view line) {
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char separator : {',', ';', '\t', '|'}) {
    bool isQuoted = false;
    std::ptrdiff_t count = 0;
    for (const char c : line) {
      isQuoted = c == '"' ? !isQuoted : isQuoted;
      count += c == separator && !isQuoted ? 1 : 0;
    }
    if (count > most) {
      most = count;
      best = separator;
    }
  }
  return best;
}

}  // namespace

std::vector<std::string> csvHeader(std::string_view text) {
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  const char separator = separatorOf(line);
  std::vector<std::string> names(1);
  bool isQuoted = false;
  for (const char c : line) {
    if (c == '"') {
      isQuoted = !isQuoted;
    } else if (c == separator && !isQuoted) {
      names.emplace_back();
    } else {
      names.back() += c;
    }
  }
  return names;
}

std::string plainColumnName(std::string_view name) { return std::string(name.substr(0, name.find(','))); }

std::optional<CoordinateColumns> findCoordinateColumns(const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < kEastNames.size(); ++i) {
    const auto east = findNamed(names, kEastNames[i]);
    const auto north = findNamed(names, kNorthNames[i]);
    if (east && north) {
      return CoordinateColumns{*east, *north};
    }
  }
  return std::nullopt;
}

bool hasTimeColumn(const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(), [](const std::string& column) {
    const std::string plain = lowered(plainColumnName(column));
    return std::find(kTimeNames.begin(), kTimeNames.end(), plain) != kTimeNames.end();
  });
}

std::optional<double> parseCoordinate(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c != ' ') {
      plain += c == ',' ? '.' : c;
    }
  }
  double value = 0.0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  return error == std::errc() && end == plain.data() + plain.size() && !plain.empty() ? std::optional(value)
                                                                                      : std::nullopt;
}

}  // namespace belvedere::loaders::vector
