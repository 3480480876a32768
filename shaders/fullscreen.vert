#version 430 compatibility
// One triangle that covers the target.
out vec2 point;  // 0 to 1 from the bottom left

void main() {
  point = vec2(gl_VertexID == 1 ? 2.0 : 0.0, gl_VertexID == 2 ? 2.0 : 0.0);
  gl_Position = vec4(point * 2.0 - 1.0, 0.5, 1.0);
}
