#include "data_loaders/vector/detail/vector_recognition.h"

#include <algorithm>
#include <array>

#include "data_loaders/vector/detail/coordinate_columns.h"

namespace belvedere::loaders::vector {
namespace {

using namespace std::string_view_literals;

Recognition vectorOf(std::string_view driver, bool isByNameOnly = false, Reach reach = Reach::SameStem) {
  Recognition recognition;
  recognition.kind = model::SourceKind::Vector;
  recognition.format = driver;
  recognition.isByNameOnly = isByNameOnly;
  recognition.reach = reach;
  return recognition;
}

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool isGeoPackage(std::string_view bytes) {
  return bytes.starts_with("SQLite format 3\0"sv) && bytes.size() > 72 &&
         (bytes.substr(68, 2) == "GP" || bytes.substr(68, 4) == "\0\0\0\0"sv);
}

std::optional<Recognition> recogniseBinary(const FileHead& head) {
  const std::string_view bytes = head.bytes;
  if (bytes.starts_with("\0\0\x27\x0a"sv) && head.extension() != ".shx") {
    return vectorOf("ESRI Shapefile");
  }
  if (bytes.starts_with("fgb"sv)) {
    return vectorOf("FlatGeobuf");
  }
  if (isGeoPackage(bytes) && head.extension() == ".gpkg") {
    return vectorOf("GPKG");
  }
  return bytes.starts_with("PK\x03\x04"sv) && head.extension() == ".kmz" ? std::optional(vectorOf("LIBKML"))
                                                                         : std::nullopt;
}

bool isGeoJsonType(const std::string& type) {
  static constexpr std::array kTypes = {"FeatureCollection"sv, "Feature"sv,      "Point"sv,
                                        "MultiPoint"sv,        "LineString"sv,   "MultiLineString"sv,
                                        "Polygon"sv,           "MultiPolygon"sv, "GeometryCollection"sv};
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

std::optional<Recognition> recogniseText(const FileHead& head) {
  const std::string_view text = head.text();
  const std::string extension = head.extension();
  if (text.starts_with('{')) {
    const auto type = topLevelText(text, "type");
    if (type && isGeoJsonType(*type)) {
      return vectorOf(extension == ".geojsonl" || extension == ".geojsons" ? "GeoJSONSeq" : "GeoJSON");
    }
    return extension == ".geojson" && !type ? std::optional(vectorOf("GeoJSON", true)) : std::nullopt;
  }
  if (text.starts_with("<")) {
    const std::string_view start = text.substr(0, 4096);
    if (holds(start, "<kml") || holds(start, ":kml")) {
      return vectorOf("LIBKML");
    }
    if (holds(start, "<gpx")) {
      return vectorOf("GPX");
    }
    if (holds(start, "opengis.net/gml") && (holds(start, "FeatureCollection") || extension == ".gml")) {
      return vectorOf("GML", !holds(start, "FeatureCollection"));
    }
  }
  return std::nullopt;
}

std::optional<Recognition> recogniseTable(std::string_view text) {
  if (const auto geometry = findGeometryColumn(text)) {
    return vectorOf(std::string(kTableWithGeometry) + *geometry, true);
  }
  const std::vector<std::string> names = csvHeader(text);
  return findCoordinateColumns(names) && !hasTimeColumn(names) ? std::optional(vectorOf("CSV", true)) : std::nullopt;
}

std::optional<Recognition> recogniseName(const FileHead& head) {
  const std::string extension = head.extension();
  const std::string_view text = head.text();
  if (head.isFolder) {
    return extension == ".gdb" ? std::optional(vectorOf("OpenFileGDB", true, Reach::FolderTree)) : std::nullopt;
  }
  if (extension == ".dxf" && (text.starts_with("0") || text.starts_with("999"))) {
    return vectorOf("DXF", true);
  }
  if ((extension == ".tab" && text.starts_with("!")) || (extension == ".mif" && text.starts_with("V"))) {
    return vectorOf("MapInfo File", true);
  }
  return extension == ".csv" || extension == ".tsv" ? recogniseTable(text) : std::nullopt;
}

/// Reads a JSON string that starts at text[at] == '"'; leaves `at` after its end. Escapes stay as written.
std::string_view readString(std::string_view text, std::size_t& at) {
  const std::size_t start = ++at;
  while (at < text.size() && text[at] != '"') {
    at += text[at] == '\\' ? std::size_t{2} : std::size_t{1};
  }
  const std::size_t end = std::min(at, text.size());
  at = end + 1;
  return text.substr(start, end - start);
}

}  // namespace

std::optional<std::string> topLevelText(std::string_view json, std::string_view name) {
  int depth = 0;
  std::string_view lastString;
  bool isValueOfName = false;
  for (std::size_t at = 0; at < json.size();) {
    const char c = json[at];
    if (c == '"') {
      lastString = readString(json, at);
      if (isValueOfName && depth == 1) {
        return std::string(lastString);
      }
      continue;
    }
    if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
    } else if (c == ':') {
      isValueOfName = depth == 1 && lastString == name;
    } else if (c == ',') {
      isValueOfName = false;
    }
    ++at;
  }
  return std::nullopt;
}

std::optional<Recognition> recognise(const FileHead& head) {
  if (!head.isFolder) {
    if (auto binary = recogniseBinary(head)) {
      return binary;
    }
    if (auto text = recogniseText(head)) {
      return text;
    }
  }
  return recogniseName(head);
}

}  // namespace belvedere::loaders::vector
