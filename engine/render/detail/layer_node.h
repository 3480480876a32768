#pragma once

#include <array>
#include <optional>
#include <osg/Group>
#include <osg/Texture2D>
#include <osg/Uniform>
#include <vector>

#include "engine/scene/snapshot.h"

namespace belvedere::render {

/// What kind of thing a node holds; also its bit in node masks.
enum class Kind : unsigned { Solid, Relief, Area, Band, Stroke, Symbol, Point };
constexpr std::size_t kKindCount = 7;
constexpr unsigned maskOf(Kind kind) { return 1U << static_cast<unsigned>(kind); }

/// Where nodes of one kind hang; they carry the kind's program.
using KindRoots = std::array<osg::ref_ptr<osg::Group>, kKindCount>;

/// A layer in the scene graph: one group of tiles per kind with the layer's style as uniforms, and its style rows.
class LayerNode {
 public:
  LayerNode(scene::LayerId id, const KindRoots& roots);
  ~LayerNode();
  LayerNode(const LayerNode&) = delete;
  LayerNode& operator=(const LayerNode&) = delete;

  /// The group that takes tiles of a kind.
  osg::Group& tiles(Kind kind) { return *groups_[static_cast<std::size_t>(kind)]; }
  bool isEmpty() const;

  /// `order` is the layer's place in the stack, the lowest first.
  void update(const scene::LayerView& view, int order, const std::optional<scene::FeatureRef>& selected);
  void setRows(std::vector<style::StyleRow> rows);

 private:
  void makeUniforms();
  void attachGroup(Kind kind);
  void setOrder(Kind kind, int order);
  void setTranslucent(bool isTranslucent);

  scene::LayerId id_;
  KindRoots roots_;
  KindRoots groups_;
  osg::ref_ptr<osg::Group> depthFirst_;  ///< draws the solids' depth before their colours, if translucent
  osg::ref_ptr<osg::Uniform> fill_, roof_, line_, symbol_, stroke_, points_, flags_, identity_;
  osg::ref_ptr<osg::Texture2D> rowsTexture_;
  int rowCount_ = 0;
  bool hasTranslucentRows_ = false;
  double opacity_ = 1.0;
  int order_ = 0;
};

}  // namespace belvedere::render
