#version 430 compatibility
// What is painted on the ground.
#pragma import_defines(PASS_PICK)
#include "frame.glsl"
#include "layer.glsl"
#include "lighting.glsl"
#include "shadow.glsl"
in vec3 relativePosition;
in vec3 normal;
in vec2 pictureCoord;
#include "ground_normal.glsl"
flat in uint vertexFeature;
flat in vec4 styleColour;
#ifdef PASS_PICK
layout(location = 0) out uvec4 identity;
void main() { identity = uvec4(layerIdentity.x, vertexFeature, 0u, 2u); }
#else
layout(location = 0) out vec4 colour;

void main() {
  vec3 n = groundNormal(normal.z < 0.0 ? -normal : normal, pictureCoord);
  vec4 shown = throughAir(lit(styleColour.rgb, n, sunVisibility(relativePosition, n)), relativePosition);
  colour = vec4(graded(shown.rgb), styleColour.a);
}
#endif
