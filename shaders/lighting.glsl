// Light and air on a surface. All colours are linear.

// Keeps colours as they are up to a bright grey and rolls off what is brighter, so that sunlit walls do not burn out.
vec3 withShoulder(vec3 c) {
  const float kKnee = 0.62;
  vec3 above = max(c - kKnee, 0.0);
  return min(c, kKnee) + (1.0 - kKnee) * (1.0 - exp(-above / (1.0 - kKnee)));
}

// What a surface shows: rgb, and the share of the light that comes from the sky (which occlusion dims).
vec4 lit(vec3 albedo, vec3 n, float sunVisible) {
  float facing = max(dot(n, frame.sunDirection.xyz), 0.0);
  vec3 sun = frame.sunColour.rgb * facing * sunVisible;
  vec3 sky = mix(frame.bounceColour.rgb, frame.skyColour.rgb, 0.5 + 0.5 * n.z);
  vec3 light = sun + sky;
  return vec4(albedo * light, luminance(sky) / max(luminance(light), 1e-4));
}

// The air between the eye and a surface.
vec4 throughAir(vec4 surface, vec3 relative) {
  if (!kIsRealistic || kIsOrthographic) {
    return surface;
  }
  float distance = length(relative);
  float height = max(frame.measures.z + 0.5 * relative.z, 0.0);
  float density = frame.haze.x * exp2(-height / frame.haze.y);
  float clear = exp(-distance * density);
  vec3 direction = relative / max(distance, 1e-3);
  float towardsSun = pow(max(dot(direction, frame.sunDirection.xyz), 0.0), 6.0);
  vec3 air = frame.horizonColour.rgb + frame.sunColour.rgb * (0.25 * frame.haze.z * towardsSun);
  return vec4(mix(air, surface.rgb, clear), surface.a * clear);
}

vec3 graded(vec3 c) { return kIsRealistic ? withShoulder(c) : clamp(c, 0.0, 1.0); }

vec2 octahedral(vec3 n) {
  vec2 p = n.xy / (abs(n.x) + abs(n.y) + abs(n.z));
  if (n.z < 0.0) {
    p = (1.0 - abs(p.yx)) * vec2(p.x >= 0.0 ? 1.0 : -1.0, p.y >= 0.0 ? 1.0 : -1.0);
  }
  return p * 0.5 + 0.5;
}
