#pragma once

namespace belvedere::app {

/// The last drawn picture of the scene, kept on the GPU, so that a change in the panels does not redraw the town.
/// With the GL context current; main thread.
class SceneCanvas {
 public:
  SceneCanvas() = default;
  ~SceneCanvas();
  SceneCanvas(const SceneCanvas&) = delete;
  SceneCanvas& operator=(const SceneCanvas&) = delete;

  /// Makes it that large; true where its content was lost by that.
  bool resize(int widthPixels, int heightPixels);
  /// The framebuffer object to draw the scene into.
  unsigned framebuffer() const { return framebuffer_; }
  /// Copies the picture to the window.
  void copyToWindow() const;

 private:
  void release();

  unsigned framebuffer_ = 0;
  unsigned colour_ = 0;
  int width_ = 0;
  int height_ = 0;
};

}  // namespace belvedere::app
