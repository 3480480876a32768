#include "apps/demo_town/relief_grid.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <tbb/parallel_for.h>

namespace belvedere::demo {

ReliefGrid::ReliefGrid(const Landscape& landscape, int row, Vec2 low, double cellMetres, double pixelMetres)
    : low_(low),
      cell_(cellMetres),
      pixel_(pixelMetres),
      size_(static_cast<int>(std::lround(cellMetres / pixelMetres))) {
  metres_.resize(static_cast<std::size_t>(size_) * static_cast<std::size_t>(size_));
  std::vector<Landscape::Meridian> meridians;
  meridians.reserve(static_cast<std::size_t>(size_));
  for (int column = 0; column < size_; ++column) {
    meridians.push_back(landscape.meridian(pixelCentre(column, 0).x, row));
  }
  tbb::parallel_for(0, size_, [&](int line) {
    const double north = pixelCentre(0, line).y;
    for (int column = 0; column < size_; ++column) {
      metres_[index(column, line)] =
          static_cast<float>(landscape.height(meridians[static_cast<std::size_t>(column)], north));
    }
  });
}

Vec2 ReliefGrid::pixelCentre(int column, int row) const {
  return low_ + Vec2(column + 0.5, size_ - row - 0.5) * pixel_;
}

double ReliefGrid::heightAt(Vec2 p) const {
  const double last = size_ - 1;
  const double x = std::clamp((p.x - low_.x) / pixel_ - 0.5, 0.0, last);
  const double y = std::clamp(last - ((p.y - low_.y) / pixel_ - 0.5), 0.0, last);
  const int column = std::min(static_cast<int>(x), size_ - 2);
  const int row = std::min(static_cast<int>(y), size_ - 2);
  const double u = x - column;
  const double v = y - row;
  const double top = metres_[index(column, row)] * (1 - u) + metres_[index(column + 1, row)] * u;
  const double bottom = metres_[index(column, row + 1)] * (1 - u) + metres_[index(column + 1, row + 1)] * u;
  return top * (1 - v) + bottom * v;
}

ReliefGrid::Window ReliefGrid::windowOf(Box box) const {
  const auto pixel = [&](double metres) { return static_cast<int>(std::floor(metres / pixel_)); };
  return {std::max(0, pixel(box.low.x - low_.x)), std::max(0, size_ - 1 - pixel(box.high.y - low_.y)),
          std::min(size_ - 1, pixel(box.high.x - low_.x)), std::min(size_ - 1, size_ - 1 - pixel(box.low.y - low_.y))};
}

double ReliefGrid::borderFade(Vec2 p) const {
  const Vec2 off = p - low_;
  const double inside = std::min({off.x, off.y, cell_ - off.x, cell_ - off.y});
  return smoothStep(0.0, 40.0, inside);
}

std::vector<double> ReliefGrid::profile(const Roadbed& roadbed) const {
  std::vector<double> raw;
  for (const Vec2 p : roadbed.line) {
    raw.push_back(heightAt(p));
  }
  const double step = roadbed.line.size() > 1
                          ? std::max(0.5, lengthOf(roadbed.line) / static_cast<double>(roadbed.line.size() - 1))
                          : 1.0;
  const auto reach = static_cast<std::ptrdiff_t>(roadbed.smoothingMetres / step);
  const auto count = static_cast<std::ptrdiff_t>(raw.size());
  for (int pass = 0; pass < 2; ++pass) {
    std::vector<double> sums{0.0};
    for (const double h : raw) {
      sums.push_back(sums.back() + h);
    }
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      const std::ptrdiff_t here = std::min({reach, i, count - 1 - i});  // ends keep their height
      const auto from = static_cast<std::size_t>(i - here);
      const auto to = static_cast<std::size_t>(i + here + 1);
      raw[static_cast<std::size_t>(i)] = (sums[to] - sums[from]) / static_cast<double>(to - from);
    }
  }
  constexpr double kRampMetres = 60.0;
  const auto rampTo = [&](std::size_t end, double height) {
    const double lift = height - raw[end];
    for (std::size_t i = 0; i < raw.size(); ++i) {
      const double away = std::abs(static_cast<double>(i) - static_cast<double>(end)) * step;
      raw[i] += lift * (1.0 - smoothStep(4.0, kRampMetres, away));
    }
  };
  if (roadbed.startHeight) {
    rampTo(0, *roadbed.startHeight);
  }
  if (roadbed.endHeight) {
    rampTo(raw.size() - 1, *roadbed.endHeight);
  }
  return raw;
}

void ReliefGrid::build(const Roadbed& roadbed) {
  const std::vector<double> heights = profile(roadbed);
  const double reach = roadbed.halfWidth + roadbed.slopeWidth;
  Box box = boundsOf(roadbed.line);
  box.grow(reach);
  const Window all = windowOf(box);
  if (all.right < all.left || all.bottom < all.top) {
    return;
  }
  const int width = all.right - all.left + 1;
  // Nearest place of the line for each pixel in reach.
  struct Nearest {
    float distance = 1e9F;
    float height = 0.0F;
  };
  std::vector<Nearest> nearest(static_cast<std::size_t>(width) * static_cast<std::size_t>(all.bottom - all.top + 1));
  for (std::size_t i = 0; i + 1 < roadbed.line.size(); ++i) {
    const Vec2 a = roadbed.line[i];
    const Vec2 d = roadbed.line[i + 1] - a;
    const double square = std::max(1e-9, glm::dot(d, d));
    Box part;
    part.add(a);
    part.add(a + d);
    part.grow(reach);
    const Window window = windowOf(part);
    for (int row = window.top; row <= window.bottom; ++row) {
      for (int column = window.left; column <= window.right; ++column) {
        const Vec2 p = pixelCentre(column, row);
        const double t = std::clamp(glm::dot(p - a, d) / square, 0.0, 1.0);
        const auto distance = static_cast<float>(glm::distance(p, a + d * t));
        Nearest& entry = nearest[static_cast<std::size_t>(row - all.top) * static_cast<std::size_t>(width) +
                                 static_cast<std::size_t>(column - all.left)];
        if (distance < entry.distance) {
          entry = {distance, static_cast<float>(heights[i] + (heights[i + 1] - heights[i]) * t)};
        }
      }
    }
  }
  for (int row = all.top; row <= all.bottom; ++row) {
    for (int column = all.left; column <= all.right; ++column) {
      const Nearest& entry = nearest[static_cast<std::size_t>(row - all.top) * static_cast<std::size_t>(width) +
                                     static_cast<std::size_t>(column - all.left)];
      if (entry.distance < reach) {
        const double weight =
            (1.0 - smoothStep(roadbed.halfWidth, reach, entry.distance)) * borderFade(pixelCentre(column, row));
        float& metres = metres_[index(column, row)];
        metres += static_cast<float>((entry.height - metres) * weight);
      }
    }
  }
}

void ReliefGrid::quantise() {
  for (float& metres : metres_) {
    metres = std::round(metres * 64.0F) / 64.0F;
  }
}

}  // namespace belvedere::demo
