#pragma once

#include <memory>
#include <string>

#include "engine/app/input_event.h"
#include "engine/core/result.h"

struct GLFWwindow;  // of GLFW

namespace belvedere::app {

/// A window with an OpenGL context (current in the thread that made it) and its input. One per process; main thread.
class PlatformWindow {
 public:
  /// Fails with Unavailable ("window-not-opened") where there is no display or no OpenGL 4.3.
  static Result<std::unique_ptr<PlatformWindow>> create(const std::string& title, int widthPixels, int heightPixels);
  ~PlatformWindow();
  PlatformWindow(const PlatformWindow&) = delete;
  PlatformWindow& operator=(const PlatformWindow&) = delete;

  /// Takes what happened; waits for something at most so long (0: not at all).
  std::vector<InputEvent> takeEvents(double waitSeconds);
  /// Wakes a waiting takeEvents. Any thread.
  static void wake();

  /// The clipboard that programs share; empty where no text is in it.
  static std::string clipboardText();
  static void setClipboardText(const std::string& text);

  void swapBuffers();
  int widthPixels() const;   ///< of the framebuffer
  int heightPixels() const;  ///< of the framebuffer
  /// Scale of the screen (1 is 96 dots per inch).
  float contentScale() const;
  /// Whether the user asked to close the window since the last call; the window stays.
  bool takeCloseRequest();
  /// Takes the window from the screen, for what may still take a while.
  void hide();
  void setTitle(const std::string& title);
  bool isFullScreen() const { return isFullScreen_; }
  void setFullScreen(bool isFullScreen);

  GLFWwindow* handle() const { return window_; }

 private:
  explicit PlatformWindow(GLFWwindow* window);
  void listen();
  void push(InputEvent event);
  void noteModifiers(int modifiers);
  double pixelsPerUnit() const;

  GLFWwindow* window_;
  std::vector<InputEvent> events_;
  bool isShift_ = false;
  bool isControl_ = false;
  bool isFullScreen_ = false;
  int restoreX_ = 0, restoreY_ = 0, restoreWidth_ = 1280, restoreHeight_ = 800;
};

}  // namespace belvedere::app
