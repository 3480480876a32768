#version 430 compatibility
// The mean over the 4 by 4 pattern of occlusion.frag, of what lies on the same surface: first along x, then along y.
#include "frame.glsl"
layout(binding = 12) uniform sampler2D occlusion;
uniform int occlusionScale;
uniform ivec2 blurStep;
layout(location = 0) out vec2 visibility;

void main() {
  ivec2 pixel = ivec2(gl_FragCoord.xy);
  ivec2 last = textureSize(occlusion, 0) - 1;
  float depth = texelFetch(occlusion, pixel, 0).g;
  float centre = eyeDistance(depth);
  float tolerance = 1.0 / max(0.5, 12.0 * float(occlusionScale) * pixelMetres(centre));
  float sum = 0.0;
  float weights = 0.0;
  for (int k = -2; k < 2; ++k) {
    vec2 there = texelFetch(occlusion, clamp(pixel + k * blurStep, ivec2(0), last), 0).rg;
    float weight = max(1.0 - abs(eyeDistance(there.g) - centre) * tolerance, 0.001);
    sum += weight * there.r;
    weights += weight;
  }
  visibility = vec2(sum / weights, depth);
}
