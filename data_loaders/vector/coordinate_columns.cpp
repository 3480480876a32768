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

constexpr std::array kGeometryNames = {"wkt"sv,       "wkt_geom"sv,  "geom_wkt"sv, "geometry_wkt"sv,
                                       "geom"sv,      "the_geom"sv,  "geometry"sv, "geometrie"sv,
                                       "geo_shape"sv, "geo shape"sv, "geojson"sv};
constexpr std::array kShapeNames = {
    "point"sv,        "linestring"sv,         "polygon"sv,      "multipoint"sv,    "multilinestring"sv,
    "multipolygon"sv, "geometrycollection"sv, "curvepolygon"sv, "compoundcurve"sv, "multicurve"sv,
    "multisurface"sv, "polyhedralsurface"sv,  "tin"sv,          "triangle"sv,      "circularstring"sv};

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

/// The cells of the record at the beginning of `text`, which moves behind it. Quoted cells may hold anything.
std::vector<std::string> csvRecord(std::string_view& text, char separator) {
  std::vector<std::string> cells(1);
  bool isQuoted = false;
  std::size_t at = 0;
  for (; at < text.size() && (isQuoted || (text[at] != '\n' && text[at] != '\r')); ++at) {
    const char c = text[at];
    if (c == '"' && isQuoted && at + 1 < text.size() && text[at + 1] == '"') {
      cells.back() += text[++at];
    } else if (c == '"') {
      isQuoted = !isQuoted;
    } else if (c == separator && !isQuoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  const std::size_t next = text.find_first_not_of("\r\n", at);
  text.remove_prefix(next == std::string_view::npos ? text.size() : next);
  return cells;
}

bool isGeometryText(std::string_view text) {
  const std::string plain = lowered(text);
  std::string_view rest = plain;
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  if (rest.starts_with('{')) {
    return rest.find("\"coordinates\"") != std::string_view::npos;
  }
  const std::string_view word = rest.substr(0, rest.find_first_of(" ("));
  return word.size() < rest.size() && std::find(kShapeNames.begin(), kShapeNames.end(), word) != kShapeNames.end();
}

}  // namespace

std::vector<std::string> csvHeader(std::string_view text) {
  std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  return csvRecord(line, separatorOf(line));
}

std::optional<std::string> findGeometryColumn(std::string_view text) {
  const char separator = separatorOf(text.substr(0, text.find_first_of("\r\n")));
  const std::vector<std::string> names = csvRecord(text, separator);
  const auto isGeometryName = [](const std::string& name) {
    return std::find(kGeometryNames.begin(), kGeometryNames.end(), lowered(name)) != kGeometryNames.end();
  };
  const auto column = std::find_if(names.begin(), names.end(), isGeometryName);
  if (column == names.end()) {
    return std::nullopt;
  }
  const auto index = static_cast<std::size_t>(std::distance(names.begin(), column));
  while (!text.empty()) {
    const std::vector<std::string> cells = csvRecord(text, separator);
    if (index < cells.size() && !cells[index].empty()) {
      return isGeometryText(cells[index]) ? std::optional(*column) : std::nullopt;
    }
  }
  return std::nullopt;
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
