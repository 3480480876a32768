#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace belvedere::loaders::vector {

/// The columns of a table that hold a position.
struct CoordinateColumns {
  std::size_t east = 0;   ///< index of the column with x or longitude
  std::size_t north = 0;  ///< index of the column with y or latitude
};

/// The column names of a CSV file, from its first line: comma, semicolon or tab, quotes removed.
std::vector<std::string> csvHeader(std::string_view text);

/// The column that holds geometries as text (WKT, GeoJSON) in the CSV file that begins with `text`: one of the
/// names in use for them ("wkt", "geom", "geo_shape", …), with such a text in its first row that is not empty there.
std::optional<std::string> findGeometryColumn(std::string_view text);

/// A column's own name, without the dBase type that some exports add: "COORD_X,C,50" is "COORD_X".
std::string plainColumnName(std::string_view name);

/// Finds longitude and latitude, or x and y, by the names in use ("lon", "Station_longitude", "COORD_X", …).
std::optional<CoordinateColumns> findCoordinateColumns(const std::vector<std::string>& names);

/// Whether the table is a series of readings rather than a list of places: it has a column of times.
bool hasTimeColumn(const std::vector<std::string>& names);

/// A number written with a decimal point or a decimal comma; nothing for other text.
std::optional<double> parseCoordinate(std::string_view text);

}  // namespace belvedere::loaders::vector
