#include <algorithm>

#include "engine/core/atomic_file.h"
#include "engine/scene/territory.h"

namespace belvedere::scene {
namespace {

constexpr MessageId kNoTerritory{"territory-not-found", N_("{path} holds no territory."),
                                 N_("Make one with: belvedere new DIR --crs EPSG:2154+5720")};

constexpr std::size_t kLargestFile = std::size_t{16} << 20U;
constexpr const char* kFileName = "territory.json";

template <class Layers>
auto findById(Layers& layers, std::string_view id) -> decltype(layers.data()) {
  const auto found = std::find_if(layers.begin(), layers.end(), [&](const Layer& layer) { return layer.id == id; });
  return found == layers.end() ? nullptr : &*found;
}

}  // namespace

const Layer* Territory::findLayer(std::string_view id) const { return findById(layers, id); }
Layer* Territory::findLayer(std::string_view id) { return findById(layers, id); }

Result<LoadedTerritory> loadTerritory(const std::filesystem::path& path) {
  std::error_code error;
  const bool isFolder = std::filesystem::is_directory(path, error);
  const std::filesystem::path file = std::filesystem::absolute(isFolder ? path / kFileName : path, error);
  auto text = readWholeFile(file, kLargestFile);
  if (!text && text.error().code == ErrorCode::NotFound) {
    return fail(ErrorCode::NotFound, Message(kNoTerritory, {{"path", path.string()}}), path.string());
  }
  if (!text) {
    return tl::unexpected(text.error());
  }
  LoadedTerritory loaded;
  auto territory = territoryFromJson(*text, loaded.diagnostics);
  if (!territory) {
    Error failure = territory.error();
    failure.where = (isFolder ? path / kFileName : path).string();
    return tl::unexpected(std::move(failure));
  }
  loaded.territory = std::move(*territory);
  loaded.file = file.lexically_normal();
  loaded.folder = loaded.file.parent_path();
  loaded.fileText = std::move(*text);
  return loaded;
}

Status saveTerritory(const Territory& territory, const std::filesystem::path& path) {
  std::error_code error;
  const bool isFolder = std::filesystem::is_directory(path, error);
  return writeFileAtomically(isFolder ? path / kFileName : path, territoryToJson(territory));
}

}  // namespace belvedere::scene
