#include "data_loaders/citygml/axis_order.h"

#include <algorithm>
#include <vector>

#include "data_loaders/citygml/numbers.h"
#include "data_loaders/common/degree_check.h"

namespace belvedere::loaders::citygml {
namespace {

constexpr std::size_t kRoofs = 200;
constexpr std::size_t kPositions = 32;
constexpr std::size_t kRingBytes = 4096;
constexpr std::size_t kLookedAt = std::size_t{64} << 20U;

// The first position from `from` on, which moves behind its start tag; to the end where there is none.
std::optional<glm::dvec2> nextPosition(std::string_view text, std::size_t& from) {
  const std::size_t list = text.find("posList", from);
  const std::size_t single = text.substr(0, list).find("pos>", from);
  const std::size_t found = single != std::string_view::npos ? single : list;
  const std::size_t begin = found == std::string_view::npos ? found : text.find('>', found);
  if (begin == std::string_view::npos) {
    from = text.size();
    return std::nullopt;
  }
  from = begin + 1;
  const char* at = text.data() + from;
  const char* const end = text.data() + text.size();
  glm::dvec2 position(0.0);
  const bool isRead = nextNumber(at, end, position.x) && nextNumber(at, end, position.y);
  return isRead ? std::optional(position) : std::nullopt;
}

std::optional<glm::dvec2> firstPosition(std::string_view text) {
  std::size_t at = 0;
  return nextPosition(text, at);
}

// Twice the signed area of the first ring after a roof's start tag, columns as written; 0 where it cannot be read.
double signedArea(std::string_view roof) {
  const std::size_t list = roof.find("posList");
  const std::size_t begin = list == std::string_view::npos ? list : roof.find('>', list);
  if (begin == std::string_view::npos) {
    return 0.0;
  }
  const char* at = roof.data() + begin + 1;
  const char* const end = roof.data() + roof.size();
  std::vector<glm::dvec2> ring;
  glm::dvec2 p(0.0);
  double height = 0.0;
  while (nextNumber(at, end, p.x) && nextNumber(at, end, p.y) && nextNumber(at, end, height)) {
    ring.push_back(p);
  }
  double area = 0.0;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const glm::dvec2 a = ring[i] - ring.front();
    const glm::dvec2 b = ring[i + 1] - ring.front();
    area += a.x * b.y - a.y * b.x;
  }
  return area;
}

std::optional<bool> isNorthFirstByRoofs(std::string_view text) {
  std::size_t upward = 0;
  std::size_t downward = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < kRoofs; ++i) {
    at = text.find("RoofSurface", at);
    if (at == std::string_view::npos) {
      break;
    }
    const double area = signedArea(text.substr(at, kRingBytes));
    upward += area > 0.0 ? 1U : 0U;
    downward += area < 0.0 ? 1U : 0U;
    at = std::min(text.find("RoofSurface", at + 1), text.size());  // its end tag
    at = std::min(at + 1, text.size());
  }
  const bool isClear = std::max(upward, downward) >= 3 * std::min(upward, downward) && upward != downward;
  return isClear ? std::optional(downward > upward) : std::nullopt;
}

}  // namespace

AxisSample sampleAxisOrder(std::string_view text) {
  text = text.substr(0, kLookedAt);
  return {firstPosition(text), isNorthFirstByRoofs(text)};
}

std::optional<glm::dvec2> positionBeyondDegrees(std::string_view text) {
  text = text.substr(0, kLookedAt);
  std::optional<glm::dvec2> first;
  std::size_t at = 0;
  for (std::size_t seen = 0; seen < kPositions && at < text.size();) {
    const auto position = nextPosition(text, at);
    if (!position) {
      continue;  // an end tag
    }
    if (!loaders::isBeyondDegrees(*position)) {
      return std::nullopt;
    }
    first = first ? first : position;
    ++seen;
  }
  return first;
}

}  // namespace belvedere::loaders::citygml
