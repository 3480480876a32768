#include "engine/render/detail/scene_graph.h"

#include <algorithm>
#include <osg/Uniform>

#include "engine/model/point_classes.h"
#include "engine/render/detail/mesh_nodes.h"
#include "engine/render/detail/point_drawable.h"
#include "engine/render/detail/stroke_drawable.h"
#include "engine/render/detail/symbol_drawable.h"
#include "engine/render/detail/textures.h"
#include "engine/style/point_ramp.h"

namespace belvedere::render {
namespace {

/// The colours that points have by class, height and intensity: three rows of 256.
osg::ref_ptr<osg::Texture2D> makePointColoursTexture() {
  constexpr int kSteps = 256;
  std::vector<style::StyleRow> colours(std::size_t{2} * kStyleRowWidth + kSteps);
  const auto byte = [](float value) { return static_cast<std::uint8_t>(std::lround(value * 255.0F)); };
  for (int i = 0; i < kSteps; ++i) {
    const auto index = static_cast<std::size_t>(i);
    const double share = static_cast<double>(i) / (kSteps - 1);
    const glm::u8vec3 ofClass = model::pointClassColour(static_cast<std::uint8_t>(i));
    const style::Colour ofHeight = style::pointRampColour(share);
    const style::Colour ofIntensity = style::intensityColour(share);
    colours[index] = {ofClass.x, ofClass.y, ofClass.z, 255};
    colours[kStyleRowWidth + index] = {byte(ofHeight.x), byte(ofHeight.y), byte(ofHeight.z), 255};
    colours[std::size_t{2} * kStyleRowWidth + index] = {byte(ofIntensity.x), byte(ofIntensity.y), byte(ofIntensity.z),
                                                        255};
  }
  return makeRowsTexture(colours);
}

}  // namespace

SceneGraph::SceneGraph(float anisotropy) : root_(new osg::Group), counter_(new DrawCounter), anisotropy_(anisotropy) {
  osg::StateSet& state = *root_->getOrCreateStateSet();
  state.addUniform(new osg::Uniform("hasPicture", 0));
  state.addUniform(new osg::Uniform("hasNormalMap", 0));
  state.addUniform(new osg::Uniform("normalMap", static_cast<int>(kNormalsUnit)));
  state.addUniform(new osg::Uniform("picture", static_cast<int>(kPictureUnit)));
  state.addUniform(new osg::Uniform("styleRows", static_cast<int>(kRowsUnit)));
  for (std::size_t i = 0; i < kKindCount; ++i) {
    kinds_[i] = new osg::Group;
    kinds_[i]->setNodeMask(maskOf(static_cast<Kind>(i)));
    root_->addChild(kinds_[i]);
  }
}

Result<SceneGraph> SceneGraph::create(const ShaderLibrary& shaders, const GraphicsContext& context) {
  SceneGraph graph(context.maximumAnisotropy());
  struct Use {
    Kind kind;
    const char* vertex;
    const char* fragment;
    const char* define;
  };
  for (const Use& use :
       {Use{Kind::Solid, "mesh", "solid", "IS_SOLID"}, Use{Kind::Relief, "mesh", "relief", "IS_RELIEF"},
        Use{Kind::Area, "mesh", "drape", "IS_AREA"}, Use{Kind::Band, "mesh", "drape", "IS_BAND"},
        Use{Kind::Stroke, "stroke", "stroke", "IS_STROKE"}, Use{Kind::Symbol, "symbol", "symbol", "IS_SYMBOL"},
        Use{Kind::Point, "point", "point", "IS_POINT"}}) {
    Result<osg::ref_ptr<osg::Program>> program = shaders.program(use.vertex, use.fragment);
    if (!program) {
      return tl::unexpected(program.error());
    }
    osg::StateSet& state = *graph.kinds_[static_cast<std::size_t>(use.kind)]->getOrCreateStateSet();
    state.setAttributeAndModes(*program);
    state.setDefine(use.define);
  }
  osg::StateSet& points = *graph.kinds_[static_cast<std::size_t>(Kind::Point)]->getOrCreateStateSet();
  points.setMode(GL_PROGRAM_POINT_SIZE, osg::StateAttribute::ON);
  points.setMode(GL_POINT_SPRITE, osg::StateAttribute::ON);
  points.setTextureAttribute(kPointColoursUnit, makePointColoursTexture());
  points.addUniform(new osg::Uniform("pointColours", static_cast<int>(kPointColoursUnit)));
  return graph;
}

LayerNode& SceneGraph::layer(scene::LayerId id) {
  std::unique_ptr<LayerNode>& node = layers_[id];
  if (!node) {
    node = std::make_unique<LayerNode>(id, kinds_);
    applyTo(id);
  }
  return *node;
}

void SceneGraph::applyTo(scene::LayerId id) {
  const auto found = layers_.find(id);
  if (found == layers_.end()) {
    return;
  }
  for (std::size_t i = 0; i < views_.size(); ++i) {
    if (views_[i].id == id) {
      found->second->update(views_[i], static_cast<int>(i) + 1, selected_);
      return;
    }
  }
  scene::LayerView plain;
  plain.id = id;
  found->second->update(plain, 0, selected_);
}

void SceneGraph::apply(const scene::Snapshot& snapshot) {
  const bool isSame =
      std::equal(views_.begin(), views_.end(), snapshot.layers.begin(), snapshot.layers.end(),
                 [](const scene::LayerView& a, const scene::LayerView& b) {
                   return a.id == b.id && a.isVisible == b.isVisible && a.opacity == b.opacity && a.style == b.style;
                 });
  if (isSame && selected_ == snapshot.selected) {
    return;
  }
  version_ += isSame ? 0 : 1;
  views_ = snapshot.layers;
  selected_ = snapshot.selected;
  for (const auto& [id, node] : layers_) {
    applyTo(id);
  }
}

void SceneGraph::setRows(scene::LayerId id, std::vector<style::StyleRow> rows) {
  layer(id).setRows(std::move(rows));
  applyTo(id);
  ++version_;
}

void SceneGraph::place(Tile& tile, Kind kind, const glm::dvec3& origin,
                       const std::vector<osg::ref_ptr<osg::Drawable>>& drawables) {
  if (drawables.empty()) {
    return;
  }
  osg::ref_ptr<osg::MatrixTransform> node =
      new osg::MatrixTransform(osg::Matrixd::translate(origin.x, origin.y, origin.z));
  for (const auto& drawable : drawables) {
    node->addChild(drawable);
  }
  layer(tile.layer).tiles(kind).addChild(node);
  tile.parts.push_back({kind, node});
}

void SceneGraph::placeMesh(Tile& tile, Kind kind, const std::shared_ptr<const tiling::TileMesh>& mesh,
                           const std::shared_ptr<const Image>& imagery) {
  if (!mesh->indices.empty()) {
    osg::ref_ptr<osg::Texture2D> normals;
    if (mesh->normalMap && !mesh->texcoords.empty()) {
      normals = normalTextures_.get(mesh->normalMap);
      tile.byteSize += kind == Kind::Relief ? pictureByteSize(*mesh->normalMap) : 0;
    }
    place(tile, kind, mesh->origin, makeMeshDrawables(mesh, imagery, normals, anisotropy_, counter_, tile.byteSize));
  }
}

TileHandle SceneGraph::keep(Tile tile) {
  byteSize_ += tile.byteSize;
  ++version_;
  tiles_.emplace(nextHandle_, std::move(tile));
  return nextHandle_++;
}

TileHandle SceneGraph::attach(scene::LayerId layerId, std::shared_ptr<const tiling::TileMesh> mesh) {
  Tile tile{.layer = layerId, .parts = {}, .bounds = mesh->bounds};
  placeMesh(tile, Kind::Solid, mesh, nullptr);
  return keep(std::move(tile));
}

TileHandle SceneGraph::attach(scene::LayerId layerId, std::shared_ptr<const tiling::ReliefTile> relief) {
  if (const geo::Bounds3& box = relief->surface.bounds; !box.isEmpty() && !relief->isPlain) {
    reliefHeights_ = hasRelief_
                         ? glm::dvec2(std::min(reliefHeights_.x, box.min.z), std::max(reliefHeights_.y, box.max.z))
                         : glm::dvec2(box.min.z, box.max.z);
    hasRelief_ = true;
  }
  Tile tile{.layer = layerId, .parts = {}, .bounds = relief->surface.bounds};
  placeMesh(tile, Kind::Relief, {relief, &relief->surface}, relief->imagery);
  return keep(std::move(tile));
}

TileHandle SceneGraph::attach(scene::LayerId layerId, std::shared_ptr<const tiling::DrapedTile> draped) {
  Tile tile{.layer = layerId, .parts = {}, .bounds = {}};
  placeMesh(tile, Kind::Area, {draped, &draped->areas}, nullptr);
  placeMesh(tile, Kind::Band, {draped, &draped->bands}, nullptr);
  if (draped->strokes.positions.size() > 1) {
    const std::shared_ptr<const tiling::LineMesh> strokes(draped, &draped->strokes);
    tile.byteSize += StrokeDrawable::byteSize(*strokes);
    place(tile, Kind::Stroke, strokes->origin, {new StrokeDrawable(strokes, counter_)});
  }
  return keep(std::move(tile));
}

TileHandle SceneGraph::attach(scene::LayerId layerId, std::shared_ptr<const tiling::SymbolSet> symbols) {
  Tile tile{.layer = layerId, .parts = {}, .bounds = {}};
  if (!symbols->positions.empty()) {
    tile.byteSize += SymbolDrawable::byteSize(*symbols);
    place(tile, Kind::Symbol, symbols->origin, {new SymbolDrawable(symbols, counter_)});
  }
  return keep(std::move(tile));
}

TileHandle SceneGraph::attach(scene::LayerId layerId, std::shared_ptr<const tiling::PointTile> points) {
  Tile tile{.layer = layerId, .parts = {}, .bounds = {}};
  if (!points->points.empty()) {
    ++pointTiles_;
    tile.byteSize += PointDrawable::byteSize(*points);
    place(tile, Kind::Point, points->origin, {new PointDrawable(points, counter_)});
  }
  return keep(std::move(tile));
}

void SceneGraph::setShown(TileHandle handle, bool isShown) {
  const auto found = tiles_.find(handle);
  if (found == tiles_.end() || found->second.isShown == isShown) {
    return;
  }
  found->second.isShown = isShown;
  for (const Placed& part : found->second.parts) {
    part.node->setNodeMask(isShown ? ~0U : 0U);
  }
  ++version_;
}

void SceneGraph::detach(TileHandle handle) {
  const auto found = tiles_.find(handle);
  if (found == tiles_.end()) {
    return;
  }
  const Tile& tile = found->second;
  const auto owner = layers_.find(tile.layer);
  for (const Placed& part : tile.parts) {
    pointTiles_ -= part.kind == Kind::Point ? 1 : 0;
    owner->second->tiles(part.kind).removeChild(part.node);
  }
  byteSize_ -= tile.byteSize;
  tiles_.erase(found);
  ++version_;
}

geo::Bounds3 SceneGraph::shownBounds() const {
  geo::Bounds3 bounds;
  for (const auto& [handle, tile] : tiles_) {
    if (tile.isShown) {
      bounds.add(tile.bounds);
    }
  }
  return bounds;
}

}  // namespace belvedere::render
