#include "data_loaders/common/detail/reader_files.h"

#include <map>
#include <set>

#include "data_loaders/common/archive_loader.h"
#include "data_loaders/common/limits.h"
#include "engine/core/web_address.h"

namespace belvedere::loaders {
namespace {

using Folders = std::map<std::filesystem::path, std::set<std::string>>;  ///< the stems chosen in each

/// Adds the files of a folder whose name is a chosen stem, with anything after a dot.
void addSiblings(const Folders& folders, SandboxPlan& plan) {
  for (const auto& [folder, stems] : folders) {
    std::error_code error;
    for (auto entry = std::filesystem::directory_iterator(folder, error);
         !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
      const std::string name = entry->path().filename().string();
      for (auto dot = name.find('.', 1); dot != std::string::npos; dot = name.find('.', dot + 1)) {
        if (stems.contains(name.substr(0, dot))) {
          plan.readableFiles.push_back(entry->path());
          break;
        }
      }
    }
  }
}

/// Adds the folders in which city models keep the code lists they share: "codelists" beside their folder or beside one
/// of the three above it.
void addCodeLists(const std::filesystem::path& modelFolder, SandboxPlan& plan) {
  constexpr int kLevels = 4;
  std::error_code error;
  std::filesystem::path folder = std::filesystem::weakly_canonical(modelFolder.empty() ? "." : modelFolder, error);
  for (int i = 0; i < kLevels && folder.has_relative_path(); ++i) {
    folder = folder.parent_path();
    if (std::filesystem::is_directory(folder / "codelists", error)) {
      plan.readableTrees.push_back(folder / "codelists");
    }
  }
}

}  // namespace

SandboxPlan planSandbox(const OpenOrder& order) {
  SandboxPlan plan;
  plan.memoryBytes = order.memoryBytes;
  plan.unpackedBytes = order.loader == kArchiveLoader ? limits::kArchiveBytes : 0;
  Folders folders;
  for (std::size_t i = 0; i < order.request.paths.size(); ++i) {
    const auto& path = order.request.paths[i];
    std::error_code error;
    if (isWebAddress(path.native())) {
      continue;  // comes through the channel
    }
    if (std::filesystem::is_directory(path, error)) {
      plan.readableTrees.push_back(path);
      continue;
    }
    plan.readableFiles.push_back(path);
    const auto size = std::filesystem::file_size(path, error);
    plan.mappedBytes += error ? 0 : size;
    const Reach reach = i < order.recognitions.size() ? order.recognitions[i].reach : Reach::SameStem;
    if (reach == Reach::CityModel) {
      addCodeLists(path.parent_path(), plan);
    }
    if (reach != Reach::SameStem) {
      plan.readableTrees.push_back(path.parent_path());
    } else {
      folders[path.parent_path()].insert(path.stem().string());
    }
  }
  addSiblings(folders, plan);
  return plan;
}

}  // namespace belvedere::loaders
