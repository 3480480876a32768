// How much of the sun reaches a surface, from the shadow map.
layout(binding = 13) uniform sampler2DShadow shadowMap;

const vec2 kDisc[12] = vec2[](vec2(-0.326, -0.406), vec2(-0.840, -0.074), vec2(-0.696, 0.457), vec2(-0.203, 0.621),
                              vec2(0.962, -0.195), vec2(0.473, -0.480), vec2(0.519, 0.767), vec2(0.185, -0.893),
                              vec2(0.507, 0.064), vec2(0.896, 0.412), vec2(-0.322, -0.933), vec2(-0.092, 0.066));

float sunVisibility(vec3 relative, vec3 n) {
  float facing = dot(n, frame.sunDirection.xyz);
  float offset = frame.shadow.w * (0.8 + frame.shadow.y) * (0.35 + 1.4 * sqrt(max(1.0 - facing * facing, 0.0)));
  vec3 place = (frame.shadowFromEye * vec4(relative + n * offset, 1.0)).xyz;
  vec2 inside = min(place.xy, 1.0 - place.xy);
  float strength = clamp(min(inside.x, inside.y) * 24.0, 0.0, 1.0) * frame.shadow.z;
  int taps = facing > 0.0 && strength > 0.0 ? frame.options.y : 0;
  float lit = 0.0;
  for (int i = 0; i < taps; ++i) {
    vec2 shift = taps > 1 ? kDisc[i] * frame.shadow.x * frame.shadow.y : vec2(0.0);
    lit += texture(shadowMap, vec3(place.xy + shift, place.z));
  }
  return taps > 0 ? mix(1.0, lit / float(taps), strength) : 1.0;
}
