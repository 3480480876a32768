// What every shader knows of the picture; the same members as engine/render/detail/frame_block.h.
layout(std140, binding = 0) uniform Frame {
  mat4 shadowFromEye;
  mat4 viewToWorld;
  vec4 rays;
  vec4 sunDirection;
  vec4 sunColour;
  vec4 skyColour;
  vec4 bounceColour;
  vec4 zenithColour;
  vec4 horizonColour;
  vec4 nadirColour;
  vec4 edgeColour;
  vec4 haze;
  vec4 targetSize;
  vec4 pictureOrigin;
  vec4 measures;
  vec4 shadow;
  vec4 ground;
  ivec4 options;
} frame;

// Known when compiled, since Mesa's software rasteriser runs both sides of a branch.
#pragma import_defines(REALISTIC, ORTHOGRAPHIC)
#ifdef REALISTIC
const bool kIsRealistic = true;
#else
const bool kIsRealistic = false;
#endif
#ifdef ORTHOGRAPHIC
const bool kIsOrthographic = true;
#else
const bool kIsOrthographic = false;
#endif

// Distance along the view axis of a reversed depth; a very large one where nothing was drawn.
float eyeDistance(float depth) {
  if (kIsOrthographic) {
    return (1.0 - 2.0 * depth) * frame.measures.w;
  }
  return frame.measures.w / max(depth, 1e-9);
}

// Metres that a pixel covers at a distance along the view axis.
float pixelMetres(float distance) {
  return kIsOrthographic ? frame.measures.x : frame.measures.x * distance;
}

// From a point of the target (0 to 1) to the direction of sight along the scene's axes, not normalised: at unit
// distance along the view axis.
vec3 sightDirection(vec2 point) {
  vec2 ray = frame.rays.xy + frame.rays.zw * point;
  return mat3(frame.viewToWorld) * (kIsOrthographic ? vec3(0.0, 0.0, -1.0) : vec3(ray, -1.0));
}

// The position relative to the eye, along eye axes, of a point of the target at a distance along the view axis.
vec3 eyePosition(vec2 point, float distance) {
  vec2 ray = frame.rays.xy + frame.rays.zw * point;
  return vec3(kIsOrthographic ? ray : ray * distance, -distance);
}

float luminance(vec3 colour) { return dot(colour, vec3(0.2126, 0.7152, 0.0722)); }

vec3 linearToSrgb(vec3 c) {
  return mix(12.92 * c, 1.055 * pow(max(c, vec3(0.0031308)), vec3(1.0 / 2.4)) - 0.055, step(vec3(0.0031308), c));
}

vec3 srgbToLinear(vec3 c) {
  return mix(c / 12.92, pow((c + 0.055) / 1.055, vec3(2.4)), step(vec3(0.04045), c));
}
