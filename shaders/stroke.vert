#version 430 compatibility
// One segment of a polyline as a quad of constant width on the screen: engine/render/detail/stroke_drawable.h.
#pragma import_defines(PASS_PICK)
#include "frame.glsl"
#include "layer.glsl"
layout(location = 0) in vec3 before;
layout(location = 1) in vec3 start;
layout(location = 2) in vec3 end;
layout(location = 3) in vec3 after;
layout(location = 4) in uvec2 startFeature;  // feature, 1: first of its polyline, 2: last
layout(location = 5) in uvec2 endFeature;

noperspective out float across;  // pixels from the middle
flat out float halfWidth;        // pixels
flat out vec4 styleColour;
flat out uint vertexFeature;
out vec3 relativePosition;

const float kNearest = 0.1;  // metres before the eye; segments are cut there

vec3 eyeOf(vec3 position) { return (gl_ModelViewMatrix * vec4(position, 1.0)).xyz; }

// Pixels on the target, from its middle.
vec2 screenOf(vec3 eye) {
  vec4 clip = gl_ProjectionMatrix * vec4(eye, 1.0);
  return clip.xy / max(clip.w, 1e-6) * 0.5 * frame.targetSize.xy;
}

vec3 cutAtEye(vec3 eye, vec3 towards) {
  float z = kIsOrthographic ? 1e9 : -kNearest;
  return eye.z > z ? mix(eye, towards, clamp((eye.z - z) / max(eye.z - towards.z, 1e-6), 0.0, 1.0)) : eye;
}

vec2 directionOf(vec2 a, vec2 b) {
  vec2 d = b - a;
  float size = length(d);
  return size > 1e-4 ? d / size : vec2(0.0);
}

void main() {
  bool isLast = (startFeature.y & 2u) != 0u;
  vec3 a = eyeOf(start), b = eyeOf(end);
  bool isBehind = !kIsOrthographic && a.z > -kNearest && b.z > -kNearest;
  styleColour = featureColour(startFeature.x, layerLine);
  vertexFeature = startFeature.x;
  if (isLast || isBehind || isHidden(styleColour)) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  a = cutAtEye(a, b);
  b = cutAtEye(b, a);
  vec2 pa = screenOf(a), pb = screenOf(b);
  vec2 along = directionOf(pa, pb);
  bool atEnd = gl_VertexID >= 2;
  float side = (gl_VertexID & 1) == 0 ? -1.0 : 1.0;

  // Both quads that meet in a join end at its bisector; sharp turns end square.
  bool isOpen = atEnd ? (endFeature.y & 2u) != 0u : (startFeature.y & 1u) != 0u;
  vec3 other = eyeOf(atEnd ? after : before);
  vec2 neighbour = atEnd ? directionOf(pb, screenOf(cutAtEye(other, b))) : directionOf(screenOf(cutAtEye(other, a)), pa);
  vec2 normal = vec2(-along.y, along.x);
  halfWidth = 0.5 * layerStroke.x * frame.measures.y;
#ifdef PASS_PICK
  halfWidth += 2.0;
#endif
  float reach = halfWidth + 0.7;
  vec2 shift = normal * side * reach;
  float turn = dot(along, neighbour);
  if (!isOpen && turn > -0.5 && dot(neighbour, neighbour) > 0.5) {
    vec2 middle = normalize(along + neighbour);
    vec2 bisector = vec2(-middle.y, middle.x);
    shift = bisector * side * reach / max(dot(bisector, normal), 0.4);
  } else {
    shift += along * (atEnd ? 0.5 : -0.5) * halfWidth;
  }
  vec3 eye = atEnd ? b : a;
  vec4 clip = gl_ProjectionMatrix * vec4(eye, 1.0);
  clip.xy += shift * 2.0 * frame.targetSize.zw * clip.w;
  // Towards the eye by what the ground may rise within the stroke's width when seen at a grazing angle.
  float pixelAngle = frame.measures.x * (halfWidth + 1.0);
  float slant = clamp(abs((mat3(frame.viewToWorld) * eye).z) / max(length(eye), 1e-3), 0.06, 1.0);
  clip.z *= kIsOrthographic ? 1.0 : 1.0 + 3e-4 + pixelAngle / slant;
  clip.z += kIsOrthographic ? 4e-6 + pixelAngle / frame.measures.w : 0.0;
  gl_Position = clip;
  across = side * reach;
  relativePosition = mat3(frame.viewToWorld) * eye;
}
