#version 430 compatibility
// Vertices of solids, relief and draped areas: engine/render/detail/gpu_mesh.h.
#pragma import_defines(IS_SOLID, IS_RELIEF, IS_AREA, IS_BAND)
#include "frame.glsl"
#include "layer.glsl"
layout(location = 0) in vec3 position;
layout(location = 1) in ivec4 normalKind;
layout(location = 2) in uint feature;
layout(location = 3) in vec4 colour;
layout(location = 4) in vec2 texcoord;

out vec3 relativePosition;  // from the eye, along the scene's axes
out vec3 normal;
out vec2 pictureCoord;
flat out uint vertexFeature;
flat out int vertexKind;
flat out vec4 styleColour;

const int kRoof = 2;

void main() {
  vec4 eyePosition = gl_ModelViewMatrix * vec4(position, 1.0);
  gl_Position = gl_ProjectionMatrix * eyePosition;
  relativePosition = mat3(frame.viewToWorld) * eyePosition.xyz;
  normal = vec3(normalKind.xyz) / 127.0;
  pictureCoord = texcoord;
  vertexFeature = feature;
  vertexKind = normalKind.w;
#if defined(IS_BAND)
  vec4 layerColour = layerLine;
#else
  vec4 layerColour = vertexKind == kRoof ? layerRoof : layerFill;
#endif
  styleColour = featureColour(feature, layerColour) * vec4(srgbToLinear(colour.rgb), 1.0);
#ifdef IS_SOLID
  if (hasStyleRow(feature) && vertexKind != kRoof) {  // roofs stay told from walls
    styleColour.rgb = mix(styleColour.rgb, vec3(1.0), 0.28);
  }
#endif
#if defined(IS_AREA) || defined(IS_BAND)
  // Towards the eye by less than a pixel, so that it wins against the ground it lies in.
  gl_Position.z *= 1.0 + (kIsOrthographic ? 0.0 : 2e-4);
  gl_Position.z += kIsOrthographic ? 2e-6 : 0.0;
#endif
#ifndef IS_RELIEF
  if (isHidden(styleColour)) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
  }
#endif
}
