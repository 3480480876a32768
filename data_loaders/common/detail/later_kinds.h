#pragma once

#include <optional>
#include <string_view>

#include "data_loaders/common/loader.h"

namespace belvedere::loaders {

/// Recognition::format of a table as text in which no loader found places.
constexpr std::string_view kTextTable = "CSV";

/// Which kind of a later version a file is, by its content. `format` is for people ("LAS point cloud").
std::optional<Recognition> recogniseLaterKind(const FileHead& head);

/// The same by its name, for what no loader takes: tables, and JSON of some data platform.
std::optional<Recognition> recogniseLaterName(const FileHead& head);

}  // namespace belvedere::loaders
