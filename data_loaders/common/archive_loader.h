#pragma once

#include "data_loaders/common/loader.h"

namespace belvedere::loaders {

/// The loader's name. The kind that it recognises says nothing: what was opened does.
constexpr std::string_view kArchiveLoader = "archive";

/// Reads zip archives: the data set that one holds is unpacked, with what belongs to it, into a folder of the reader's
/// own that goes with the source, and is read by the loader of `inner` that takes it. City models go before vectors,
/// vectors before rasters; what else could have been read is named in the findings ("archive-others-left-out"). Opening
/// fails as checkArchive does, as the inner loader does, or with Unsupported ("archive-without-data").
Loader makeArchiveLoader(LoaderRegistry inner);

}  // namespace belvedere::loaders
