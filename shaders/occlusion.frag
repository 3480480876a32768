#version 430 compatibility
// Ambient occlusion: how much of the sky a point sees, from how high its surroundings rise above its own plane in a few
// directions (after Bavoil and Sainz, "Image-Space Horizon-Based Ambient Occlusion", 2008). Directions turn and steps
// shift from pixel to pixel in a fixed 4 by 4 pattern of the whole picture, which occlusion_blur.frag averages exactly.
#include "frame.glsl"
layout(binding = 9) uniform sampler2D sceneSurface;
layout(binding = 11) uniform sampler2D sceneDepth;
uniform int occlusionScale;   // target pixels per pixel of this pass
uniform ivec2 occlusionTaps;  // pairs of directions, steps in each
layout(location = 0) out vec2 visibility;  // and the depth it belongs to

const float kRadiusMetres = 9.0;
const float kLeastRadiusPixels = 12.0;
const float kMostRadiusPixels = 72.0;
const float kPi = 3.14159265;
const int kOrder[16] = int[](0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5);

vec3 normalFrom(vec2 folded) {
  vec2 p = folded * 2.0 - 1.0;
  vec3 n = vec3(p, 1.0 - abs(p.x) - abs(p.y));
  if (n.z < 0.0) {
    n.xy = (1.0 - abs(n.yx)) * vec2(n.x >= 0.0 ? 1.0 : -1.0, n.y >= 0.0 ? 1.0 : -1.0);
  }
  return normalize(n);
}

vec3 positionAt(ivec2 pixel, float depth) {
  return eyePosition((vec2(pixel) + 0.5) * frame.targetSize.zw, eyeDistance(depth));
}

// How high the surroundings rise above the surface's own plane, to one side: the sine of the highest rise.
float riseTowards(ivec2 pixel, vec3 centre, vec3 n, vec2 direction, float radiusPixels, float shift, float reach) {
  float highest = 0.0;
  ivec2 last = ivec2(frame.targetSize.xy) - 1;
  for (int k = 0; k < occlusionTaps.y; ++k) {
    float along = (float(k) + shift) / float(occlusionTaps.y);
    ivec2 at = pixel + ivec2(round(direction * (1.0 + along * along * radiusPixels)));
    if (any(lessThan(at, ivec2(0))) || any(greaterThan(at, last))) {
      break;
    }
    float depth = texelFetch(sceneDepth, at, 0).r;
    vec3 to = positionAt(at, depth) - centre;
    float squared = dot(to, to);
    float fade = depth > 0.0 ? clamp(1.0 - squared / (reach * reach), 0.0, 1.0) : 0.0;
    highest = max(highest, (dot(to, n) * inversesqrt(squared + 1e-6) - 0.05) * fade);
  }
  return highest;
}

void main() {
  ivec2 pixel = ivec2(gl_FragCoord.xy) * occlusionScale;
  float depth = texelFetch(sceneDepth, pixel, 0).r;
  vec3 centre = positionAt(pixel, depth);
  vec3 n = transpose(mat3(frame.viewToWorld)) * normalFrom(texelFetch(sceneSurface, pixel, 0).rg);
  float pixelSize = pixelMetres(-centre.z);
  float radiusPixels = clamp(kRadiusMetres / pixelSize, kLeastRadiusPixels * frame.measures.y,
                             kMostRadiusPixels * frame.measures.y);
  float reach = radiusPixels * pixelSize;

  // From the top left, where tiles of a large picture begin at multiples of eight.
  int top = int(frame.pictureOrigin.w - frame.pictureOrigin.y - frame.targetSize.y) / occlusionScale;
  int row = int(frame.targetSize.y) / occlusionScale - 1 - int(gl_FragCoord.y) + top;
  ivec2 whole = ivec2(int(frame.pictureOrigin.x) / occlusionScale + int(gl_FragCoord.x), row) & 3;
  float turn = (float(kOrder[whole.y * 4 + whole.x]) + 0.5) / 16.0;
  float shift = (float((whole.x + whole.y * 2) & 3) + 0.5) / 4.0;
  float sum = 0.0;
  int sides = depth > 0.0 ? occlusionTaps.x * 2 : 0;
  for (int i = 0; i < sides; ++i) {
    float angle = (float(i) + turn) * 2.0 * kPi / float(sides);
    float rise = riseTowards(pixel, centre, n, vec2(cos(angle), sin(angle)), radiusPixels, shift, reach);
    sum += rise * (0.5 + 0.5 * rise);
  }
  visibility = vec2(clamp(1.0 - 1.25 * sum / float(max(sides, 1)), 0.0, 1.0), depth);
}
