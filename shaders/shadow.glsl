// How much of the sun reaches a surface, from the shadow map.
layout(binding = 13) uniform sampler2DShadow shadowMap;

const vec2 kDisc[12] = vec2[](vec2(-0.326, -0.406), vec2(-0.840, -0.074), vec2(-0.696, 0.457), vec2(-0.203, 0.621),
                              vec2(0.962, -0.195), vec2(0.473, -0.480), vec2(0.519, 0.767), vec2(0.185, -0.893),
                              vec2(0.507, 0.064), vec2(0.896, 0.412), vec2(-0.322, -0.933), vec2(-0.092, 0.066));

float sunVisibility(vec3 relative, vec3 n) {
  float facing = dot(n, frame.sunDirection.xyz);
  if (frame.shadow.z <= 0.0 || facing <= 0.0) {
    return 1.0;
  }
  float offset = frame.shadow.w * (0.8 + frame.shadow.y) * (0.35 + 1.4 * sqrt(max(1.0 - facing * facing, 0.0)));
  vec3 place = (frame.shadowFromEye * vec4(relative + n * offset, 1.0)).xyz;
  vec2 inside = min(place.xy, 1.0 - place.xy);
  float border = clamp(min(inside.x, inside.y) * 24.0, 0.0, 1.0);
  if (border <= 0.0) {
    return 1.0;
  }
  float lit = 0.0;
  int taps = frame.options.w;
  if (taps <= 1) {
    lit = texture(shadowMap, place);
  } else {
    for (int i = 0; i < taps; ++i) {
      lit += texture(shadowMap, vec3(place.xy + kDisc[i] * frame.shadow.x * frame.shadow.y, place.z));
    }
    lit /= float(taps);
  }
  return mix(1.0, lit, border * frame.shadow.z);
}
