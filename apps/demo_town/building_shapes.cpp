#include "apps/demo_town/building_shapes.h"

#include <algorithm>
#include <cmath>

namespace belvedere::demo {

namespace {

Vec3 at(Vec2 p, double height) { return {p.x, p.y, height}; }

void addGround(Body& body, const Points& outline, double base) {
  Surface ground{SurfaceKind::Ground, {}};
  for (std::size_t i = outline.size(); i-- > 0;) {
    ground.ring.push_back(at(outline[i], base));
  }
  body.push_back(std::move(ground));
}

void addWall(Body& body, Vec2 a, Vec2 b, double base, double top) {
  body.push_back({SurfaceKind::Wall, {at(a, base), at(b, base), at(b, top), at(a, top)}});
}

void addRoof(Body& body, std::vector<Vec3> ring) { body.push_back({SurfaceKind::Roof, std::move(ring)}); }

/// A wall that goes up to a gable's tip.
void addGable(Body& body, Vec2 a, Vec2 b, Vec2 tip, double base, double eave, double ridge) {
  body.push_back({SurfaceKind::Wall, {at(a, base), at(b, base), at(b, eave), at(tip, ridge), at(a, eave)}});
}

}  // namespace

Body prism(const Points& outline, double base, double top) {
  Body body;
  addGround(body, outline, base);
  std::vector<Vec3> roof;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    addWall(body, outline[i], outline[(i + 1) % outline.size()], base, top);
    roof.push_back(at(outline[i], top));
  }
  addRoof(body, std::move(roof));
  return body;
}

Body sectionBody(const Quad& q, double base, const std::vector<SectionPoint>& section) {
  const auto left = [&](const SectionPoint& s) { return at(lerp(q[0], q[3], s.across), s.height); };
  const auto right = [&](const SectionPoint& s) { return at(lerp(q[1], q[2], s.across), s.height); };
  Body body;
  addGround(body, {q.begin(), q.end()}, base);
  addWall(body, q[0], q[1], base, section.front().height);
  addWall(body, q[2], q[3], base, section.back().height);
  Surface rightWall{SurfaceKind::Wall, {at(q[1], base), at(q[2], base)}};
  Surface leftWall{SurfaceKind::Wall, {at(q[3], base), at(q[0], base)}};
  for (std::size_t i = section.size(); i-- > 0;) {
    rightWall.ring.push_back(right(section[i]));
  }
  for (const SectionPoint& s : section) {
    leftWall.ring.push_back(left(s));
  }
  body.push_back(std::move(rightWall));
  body.push_back(std::move(leftWall));
  for (std::size_t i = 0; i + 1 < section.size(); ++i) {
    const SectionPoint& a = section[i];
    const SectionPoint& b = section[i + 1];
    const bool isUpright = std::abs(b.across - a.across) < 1e-9;
    body.push_back({isUpright ? SurfaceKind::Wall : SurfaceKind::Roof, {left(a), right(a), right(b), left(b)}});
  }
  return body;
}

Body gableBody(const Quad& quad, double base, double eave, double ridge) {
  return sectionBody(quad, base, {{0.0, eave}, {0.5, ridge}, {1.0, eave}});
}

Body mansardBody(const Quad& quad, double base, double eave, double ridge) {
  const double knee = eave + (ridge - eave) * 0.72;
  return sectionBody(quad, base, {{0.0, eave}, {0.13, knee}, {0.5, ridge}, {0.87, knee}, {1.0, eave}});
}

Body sawtoothBody(const Quad& quad, double base, double eave, double ridge, int teeth) {
  std::vector<SectionPoint> section;
  for (int i = 0; i < teeth; ++i) {
    section.push_back({static_cast<double>(i) / teeth, i == 0 ? ridge : eave});
    if (i > 0) {
      section.push_back({static_cast<double>(i) / teeth, ridge});
    }
  }
  section.push_back({1.0, eave});
  return sectionBody(quad, base, section);
}

Body hipBody(const Quad& q, double base, double eave, double ridge, double ridgeShare) {
  Body body;
  addGround(body, {q.begin(), q.end()}, base);
  for (std::size_t i = 0; i < 4; ++i) {
    addWall(body, q[i], q[(i + 1) % 4], base, eave);
  }
  const Vec2 left = lerp(q[0], q[3], 0.5);
  const Vec2 right = lerp(q[1], q[2], 0.5);
  const double inset = (1.0 - ridgeShare) * 0.5;
  const Vec3 r0 = at(lerp(left, right, inset), ridge);
  const Vec3 r1 = at(lerp(left, right, 1.0 - inset), ridge);
  addRoof(body, {at(q[0], eave), at(q[1], eave), r1, r0});
  addRoof(body, {at(q[1], eave), at(q[2], eave), r1});
  addRoof(body, {at(q[2], eave), at(q[3], eave), r0, r1});
  addRoof(body, {at(q[3], eave), at(q[0], eave), r0});
  return body;
}

Body pavilionBody(const Points& outline, double base, double eave, double apex) {
  Body body;
  addGround(body, outline, base);
  const Vec3 top = at(centroid(outline), apex);
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const Vec2 a = outline[i];
    const Vec2 b = outline[(i + 1) % outline.size()];
    addWall(body, a, b, base, eave);
    addRoof(body, {at(a, eave), at(b, eave), top});
  }
  return body;
}

Points outlineOfL(Vec2 corner, Vec2 along, double firstLength, double secondLength, double breadth) {
  const auto p = [&](double u, double v) { return corner + along * u + leftOf(along) * v; };
  return {p(0, 0),           p(firstLength, 0), p(firstLength, breadth), p(breadth, breadth), p(breadth, secondLength),
          p(0, secondLength)};
}

Body lShapedBody(Vec2 corner, Vec2 along, double firstLength, double secondLength, double breadth, double base,
                 double eave, double ridge) {
  const Points o = outlineOfL(corner, along, firstLength, secondLength, breadth);
  const auto p = [&](double u, double v) { return corner + along * u + leftOf(along) * v; };
  const Vec2 firstTip = p(firstLength, breadth * 0.5);
  const Vec2 secondTip = p(breadth * 0.5, secondLength);
  const Vec3 node = at(p(breadth * 0.5, breadth * 0.5), ridge);
  Body body;
  addGround(body, o, base);
  addWall(body, o[0], o[1], base, eave);
  addGable(body, o[1], o[2], firstTip, base, eave, ridge);
  addWall(body, o[2], o[3], base, eave);
  addWall(body, o[3], o[4], base, eave);
  addGable(body, o[4], o[5], secondTip, base, eave, ridge);
  addWall(body, o[5], o[0], base, eave);
  addRoof(body, {at(o[0], eave), at(o[1], eave), at(firstTip, ridge), node});
  addRoof(body, {at(o[2], eave), at(o[3], eave), node, at(firstTip, ridge)});
  addRoof(body, {at(o[3], eave), at(o[4], eave), at(secondTip, ridge), node});
  addRoof(body, {at(o[5], eave), at(o[0], eave), node, at(secondTip, ridge)});
  return body;
}

Points outlineOfT(Vec2 corner, Vec2 along, double length, double breadth, double wingAt, double wingBreadth,
                  double wingLength) {
  const auto p = [&](double u, double v) { return corner + along * u + leftOf(along) * v; };
  const double low = wingAt - wingBreadth * 0.5;
  const double high = wingAt + wingBreadth * 0.5;
  return {p(0, 0),    p(low, 0),    p(low, -wingLength), p(high, -wingLength),
          p(high, 0), p(length, 0), p(length, breadth),  p(0, breadth)};
}

Body tShapedBody(Vec2 corner, Vec2 along, double length, double breadth, double wingAt, double wingBreadth,
                 double wingLength, double base, double eave, double ridge) {
  const Points o = outlineOfT(corner, along, length, breadth, wingAt, wingBreadth, wingLength);
  const auto p = [&](double u, double v) { return corner + along * u + leftOf(along) * v; };
  const double wingRidge = eave + (ridge - eave) * wingBreadth / breadth;
  const Vec2 westTip = p(0, breadth * 0.5);
  const Vec2 eastTip = p(length, breadth * 0.5);
  const Vec2 wingTip = p(wingAt, -wingLength);
  const Vec3 valley = at(p(wingAt, wingBreadth * 0.5), wingRidge);
  Body body;
  addGround(body, o, base);
  addWall(body, o[0], o[1], base, eave);
  addWall(body, o[1], o[2], base, eave);
  addGable(body, o[2], o[3], wingTip, base, eave, wingRidge);
  addWall(body, o[3], o[4], base, eave);
  addWall(body, o[4], o[5], base, eave);
  addGable(body, o[5], o[6], eastTip, base, eave, ridge);
  addWall(body, o[6], o[7], base, eave);
  addGable(body, o[7], o[0], westTip, base, eave, ridge);
  addRoof(body, {at(o[0], eave), at(o[1], eave), valley, at(o[4], eave), at(o[5], eave), at(eastTip, ridge),
                 at(westTip, ridge)});
  addRoof(body, {at(o[6], eave), at(o[7], eave), at(westTip, ridge), at(eastTip, ridge)});
  addRoof(body, {at(o[2], eave), at(wingTip, wingRidge), valley, at(o[1], eave)});
  addRoof(body, {at(wingTip, wingRidge), at(o[3], eave), at(o[4], eave), valley});
  return body;
}

Body archBridge(Vec2 from, Vec2 to, double width, double deck, double water, int arches) {
  const Vec2 d = to - from;
  const double length = std::hypot(d.x, d.y);
  const Vec2 side = leftOf(unit(d)) * (width * 0.5);
  constexpr double kThickness = 0.9;
  constexpr double kPier = 2.2;
  const double springing = water + 0.4;
  const double crown = std::max(deck - kThickness, springing + 0.8);
  // The underside from end to end: piers going down to the bed, arches between.
  std::vector<glm::dvec2> under;
  const double span = (length - kPier * (arches + 1)) / arches;
  double x = 0.0;
  const double foot = water - 2.5;
  for (int i = 0; i < arches; ++i) {
    under.emplace_back(x, foot);
    under.emplace_back(x + kPier, foot);
    x += kPier;
    constexpr int kSteps = 8;
    for (int s = 0; s <= kSteps; ++s) {
      const double angle = M_PI * s / kSteps;
      under.emplace_back(x + span * 0.5 * (1.0 - std::cos(angle)), springing + (crown - springing) * std::sin(angle));
    }
    x += span;
  }
  under.emplace_back(x, foot);
  under.emplace_back(length, foot);
  const auto place = [&](double along, double height, double hand) {
    return at(from + d * (along / length) + side * hand, height);
  };
  Body body;
  Surface left{SurfaceKind::Wall, {}};
  Surface right{SurfaceKind::Wall, {}};
  for (const glm::dvec2 p : under) {
    right.ring.push_back(place(p.x, p.y, -1.0));
    left.ring.push_back(place(p.x, p.y, 1.0));
  }
  for (const double end : {length, 0.0}) {
    right.ring.push_back(place(end, deck, -1.0));
    left.ring.push_back(place(end, deck, 1.0));
  }
  std::reverse(left.ring.begin(), left.ring.end());
  for (std::size_t i = 0; i + 1 < under.size(); ++i) {
    const glm::dvec2 a = under[i];
    const glm::dvec2 b = under[i + 1];
    body.push_back({SurfaceKind::Ground,
                    {place(a.x, a.y, 1.0), place(b.x, b.y, 1.0), place(b.x, b.y, -1.0), place(a.x, a.y, -1.0)}});
  }
  body.push_back(std::move(left));
  body.push_back(std::move(right));
  body.push_back(
      {SurfaceKind::Wall, {place(0, foot, 1.0), place(0, foot, -1.0), place(0, deck, -1.0), place(0, deck, 1.0)}});
  body.push_back(
      {SurfaceKind::Wall,
       {place(length, foot, -1.0), place(length, foot, 1.0), place(length, deck, 1.0), place(length, deck, -1.0)}});
  body.push_back({SurfaceKind::Roof,
                  {place(0, deck, 1.0), place(0, deck, -1.0), place(length, deck, -1.0), place(length, deck, 1.0)}});
  return body;
}

double topOf(const Body& body) {
  double top = -1e300;
  for (const Surface& surface : body) {
    for (const Vec3& p : surface.ring) {
      top = std::max(top, p.z);
    }
  }
  return top;
}

}  // namespace belvedere::demo
