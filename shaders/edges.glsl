// Thin lines where surfaces end or fold, like an architect's pen: found for each sample of the scene, so that they are
// as smooth as the scene's own borders. Includer defines fetchDepth(ivec2, int) and fetchSurface(ivec2, int).

const float kGroundTag = 1.0 / 255.0;
const float kSelectedTag = 254.0 / 255.0;

bool isObject(float tag) { return tag > 1.5 / 255.0; }

vec3 unpackedNormal(vec2 folded) {
  vec2 p = folded * 2.0 - 1.0;
  vec3 n = vec3(p, 1.0 - abs(p.x) - abs(p.y));
  if (n.z < 0.0) {
    n.xy = (1.0 - abs(n.yx)) * vec2(n.x >= 0.0 ? 1.0 : -1.0, n.y >= 0.0 ? 1.0 : -1.0);
  }
  return normalize(n);
}

// How far, in metres, a neighbour lies behind the plane through this point and the opposite neighbour. Reversed depth is
// linear on planes, so that slopes seen at a grazing angle do not count.
float dropBehind(float centre, float opposite, float neighbour) {
  if (kIsOrthographic) {
    return (2.0 * centre - opposite - neighbour) * 2.0 * frame.measures.w;
  }
  float expected = max(2.0 * centre - opposite, centre * 0.5);
  return neighbour <= 0.0 ? 1e6 : eyeDistance(neighbour) - eyeDistance(expected);
}

// How much a surface turns, or another object begins, between two samples that touch.
float creaseBetween(vec4 here, vec4 there, bool touches) {
  if (!touches) {
    return 0.0;
  }
  if (abs(here.b - there.b) > 0.5 / 255.0 && isObject(there.b)) {
    return 0.8;
  }
  float turn = 1.0 - dot(unpackedNormal(here.rg), unpackedNormal(there.rg));
  return smoothstep(0.04, 0.16, turn) * 0.8;
}

// Strength of the line through one sample, 0 to 1.
float edgeAt(ivec2 pixel, int s) {
  int o = max(1, int(frame.measures.y + 0.3));
  float c = fetchDepth(pixel, s);
  if (c <= 0.0) {
    return 0.0;
  }
  ivec2 last = ivec2(frame.targetSize.xy) - 1;
  ivec2 right = min(pixel + ivec2(o, 0), last);
  ivec2 left = max(pixel - ivec2(o, 0), ivec2(0));
  ivec2 top = min(pixel + ivec2(0, o), last);
  ivec2 bottom = max(pixel - ivec2(0, o), ivec2(0));
  float r = fetchDepth(right, s), l = fetchDepth(left, s), t = fetchDepth(top, s), b = fetchDepth(bottom, s);
  vec4 here = fetchSurface(pixel, s);
  if (here.b < 0.5 / 255.0) {  // points have no edges
    return 0.0;
  }
  // Most pixels lie in the middle of a plane of the ground.
  float bend = max(abs(2.0 * c - l - r), abs(2.0 * c - t - b));
  if (!isObject(here.b) && !kIsOrthographic && bend < 2e-3 * c) {
    return 0.0;
  }
  float distance = eyeDistance(c);
  float size = pixelMetres(distance);
  float drop = max(max(dropBehind(c, l, r), dropBehind(c, r, l)), max(dropBehind(c, b, t), dropBehind(c, t, b)));
  float most = max(0.35, 2.5 * size);
  float strength = smoothstep(most, 2.0 * most, drop) * (isObject(here.b) ? 1.0 : 0.45);
  if (isObject(here.b) && strength < 0.8) {
    float reach = 6.0 * most;
    strength = max(strength, creaseBetween(here, fetchSurface(right, s), abs(eyeDistance(r) - distance) < reach));
    strength = max(strength, creaseBetween(here, fetchSurface(top, s), abs(eyeDistance(t) - distance) < reach));
  }
  // Lines do not pile up where objects become as small as the lines.
  return strength * mix(1.0, 0.25, smoothstep(0.35, 3.0, size / max(frame.measures.y, 1.0)));
}
