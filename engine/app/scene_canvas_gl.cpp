#include <GL/gl.h>
#include <GL/glext.h>

#include "engine/app/detail/scene_canvas.h"

namespace belvedere::app {
namespace {

struct Grey {
  float red, green, blue;
};
constexpr Grey kLight{0.80F, 0.83F, 0.86F};
constexpr Grey kDark{0.17F, 0.19F, 0.21F};

}  // namespace

SceneCanvas::~SceneCanvas() { release(); }

void SceneCanvas::release() {
  if (framebuffer_ != 0) {
    glDeleteFramebuffers(1, &framebuffer_);
    glDeleteTextures(1, &colour_);
    framebuffer_ = 0;
    colour_ = 0;
  }
}

bool SceneCanvas::resize(int widthPixels, int heightPixels) {
  if (framebuffer_ != 0 && widthPixels == width_ && heightPixels == height_) {
    return false;
  }
  release();
  width_ = widthPixels;
  height_ = heightPixels;
  setDrawn(widthPixels, heightPixels);
  glGenTextures(1, &colour_);
  glBindTexture(GL_TEXTURE_2D, colour_);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width_, height_, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
  glBindTexture(GL_TEXTURE_2D, 0);
  glGenFramebuffers(1, &framebuffer_);
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, colour_, 0);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  clear(false);
  return true;
}

void SceneCanvas::clear(bool isDark) {
  const Grey& grey = isDark ? kDark : kLight;
  glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
  glClearColor(grey.red, grey.green, grey.blue, 1.0F);
  glClear(GL_COLOR_BUFFER_BIT);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

void SceneCanvas::setDrawn(int widthPixels, int heightPixels) {
  drawnWidth_ = widthPixels;
  drawnHeight_ = heightPixels;
}

void SceneCanvas::finish() { glFinish(); }

std::string SceneCanvas::rendererName() {
  const auto* name = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
  return name != nullptr ? name : "";
}

void SceneCanvas::copyToWindow() const {
  glBindFramebuffer(GL_READ_FRAMEBUFFER, framebuffer_);
  glBindFramebuffer(GL_DRAW_FRAMEBUFFER, 0);
  glDisable(GL_SCISSOR_TEST);
  const bool isWhole = drawnWidth_ == width_ && drawnHeight_ == height_;
  glBlitFramebuffer(0, 0, drawnWidth_, drawnHeight_, 0, 0, width_, height_, GL_COLOR_BUFFER_BIT,
                    isWhole ? GL_NEAREST : GL_LINEAR);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
}

}  // namespace belvedere::app
