#pragma once

#include "apps/demo_town/building.h"

namespace belvedere::demo {

/// Four corners, counter-clockwise; the first edge is the front, and the third, at the back, is parallel to it.
using Quad = std::array<Vec2, 4>;

/// A point of a section through a building, from its front (across 0) to its back (across 1).
struct SectionPoint {
  double across;
  double height;  ///< map height, metres
};

/// All bodies stand from `base` up; heights are map heights in metres.
Body prism(const Points& outline, double base, double top);
/// A roof by its section: gable, shed, mansard or sawtooth according to its points.
Body sectionBody(const Quad& quad, double base, const std::vector<SectionPoint>& section);
Body gableBody(const Quad& quad, double base, double eave, double ridge);
Body hipBody(const Quad& quad, double base, double eave, double ridge, double ridgeShare);
Body mansardBody(const Quad& quad, double base, double eave, double ridge);
Body sawtoothBody(const Quad& quad, double base, double eave, double ridge, int teeth);
/// Over any convex outline: faces to one point.
Body pavilionBody(const Points& outline, double base, double eave, double apex);
/// Two wings of the same breadth around a corner; `corner` is the outer one, `along` the direction of the first wing,
/// the second is to its left.
Body lShapedBody(Vec2 corner, Vec2 along, double firstLength, double secondLength, double breadth, double base,
                 double eave, double ridge);
/// A bar along `along` from `corner`, its breadth to the left, with a wing to the right at `wingAt` of half its breadth
/// or more.
Body tShapedBody(Vec2 corner, Vec2 along, double length, double breadth, double wingAt, double wingBreadth,
                 double wingLength, double base, double eave, double ridge);
/// Deck and arches of a bridge as one body; `from` and `to` are the middles of its ends.
Body archBridge(Vec2 from, Vec2 to, double width, double deck, double water, int arches);

Points outlineOfL(Vec2 corner, Vec2 along, double firstLength, double secondLength, double breadth);
Points outlineOfT(Vec2 corner, Vec2 along, double length, double breadth, double wingAt, double wingBreadth,
                  double wingLength);

double topOf(const Body& body);

}  // namespace belvedere::demo
