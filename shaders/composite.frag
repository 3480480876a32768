#version 430 compatibility
// From the scene's samples to one colour a pixel: occlusion, edge lines, the background, the selection's outline.
#pragma import_defines(MULTISAMPLED)
#include "frame.glsl"
#include "lighting.glsl"
#include "background.glsl"
#ifdef MULTISAMPLED
layout(binding = 8) uniform sampler2DMS sceneColour;
layout(binding = 9) uniform sampler2DMS sceneSurface;
layout(binding = 10) uniform sampler2DMS sceneDepth;
#else
layout(binding = 8) uniform sampler2D sceneColour;
layout(binding = 9) uniform sampler2D sceneSurface;
layout(binding = 10) uniform sampler2D sceneDepth;
#endif
layout(binding = 11) uniform sampler2D singleDepth;
layout(binding = 12) uniform sampler2D occlusion;
layout(binding = 14) uniform sampler2D singleSurface;
uniform int occlusionScale;
in vec2 point;
layout(location = 0) out vec4 colour;

float fetchDepth(ivec2 pixel, int s) { return texelFetch(sceneDepth, pixel, s).r; }
vec4 fetchSurface(ivec2 pixel, int s) { return texelFetch(sceneSurface, pixel, s); }
#include "edges.glsl"

const vec3 kSelectionColour = vec3(1.0, 0.28, 0.02);

// Occlusion at full size: of the coarse values around, those on the same surface.
float occlusionAt(ivec2 pixel) {
  if (occlusionScale == 1) {
    return texelFetch(occlusion, pixel, 0).r;
  }
  vec2 place = (vec2(pixel) + 0.5) / float(occlusionScale) - 0.5;
  ivec2 base = ivec2(floor(place));
  vec2 part = place - vec2(base);
  ivec2 last = textureSize(occlusion, 0) - 1;
  float centre = eyeDistance(texelFetch(singleDepth, pixel, 0).r);
  float tolerance = max(0.5, 8.0 * pixelMetres(centre));
  float sum = 0.0;
  float weights = 1e-5;
  for (int k = 0; k < 4; ++k) {
    ivec2 step = ivec2(k & 1, k >> 1);
    ivec2 at = clamp(base + step, ivec2(0), last);
    float distance = eyeDistance(texelFetch(singleDepth, at * occlusionScale, 0).r);
    float weight = (step.x == 1 ? part.x : 1.0 - part.x) * (step.y == 1 ? part.y : 1.0 - part.y);
    weight *= max(1.0 - abs(distance - centre) / tolerance, 0.01);
    sum += weight * texelFetch(occlusion, at, 0).r;
    weights += weight;
  }
  return sum / weights;
}

float edgeOf(ivec2 pixel, int samples) {
  float first = edgeAt(pixel, 0);
#ifdef MULTISAMPLED
  float depth = fetchDepth(pixel, 0);
  vec4 surfaceThere = fetchSurface(pixel, 0);
  bool isPlain = first == 0.0;
  for (int i = 1; i < samples && isPlain; ++i) {
    isPlain = abs(fetchDepth(pixel, i) - depth) < 0.02 * depth && all(lessThan(abs(fetchSurface(pixel, i) - surfaceThere).rgb, vec3(0.03)));
  }
  if (!isPlain) {
    for (int i = 1; i < samples; ++i) {
      first += edgeAt(pixel, i);
    }
    first /= float(samples);
  }
#endif
  return first;
}

// How much of the outline around the selected feature covers this pixel.
float outlineOf(ivec2 pixel) {
  if (texelFetch(singleSurface, pixel, 0).b > kSelectedTag - 0.002 && texelFetch(singleSurface, pixel, 0).b < kSelectedTag + 0.002) {
    return 0.0;
  }
  float width = 2.6 * frame.measures.y;
  int reach = int(ceil(width));
  float nearest = width + 1.0;
  ivec2 last = ivec2(frame.targetSize.xy) - 1;
  for (int y = -reach; y <= reach; ++y) {
    for (int x = -reach; x <= reach; ++x) {
      float tag = texelFetch(singleSurface, clamp(pixel + ivec2(x, y), ivec2(0), last), 0).b;
      if (abs(tag - kSelectedTag) < 0.002) {
        nearest = min(nearest, length(vec2(x, y)));
      }
    }
  }
  return clamp(width - nearest + 0.5, 0.0, 1.0);
}

void main() {
  ivec2 pixel = ivec2(gl_FragCoord.xy);
  vec4 sum = vec4(0.0);
  float skyShare = 0.0;
  int samples = frame.options.z;
  for (int i = 0; i < samples; ++i) {
    sum += texelFetch(sceneColour, pixel, i);
    skyShare += fetchSurface(pixel, i).a;
  }
  sum /= float(samples);
  skyShare /= float(samples);
  if (frame.effects.x != 0 && sum.a > 0.0) {
    sum.rgb *= mix(1.0, occlusionAt(pixel), clamp(skyShare * frame.haze.w, 0.0, 1.0));
  }
  if (frame.effects.y != 0 && sum.a > 0.0) {
    sum.rgb = mix(sum.rgb, frame.edgeColour.rgb * sum.a, edgeOf(pixel, samples) * frame.edgeColour.w);
  }
  if (frame.effects.z == 0 && sum.a < 1.0) {
    sum = vec4(sum.rgb + (1.0 - sum.a) * background(point), 1.0);
  }
  if (frame.effects.w != 0) {
    float outline = outlineOf(pixel);
    sum = mix(sum, vec4(kSelectionColour, 1.0), outline);
  }
  colour = sum;
}
