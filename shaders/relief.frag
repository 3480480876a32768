#version 430 compatibility
// The ground: its imagery, or a colour that tells heights apart.
#pragma import_defines(HAS_PICTURE, PASS_PICK)
#include "frame.glsl"
#include "layer.glsl"
#include "lighting.glsl"
#include "shadow.glsl"
in vec3 relativePosition;
in vec3 normal;
in vec2 pictureCoord;
uniform sampler2D picture;
#ifdef PASS_PICK
layout(location = 0) out uvec4 identity;
void main() { identity = uvec4(layerIdentity.x, 0u, 0u, 1u); }
#else
layout(location = 0) out vec4 colour;
layout(location = 1) out vec4 surface;

void main() {
  vec3 n = normalize(gl_FrontFacing ? normal : -normal);
  vec3 albedo = layerFill.rgb;
#ifdef HAS_PICTURE
  vec4 image = texture(picture, pictureCoord);
  albedo = mix(albedo, image.rgb, image.a);
#endif
  vec4 shown = throughAir(lit(albedo, n, sunVisibility(relativePosition, n)), relativePosition);
  colour = vec4(graded(shown.rgb), 1.0);
  surface = vec4(octahedral(n), 1.0 / 255.0, shown.a);
}
#endif
