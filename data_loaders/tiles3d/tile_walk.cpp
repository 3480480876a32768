#include "data_loaders/tiles3d/detail/tile_walk.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "data_loaders/gltf/limits.h"
#include "data_loaders/tiles3d/detail/messages.h"

namespace belvedere::loaders::tiles3d {
namespace {

using gltf::ContentJob;
using gltf::JsonValue;
using gltf::ResourceFiles;

constexpr std::uint64_t kMostTiles = 20'000'000;
constexpr int kMostNestedTilesets = 64;

bool isAddRefinement(const JsonValue& tile, bool inherited) {
  const std::string_view refine = tile["refine"].textOrEmpty();
  return refine.empty() ? inherited : (refine == "ADD" || refine == "add" || refine == "Add");
}

std::string filledIn(std::string_view pattern, std::uint64_t level, std::uint64_t x, std::uint64_t y, std::uint64_t z) {
  const std::array<std::pair<std::string_view, std::uint64_t>, 4> names{
      {{"{level}", level}, {"{x}", x}, {"{y}", y}, {"{z}", z}}};
  std::string filled;
  while (!pattern.empty()) {
    const auto name =
        std::find_if(names.begin(), names.end(), [&](const auto& entry) { return pattern.starts_with(entry.first); });
    filled += name != names.end() ? std::to_string(name->second) : std::string(1, pattern.front());
    pattern.remove_prefix(name != names.end() ? name->first.size() : 1);
  }
  return filled;
}

}  // namespace

TileWalk::TileWalk(const ResourceFiles& files, std::shared_ptr<const TilesetFile> root, const Diagnostics& found)
    : files_(files), diagnostics_(found) {
  const JsonValue tile = root->root();
  push([this, start = ExplicitTile{std::move(root), tile, glm::dmat4(1.0), false, {}}] {
    visit(start);
    return std::nullopt;
  });
}

std::optional<ContentJob> TileWalk::next() {
  while (!steps_.empty()) {
    if (++visited_ > kMostTiles) {
      find(kTooManyTiles, {{"most", std::to_string(kMostTiles)}}, {});
      steps_.clear();
      return std::nullopt;
    }
    const Step step = std::move(steps_.back());
    steps_.pop_back();
    if (auto job = step()) {
      return job;
    }
  }
  return std::nullopt;
}

void TileWalk::find(const MessageId& id, std::vector<MessageArgument> arguments, const std::string& where) {
  diagnostics_.add(Severity::Warning, Message(id, std::move(arguments)), where);
}

void TileWalk::visit(const ExplicitTile& tile) {
  const glm::dmat4 transform = tile.parent * tileTransform(tile.json);
  const bool isAdd = isAddRefinement(tile.json, tile.isAdd);
  if (!implicitTilingOf(tile.json).isMissing()) {
    visitImplicitRoot(tile, transform, isAdd);
    return;
  }
  const std::vector<JsonValue> contents = contentsOf(tile.json);
  std::vector<JsonValue> children = tile.json["children"].items();
  const bool standsIn = !isAdd && !contents.empty() && isAnyLeafMissing(tile.file, children);
  if (standsIn) {
    children.clear();
  }
  const bool isDrawn = isAdd || children.empty();
  const std::size_t parts = children.size() + 1;
  for (std::size_t i = children.size(); i-- > 0;) {  // the last pushed is the first visited
    push([this, child = ExplicitTile{tile.file, children[i], transform, isAdd, tile.span.part(i + 1, parts)}] {
      visit(child);
      return std::nullopt;
    });
  }
  for (std::size_t i = contents.size(); isDrawn && i-- > 0;) {
    pushContent(tile.file, tile.json, contents[i], uriOf(contents[i]), transform, tile.span.part(0, parts));
  }
}

/// Whether a child that is a leaf has a content whose file is not there.
bool TileWalk::isAnyLeafMissing(const std::shared_ptr<const TilesetFile>& file,
                                const std::vector<JsonValue>& children) {
  bool isAnyMissing = false;
  for (const JsonValue& child : children) {
    if (!child["children"].items().empty() || !implicitTilingOf(child).isMissing()) {
      continue;
    }
    for (const JsonValue& content : contentsOf(child)) {
      const auto name = ResourceFiles::resolve(uriOf(content), file->name());
      if (name && !files_.exists(*name)) {
        find(kContentMissing, {{"name", *name}}, *name);
        isAnyMissing = true;
      }
    }
  }
  return isAnyMissing;
}

void TileWalk::pushContent(const std::shared_ptr<const TilesetFile>& file, const JsonValue& tile,
                           const JsonValue& content, std::string_view uri, const glm::dmat4& transform,
                           const Span& span) {
  const auto name = ResourceFiles::resolve(uri, file->name());
  if (!name) {
    diagnostics_.add(Severity::Warning, name.error().message, file->name());
    return;
  }
  if (!files_.exists(*name)) {
    find(kContentMissing, {{"name", *name}}, *name);
    return;
  }
  if (isTileset(*name)) {
    push([this, file, name = *name, transform, span] {
      visitTileset(file, name, transform, span);
      return std::nullopt;
    });
    return;
  }
  push([this, found = TileContent{*name, transform, file->upAxis(), file->metadata(tile, content)}, span] {
    const auto write = [&files = files_, found](gltf::BatchWriter& writer, const gltf::ModelOptions& options,
                                                Diagnostics& diagnostics) {
      writeContent(found, files, writer, options, diagnostics);
    };
    return std::optional(ContentJob{write, span.to});
  });
}

/// By the name; where that says nothing, by the first bytes.
bool TileWalk::isTileset(const std::string& name) const {
  const std::string extension = std::filesystem::path(name).extension().string();
  if (extension == ".json") {
    return true;
  }
  for (const char* known : {".b3dm", ".i3dm", ".pnts", ".cmpt", ".glb", ".gltf"}) {
    if (extension == known) {
      return false;
    }
  }
  const auto bytes = files_.read(name, gltf::limits::kFileBytes);
  const auto first = bytes ? bytes->find_first_not_of(" \t\r\n\xEF\xBB\xBF") : std::string::npos;
  return first != std::string::npos && (*bytes)[first] == '{' && bytes->find("\"root\"") != std::string::npos;
}

void TileWalk::visitTileset(const std::shared_ptr<const TilesetFile>& from, const std::string& name,
                            const glm::dmat4& transform, const Span& span) {
  if (from->isWithin(name)) {
    find(kTilesetLoop, {{"name", name}}, name);
    return;
  }
  if (from->depth() >= kMostNestedTilesets) {
    find(kTooDeep, {{"name", name}, {"most", std::to_string(kMostNestedTilesets)}}, name);
    return;
  }
  auto file = TilesetFile::open(files_, name, from, diagnostics_);
  if (!file) {
    diagnostics_.add(Severity::Warning, file.error().message, name);
    return;
  }
  const JsonValue root = (*file)->root();
  visit(ExplicitTile{std::move(*file), root, transform, false, span});
}

void TileWalk::visitImplicitRoot(const ExplicitTile& tile, const glm::dmat4& transform, bool isAdd) {
  const JsonValue implicit = implicitTilingOf(tile.json);
  const auto division = ImplicitDivision::of(implicit);
  const std::string_view uri = implicit["subtrees"]["uri"].textOrEmpty();
  if (!division || uri.empty()) {
    find(kImplicitDamaged, {{"name", tile.file->name()}}, tile.file->name());
    return;
  }
  auto tree = std::make_shared<ImplicitTree>();
  tree->file = tile.file;
  tree->tile = tile.json;
  tree->transform = transform;
  tree->isAdd = isAdd;
  tree->division = *division;
  tree->subtreeUri = uri;
  tree->contents = contentsOf(tile.json);
  ImplicitTile root;
  root.span = tile.span;
  visitSubtree(tree, root);
}

void TileWalk::visitSubtree(const std::shared_ptr<const ImplicitTree>& tree, const ImplicitTile& at) {
  const auto name = ResourceFiles::resolve(filledIn(tree->subtreeUri, at.level, at.x, at.y, at.z), tree->file->name());
  auto subtree = name ? readSubtree(files_, *name, tree->division, tree->contents.size())
                      : Result<Subtree>(tl::unexpected(name.error()));
  if (!subtree) {
    diagnostics_.add(Severity::Warning, subtree.error().message, name.value_or(tree->file->name()));
    return;
  }
  ImplicitTile root = at;
  root.tree = tree;
  root.subtree = std::make_shared<const Subtree>(std::move(*subtree));
  root.localLevel = 0;
  root.morton = 0;
  visit(root);
}

void TileWalk::visit(const ImplicitTile& tile) {
  const ImplicitDivision& division = tile.tree->division;
  const std::uint64_t index = division.tilesAbove(tile.localLevel) + tile.morton;
  if (!tile.subtree->tiles.at(index)) {
    return;
  }
  const bool isLastLevel = tile.localLevel + 1 == division.subtreeLevels;
  const std::uint64_t below = isLastLevel ? 0 : division.tilesAbove(tile.localLevel + 1);
  const Availability& availability = isLastLevel ? tile.subtree->childSubtrees : tile.subtree->tiles;
  std::vector<ImplicitTile> children;
  for (unsigned c = 0; c < division.children && tile.level + 1 < division.availableLevels; ++c) {
    ImplicitTile child = tile;
    child.level = tile.level + 1;
    child.localLevel = tile.localLevel + 1;
    child.morton = tile.morton * division.children + c;
    child.x = tile.x * 2 + (c & 1U);
    child.y = tile.y * 2 + ((c >> 1U) & 1U);
    child.z = tile.z * 2 + ((c >> 2U) & 1U);
    if (availability.at(below + child.morton)) {
      children.push_back(std::move(child));
    }
  }
  for (std::size_t i = children.size(); i-- > 0;) {
    children[i].span = tile.span.part(i + 1, children.size() + 1);
    push([this, child = children[i], isLastLevel] {
      isLastLevel ? visitSubtree(child.tree, child) : visit(child);
      return std::nullopt;
    });
  }
  const std::vector<JsonValue>& contents = tile.tree->contents;
  for (std::size_t i = contents.size(); (tile.tree->isAdd || children.empty()) && i-- > 0;) {
    if (tile.subtree->contents[i].at(index)) {
      const std::string uri = filledIn(uriOf(contents[i]), tile.level, tile.x, tile.y, tile.z);
      pushContent(tile.tree->file, tile.tree->tile, contents[i], uri, tile.tree->transform,
                  tile.span.part(0, children.size() + 1));
    }
  }
}

}  // namespace belvedere::loaders::tiles3d
