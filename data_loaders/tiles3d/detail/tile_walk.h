#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data_loaders/gltf/content_source.h"
#include "data_loaders/tiles3d/detail/subtree.h"
#include "data_loaders/tiles3d/detail/tile_content.h"
#include "data_loaders/tiles3d/detail/tileset_file.h"

namespace belvedere::loaders::tiles3d {

/// Goes through a tileset depth first and gives the finest contents of each branch; holds only the tilesets and
/// subtrees on the way down.
class TileWalk final : public gltf::ContentWalk {
 public:
  /// `found` is what opening the root tileset found.
  TileWalk(const gltf::ResourceFiles& files, std::shared_ptr<const TilesetFile> root, const Diagnostics& found);

  std::optional<gltf::ContentJob> next() override;
  const Diagnostics& diagnostics() const override { return diagnostics_; }

 private:
  /// A part of the whole, for progress.
  struct Span {
    double from = 0.0, to = 1.0;
    Span part(std::size_t index, std::size_t count) const {
      const double step = (to - from) / static_cast<double>(count);
      return {from + step * static_cast<double>(index), from + step * static_cast<double>(index + 1)};
    }
  };
  /// A tile of a tileset's JSON.
  struct ExplicitTile {
    std::shared_ptr<const TilesetFile> file;
    gltf::JsonValue json;
    glm::dmat4 parent{1.0};  ///< without the tile's own
    bool isAdd = false;      ///< of the parent; the tile may say otherwise
    Span span;
  };
  struct ImplicitTree {
    std::shared_ptr<const TilesetFile> file;
    gltf::JsonValue tile;
    glm::dmat4 transform{1.0};
    bool isAdd = false;
    ImplicitDivision division;
    std::string subtreeUri;
    std::vector<gltf::JsonValue> contents;
  };
  struct ImplicitTile {
    std::shared_ptr<const ImplicitTree> tree;
    std::shared_ptr<const Subtree> subtree;
    std::uint64_t level = 0, localLevel = 0, morton = 0;  ///< morton within the subtree's level
    std::uint64_t x = 0, y = 0, z = 0;
    Span span;
  };
  using Step = std::function<std::optional<gltf::ContentJob>()>;

  void visit(const ExplicitTile& tile);
  void visitImplicitRoot(const ExplicitTile& tile, const glm::dmat4& transform, bool isAdd);
  void visitSubtree(const std::shared_ptr<const ImplicitTree>& tree, const ImplicitTile& at);
  void visit(const ImplicitTile& tile);
  void visitTileset(const std::shared_ptr<const TilesetFile>& from, const std::string& name,
                    const glm::dmat4& transform, const Span& span);
  void pushContent(const std::shared_ptr<const TilesetFile>& file, const gltf::JsonValue& tile,
                   const gltf::JsonValue& content, std::string_view uri, const glm::dmat4& transform, const Span& span);
  bool isAnyLeafMissing(const std::shared_ptr<const TilesetFile>& file, const std::vector<gltf::JsonValue>& children);
  bool isTileset(const std::string& name) const;
  void push(Step step) { steps_.push_back(std::move(step)); }
  void find(const MessageId& id, std::vector<MessageArgument> arguments, const std::string& where);

  const gltf::ResourceFiles& files_;
  std::vector<Step> steps_;  ///< the last one is the next
  std::uint64_t visited_ = 0;
  Diagnostics diagnostics_;
};

}  // namespace belvedere::loaders::tiles3d
