#pragma once

#include <map>
#include <memory>
#include <osg/MatrixTransform>
#include <unordered_map>
#include <vector>

#include "engine/render/detail/graphics_context.h"
#include "engine/render/detail/layer_node.h"
#include "engine/render/detail/normal_textures.h"
#include "engine/render/detail/shader_library.h"
#include "engine/render/detail/tile_drawable.h"
#include "engine/render/renderer.h"

namespace belvedere::render {

/// Layers and tiles as OSG draws them: root, kind (with its program), layer (with its style), tile (with its place).
class SceneGraph {
 public:
  static Result<SceneGraph> create(const ShaderLibrary& shaders, const GraphicsContext& context);

  TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::TileMesh> mesh);
  TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::ReliefTile> tile);
  TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::DrapedTile> tile);
  TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::SymbolSet> symbols);
  TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::PointTile> points);
  void setShown(TileHandle tile, bool isShown);
  /// Graphics memory goes with the last user of each texture and mesh, when next drawn.
  void detach(TileHandle tile);

  void setRows(scene::LayerId layer, std::vector<style::StyleRow> rows);
  void apply(const scene::Snapshot& snapshot);

  osg::Group* root() const { return root_; }
  DrawCounter& counter() const { return *counter_; }
  std::size_t byteSize() const { return byteSize_; }
  /// Whether there are tiles of point clouds.
  bool hasPoints() const { return pointTiles_ > 0; }
  /// Grows whenever what stands in the scene may have changed: tiles, visibility, style.
  std::uint64_t version() const { return version_; }
  /// The box of all relief and solid tiles shown, in scene coordinates.
  geo::Bounds3 shownBounds() const;
  /// Lowest and highest relief attached so far, in scene coordinates: what height colours go by.
  const glm::dvec2& reliefHeights() const { return reliefHeights_; }

 private:
  struct Placed {
    Kind kind = Kind::Solid;
    osg::ref_ptr<osg::MatrixTransform> node;
  };
  struct Tile {
    scene::LayerId layer = 0;
    std::vector<Placed> parts;
    geo::Bounds3 bounds;
    std::size_t byteSize = 0;
    bool isShown = true;
  };
  explicit SceneGraph(float anisotropy);
  LayerNode& layer(scene::LayerId id);
  void applyTo(scene::LayerId id);
  TileHandle keep(Tile tile);
  void place(Tile& tile, Kind kind, const glm::dvec3& origin,
             const std::vector<osg::ref_ptr<osg::Drawable>>& drawables);
  void placeMesh(Tile& tile, Kind kind, const std::shared_ptr<const tiling::TileMesh>& mesh,
                 const std::shared_ptr<const Image>& imagery);

  osg::ref_ptr<osg::Group> root_;
  KindRoots kinds_;
  NormalTextures normalTextures_;
  osg::ref_ptr<DrawCounter> counter_;
  std::map<scene::LayerId, std::unique_ptr<LayerNode>> layers_;
  std::unordered_map<TileHandle, Tile> tiles_;
  std::vector<scene::LayerView> views_;
  std::optional<scene::FeatureRef> selected_;
  TileHandle nextHandle_ = 1;
  std::size_t byteSize_ = 0;
  std::size_t pointTiles_ = 0;
  std::uint64_t version_ = 0;
  glm::dvec2 reliefHeights_{0.0};
  bool hasRelief_ = false;
  float anisotropy_;
};

}  // namespace belvedere::render
