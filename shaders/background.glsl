// What is seen where nothing stands: a calm gradient (maquette), or the sky.
vec3 background(vec2 point) {
  if (!kIsRealistic) {
    vec2 whole = (frame.pictureOrigin.xy + point * frame.targetSize.xy) / frame.pictureOrigin.zw;
    vec3 base = whole.y > 0.5 ? mix(frame.horizonColour.rgb, frame.zenithColour.rgb, smoothstep(0.5, 1.0, whole.y))
                              : mix(frame.nadirColour.rgb, frame.horizonColour.rgb, smoothstep(0.0, 0.5, whole.y));
    return base;
  }
  vec3 direction = normalize(sightDirection(point));
  float up = direction.z;
  vec3 sky = mix(frame.horizonColour.rgb, frame.zenithColour.rgb, 1.0 - exp2(-max(up, 0.0) * 7.0));
  sky = mix(sky, frame.nadirColour.rgb, smoothstep(0.0, -0.35, up));
  float toSun = max(dot(direction, frame.sunDirection.xyz), 0.0);
  vec3 glow = frame.sunColour.rgb * frame.haze.z * (0.25 * pow(toSun, 6.0) + 0.5 * pow(toSun, 90.0));
  float disc = smoothstep(0.99985, 0.99993, toSun) * frame.haze.z;
  return graded(sky + glow * smoothstep(-0.3, 0.1, up) + frame.sunColour.rgb * 6.0 * disc);
}
