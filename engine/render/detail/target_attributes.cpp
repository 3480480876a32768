#include "engine/render/detail/target_attributes.h"

#include <tuple>

#include "engine/render/detail/gl.h"

namespace belvedere::render {
namespace {

constexpr GLuint kColour = 0;
constexpr GLuint kSurface = 1;

void setMask(GLuint buffer, bool isWritten) {
  const GLboolean mask = isWritten ? GL_TRUE : GL_FALSE;
  glColorMaski(buffer, mask, mask, mask, mask);
}

}  // namespace

int WriteMask::compare(const osg::StateAttribute& other) const {
  COMPARE_StateAttribute_Types(WriteMask, other);
  const auto mine = std::tie(writesColour_, writesSurface_);
  const auto theirs = std::tie(rhs.writesColour_, rhs.writesSurface_);
  return mine < theirs ? -1 : static_cast<int>(mine != theirs);
}

void WriteMask::apply(osg::State&) const {
  setMask(kColour, writesColour_);
  setMask(kSurface, writesSurface_);
}

int PaintBlending::compare(const osg::StateAttribute& other) const {
  COMPARE_StateAttribute_Types(PaintBlending, other);
  static_cast<void>(rhs);
  return 0;
}

bool PaintBlending::getModeUsage(osg::StateAttribute::ModeUsage& usage) const {
  usage.usesMode(GL_BLEND);
  return true;
}

void PaintBlending::apply(osg::State&) const {
  glBlendFuncSeparatei(kColour, GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glBlendFunci(kSurface, GL_ONE, GL_ZERO);
}

}  // namespace belvedere::render
