#include "engine/app/window.h"

#include <GL/gl.h>

#include "engine/app/detail/window_loop.h"
#include "engine/capture/image_writer.h"

namespace belvedere::app {

void WindowLoop::keepLastPicture() const {
  if (!options_.lastPicture) {
    return;
  }
  Image image(window_->widthPixels(), window_->heightPixels(), 4);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadBuffer(GL_FRONT);
  glReadPixels(0, 0, image.width, image.height, GL_RGBA, GL_UNSIGNED_BYTE, image.pixels.data());
  Image upright(image.width, image.height, 3);
  for (int row = 0; row < image.height; ++row) {
    for (int column = 0; column < image.width; ++column) {
      const std::uint8_t* from = image.at(column, image.height - 1 - row);
      std::copy(from, from + 3, upright.at(column, row));
    }
  }
  const Status written = capture::writeImage(upright, *options_.lastPicture);
  static_cast<void>(written);  // a test that misses the picture says so itself
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
