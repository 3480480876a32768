#include "engine/app/window.h"

#include "engine/app/detail/window_loop.h"

namespace belvedere::app {

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
  const std::function<void()> endReading = environment.endReading;
  WindowLoop loop(options, std::move(environment), std::move(*window), std::move(*renderer));
  auto report = loop.run();
  if (endReading) {
    endReading();
  }
  return report;
}

}  // namespace belvedere::app
