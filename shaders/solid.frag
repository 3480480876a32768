#version 430 compatibility
// City objects.
#pragma import_defines(PASS_PICK)
#include "frame.glsl"
#include "layer.glsl"
#include "lighting.glsl"
#include "shadow.glsl"
in vec3 relativePosition;
in vec3 normal;
in vec2 pictureCoord;
flat in uint vertexFeature;
flat in int vertexKind;
flat in vec4 styleColour;
uniform sampler2D picture;
uniform int hasPicture;
#ifdef PASS_PICK
layout(location = 0) out uvec4 identity;
void main() { identity = uvec4(layerIdentity.x, vertexFeature, uint(vertexKind), 2u); }
#else
layout(location = 0) out vec4 colour;
layout(location = 1) out vec4 surface;

const int kWindow = 10;
const int kDoor = 11;

void main() {
  vec3 n = normalize(gl_FrontFacing ? normal : -normal);
  vec3 albedo = styleColour.rgb;
  if (hasPicture != 0 && layerFlags.y != 0 && kIsRealistic) {
    albedo = texture(picture, pictureCoord).rgb;
  }
  if (vertexKind == kWindow) {
    albedo = mix(albedo, vec3(0.10, 0.14, 0.18), 0.7);
  } else if (vertexKind == kDoor) {
    albedo *= 0.6;
  }
  vec4 shown = throughAir(lit(albedo, n, sunVisibility(relativePosition, n)), relativePosition);
  colour = vec4(graded(shown.rgb), styleColour.a);
  surface = vec4(octahedral(n), featureTag(vertexFeature), shown.a);
}
#endif
