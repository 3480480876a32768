#pragma once

#include <cstddef>
#include <optional>

namespace belvedere::app {

/// How many bytes of tiles a scene may take: what the user has chosen (mebibytes; 0: nothing), else a quarter of the
/// machine's memory, 512 MiB to 4 GiB. Never more than three quarters of the graphics card's own memory, where it says
/// how much it has.
std::size_t memoryBudget(int chosenMebibytes, std::size_t machineBytes, std::optional<std::size_t> graphicsBytes);

/// The memory of this machine, bytes; 4 GiB where it cannot be known.
std::size_t machineMemory();

}  // namespace belvedere::app
