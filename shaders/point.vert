#version 430 compatibility
// A point of a cloud as a disc that faces the eye: engine/render/detail/point_drawable.h.
#pragma import_defines(PASS_PICK)
#include "frame.glsl"
#include "layer.glsl"
layout(location = 0) in uvec4 place;    // steps from the tile's origin, intensity
layout(location = 1) in uvec4 look;     // colour, class
layout(location = 2) in uvec2 returns;  // number, and how many
uniform vec4 tileMeasures;  // metres per step, metres between neighbours
uniform vec4 tileRamps;     // lowest height and span in metres from the tile's origin, lowest intensity and span
uniform sampler2D pointColours;

flat out vec3 pointColour;
flat out uint pointFacts;  // class, intensity, number of the return, how many: 8, 16, 4 and 4 bits
out vec3 relativePosition;  // from the eye, along the scene's axes

const int kByColour = 0;
const int kByClass = 1;
const int kByHeight = 2;
// Of the distance between neighbours: points are not in a grid, so that a disc has to reach further than half. Where single
// points can be told apart, closed surfaces matter less than where each point is.
const float kReach = 2.1;
const float kReachNear = 1.4;
const float kLeastPixels = 1.5;
const float kMostPixels = 48.0;

// Colours by height and by intensity stand below those of the classes: 256 steps each.
vec3 ramp(float share, int row) { return texelFetch(pointColours, ivec2(int(clamp(share, 0.0, 1.0) * 255.0 + 0.5), row), 0).rgb; }

void main() {
  vec3 local = vec3(place.xyz) * tileMeasures.x;
  vec4 eye = gl_ModelViewMatrix * vec4(local, 1.0);
  gl_Position = gl_ProjectionMatrix * eye;
  relativePosition = mat3(frame.viewToWorld) * eye.xyz;
  float spacing = layerPoints.y * tileMeasures.y / max(pixelMetres(-eye.z), 1e-9);
  float pixels = spacing * mix(kReach, kReachNear, smoothstep(3.0, 14.0, spacing / frame.measures.y));
  gl_PointSize = clamp(pixels, kLeastPixels * frame.measures.y, kMostPixels * frame.measures.y);
  pointFacts = look.w | (place.w << 8) | (min(returns.x, 15u) << 24) | (min(returns.y, 15u) << 28);
  int way = int(layerPoints.x);
  if (way == kByColour) {
    pointColour = srgbToLinear(vec3(look.rgb) / 255.0);
  } else if (way == kByClass) {
    pointColour = texelFetch(pointColours, ivec2(int(look.w), 0), 0).rgb;
  } else if (way == kByHeight) {
    pointColour = ramp((local.z - tileRamps.x) / tileRamps.y, 1);
  } else {
    pointColour = ramp((float(place.w) - tileRamps.z) / tileRamps.w, 2);
  }
}
