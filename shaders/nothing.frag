#version 430 compatibility
// Depth alone.
void main() {}
