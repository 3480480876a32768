#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <glm/common.hpp>
#include <glm/vec3.hpp>
#include <span>
#include <vector>

#include "apps/demo_town/plane_geometry.h"

namespace belvedere::demo {

/// A colour as it is stored: sRGB, 0 to 255.
using Tone = glm::vec3;

/// How much of each pixel of a window a polygon covers, exact but for the clamping at the window's sides.
class Coverage {
 public:
  /// Ring in pixels of the window: x to the right, y down.
  void set(std::span<const glm::dvec2> ring, int width, int height);
  float at(int x, int y) const {
    return cover_[static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x)];
  }

 private:
  void addEdge(glm::dvec2 a, glm::dvec2 b);
  int width_ = 0;
  int height_ = 0;
  std::vector<float> cover_;
};

/// One tile of the orthophoto while it is painted, with smooth edges. `Shade` is called with a place in map coordinates
/// and gives its Tone.
class Canvas {
 public:
  Canvas(Vec2 northWest, double pixelMetres, int width, int height)
      : northWest_(northWest), pixel_(pixelMetres), width_(width), height_(height) {
    tones_.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  }

  double pixelMetres() const { return pixel_; }
  Box bounds() const {
    return {{northWest_.x, northWest_.y - height_ * pixel_}, {northWest_.x + width_ * pixel_, northWest_.y}};
  }
  const Tone& tone(int x, int y) const { return tones_[indexOf(x, y)]; }

  template <class Shade>
  void fill(std::span<const Vec2> ring, float opacity, Shade&& shade);

  /// All places within `halfWidth` of the segment; both ends round, or cut square.
  template <class Shade>
  void segment(Vec2 a, Vec2 b, double halfWidth, bool isRound, float opacity, Shade&& shade);

  template <class Shade>
  void disc(Vec2 centre, double radius, float opacity, Shade&& shade) {
    segment(centre, centre, radius, true, opacity, shade);
  }

 private:
  struct Window {
    int left, top, right, bottom;  ///< right and bottom excluded
  };
  Window windowOf(const Box& box) const;
  Vec2 toPixels(Vec2 p) const { return {(p.x - northWest_.x) / pixel_, (northWest_.y - p.y) / pixel_}; }
  std::size_t indexOf(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
  }
  Vec2 placeOf(int x, int y) const { return {northWest_.x + (x + 0.5) * pixel_, northWest_.y - (y + 0.5) * pixel_}; }

  Vec2 northWest_;
  double pixel_;
  int width_;
  int height_;
  std::vector<Tone> tones_;
  Coverage coverage_;
  std::vector<glm::dvec2> shifted_;
};

inline Canvas::Window Canvas::windowOf(const Box& box) const {
  const Vec2 topLeft = toPixels({box.low.x, box.high.y});
  const Vec2 bottomRight = toPixels({box.high.x, box.low.y});
  const auto clampTo = [](double v, int most) {
    return static_cast<int>(std::clamp(v, 0.0, static_cast<double>(most)));
  };
  return {clampTo(std::floor(topLeft.x), width_), clampTo(std::floor(topLeft.y), height_),
          clampTo(std::ceil(bottomRight.x), width_), clampTo(std::ceil(bottomRight.y), height_)};
}

template <class Shade>
void Canvas::fill(std::span<const Vec2> ring, float opacity, Shade&& shade) {
  const Window window = windowOf(boundsOf(ring));
  if (window.left >= window.right || window.top >= window.bottom) {
    return;
  }
  shifted_.clear();
  for (const Vec2 p : ring) {
    shifted_.push_back(toPixels(p) - Vec2(window.left, window.top));
  }
  coverage_.set(shifted_, window.right - window.left, window.bottom - window.top);
  for (int y = window.top; y < window.bottom; ++y) {
    for (int x = window.left; x < window.right; ++x) {
      const float cover = coverage_.at(x - window.left, y - window.top) * opacity;
      if (cover > 0.004F) {
        Tone& tone = tones_[indexOf(x, y)];
        tone += (shade(placeOf(x, y)) - tone) * std::min(cover, 1.0F);
      }
    }
  }
}

template <class Shade>
void Canvas::segment(Vec2 a, Vec2 b, double halfWidth, bool isRound, float opacity, Shade&& shade) {
  Box box;
  box.add(a);
  box.add(b);
  box.grow(halfWidth + pixel_);
  const Window window = windowOf(box);
  const Vec2 d = b - a;
  const double square = d.x * d.x + d.y * d.y;
  const double length = std::sqrt(square);
  const double thinness = std::min(1.0, 2.0 * halfWidth / pixel_);
  for (int y = window.top; y < window.bottom; ++y) {
    for (int x = window.left; x < window.right; ++x) {
      const Vec2 p = placeOf(x, y);
      const Vec2 r = p - a;
      double t = square > 0.0 ? (r.x * d.x + r.y * d.y) / square : 0.0;
      double beyond = 0.0;
      if (!isRound && length > 0.0) {
        beyond = std::max(-t, t - 1.0) * length;
      }
      t = std::clamp(t, 0.0, 1.0);
      const Vec2 off = isRound ? r - d * t : r - d * ((r.x * d.x + r.y * d.y) / std::max(square, 1e-12));
      const double distance = std::sqrt(off.x * off.x + off.y * off.y);
      double cover = std::clamp((halfWidth - distance) / pixel_ + 0.5, 0.0, thinness);
      if (!isRound) {
        cover = std::min(cover, std::clamp(0.5 - beyond / pixel_, 0.0, 1.0));
      }
      if (cover > 0.004) {
        Tone& tone = tones_[indexOf(x, y)];
        tone += (shade(p) - tone) * (static_cast<float>(cover) * opacity);
      }
    }
  }
}

}  // namespace belvedere::demo
