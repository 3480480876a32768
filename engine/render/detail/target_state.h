#pragma once

#include <osg/State>

namespace belvedere::render {

/// While it lives: reversed depth, linear colours written to sRGB storage, no scissor; what OSG does not handle and
/// others may have left otherwise.
class ReversedDepth {
 public:
  ReversedDepth();
  ~ReversedDepth();
  ReversedDepth(const ReversedDepth&) = delete;
  ReversedDepth& operator=(const ReversedDepth&) = delete;
};

/// Clears the framebuffer that is bound: its first `colourBuffers` colours to nothing, depth to far, stencil to 0.
void clearTarget(osg::State& state, int colourBuffers);

}  // namespace belvedere::render
