#pragma once

#include <filesystem>

#include "engine/streaming/layer_bake.h"

namespace belvedere::app {

/// Bakes each layer in a child process, `program bake`, so that what reading a city takes of memory is given back when
/// it is done, and a crash costs that layer's cache only. The child has lower priority than we have. Called in a task;
/// blocks until the child has ended; a stop ends the child, which is taken up again next time. Fails with Unavailable
/// where the child cannot be started or does not succeed, with Cancelled.
streaming::LayerBaker childBaker(std::filesystem::path program);

}  // namespace belvedere::app
