#include "apps/demo_town/polyline.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>

namespace belvedere::demo {

namespace {

/// Centripetal Catmull-Rom from b to c: no loops or overshoot where control points lie unevenly.
Vec2 catmullRom(Vec2 a, Vec2 b, Vec2 c, Vec2 d, double t) {
  const auto knot = [](Vec2 from, Vec2 to) { return std::max(1e-3, std::sqrt(glm::distance(from, to))); };
  const double ab = knot(a, b);
  const double bc = knot(b, c);
  const double cd = knot(c, d);
  const Vec2 m0 = ((b - a) / ab - (c - a) / (ab + bc) + (c - b) / bc) * bc;
  const Vec2 m1 = ((c - b) / bc - (d - b) / (bc + cd) + (d - c) / cd) * bc;
  const double t2 = t * t;
  const double t3 = t2 * t;
  return b * (2 * t3 - 3 * t2 + 1) + m0 * (t3 - 2 * t2 + t) + c * (-2 * t3 + 3 * t2) + m1 * (t3 - t2);
}

}  // namespace

Points smoothCurve(std::span<const Vec2> controls, double stepMetres) {
  Points curve;
  const std::size_t count = controls.size();
  for (std::size_t i = 0; i + 1 < count; ++i) {
    const Vec2 b = controls[i];
    const Vec2 c = controls[i + 1];
    const Vec2 a = i > 0 ? controls[i - 1] : b * 2.0 - c;
    const Vec2 d = i + 2 < count ? controls[i + 2] : c * 2.0 - b;
    const int steps = std::max(1, static_cast<int>(glm::distance(b, c) / stepMetres));
    for (int s = 0; s < steps; ++s) {
      curve.push_back(catmullRom(a, b, c, d, static_cast<double>(s) / steps));
    }
  }
  curve.push_back(controls.back());
  return curve;
}

double lengthOf(std::span<const Vec2> line) {
  double sum = 0.0;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    sum += glm::distance(line[i], line[i + 1]);
  }
  return sum;
}

LinePlace placeAt(std::span<const Vec2> line, double distance) {
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const double length = glm::distance(line[i], line[i + 1]);
    if (distance <= length || i + 2 == line.size()) {
      const double t = length > 0.0 ? std::clamp(distance / length, 0.0, 1.0) : 0.0;
      return {lerp(line[i], line[i + 1], t), unit(line[i + 1] - line[i])};
    }
    distance -= length;
  }
  return {line[0], {1.0, 0.0}};
}

Points resampled(std::span<const Vec2> line, double stepMetres) {
  const double length = lengthOf(line);
  const int steps = std::max(1, static_cast<int>(std::lround(length / stepMetres)));
  Points out;
  out.push_back(line.front());
  double passed = 0.0;
  std::size_t segment = 0;
  for (int i = 1; i < steps; ++i) {
    const double wanted = length * i / steps;
    double here = glm::distance(line[segment], line[segment + 1]);
    while (passed + here < wanted && segment + 2 < line.size()) {
      passed += here;
      ++segment;
      here = glm::distance(line[segment], line[segment + 1]);
    }
    out.push_back(lerp(line[segment], line[segment + 1], here > 0.0 ? (wanted - passed) / here : 0.0));
  }
  out.push_back(line.back());
  return out;
}

Points offsetLine(std::span<const Vec2> line, double metres) {
  Points out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const Vec2 before = unit(line[i] - line[i > 0 ? i - 1 : 0]);
    const Vec2 after = unit(line[i + 1 < line.size() ? i + 1 : i] - line[i]);
    const Vec2 in = i > 0 ? before : after;
    const Vec2 on = i + 1 < line.size() ? after : before;
    const Vec2 normal = unit(leftOf(in) + leftOf(on));
    const double stretch = 1.0 / std::max(0.5, glm::dot(normal, leftOf(in)));
    out.push_back(line[i] + normal * (metres * stretch));
  }
  return out;
}

Points partOf(std::span<const Vec2> line, double from, double to) {
  Points out{placeAt(line, from).point};
  double passed = 0.0;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    passed += glm::distance(line[i], line[i + 1]);
    if (passed > from + 1e-6 && passed < to - 1e-6) {
      out.push_back(line[i + 1]);
    }
  }
  out.push_back(placeAt(line, to).point);
  return out;
}

Projection project(std::span<const Vec2> line, Vec2 p) {
  Projection best;
  double passed = 0.0;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const Vec2 d = line[i + 1] - line[i];
    const double square = glm::dot(d, d);
    const double t = square > 0.0 ? std::clamp(glm::dot(p - line[i], d) / square, 0.0, 1.0) : 0.0;
    const double distance = glm::distance(p, line[i] + d * t);
    if (distance < best.distance) {
      best = {passed + t * std::sqrt(square), distance};
    }
    passed += std::sqrt(square);
  }
  return best;
}

std::optional<double> crossingAlong(std::span<const Vec2> line, std::span<const Vec2> other) {
  double passed = 0.0;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const Vec2 r = line[i + 1] - line[i];
    const double length = glm::length(r);
    double nearest = 2.0;
    for (std::size_t j = 0; j + 1 < other.size(); ++j) {
      const Vec2 d = other[j + 1] - other[j];
      const double determinant = cross(r, d);
      if (std::abs(determinant) < 1e-12) {
        continue;
      }
      const double t = cross(other[j] - line[i], d) / determinant;
      const double u = cross(other[j] - line[i], r) / determinant;
      if (t >= 0.0 && t <= 1.0 && u >= 0.0 && u <= 1.0) {
        nearest = std::min(nearest, t);
      }
    }
    if (nearest <= 1.0) {
      return passed + nearest * length;
    }
    passed += length;
  }
  return std::nullopt;
}

Points extended(Points line, double metres) {
  const Vec2 atStart = unit(line[0] - line[1]);
  const Vec2 atEnd = unit(line.back() - line[line.size() - 2]);
  line.front() += atStart * metres;
  line.back() += atEnd * metres;
  return line;
}

}  // namespace belvedere::demo
