#version 430 compatibility
// Points of a cloud. They have no normals, so that light says nothing of their shape: composite.frag shades them by depth.
#pragma import_defines(PASS_PICK)
#include "frame.glsl"
#include "layer.glsl"
#include "lighting.glsl"
flat in vec3 pointColour;
flat in uint pointFacts;
in vec3 relativePosition;

bool isOutside() {
  vec2 p = gl_PointCoord * 2.0 - 1.0;
  return dot(p, p) > 1.0;
}

#ifdef PASS_PICK
layout(location = 0) out uvec4 identity;
void main() {
  if (isOutside()) {
    discard;
  }
  identity = uvec4(layerIdentity.x, 0u, pointFacts, 5u);
}
#else
layout(location = 0) out vec4 colour;
layout(location = 1) out vec4 surface;

// A pattern of thresholds for layers that one sees through.
float threshold(ivec2 pixel) {
  const int kOrder[16] = int[](0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5);
  return (float(kOrder[(pixel.y & 3) * 4 + (pixel.x & 3)]) + 0.5) / 16.0;
}

void main() {
  if (isOutside() || layerStroke.z < threshold(ivec2(gl_FragCoord.xy))) {
    discard;
  }
  // Measured colours are lit already; by night they still dim with the light.
  float light = kIsRealistic ? clamp(luminance(frame.sunColour.rgb) * 0.5 + luminance(frame.skyColour.rgb) * 1.1, 0.06, 1.0) : 1.0;
  vec4 shown = throughAir(vec4(pointColour * light, 0.0), relativePosition);
  colour = vec4(graded(shown.rgb), 1.0);
  surface = vec4(octahedral(vec3(0.0, 0.0, 1.0)), 0.0, 0.0);  // tag 0 tells points
}
#endif
