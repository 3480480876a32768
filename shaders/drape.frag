#version 430 compatibility
// What is painted on the ground.
#pragma import_defines(PASS_SHADOW, PASS_PICK)
#include "frame.glsl"
#include "layer.glsl"
#include "lighting.glsl"
in vec3 relativePosition;
in vec3 normal;
flat in uint vertexFeature;
flat in vec4 styleColour;
layout(location = 0) out vec4 colour;

void main() {
  vec3 n = normalize(normal);
  vec4 shown = throughAir(lit(styleColour.rgb, n.z < 0.0 ? -n : n, 1.0), relativePosition);
  colour = vec4(graded(shown.rgb), styleColour.a);
}
