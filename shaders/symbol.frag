#version 430 compatibility
// Shapes of symbols by their distance functions: crisp at any size, with a light halo.
#pragma import_defines(PASS_PICK)
#include "frame.glsl"
#include "layer.glsl"
#include "lighting.glsl"
noperspective in vec2 place;
flat in float halfSize;
flat in vec4 styleColour;
flat in uint vertexFeature;
flat in float isVisible;

float circle(vec2 p, vec2 centre, float radius) { return length(p - centre) - radius; }
float box(vec2 p, vec2 centre, vec2 size) {
  vec2 d = abs(p - centre) - size;
  return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0);
}
float triangle(vec2 p, float top, float bottom, float width) {  // upright, centred on x
  vec2 normal = normalize(vec2(top - bottom, width));
  return max(dot(vec2(abs(p.x), p.y - top), normal), bottom - p.y);
}

// Distance to the shape's border, in half sizes: negative inside.
float shape(vec2 p, int symbol) {
  switch (symbol) {
    case 1: return box(p, vec2(0.0), vec2(0.78));
    case 2: return (abs(p.x) + abs(p.y) - 0.98) * 0.70711;
    case 3: return triangle(p, 0.95, -0.72, 0.92);
    case 4: {  // pin: a drop that ends in its point, with an eye
      float head = circle(p, vec2(0.0, 0.36), 0.62);
      vec2 q = vec2(abs(p.x), p.y + 1.0);
      float tip = max(dot(q, normalize(vec2(1.0, -0.45))), q.y - 1.1);
      return max(min(head, tip), 0.24 - length(p - vec2(0.0, 0.36)));
    }
    case 5: {  // tree: crown of three balls over a trunk
      float crown = min(circle(p, vec2(0.0, 0.42), 0.55), min(circle(p, vec2(-0.38, 0.08), 0.42), circle(p, vec2(0.38, 0.08), 0.42)));
      return min(crown, box(p, vec2(0.0, -0.62), vec2(0.11, 0.38)));
    }
    case 6: {  // lamp: post with an arm and a light
      float post = box(p, vec2(-0.22, -0.1), vec2(0.09, 0.9));
      float arm = box(p, vec2(0.06, 0.74), vec2(0.30, 0.08));
      return min(min(post, arm), circle(p, vec2(0.36, 0.56), 0.30));
    }
    default: return circle(p, vec2(0.0), 0.88);
  }
}

#ifdef PASS_PICK
layout(location = 0) out uvec4 identity;
void main() {
  if (shape(place, layerFlags.w) * halfSize > 2.0) {
    discard;
  }
  identity = uvec4(layerIdentity.x, vertexFeature, 0u, 4u);
}
#else
layout(location = 0) out vec4 colour;

void main() {
  // The smaller a symbol, the plainer: without a halo its colour stays, and as a dot it stays legible.
  float size = halfSize / frame.measures.y;
  float pixels = shape(place, size < 3.5 ? 0 : layerFlags.w) * halfSize;
  float haloWidth = clamp(0.5 * (size - 2.5), 0.0, 1.6) * frame.measures.y;
  float halo = haloWidth > 0.0 ? clamp(haloWidth + 0.5 - pixels, 0.0, 1.0) * 0.9 : 0.0;
  float inside = clamp(0.5 - pixels, 0.0, 1.0);
  vec3 light = kIsRealistic ? clamp(0.45 * frame.sunColour.rgb + 1.1 * frame.skyColour.rgb, 0.55, 1.0) : vec3(1.0);
  vec3 tone = vertexFeature == layerIdentity.y ? vec3(1.0, 0.28, 0.02) : styleColour.rgb;
  colour = vec4(mix(vec3(0.96), tone, inside) * light, max(halo, inside) * styleColour.a * isVisible);
}
#endif
