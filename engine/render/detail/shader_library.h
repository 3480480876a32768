#pragma once

#include <osg/Program>
#include <osg/ref_ptr>
#include <string>

#include "engine/core/resources.h"
#include "engine/core/result.h"

namespace belvedere::render {

/// Makes programs from shaders/NAME.vert and shaders/NAME.frag; a line `#include "file.glsl"` is replaced by that file
/// of the same folder.
class ShaderLibrary {
 public:
  explicit ShaderLibrary(const Resources& resources) : resources_(resources) {}

  /// Fails with NotFound (key "shader-not-found"). Faults in the text appear as graphics warnings when first drawn.
  Result<osg::ref_ptr<osg::Program>> program(const std::string& vertex, const std::string& fragment) const;

 private:
  Result<std::string> read(const std::string& name, int depth) const;
  Resources resources_;
};

}  // namespace belvedere::render
