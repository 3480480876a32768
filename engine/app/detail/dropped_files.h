#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace belvedere::app {

/// Of files dropped together, those that are sources of their own: what only accompanies another of them (the .dbf of a
/// shapefile, the world file of an image) goes with it and is no layer.
std::vector<std::filesystem::path> droppedSources(const std::vector<std::string>& dropped);

}  // namespace belvedere::app
