#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <string_view>
#include <vector>

namespace belvedere::loaders::cityjson {

/// How stored numbers become coordinates: number x scale + translate (CityJSON 2.0, section 4, "transform").
struct VertexTransform {
  glm::dvec3 scale{1.0};
  glm::dvec3 translate{0.0};
};

/// Reads the "transform" member. False, with `transform` unchanged, where it is not two triples of numbers.
bool parseTransform(std::string_view text, VertexTransform& transform);

/// Numbers of a flat array; the elements that are no numbers become NaN. Empty where the text is no array.
std::vector<double> parseNumbers(std::string_view text);

/// Appends the coordinates of a "vertices" array. A vertex that is not three finite numbers becomes NaN, so that the
/// indices stay right, and is counted in the result.
std::size_t parseVertices(std::string_view text, const VertexTransform& transform, std::vector<glm::dvec3>& vertices);

/// The same for pairs ("vertices-texture").
std::size_t parseTextureVertices(std::string_view text, std::vector<glm::vec2>& vertices);

/// Exchanges the two horizontal axes.
void swapAxes(std::vector<glm::dvec3>& vertices);

}  // namespace belvedere::loaders::cityjson
