#version 430 compatibility
// From the scene's samples to one colour a pixel: the samples' mean over the background.
#pragma import_defines(MULTISAMPLED)
#include "frame.glsl"
#include "lighting.glsl"
#include "background.glsl"
#ifdef MULTISAMPLED
layout(binding = 8) uniform sampler2DMS sceneColour;
#else
layout(binding = 8) uniform sampler2D sceneColour;
#endif
in vec2 point;
layout(location = 0) out vec4 colour;

void main() {
  ivec2 pixel = ivec2(gl_FragCoord.xy);
  vec4 sum = vec4(0.0);
  int samples = frame.options.z;
  for (int i = 0; i < samples; ++i) {
    sum += texelFetch(sceneColour, pixel, i);
  }
  sum /= float(samples);
  if (frame.effects.z == 0) {
    sum = vec4(sum.rgb + (1.0 - sum.a) * background(point), 1.0);
  }
  colour = sum;
}
