#include "engine/app/detail/dropped_files.h"

#include <algorithm>
#include <array>

#include "engine/core/folded_text.h"

namespace belvedere::app {
namespace {

constexpr std::array kCompanions = {".dbf", ".shx",  ".prj", ".cpg",  ".qix", ".sbn",  ".sbx", ".qmd", ".qpj",
                                    ".tfw", ".tifw", ".jgw", ".jpgw", ".pgw", ".pngw", ".wld", ".ovr", ".aux",
                                    ".xsd", ".gfs",  ".id",  ".map",  ".dat", ".ind",  ".mid"};

bool isCompanion(const std::filesystem::path& file) {
  const std::string extension = foldedText(file.extension().string());
  const std::string name = foldedText(file.filename().string());
  return name.ends_with(".aux.xml") || name.ends_with(".shp.xml") ||
         std::find(kCompanions.begin(), kCompanions.end(), extension) != kCompanions.end();
}

/// "roofs" of "roofs.shp", "roofs.shp.xml" and "roofs.tif.aux.xml".
std::filesystem::path stemOf(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  return file.parent_path() / name.substr(0, name.find('.'));
}

}  // namespace

std::vector<std::filesystem::path> droppedSources(const std::vector<std::string>& dropped) {
  std::vector<std::filesystem::path> sources;
  std::vector<std::filesystem::path> stems;
  for (const std::string& path : dropped) {
    if (!isCompanion(path)) {
      sources.emplace_back(path);
      stems.push_back(stemOf(path));
    }
  }
  for (const std::string& path : dropped) {
    if (isCompanion(path) && std::find(stems.begin(), stems.end(), stemOf(path)) == stems.end()) {
      sources.emplace_back(path);  // alone, it is worth a message that says what it is
    }
  }
  return sources;
}

}  // namespace belvedere::app
