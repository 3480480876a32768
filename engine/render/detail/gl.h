#pragma once

// The one place that says where OpenGL's functions come from (4.3 compatibility profile): the OpenGL library itself,
// with GL_GLEXT_PROTOTYPES set by the build.
#include <GL/gl.h>
#include <GL/glext.h>
#include <utility>

namespace belvedere::render {

/// An OpenGL object that is deleted with its owner. Made, moved and destroyed with its context current.
template <void (*Delete)(GLuint)>
class GlObject {
 public:
  GlObject() = default;
  explicit GlObject(GLuint id) : id_(id) {}
  GlObject(GlObject&& other) noexcept : id_(std::exchange(other.id_, 0)) {}
  GlObject& operator=(GlObject&& other) noexcept {
    std::swap(id_, other.id_);
    return *this;
  }
  ~GlObject() {
    if (id_ != 0) {
      Delete(id_);
    }
  }
  GLuint id() const { return id_; }
  explicit operator bool() const { return id_ != 0; }

 private:
  GLuint id_ = 0;
};

inline void deleteTexture(GLuint id) { glDeleteTextures(1, &id); }
inline void deleteFramebuffer(GLuint id) { glDeleteFramebuffers(1, &id); }
inline void deleteBuffer(GLuint id) { glDeleteBuffers(1, &id); }
inline void deleteVertexArray(GLuint id) { glDeleteVertexArrays(1, &id); }

using GlTexture = GlObject<deleteTexture>;
using GlFramebuffer = GlObject<deleteFramebuffer>;
using GlBuffer = GlObject<deleteBuffer>;
using GlVertexArray = GlObject<deleteVertexArray>;

inline GlFramebuffer makeFramebuffer() {
  GLuint id = 0;
  glGenFramebuffers(1, &id);
  return GlFramebuffer(id);
}
inline GlBuffer makeBuffer() {
  GLuint id = 0;
  glGenBuffers(1, &id);
  return GlBuffer(id);
}
inline GlVertexArray makeVertexArray() {
  GLuint id = 0;
  glGenVertexArrays(1, &id);
  return GlVertexArray(id);
}

}  // namespace belvedere::render
