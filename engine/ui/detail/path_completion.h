#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ui/view_model.h"

namespace belvedere::ui {

/// A path that is being typed, in two parts that together are the text.
struct TypedPath {
  std::string folder;  ///< to the last '/', with it; empty where there is none
  std::string name;    ///< of an entry of it, as far as it was typed
};
TypedPath splitPath(std::string_view typed);

/// What a typed text names: blanks around it do not count, "~/" is the user's home, a '/' at the end is left out.
std::filesystem::path typedPath(std::string_view typed);

/// The entries that a typed name may become, in their order: what begins so, upper and lower case and accents alike.
/// Hidden ones only where the name begins with a dot; without `wantsFiles`, folders only. Borrowed from the listing.
std::vector<const FolderEntry*> matchingEntries(const FolderListing& listing, std::string_view name, bool wantsFiles);

/// The typed text with as much more of its name as all those entries have in common; the whole of a single one, with
/// '/' behind a folder. The text as it is where nothing is gained.
std::string completedPath(const TypedPath& typed, const std::vector<const FolderEntry*>& entries);

}  // namespace belvedere::ui
