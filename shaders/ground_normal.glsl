// The ground's normals, finer than its vertices where it has a map of them.
uniform sampler2D normalMap;
uniform int hasNormalMap;

vec3 groundNormal(vec3 vertexNormal, vec2 coord) {
  return normalize(hasNormalMap != 0 ? texture(normalMap, coord).xyz * 2.0 - 1.0 : vertexNormal);
}
