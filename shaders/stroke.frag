#version 430 compatibility
// A stroke: flat colour, soft borders.
#pragma import_defines(PASS_PICK)
#include "frame.glsl"
#include "layer.glsl"
#include "lighting.glsl"
noperspective in float across;
flat in float halfWidth;
flat in vec4 styleColour;
flat in uint vertexFeature;
in vec3 relativePosition;
#ifdef PASS_PICK
layout(location = 0) out uvec4 identity;
void main() { identity = uvec4(layerIdentity.x, vertexFeature, 0u, 3u); }
#else
layout(location = 0) out vec4 colour;

void main() {
  float width = max(halfWidth, 0.5);
  float cover = clamp(width + 0.5 - abs(across), 0.0, 1.0) * min(2.0 * halfWidth, 1.0);
  vec3 light = kIsRealistic ? 0.35 * frame.sunColour.rgb + 0.8 * frame.skyColour.rgb : vec3(1.0);
  vec4 shown = throughAir(vec4(styleColour.rgb * light, 0.0), relativePosition);
  vec3 tone = vertexFeature == layerIdentity.y ? vec3(1.0, 0.28, 0.02) : graded(shown.rgb);
  colour = vec4(tone, styleColour.a * cover);
}
#endif
