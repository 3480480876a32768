#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "engine/render/detail/gl.h"
#include "engine/render/renderer.h"

namespace belvedere::render {
namespace {

constexpr MessageId kNoHeadlessGraphics{
    "no-headless-graphics", N_("No way was found to draw without a display: {reason}."),
    N_("Install Mesa's EGL (packages libegl1 and libegl-mesa0), or give the program access to the graphics card.")};

bool hasExtension(const char* extensions, std::string_view name) {
  const std::string all = std::string(" ") + (extensions != nullptr ? extensions : "") + " ";
  return all.find(" " + std::string(name) + " ") != std::string::npos;
}

/// The displays of the devices that draw in software, or of those that do not.
void appendDevices(std::vector<EGLDisplay>& displays, PFNEGLGETPLATFORMDISPLAYEXTPROC getDisplay, bool software) {
  const auto queryDevices = reinterpret_cast<PFNEGLQUERYDEVICESEXTPROC>(eglGetProcAddress("eglQueryDevicesEXT"));
  const auto queryText = reinterpret_cast<PFNEGLQUERYDEVICESTRINGEXTPROC>(eglGetProcAddress("eglQueryDeviceStringEXT"));
  std::array<EGLDeviceEXT, 16> devices{};
  EGLint count = 0;
  if (queryDevices == nullptr || queryText == nullptr ||
      queryDevices(static_cast<EGLint>(devices.size()), devices.data(), &count) != EGL_TRUE) {
    return;
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    if (hasExtension(queryText(devices[i], EGL_EXTENSIONS), "EGL_MESA_device_software") == software) {
      displays.push_back(getDisplay(EGL_PLATFORM_DEVICE_EXT, devices[i], nullptr));
    }
  }
}

/// Every display that needs no screen: graphics cards first (Mesa's surfaceless platform may draw in software beside a
/// card of another maker), then the surfaceless platform, then the devices that draw in software.
std::vector<EGLDisplay> candidateDisplays() {
  std::vector<EGLDisplay> displays;
  const char* extensions = eglQueryString(EGL_NO_DISPLAY, EGL_EXTENSIONS);
  const auto getDisplay =
      reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(eglGetProcAddress("eglGetPlatformDisplayEXT"));
  if (getDisplay == nullptr) {
    return displays;
  }
  const bool devices = hasExtension(extensions, "EGL_EXT_platform_device");
  if (devices) {
    appendDevices(displays, getDisplay, false);
  }
  if (hasExtension(extensions, "EGL_MESA_platform_surfaceless")) {
    displays.push_back(getDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr));
  }
  if (devices) {
    appendDevices(displays, getDisplay, true);
  }
  return displays;
}

class HeadlessContextEgl final : public HeadlessContext {
 public:
  HeadlessContextEgl(EGLDisplay display, EGLContext context) : display_(display), context_(context) {
    if (const auto* name = reinterpret_cast<const char*>(glGetString(GL_RENDERER))) {
      rendererName_ = name;
    }
  }
  ~HeadlessContextEgl() override {
    eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    eglDestroyContext(display_, context_);
    eglTerminate(display_);
  }
  HeadlessContextEgl(const HeadlessContextEgl&) = delete;
  HeadlessContextEgl& operator=(const HeadlessContextEgl&) = delete;
  std::string rendererName() const override { return rendererName_; }

 private:
  EGLDisplay display_;
  EGLContext context_;
  std::string rendererName_;
};

EGLContext createCompatibilityContext(EGLDisplay display) {
  const std::array<EGLint, 3> wanted{EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE};
  std::array<EGLint, 5> surfaceless{EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_NONE};
  EGLConfig config = nullptr;
  EGLint count = 0;
  if (eglChooseConfig(display, surfaceless.data(), &config, 1, &count) != EGL_TRUE || count == 0) {
    if (eglChooseConfig(display, wanted.data(), &config, 1, &count) != EGL_TRUE || count == 0) {
      return EGL_NO_CONTEXT;
    }
  }
  const std::array<EGLint, 7> attributes{EGL_CONTEXT_MAJOR_VERSION,
                                         4,
                                         EGL_CONTEXT_MINOR_VERSION,
                                         3,
                                         EGL_CONTEXT_OPENGL_PROFILE_MASK,
                                         EGL_CONTEXT_OPENGL_COMPATIBILITY_PROFILE_BIT,
                                         EGL_NONE};
  return eglCreateContext(display, config, EGL_NO_CONTEXT, attributes.data());
}

std::unique_ptr<HeadlessContext> openDisplay(EGLDisplay display, std::string& reason) {
  if (display == EGL_NO_DISPLAY || eglInitialize(display, nullptr, nullptr) != EGL_TRUE) {
    reason = "eglInitialize";
    return nullptr;
  }
  if (eglBindAPI(EGL_OPENGL_API) == EGL_TRUE) {
    const EGLContext context = createCompatibilityContext(display);
    if (context != EGL_NO_CONTEXT) {
      if (eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context) == EGL_TRUE) {
        return std::make_unique<HeadlessContextEgl>(display, context);
      }
      eglDestroyContext(display, context);
    }
  }
  reason = "OpenGL 4.3";
  eglTerminate(display);
  return nullptr;
}

}  // namespace

Result<std::unique_ptr<HeadlessContext>> HeadlessContext::create() {
  std::string reason = "EGL";
  for (const EGLDisplay display : candidateDisplays()) {
    if (auto context = openDisplay(display, reason)) {
      return context;
    }
  }
  return fail(ErrorCode::Unavailable, {kNoHeadlessGraphics, {{"reason", reason}}});
}

}  // namespace belvedere::render
