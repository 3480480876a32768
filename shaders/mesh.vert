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

const int kRoof = 2;  // model::SurfaceKind
const int kImpliedRoof = 18;

#ifdef IS_SOLID
// The colour that a city model gives a surface takes the layer's place, or is white where it gives none. The maquette only
// hints at it, as a model of wood and card would: strong reds and blues of a source shall not drown its light.
vec3 withMaterial(vec3 layerTone, vec3 material) {
  if (all(greaterThan(material, vec3(0.995)))) {
    return layerTone;
  }
  vec3 own = srgbToLinear(material);
  if (kIsRealistic) {
    return own;
  }
  vec3 calm = mix(vec3(dot(own, vec3(0.2126, 0.7152, 0.0722))), own, 0.65);
  return mix(calm, layerTone, 0.4);
}
#endif

void main() {
  vec4 eyePosition = gl_ModelViewMatrix * vec4(position, 1.0);
  gl_Position = gl_ProjectionMatrix * eyePosition;
  relativePosition = mat3(frame.viewToWorld) * eyePosition.xyz;
  normal = vec3(normalKind.xyz) / 127.0;
  pictureCoord = texcoord;
  vertexFeature = feature;
  vertexKind = normalKind.w;
  bool isRoof = vertexKind == kRoof || vertexKind == kImpliedRoof;
#if defined(IS_BAND)
  vec4 layerColour = layerLine;
#else
  vec4 layerColour = isRoof ? layerRoof : layerFill;
#endif
  styleColour = featureColour(feature, layerColour);
#ifdef IS_SOLID
  if (!hasStyleRow(feature)) {
    styleColour.rgb = withMaterial(styleColour.rgb, colour.rgb);
  } else if (!isRoof) {  // roofs stay told from walls
    styleColour.rgb = mix(styleColour.rgb, vec3(1.0), 0.28);
  }
#else
  styleColour.rgb *= srgbToLinear(colour.rgb);
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
