#version 430 compatibility
// Brings the finished frame to the size of the picture (mean of each pixel's square) and to sRGB.
#include "frame.glsl"
layout(binding = 8) uniform sampler2D finished;
uniform int presentScale;
layout(location = 0) out vec4 colour;

void main() {
  ivec2 first = ivec2(gl_FragCoord.xy) * presentScale;
  vec4 sum = vec4(0.0);
  for (int y = 0; y < presentScale; ++y) {
    for (int x = 0; x < presentScale; ++x) {
      sum += texelFetch(finished, first + ivec2(x, y), 0);
    }
  }
  sum /= float(presentScale * presentScale);
  vec3 straight = sum.a > 0.0 ? sum.rgb / sum.a : vec3(0.0);
  colour = vec4(linearToSrgb(straight), sum.a);
}
