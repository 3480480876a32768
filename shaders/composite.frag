#version 430 compatibility
// From the scene's samples to one colour a pixel: occlusion, edge lines, the background, the selection's outline.
#pragma import_defines(MULTISAMPLED, WITH_OCCLUSION, WITH_EDGES, WITH_POINTS, WITH_SELECTION, TRANSPARENT)
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
#ifndef MULTISAMPLED
  return texture(occlusion, (vec2(pixel) + 0.5) * frame.targetSize.zw).r;  // while moving
#endif
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
    vec2 there = texelFetch(occlusion, at, 0).rg;
    float distance = eyeDistance(there.g);
    float weight = (step.x == 1 ? part.x : 1.0 - part.x) * (step.y == 1 ? part.y : 1.0 - part.y);
    weight *= max(1.0 - abs(distance - centre) / tolerance, 0.01);
    sum += weight * there.r;
    weights += weight;
  }
  return sum / weights;
}

// The mean over a pixel's samples; one sample speaks for all where the pixel lies within one plain surface. Loops that
// end at once cost nothing, where a branch would be run through.
float edgeOf(ivec2 pixel, int samples) {
  float sum = edgeAt(pixel, 0);
#ifdef MULTISAMPLED
  float depth = fetchDepth(pixel, 0);
  vec4 here = fetchSurface(pixel, 0);
  bool isPlain = sum == 0.0;
  for (int i = 1; i < samples && isPlain; ++i) {
    isPlain = abs(fetchDepth(pixel, i) - depth) < 0.02 * depth &&
              all(lessThan(abs(fetchSurface(pixel, i) - here).rgb, vec3(0.03)));
  }
  int others = isPlain ? 0 : samples;
  for (int i = 1; i < others; ++i) {
    sum += edgeAt(pixel, i);
  }
  sum /= float(max(others, 1));
#endif
  return sum;
}

#ifdef WITH_POINTS
// Eye-dome lighting (Boucheny, "Visualisation scientifique de grands volumes de donnees", 2009): a point is the darker the
// more its surroundings in the picture are nearer to the eye, which shows the shape of what has no normals.
float domeLight(ivec2 pixel) {
  float depth = fetchDepth(pixel, 0);
  if (depth <= 0.0 || fetchSurface(pixel, 0).b > 0.5 / 255.0) {
    return 1.0;
  }
  float distance = eyeDistance(depth);
  int reach = max(1, int(1.4 * frame.measures.y + 0.5));
  ivec2 last = ivec2(frame.targetSize.xy) - 1;
  float sum = 0.0;
  for (int ring = 1; ring <= 2; ++ring) {
    for (int k = 0; k < 8; ++k) {
      const ivec2 kSteps[8] = ivec2[](ivec2(1, 0), ivec2(1, 1), ivec2(0, 1), ivec2(-1, 1), ivec2(-1, 0), ivec2(-1, -1), ivec2(0, -1), ivec2(1, -1));
      ivec2 at = clamp(pixel + kSteps[k] * reach * ring, ivec2(0), last);
      float there = fetchDepth(at, 0);
      float nearer = there <= 0.0 ? 0.0 : max(distance - eyeDistance(there), 0.0);
      sum += min(nearer / (pixelMetres(distance) * 24.0), 1.0);
    }
  }
  return exp(-1.5 * sum / 16.0);
}
#endif

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
  int samples = frame.options.x;
  for (int i = 0; i < samples; ++i) {
    sum += texelFetch(sceneColour, pixel, i);
    skyShare += fetchSurface(pixel, i).a;
  }
  sum /= float(samples);
  skyShare /= float(samples);
#ifdef WITH_OCCLUSION
  sum.rgb *= mix(1.0, occlusionAt(pixel), clamp(skyShare * frame.haze.w, 0.0, 1.0));
#endif
#ifdef WITH_POINTS
  sum.rgb *= domeLight(pixel);
#endif
#ifdef WITH_EDGES
  sum.rgb = mix(sum.rgb, frame.edgeColour.rgb * sum.a, edgeOf(pixel, samples) * frame.edgeColour.w);
#endif
#ifndef TRANSPARENT
  sum = vec4(sum.rgb + (1.0 - sum.a) * background(point), 1.0);
#endif
#ifdef WITH_SELECTION
  sum = mix(sum, vec4(kSelectionColour, 1.0), outlineOf(pixel));
#endif
  colour = sum;
}
