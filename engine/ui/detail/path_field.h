#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <span>

#include "engine/ui/detail/panel_parts.h"

namespace belvedere::ui {

/// What a path field offers.
struct PathFieldWish {
  std::string hint;                  ///< shown while it is empty
  std::string button;                ///< takes what was typed
  bool wantsFiles = false;           ///< files too; else a folder that is a territory is what is looked for
  std::filesystem::path base = ".";  ///< folder at which a path without '/' in front begins
  std::span<const std::filesystem::path> recent;  ///< offered until something is typed; may be empty
};

/// A field for a path or a web address, its button, and below them what it may become: arrows choose there, Tab
/// completes, Enter takes. Asks for the listing of the folder that is typed. Gives what was taken.
std::optional<std::filesystem::path> drawPathField(const PanelContext& context, PathFieldState& state,
                                                   const PathFieldWish& wish);

}  // namespace belvedere::ui
