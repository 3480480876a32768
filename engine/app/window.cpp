#include "engine/app/window.h"

#include <GL/gl.h>
#include <algorithm>

#include "engine/app/detail/window_loop.h"

namespace belvedere::app {

void WindowLoop::keepPicture() {
  const int width = window_->widthPixels();
  const int height = window_->heightPixels();
  Image picture(width, height, 3);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadBuffer(GL_BACK);
  glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, picture.pixels.data());
  lastPicture_ = Image(width, height, 3);
  for (int row = 0; row < height; ++row) {
    const std::uint8_t* from = picture.at(0, height - 1 - row);
    std::copy(from, from + static_cast<std::ptrdiff_t>(width) * 3, lastPicture_.at(0, row));
  }
}

Result<WindowReport> runWindow(const WindowOptions& options, WindowEnvironment environment) {
  auto window =
      PlatformWindow::create("Belvédère", environment.settings.windowWidth, environment.settings.windowHeight);
  if (!window) {
    return tl::unexpected(window.error());
  }
  auto renderer = render::Renderer::create(environment.resources);
  if (!renderer) {
    return tl::unexpected(renderer.error());
  }
  WindowLoop loop(options, std::move(environment), std::move(*window), std::move(*renderer));
  return loop.run();
}

}  // namespace belvedere::app
