#version 430 compatibility
// One symbol as a quad that faces the screen: engine/render/detail/symbol_drawable.h.
#pragma import_defines(PASS_PICK)
#include "frame.glsl"
#include "layer.glsl"
layout(location = 0) in vec3 position;
layout(location = 1) in uint feature;
layout(binding = 11) uniform sampler2D singleDepth;

noperspective out vec2 place;  // in units of the symbol's half size, from its middle; y upwards
flat out float halfSize;       // pixels
flat out vec4 styleColour;
flat out uint vertexFeature;
flat out float isVisible;

const float kMargin = 3.0;  // pixels around the symbol for its halo

// Symbols that stand on their point; the others lie around it.
bool isStanding(int symbol) { return symbol >= 4; }

// Which part of the symbol's foot is not hidden by the relief or a building: soft, from points around it.
float visibleShare(vec3 eye, vec2 screen) {
  float distance = -eye.z;
  float tolerance = max(1.0, 0.004 * distance) + 3.0 * pixelMetres(distance);
  float seen = 0.0;
  for (int k = 0; k < 5; ++k) {
    vec2 step = k == 0 ? vec2(0.0) : vec2(k < 3 ? float(k) * 4.0 - 6.0 : 0.0, k < 3 ? 0.0 : float(k) * 4.0 - 14.0);
    ivec2 at = ivec2(clamp(screen + step * 0.5 * frame.measures.y, vec2(0.0), frame.targetSize.xy - 1.0));
    seen += eyeDistance(texelFetch(singleDepth, at, 0).r) + tolerance >= distance ? 0.2 : 0.0;
  }
  return seen;
}

void main() {
  vec4 eye = gl_ModelViewMatrix * vec4(position, 1.0);
  vec4 clip = gl_ProjectionMatrix * eye;
  styleColour = featureColour(feature, layerSymbol);
  vertexFeature = feature;
  vec2 screen = (clip.xy / max(clip.w, 1e-6) * 0.5 + 0.5) * frame.targetSize.xy;
#ifdef PASS_PICK
  isVisible = 1.0;
#else
  isVisible = visibleShare(eye.xyz, screen);
#endif
  if (isHidden(styleColour) || isVisible <= 0.0 || (!kIsOrthographic && eye.z > -0.5)) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  // Far away symbols shrink to dots, so that thousands stay readable.
  float far = smoothstep(600.0, 6000.0, kIsOrthographic ? frame.measures.x * 1000.0 : -eye.z);
  halfSize = 0.5 * layerStroke.y * frame.measures.y * mix(1.0, 0.4, far);
  if (vertexFeature == layerIdentity.y) {
    halfSize *= 1.4;
  }
  vec2 corner = vec2((gl_VertexID & 1) == 0 ? -1.0 : 1.0, gl_VertexID < 2 ? -1.0 : 1.0);
  vec2 offset = corner * (halfSize + kMargin * frame.measures.y);
  place = offset / halfSize;
  offset.y += isStanding(layerFlags.w) ? halfSize : 0.0;
  clip.xy += offset * 2.0 * frame.targetSize.zw * clip.w;
#ifdef PASS_PICK
  clip.z *= kIsOrthographic ? 1.0 : 1.01;
  clip.z += kIsOrthographic ? 5e-5 : 0.0;
#endif
  gl_Position = clip;
}
