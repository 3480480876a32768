#pragma once

#include "data_loaders/common/loader.h"

namespace belvedere::loaders::vector {

/// Recognition::format of a CSV table that holds geometries as text: this, and behind it the name of their column.
constexpr std::string_view kTableWithGeometry = "CSV with geometry in ";

/// Which vector format a file is, as GDAL's driver name, or kTableWithGeometry….
std::optional<Recognition> recognise(const FileHead& head);

/// The value of a JSON object's own member with a text value, from the beginning of the object; members of inner
/// objects do not count.
std::optional<std::string> topLevelText(std::string_view json, std::string_view name);

}  // namespace belvedere::loaders::vector
