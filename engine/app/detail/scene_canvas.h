#pragma once

#include <string>

namespace belvedere::app {

/// The last drawn picture of the scene, kept on the GPU, so that a change in the panels does not redraw the town.
/// With the GL context current; main thread.
class SceneCanvas {
 public:
  SceneCanvas() = default;
  ~SceneCanvas();
  SceneCanvas(const SceneCanvas&) = delete;
  SceneCanvas& operator=(const SceneCanvas&) = delete;

  /// Makes it as large as the window; true where its content was lost by that.
  bool resize(int widthPixels, int heightPixels);
  /// The framebuffer object to draw the scene into.
  unsigned framebuffer() const { return framebuffer_; }
  /// How much of it was drawn, from its lower left corner: a smaller picture is stretched over the window.
  void setDrawn(int widthPixels, int heightPixels);
  /// Waits until what was drawn is there, so that its cost can be told.
  static void finish();
  /// What OpenGL calls its renderer ("llvmpipe (LLVM 15.0.6, 256 bits)").
  static std::string rendererName();
  /// Fills it with what stands behind the panels while there is nothing to see.
  void clear(bool isDark);
  /// Copies the picture to the window.
  void copyToWindow() const;

 private:
  void release();

  unsigned framebuffer_ = 0;
  unsigned colour_ = 0;
  int width_ = 0;
  int height_ = 0;
  int drawnWidth_ = 0;
  int drawnHeight_ = 0;
};

}  // namespace belvedere::app
