#include "apps/demo_town/canvas.h"

namespace belvedere::demo {

// Signed areas are summed along each row, as font rasterisers do: an edge adds its part to the pixel it crosses and the
// rest to all pixels right of it.
void Coverage::addEdge(glm::dvec2 a, glm::dvec2 b) {
  if (a.y == b.y) {
    return;
  }
  const double direction = a.y < b.y ? 1.0 : -1.0;
  if (a.y > b.y) {
    std::swap(a, b);
  }
  const double slope = (b.x - a.x) / (b.y - a.y);
  const int first = std::max(0, static_cast<int>(std::floor(a.y)));
  const int last = std::min(height_ - 1, static_cast<int>(std::ceil(b.y)) - 1);
  for (int y = first; y <= last; ++y) {
    const double top = std::max(a.y, static_cast<double>(y));
    const double bottom = std::min(b.y, y + 1.0);
    if (bottom <= top) {
      continue;
    }
    const double height = (bottom - top) * direction;
    const auto most = static_cast<double>(width_);
    double x0 = std::clamp(a.x + (top - a.y) * slope, 0.0, most);
    double x1 = std::clamp(a.x + (bottom - a.y) * slope, 0.0, most);
    if (x0 > x1) {
      std::swap(x0, x1);
    }
    float* row = cover_.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width_);
    const int left = static_cast<int>(x0);
    const int right = static_cast<int>(std::ceil(x1)) - 1;
    double given = 0.0;  // what the pixels so far have been given in sum
    for (int x = left; x <= std::max(left, right) && x < width_; ++x) {
      const double from = std::clamp(static_cast<double>(x), x0, x1);
      const double to = std::clamp(x + 1.0, x0, x1);
      const double span = x1 - x0;
      const double before = span < 1e-9 ? 0.0 : (from - x0) / span;
      const double within = span < 1e-9 ? 1.0 : (to - from) / span;
      const double share = before + within * (x + 1.0 - (from + to) * 0.5);
      row[x] += static_cast<float>(height * (share - given));
      given = share;
    }
    const int rest = std::max(left, right) + 1;
    if (rest < width_) {
      row[rest] += static_cast<float>(height * (1.0 - given));
    }
  }
}

void Coverage::set(std::span<const glm::dvec2> ring, int width, int height) {
  width_ = width;
  height_ = height;
  cover_.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0.0F);
  for (std::size_t i = 0; i < ring.size(); ++i) {
    addEdge(ring[i], ring[(i + 1) % ring.size()]);
  }
  for (int y = 0; y < height; ++y) {
    float sum = 0.0F;
    float* row = cover_.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
    for (int x = 0; x < width; ++x) {
      sum += row[x];
      row[x] = std::abs(sum);
    }
  }
}

}  // namespace belvedere::demo
