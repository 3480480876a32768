#include "engine/render/detail/frame_block.h"

namespace belvedere::render {

FrameBuffer::FrameBuffer() : buffer_(makeBuffer()) {}

void FrameBuffer::upload(const FrameBlock& block) const {
  glBindBuffer(GL_UNIFORM_BUFFER, buffer_.id());
  glBufferData(GL_UNIFORM_BUFFER, sizeof(block), &block, GL_STREAM_DRAW);
  glBindBuffer(GL_UNIFORM_BUFFER, 0);
  glBindBufferBase(GL_UNIFORM_BUFFER, 0, buffer_.id());
}

}  // namespace belvedere::render
