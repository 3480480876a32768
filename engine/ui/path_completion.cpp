#include "engine/ui/detail/path_completion.h"

#include <algorithm>
#include <cstdlib>

#include "engine/core/folded_text.h"
#include "engine/core/web_address.h"

namespace belvedere::ui {
namespace {

/// What two names begin with alike, whole characters only.
std::string_view commonBeginning(std::string_view a, std::string_view b) {
  auto length = static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
  // The bytes of a character after its first begin with 10.
  while (length > 0 && length < a.size() && (static_cast<unsigned char>(a[length]) & 0xC0U) == 0x80U) {
    --length;
  }
  return a.substr(0, length);
}

}  // namespace

TypedPath splitPath(std::string_view typed) {
  const std::size_t slash = typed.rfind('/');
  const std::size_t name = slash == std::string_view::npos ? 0 : slash + 1;
  return {std::string(typed.substr(0, name)), std::string(typed.substr(name))};
}

std::filesystem::path typedPath(std::string_view typed) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t first = typed.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) {
    return {};
  }
  std::string text(typed.substr(first, typed.find_last_not_of(kBlanks) + 1 - first));
  if (isWebAddress(text)) {
    return text;
  }
  const char* home = std::getenv("HOME");
  if ((text == "~" || text.starts_with("~/")) && home != nullptr) {
    text.replace(0, 1, home);
  }
  while (text.size() > 1 && text.back() == '/') {
    text.pop_back();
  }
  return text;
}

std::vector<const FolderEntry*> matchingEntries(const FolderListing& listing, std::string_view name, bool wantsFiles) {
  const std::string wanted = foldedText(name);
  std::vector<const FolderEntry*> entries;
  for (const FolderEntry& entry : listing.entries) {
    const bool isHidden = entry.name.starts_with('.') && !name.starts_with('.');
    if (!isHidden && (wantsFiles || entry.isFolder) && foldedText(entry.name).starts_with(wanted)) {
      entries.push_back(&entry);
    }
  }
  return entries;
}

std::string completedPath(const TypedPath& typed, const std::vector<const FolderEntry*>& entries) {
  const std::string asTyped = typed.folder + typed.name;
  if (entries.empty()) {
    return asTyped;
  }
  std::string_view common = entries.front()->name;
  for (const FolderEntry* entry : entries) {
    common = commonBeginning(common, entry->name);
  }
  const bool isWhole = entries.size() == 1;
  if (!isWhole && common.size() <= typed.name.size()) {
    return asTyped;
  }
  return typed.folder + std::string(common) + (isWhole && entries.front()->isFolder ? "/" : "");
}

}  // namespace belvedere::ui
