#include "data_loaders/cityjson/detail/vertices.h"

#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "data_loaders/cityjson/detail/json_text.h"

namespace belvedere::loaders::cityjson {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Reads `[a, b, …]` of exactly N numbers; nullptr where it is something else.
template <std::size_t N>
const char* parseTuple(const char* p, const char* end, std::array<double, N>& numbers) {
  if (p >= end || *p != '[') {
    return nullptr;
  }
  ++p;
  for (std::size_t i = 0; i < N; ++i) {
    p = parseNumber(skipSpace(p, end), end, numbers[i]);
    if (p == nullptr) {
      return nullptr;
    }
    p = skipSpace(p, end);
    if (p >= end || *p != (i + 1 < N ? ',' : ']')) {
      return nullptr;
    }
    ++p;
  }
  return p;
}

/// Calls `add` for each tuple, with nullptr for an element that is none; returns how many those are.
template <std::size_t N, class Add>
std::size_t parseTuples(std::string_view text, Add add) {
  const char* p = text.data();
  const char* end = p + text.size();
  std::size_t malformed = 0;
  if (p == end || *p != '[') {
    return 1;
  }
  p = skipSpace(p + 1, end);
  while (p < end && *p != ']') {
    std::array<double, N> numbers{};
    const char* next = parseTuple(p, end, numbers);
    if (next != nullptr) {
      add(numbers);
    } else {
      ++malformed;
      numbers.fill(kNaN);
      add(numbers);
      JsonFault fault = JsonFault::None;
      next = endOfValue(p, end, fault);
      if (next == nullptr) {
        return malformed;
      }
    }
    p = skipSpace(next, end);
    p = p < end && *p == ',' ? skipSpace(p + 1, end) : p;
  }
  return malformed;
}

std::optional<glm::dvec3> tripleOf(std::string_view text) {
  std::array<double, 3> numbers{};
  if (parseTuple(text.data(), text.data() + text.size(), numbers) == nullptr) {
    return std::nullopt;
  }
  return glm::dvec3(numbers[0], numbers[1], numbers[2]);
}

}  // namespace

bool parseTransform(std::string_view text, VertexTransform& transform) {
  std::optional<glm::dvec3> scale;
  std::optional<glm::dvec3> translate;
  JsonCursor cursor(text);
  cursor.enterObject();
  std::string_view key;
  std::string_view value;
  while (cursor.nextKey(key) && cursor.takeValue(value)) {
    if (key == "scale") {
      scale = tripleOf(value);
    } else if (key == "translate") {
      translate = tripleOf(value);
    }
  }
  if (!cursor.isGood() || !scale || !translate) {
    return false;
  }
  transform = {*scale, *translate};
  return true;
}

std::vector<double> parseNumbers(std::string_view text) {
  std::vector<double> numbers;
  JsonCursor cursor(text);
  cursor.enterArray();
  std::string_view value;
  while (cursor.nextElement() && cursor.takeValue(value)) {
    numbers.push_back(numberOf(value).value_or(kNaN));
  }
  return numbers;
}

std::size_t parseVertices(std::string_view text, const VertexTransform& transform, std::vector<glm::dvec3>& vertices) {
  std::size_t notFinite = 0;
  const std::size_t malformed = parseTuples<3>(text, [&](const std::array<double, 3>& numbers) {
    const glm::dvec3 vertex = glm::dvec3(numbers[0], numbers[1], numbers[2]) * transform.scale + transform.translate;
    const bool isFinite = std::isfinite(vertex.x) && std::isfinite(vertex.y) && std::isfinite(vertex.z);
    notFinite += isFinite || std::isnan(numbers[0]) ? 0U : 1U;
    vertices.push_back(isFinite ? vertex : glm::dvec3(kNaN));
  });
  return malformed + notFinite;
}

std::size_t parseTextureVertices(std::string_view text, std::vector<glm::vec2>& vertices) {
  return parseTuples<2>(text, [&](const std::array<double, 2>& numbers) {
    vertices.emplace_back(static_cast<float>(numbers[0]), static_cast<float>(numbers[1]));
  });
}

void swapAxes(std::vector<glm::dvec3>& vertices) {
  for (glm::dvec3& vertex : vertices) {
    std::swap(vertex.x, vertex.y);
  }
}

}  // namespace belvedere::loaders::cityjson
