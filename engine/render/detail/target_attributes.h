#pragma once

#include <osg/StateAttribute>

namespace belvedere::render {

// One value for each of the scene's two pictures, always set together: OSG's own attributes for a single colour buffer
// (osg::BlendFunci, osg::ColorMaski) undo themselves in buffer 0 and do not notice what is set for all buffers.

/// Which of the scene's pictures are written, in place of osg::ColorMask.
class WriteMask final : public osg::StateAttribute {
 public:
  WriteMask() = default;
  WriteMask(bool writesColour, bool writesSurface) : writesColour_(writesColour), writesSurface_(writesSurface) {}
  WriteMask(const WriteMask& other, const osg::CopyOp& copy = osg::CopyOp::SHALLOW_COPY)
      : osg::StateAttribute(other, copy), writesColour_(other.writesColour_), writesSurface_(other.writesSurface_) {}
  META_StateAttribute(belvedere, WriteMask, COLORMASK)

      int compare(const osg::StateAttribute& other) const override;
  void apply(osg::State& state) const override;

 protected:
  ~WriteMask() override = default;

 private:
  bool writesColour_ = true;
  bool writesSurface_ = true;
};

/// Blends into colours, where the alpha of what is below counts as cover, and replaces surfaces; in place of
/// osg::BlendFunc. Works where GL_BLEND is on.
class PaintBlending final : public osg::StateAttribute {
 public:
  PaintBlending() = default;
  PaintBlending(const PaintBlending& other, const osg::CopyOp& copy = osg::CopyOp::SHALLOW_COPY)
      : osg::StateAttribute(other, copy) {}
  META_StateAttribute(belvedere, PaintBlending, BLENDFUNC)

      int compare(const osg::StateAttribute& other) const override;
  bool getModeUsage(osg::StateAttribute::ModeUsage& usage) const override;
  void apply(osg::State& state) const override;

 protected:
  ~PaintBlending() override = default;
};

}  // namespace belvedere::render
