#version 430 compatibility
// The ground: its imagery, or a colour that tells heights apart.
#pragma import_defines(PASS_PICK)
#include "frame.glsl"
#include "layer.glsl"
#include "lighting.glsl"
#include "shadow.glsl"
in vec3 relativePosition;
in vec3 normal;
in vec2 pictureCoord;
uniform sampler2D picture;
uniform int hasPicture;
#include "ground_normal.glsl"
#ifdef PASS_PICK
layout(location = 0) out uvec4 identity;
void main() { identity = uvec4(layerIdentity.x, 0u, 0u, 1u); }
#else
layout(location = 0) out vec4 colour;
layout(location = 1) out vec4 surface;

// Height tint between the territory's lowest and highest ground: sage, sand, ivory.
vec3 tintOf(float height) {
  float range = max(frame.ground.y - frame.ground.x, 60.0);
  float t = clamp((height - frame.ground.x) / range, 0.0, 1.0);
  const vec3 kLow = vec3(0.43, 0.50, 0.36);
  const vec3 kMiddle = vec3(0.71, 0.65, 0.49);
  const vec3 kHigh = vec3(0.90, 0.87, 0.82);
  vec3 tint = t < 0.5 ? mix(kLow, kMiddle, t * 2.0) : mix(kMiddle, kHigh, t * 2.0 - 1.0);
  return kIsRealistic ? tint * 0.72 : mix(tint, vec3(0.80, 0.79, 0.76), 0.35);
}

// Faint contour lines, as in the stacked boards of an architect's model. Their interval follows the distance in steps of
// two; the lines between fade in and out.
float contourAt(float height, vec3 n, float pixelSize) {
  float level = log2(max(pixelSize * 9.0, 0.25));
  float interval = exp2(floor(level) + 1.0);
  float perPixel = max(fwidth(height), 1e-4);
  float nearest = abs(fract(height / interval + 0.5) - 0.5) * interval / perPixel;
  float between = abs(fract(height / interval) - 0.5) * interval / perPixel;
  float line = max(clamp(1.2 - nearest, 0.0, 1.0), clamp(1.2 - between, 0.0, 1.0) * (1.0 - fract(level)));
  float slope = length(n.xy) / max(n.z, 0.05);
  return line * clamp(interval / perPixel * 0.12 - 0.5, 0.0, 1.0) * smoothstep(0.02, 0.10, slope);
}

void main() {
  vec3 n = groundNormal(normal, pictureCoord) * (gl_FrontFacing ? 1.0 : -1.0);
  float height = frame.measures.z + relativePosition.z;
  vec3 albedo = layerFlags.z != 0 ? tintOf(height) : layerFill.rgb;
  if (hasPicture != 0) {
    vec4 image = texture(picture, pictureCoord);
    vec3 shown = kIsRealistic ? image.rgb : mix(vec3(luminance(image.rgb)), image.rgb, 0.55) * 0.72 + 0.20;
    albedo = mix(albedo, shown, image.a);
  } else if (!kIsRealistic) {
    albedo *= 1.0 - 0.16 * contourAt(height, n, pixelMetres(length(relativePosition)));
  }
  vec4 shown = throughAir(lit(albedo, n, sunVisibility(relativePosition, n)), relativePosition);
  colour = vec4(graded(shown.rgb), 1.0);
  surface = vec4(octahedral(n), 1.0 / 255.0, shown.a);
}
#endif
