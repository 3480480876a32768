#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace belvedere::geo::detail {

/// A CRS as an authority lists it: {"EPSG", "2154"}.
struct CrsCode {
  std::string authority;
  std::string code;
};

/// The codes that a spelling of a CRS stands for: one, or a horizontal and a vertical one.
struct CrsCodes {
  std::vector<CrsCode> parts;
  bool hasEllipsoidalHeights = false;  ///< heights above the ellipsoid are said to go with it
};

/// Reads the spellings of Crs::fromText that name codes. Nothing where the text is none of them.
std::optional<CrsCodes> parseCrsCodes(std::string_view text);

/// Whether the text looks like WKT or PROJJSON of sane size and depth.
bool isCrsDefinition(std::string_view text);

/// Whether the text is a PROJ string ("+proj=lcc +lat_0=46.5 …") that names no file.
bool isProjString(std::string_view text);

}  // namespace belvedere::geo::detail
