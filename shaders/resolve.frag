#version 430 compatibility
// The first sample of each pixel: one depth and one surface that other passes can read.
#include "frame.glsl"
layout(binding = 9) uniform sampler2DMS sceneSurface;
layout(binding = 10) uniform sampler2DMS sceneDepth;
layout(location = 0) out float depth;
layout(location = 1) out vec4 surface;

void main() {
  ivec2 pixel = ivec2(gl_FragCoord.xy);
  depth = texelFetch(sceneDepth, pixel, 0).r;
  surface = texelFetch(sceneSurface, pixel, 0);
}
