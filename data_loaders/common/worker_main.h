#pragma once

#include "data_loaders/common/loader.h"

namespace belvedere::loaders {

/// The whole life of a reader process: closes itself in, takes requests from the program that started it, answers until
/// that program hangs up. Called by `main` of the reader program. Returns the exit status.
int runSourceWorker(const LoaderRegistry& loaders);

}  // namespace belvedere::loaders
