#include <GLFW/glfw3.h>
#include <map>

#include "engine/app/detail/platform_window.h"

namespace belvedere::app {
namespace {

constexpr MessageId kWindowNotOpened{
    "window-not-opened", N_("No window could be opened: {reason}."),
    N_("Without a display, draw a picture: belvedere render TERRITORY -o picture.png")};

Key keyFrom(int glfwKey) {
  static const std::map<int, Key> keys = {{GLFW_KEY_TAB, Key::Tab},
                                          {GLFW_KEY_LEFT, Key::Left},
                                          {GLFW_KEY_RIGHT, Key::Right},
                                          {GLFW_KEY_UP, Key::Up},
                                          {GLFW_KEY_DOWN, Key::Down},
                                          {GLFW_KEY_PAGE_UP, Key::PageUp},
                                          {GLFW_KEY_PAGE_DOWN, Key::PageDown},
                                          {GLFW_KEY_HOME, Key::Home},
                                          {GLFW_KEY_END, Key::End},
                                          {GLFW_KEY_INSERT, Key::Insert},
                                          {GLFW_KEY_DELETE, Key::Delete},
                                          {GLFW_KEY_BACKSPACE, Key::Backspace},
                                          {GLFW_KEY_ENTER, Key::Enter},
                                          {GLFW_KEY_KP_ENTER, Key::Enter},
                                          {GLFW_KEY_ESCAPE, Key::Escape},
                                          {GLFW_KEY_F1, Key::F1},
                                          {GLFW_KEY_F6, Key::F6},
                                          {GLFW_KEY_F11, Key::F11},
                                          {GLFW_KEY_F12, Key::F12},
                                          {GLFW_KEY_KP_ADD, Key::Plus},
                                          {GLFW_KEY_KP_SUBTRACT, Key::Minus},
                                          {GLFW_KEY_SPACE, Key::Space}};
  const auto found = keys.find(glfwKey);
  return found == keys.end() ? Key::Unknown : found->second;
}

/// The key's meaning: by its label where it has one, since « A » is elsewhere on a French keyboard.
int codeOf(int glfwKey, int scanCode) {
  const Key key = keyFrom(glfwKey);
  if (key != Key::Unknown) {
    return static_cast<int>(key);
  }
  const char* label = glfwGetKeyName(glfwKey, scanCode);
  if (label != nullptr && label[0] != '\0' && label[1] == '\0') {
    const char c = label[0];
    if (c == '+' || c == '=') {
      return static_cast<int>(Key::Plus);
    }
    if (c == '-') {
      return static_cast<int>(Key::Minus);
    }
    return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
  }
  return glfwKey >= GLFW_KEY_0 && glfwKey <= GLFW_KEY_Z ? glfwKey : 0;
}

PlatformWindow& owner(GLFWwindow* window) { return *static_cast<PlatformWindow*>(glfwGetWindowUserPointer(window)); }

std::string lastGlfwError() {
  const char* text = nullptr;
  glfwGetError(&text);
  return text != nullptr ? text : "no display";
}

}  // namespace

Result<std::unique_ptr<PlatformWindow>> PlatformWindow::create(const std::string& title, int widthPixels,
                                                               int heightPixels) {
  if (glfwInit() == GLFW_FALSE) {
    return fail(ErrorCode::Unavailable, Message(kWindowNotOpened, {{"reason", lastGlfwError()}}));
  }
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 4);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_COMPAT_PROFILE);
  glfwWindowHint(GLFW_DEPTH_BITS, 0);  // the renderer has targets of its own
  glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
  GLFWwindow* window = glfwCreateWindow(widthPixels, heightPixels, title.c_str(), nullptr, nullptr);
  if (window == nullptr) {
    const std::string reason = lastGlfwError();
    glfwTerminate();
    return fail(ErrorCode::Unavailable, Message(kWindowNotOpened, {{"reason", reason}}));
  }
  glfwMakeContextCurrent(window);
  glfwSwapInterval(1);
  return std::unique_ptr<PlatformWindow>(new PlatformWindow(window));
}

PlatformWindow::PlatformWindow(GLFWwindow* window) : window_(window) {
  glfwSetWindowUserPointer(window_, this);
  listen();
}

PlatformWindow::~PlatformWindow() {
  glfwDestroyWindow(window_);
  glfwTerminate();
}

double PlatformWindow::pixelsPerUnit() const {
  int width = 0;
  glfwGetWindowSize(window_, &width, nullptr);
  return width > 0 ? static_cast<double>(widthPixels()) / width : 1.0;
}

void PlatformWindow::noteModifiers(int modifiers) {
  isShift_ = (modifiers & GLFW_MOD_SHIFT) != 0;
  isControl_ = (modifiers & GLFW_MOD_CONTROL) != 0;
}

void PlatformWindow::push(InputEvent event) {
  event.isShift = isShift_;
  event.isControl = isControl_;
  events_.push_back(std::move(event));
}

void PlatformWindow::listen() {
  glfwSetCursorPosCallback(window_, [](GLFWwindow* w, double x, double y) {
    const double scale = owner(w).pixelsPerUnit();
    owner(w).push({InputKind::CursorMoved, x * scale, y * scale, 0, false, false, {}});
  });
  glfwSetCursorEnterCallback(window_, [](GLFWwindow* w, int isInside) {
    if (isInside == GLFW_FALSE) {
      owner(w).push({InputKind::Left, 0.0, 0.0, 0, false, false, {}});
    }
  });
  glfwSetMouseButtonCallback(window_, [](GLFWwindow* w, int button, int action, int modifiers) {
    owner(w).noteModifiers(modifiers);
    double x = 0.0;
    double y = 0.0;
    glfwGetCursorPos(w, &x, &y);
    const double scale = owner(w).pixelsPerUnit();
    const InputKind kind = action == GLFW_PRESS ? InputKind::ButtonPressed : InputKind::ButtonReleased;
    owner(w).push({kind, x * scale, y * scale, button, false, false, {}});
  });
  glfwSetScrollCallback(window_, [](GLFWwindow* w, double x, double y) {
    owner(w).push({InputKind::Scrolled, x, y, 0, false, false, {}});
  });
  glfwSetKeyCallback(window_, [](GLFWwindow* w, int key, int scanCode, int action, int modifiers) {
    owner(w).noteModifiers(modifiers);
    const int code = codeOf(key, scanCode);
    // A held key is pressed once; but to come nearer, or to make panels larger, it counts again and again.
    const bool canRepeat = code == static_cast<int>(Key::Plus) || code == static_cast<int>(Key::Minus);
    if (code != 0 && (action != GLFW_REPEAT || canRepeat)) {
      const InputKind kind = action == GLFW_RELEASE ? InputKind::KeyReleased : InputKind::KeyPressed;
      owner(w).push({kind, 0.0, 0.0, code, false, false, {}});
    }
  });
  glfwSetCharCallback(window_, [](GLFWwindow* w, unsigned character) {
    owner(w).push({InputKind::Typed, 0.0, 0.0, static_cast<int>(character), false, false, {}});
  });
  glfwSetDropCallback(window_, [](GLFWwindow* w, int count, const char** paths) {
    owner(w).push({InputKind::FilesDropped, 0.0, 0.0, 0, false, false, std::vector<std::string>(paths, paths + count)});
  });
  const auto resized = [](GLFWwindow* w, int width, int height) {
    owner(w).push({InputKind::Resized, static_cast<double>(width), static_cast<double>(height), 0, false, false, {}});
  };
  glfwSetFramebufferSizeCallback(window_, resized);
  glfwSetWindowRefreshCallback(window_, [](GLFWwindow* w) {
    owner(w).push({InputKind::Resized, 0.0, 0.0, 0, false, false, {}});
  });
}

std::vector<InputEvent> PlatformWindow::takeEvents(double waitSeconds) {
  if (waitSeconds > 0.0) {
    glfwWaitEventsTimeout(waitSeconds);
  } else {
    glfwPollEvents();
  }
  std::vector<InputEvent> events;
  events.swap(events_);
  return events;
}

std::string PlatformWindow::clipboardText() {
  const char* text = glfwGetClipboardString(nullptr);
  return text != nullptr ? text : "";
}

void PlatformWindow::setClipboardText(const std::string& text) { glfwSetClipboardString(nullptr, text.c_str()); }

void PlatformWindow::wake() { glfwPostEmptyEvent(); }

void PlatformWindow::swapBuffers() { glfwSwapBuffers(window_); }

int PlatformWindow::widthPixels() const {
  int width = 0;
  glfwGetFramebufferSize(window_, &width, nullptr);
  return width;
}

int PlatformWindow::heightPixels() const {
  int height = 0;
  glfwGetFramebufferSize(window_, nullptr, &height);
  return height;
}

float PlatformWindow::contentScale() const {
  float scale = 1.0F;
  glfwGetWindowContentScale(window_, &scale, nullptr);
  return scale;
}

bool PlatformWindow::takeCloseRequest() {
  const bool isRequested = glfwWindowShouldClose(window_) == GLFW_TRUE;
  glfwSetWindowShouldClose(window_, GLFW_FALSE);
  return isRequested;
}

void PlatformWindow::hide() { glfwHideWindow(window_); }

void PlatformWindow::setTitle(const std::string& title) { glfwSetWindowTitle(window_, title.c_str()); }

void PlatformWindow::setFullScreen(bool isFullScreen) {
  if (isFullScreen == isFullScreen_) {
    return;
  }
  if (isFullScreen) {
    glfwGetWindowPos(window_, &restoreX_, &restoreY_);
    glfwGetWindowSize(window_, &restoreWidth_, &restoreHeight_);
    GLFWmonitor* monitor = glfwGetPrimaryMonitor();
    const GLFWvidmode* mode = monitor != nullptr ? glfwGetVideoMode(monitor) : nullptr;
    if (mode == nullptr) {
      return;
    }
    glfwSetWindowMonitor(window_, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
  } else {
    glfwSetWindowMonitor(window_, nullptr, restoreX_, restoreY_, restoreWidth_, restoreHeight_, GLFW_DONT_CARE);
  }
  isFullScreen_ = isFullScreen;
}

}  // namespace belvedere::app
