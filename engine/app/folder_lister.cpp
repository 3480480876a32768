#include "engine/app/detail/folder_lister.h"

#include <algorithm>
#include <tuple>

#include "engine/app/detail/in_task.h"
#include "engine/core/folded_text.h"

namespace belvedere::app {

ui::FolderListing listFolder(const std::filesystem::path& folder) {
  ui::FolderListing listing{folder, {}};
  std::error_code error;
  std::filesystem::directory_iterator place(folder, error);
  for (; !error && place != std::filesystem::directory_iterator() && listing.entries.size() < kMostEntries;
       place.increment(error)) {
    std::error_code ignored;
    ui::FolderEntry entry{place->path().filename().string(), place->is_directory(ignored), false};
    entry.isTerritory = entry.isFolder && std::filesystem::is_regular_file(place->path() / "territory.json", ignored);
    listing.entries.push_back(std::move(entry));
  }
  // Folders first, by what people read; the plain name where that is the same.
  std::vector<std::tuple<bool, std::string, ui::FolderEntry>> keyed;
  keyed.reserve(listing.entries.size());
  for (ui::FolderEntry& entry : listing.entries) {
    keyed.emplace_back(!entry.isFolder, foldedText(entry.name), std::move(entry));
  }
  std::sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) {
    return std::tie(std::get<0>(a), std::get<1>(a), std::get<2>(a).name) <
           std::tie(std::get<0>(b), std::get<1>(b), std::get<2>(b).name);
  });
  std::transform(keyed.begin(), keyed.end(), listing.entries.begin(),
                 [](auto& item) { return std::move(std::get<2>(item)); });
  return listing;
}

void FolderLister::ask(const std::filesystem::path& folder) {
  asked_ = inTask(tasks_, [folder] { return listFolder(folder); });
}

bool FolderLister::update() {
  if (!isReady(asked_)) {
    return false;
  }
  latest_ = asked_.get();
  return true;
}

}  // namespace belvedere::app
