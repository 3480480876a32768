#include "engine/render/detail/layer_node.h"

#include <algorithm>
#include <osg/Depth>
#include <osg/StateSet>
#include <osg/Stencil>

#include "engine/render/detail/look.h"
#include "engine/render/detail/target_attributes.h"
#include "engine/render/detail/textures.h"

namespace belvedere::render {
namespace {

// Solids first, since they hide the most; then the ground, what lies on it by layer, and what one sees through.
constexpr int kGroundBin = 1;
constexpr int kDrapeBin = 10;
constexpr int kTranslucentBin = 100000;
constexpr int kStencilValues = 255;

osg::Vec4f linear(const style::Colour& colour, double opacity = 1.0) {
  const glm::dvec3 rgb = linearFromSrgb(glm::dvec3(colour.x, colour.y, colour.z));
  return osg::Vec4f(osg::Vec4d(rgb.x, rgb.y, rgb.z, colour.w * opacity));
}

int symbolNumber(const std::string& name) {
  constexpr std::array<std::string_view, 7> kNames{"circle", "square", "diamond", "triangle", "pin", "tree", "lamp"};
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  return found == kNames.end() ? 0 : static_cast<int>(found - kNames.begin());
}

void blend(osg::StateSet& state) { state.setAttributeAndModes(new PaintBlending); }

/// What is painted on a surface leaves that surface's normal and depth as they are.
void paintOnly(osg::StateSet& state) {
  blend(state);
  state.setAttributeAndModes(new WriteMask(true, false));
  state.setAttributeAndModes(new osg::Depth(osg::Depth::GEQUAL, 0.0, 1.0, false));
}

osg::ref_ptr<osg::Stencil> onceOnly(int value) {
  osg::ref_ptr<osg::Stencil> stencil = new osg::Stencil;
  stencil->setFunction(osg::Stencil::NOTEQUAL, value, 0xFFU);
  stencil->setOperation(osg::Stencil::KEEP, osg::Stencil::KEEP, osg::Stencil::REPLACE);
  return stencil;
}

}  // namespace

LayerNode::LayerNode(scene::LayerId id, const KindRoots& roots) : id_(id), roots_(roots) {
  makeUniforms();
  rowsTexture_ = makeRowsTexture({});
  for (std::size_t i = 0; i < kKindCount; ++i) {
    attachGroup(static_cast<Kind>(i));
  }
  scene::LayerView plain;
  plain.id = id;
  update(plain, 0, std::nullopt);
}

LayerNode::~LayerNode() {
  for (std::size_t i = 0; i < kKindCount; ++i) {
    roots_[i]->removeChild(groups_[i]);
  }
  if (depthFirst_) {
    roots_[static_cast<std::size_t>(Kind::Solid)]->removeChild(depthFirst_);
  }
}

void LayerNode::makeUniforms() {
  fill_ = new osg::Uniform("layerFill", osg::Vec4f());
  roof_ = new osg::Uniform("layerRoof", osg::Vec4f());
  line_ = new osg::Uniform("layerLine", osg::Vec4f());
  symbol_ = new osg::Uniform("layerSymbol", osg::Vec4f());
  stroke_ = new osg::Uniform("layerStroke", osg::Vec4f());
  points_ = new osg::Uniform("layerPoints", osg::Vec4f());
  flags_ = new osg::Uniform(osg::Uniform::INT_VEC4, "layerFlags");
  identity_ = new osg::Uniform(osg::Uniform::UNSIGNED_INT_VEC4, "layerIdentity");
}

void LayerNode::attachGroup(Kind kind) {
  osg::ref_ptr<osg::Group> group = new osg::Group;
  osg::StateSet& state = *group->getOrCreateStateSet();
  for (const auto& uniform : {fill_, roof_, line_, symbol_, stroke_, points_, flags_, identity_}) {
    state.addUniform(uniform);
  }
  state.setTextureAttribute(kRowsUnit, rowsTexture_);
  if (kind == Kind::Area || kind == Kind::Band || kind == Kind::Stroke) {
    paintOnly(state);
  }
  if (kind == Kind::Symbol) {
    blend(state);
    state.setMode(GL_DEPTH_TEST, osg::StateAttribute::OFF);
  }
  if (kind == Kind::Stroke || kind == Kind::Symbol) {
    state.setMode(GL_CULL_FACE, osg::StateAttribute::OFF);
  }
  groups_[static_cast<std::size_t>(kind)] = group;
  roots_[static_cast<std::size_t>(kind)]->addChild(group);
  setOrder(kind, 0);
}

bool LayerNode::isEmpty() const {
  return std::all_of(groups_.begin(), groups_.end(), [](const auto& group) { return group->getNumChildren() == 0; });
}

void LayerNode::setOrder(Kind kind, int order) {
  osg::StateSet& state = *tiles(kind).getStateSet();
  const int paint = order * 3;
  switch (kind) {
    case Kind::Solid:
    case Kind::Point:
      break;
    case Kind::Relief:
      state.setRenderBinDetails(kGroundBin, "RenderBin");
      break;
    case Kind::Area:
    case Kind::Band: {
      const int step = kind == Kind::Area ? 0 : 1;
      state.setRenderBinDetails(kDrapeBin + paint + step, "RenderBin");
      state.setAttributeAndModes(onceOnly((paint + step) % kStencilValues + 1));
      break;
    }
    case Kind::Stroke:
      state.setRenderBinDetails(kDrapeBin + paint + 2, "RenderBin");
      break;
    case Kind::Symbol:
      state.setRenderBinDetails(order, "RenderBin");
      break;
  }
}

void LayerNode::setTranslucent(bool isTranslucent) {
  osg::Group& solids = tiles(Kind::Solid);
  osg::Group& root = *roots_[static_cast<std::size_t>(Kind::Solid)];
  osg::StateSet& state = *solids.getStateSet();
  if (depthFirst_) {
    root.removeChild(depthFirst_);
    depthFirst_ = nullptr;
  }
  if (!isTranslucent) {
    state.setRenderBinToInherit();
    state.removeAttribute(osg::StateAttribute::BLENDFUNC);
    state.removeMode(GL_BLEND);
    state.removeAttribute(osg::StateAttribute::DEPTH);
    return;
  }
  const int bin = kTranslucentBin + order_ * 2;
  depthFirst_ = new osg::Group;
  depthFirst_->addChild(&solids);
  osg::StateSet& depth = *depthFirst_->getOrCreateStateSet();
  depth.setRenderBinDetails(bin, "RenderBin", osg::StateSet::OVERRIDE_RENDERBIN_DETAILS);
  depth.setAttributeAndModes(new WriteMask(false, false), osg::StateAttribute::OVERRIDE);
  root.addChild(depthFirst_);
  state.setRenderBinDetails(bin + 1, "RenderBin");
  blend(state);
  state.setAttributeAndModes(new osg::Depth(osg::Depth::GEQUAL, 0.0, 1.0, true));
}

void LayerNode::update(const scene::LayerView& view, int order, const std::optional<scene::FeatureRef>& selected) {
  const style::LayerStyle& style = view.style;
  opacity_ = std::clamp(view.opacity, 0.0, 1.0);
  fill_->set(linear(style.fill, opacity_));
  roof_->set(linear(style.roof, opacity_));
  line_->set(linear(style.line, opacity_));
  symbol_->set(linear(style.symbolColour, opacity_));
  stroke_->set(osg::Vec4f(osg::Vec4d(style.lineWidth, style.symbolSize, opacity_, 0.0)));
  points_->set(osg::Vec4f(osg::Vec4d(static_cast<double>(style.pointColour), style.pointSize, 0.0, 0.0)));
  flags_->set(rowCount_, style.usesTextures ? 1 : 0, style.isRampByHeight ? 1 : 0, symbolNumber(style.symbol));
  const unsigned none = 0xFFFFFFFFU;
  identity_->set(id_, selected && selected->layer == id_ ? selected->feature : none, 0U, 0U);
  order_ = order;
  for (std::size_t i = 0; i < kKindCount; ++i) {
    const auto kind = static_cast<Kind>(i);
    setOrder(kind, order);
    const bool isShown = kind == Kind::Relief || (view.isVisible && opacity_ > 0.0);
    groups_[i]->setNodeMask(isShown ? ~0U : 0U);
  }
  setTranslucent(opacity_ * style.fill.w < 1.0 || opacity_ * style.roof.w < 1.0 || hasTranslucentRows_);
}

void LayerNode::setRows(std::vector<style::StyleRow> rows) {
  rowCount_ = static_cast<int>(rows.size());
  hasTranslucentRows_ =
      std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.alpha != 0 && row.alpha != 255; });
  rowsTexture_ = makeRowsTexture(rows);
  for (const auto& group : groups_) {
    group->getStateSet()->setTextureAttribute(kRowsUnit, rowsTexture_);
  }
}

}  // namespace belvedere::render
