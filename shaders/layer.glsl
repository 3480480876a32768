// A layer's style, as engine/render/detail/layer_node.cpp gives it; colours are linear.
uniform vec4 layerFill;
uniform vec4 layerRoof;
uniform vec4 layerLine;
uniform vec4 layerSymbol;
uniform vec4 layerStroke;    // line width, symbol size in style pixels, opacity
uniform ivec4 layerFlags;    // number of style rows, uses textures, ramp by height, symbol
uniform vec4 layerPoints;    // what points are coloured by, their size over the usual
uniform uvec4 layerIdentity; // layer, selected feature
uniform sampler2D styleRows;

const int kStyleRowWidth = 2048;

bool hasStyleRow(uint feature) { return feature < uint(layerFlags.x); }

// Colour of a feature: its row (opacity of the layer applied) or the layer's own colour.
vec4 featureColour(uint feature, vec4 layerColour) {
  if (!hasStyleRow(feature)) {
    return layerColour;
  }
  int row = int(feature);
  vec4 colour = texelFetch(styleRows, ivec2(row % kStyleRowWidth, row / kStyleRowWidth), 0);
  return vec4(colour.rgb, colour.a * layerStroke.z);
}

bool isHidden(vec4 colour) { return colour.a <= 0.0; }

// A tag that differs between neighbouring features, for edge lines: 1 to 253; 254 is the selected feature.
float featureTag(uint feature) {
  if (feature == layerIdentity.y) {
    return 254.0 / 255.0;
  }
  uint mixed = (feature * 2654435761u) ^ (layerIdentity.x * 2246822519u);
  return float((mixed >> 16) % 253u + 1u) / 255.0;
}
