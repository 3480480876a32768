#version 430 compatibility
// The mean over the 4 by 4 pattern of occlusion.frag, of what lies on the same surface.
#include "frame.glsl"
layout(binding = 11) uniform sampler2D sceneDepth;
layout(binding = 12) uniform sampler2D occlusion;
uniform int occlusionScale;
layout(location = 0) out float visibility;

void main() {
  ivec2 pixel = ivec2(gl_FragCoord.xy);
  ivec2 last = textureSize(occlusion, 0) - 1;
  float centre = eyeDistance(texelFetch(sceneDepth, pixel * occlusionScale, 0).r);
  float tolerance = max(0.5, 12.0 * float(occlusionScale) * pixelMetres(centre));
  float sum = 0.0;
  float weights = 0.0;
  for (int y = -2; y < 2; ++y) {
    for (int x = -2; x < 2; ++x) {
      ivec2 at = clamp(pixel + ivec2(x, y), ivec2(0), last);
      float distance = eyeDistance(texelFetch(sceneDepth, at * occlusionScale, 0).r);
      float weight = max(1.0 - abs(distance - centre) / tolerance, 0.001);
      sum += weight * texelFetch(occlusion, at, 0).r;
      weights += weight;
    }
  }
  visibility = sum / weights;
}
