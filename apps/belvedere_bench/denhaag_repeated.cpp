#include "apps/belvedere_bench/denhaag_repeated.h"

#include <charconv>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <unistd.h>

namespace belvedere::bench {
namespace {

constexpr double kSpacingEast = 850.0;
constexpr double kSpacingNorth = 750.0;
constexpr int kColumns = 13;

std::string readAll(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Where the text after one of the marks ends: an id or reference at its quote or tag, coordinates at their tag.
struct Mark {
  std::string_view text;
  char end;
  bool isCoordinates;
};
constexpr Mark kMarks[] = {{"gml:id=\"", '"', false}, {"xlink:href=\"#", '"', false},
                           {"uri=\"#", '"', false},   {"ring=\"#", '"', false},
                           {"target>#", '<', false},  {"posList srsDimension=\"3\">", '<', true},
                           {"posList>", '<', true},   {"gml:pos>", '<', true}};

void appendShifted(std::string_view numbers, double east, double north, std::string& out) {
  int axis = 0;
  const char* at = numbers.data();
  const char* end = at + numbers.size();
  while (at < end) {
    double value = 0.0;
    while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r')) {
      ++at;
    }
    const auto [next, error] = std::from_chars(at, end, value);
    if (error != std::errc()) {
      break;
    }
    const double offset = axis == 0 ? east : axis == 1 ? north : 0.0;
    out += fmt::format("{:.3f} ", value + offset);
    axis = (axis + 1) % 3;
    at = next;
  }
}

const Mark* markAt(std::string_view rest) {
  for (const Mark& mark : kMarks) {
    if (rest.substr(0, mark.text.size()) == mark.text) {
      return &mark;
    }
  }
  return nullptr;
}

std::string copyOf(std::string_view body, int number) {
  const int row = number / kColumns;
  const double east = kSpacingEast * (number % kColumns);
  const double north = kSpacingNorth * row;
  std::string out;
  out.reserve(body.size() + body.size() / 8);
  std::size_t at = 0;
  while (at < body.size()) {
    const Mark* mark = markAt(body.substr(at));
    if (mark == nullptr) {
      out += body[at++];
      continue;
    }
    out += mark->text;
    at += mark->text.size();
    const std::size_t end = body.find(mark->end, at);
    const std::string_view text = body.substr(at, end - at);
    if (mark->isCoordinates) {
      appendShifted(text, east, north, out);
    } else {
      out += text;
      out += fmt::format("_{}", number);
    }
    at = end;
  }
  return out;
}

}  // namespace

RepeatedCity::RepeatedCity(const std::filesystem::path& source, int count)
    : path_(std::filesystem::temp_directory_path() / fmt::format("belvedere_bench_{}_{}.gml", getpid(), count)) {
  const std::string text = readAll(source);
  const std::size_t first = text.find("<cityObjectMember");
  const std::size_t last = text.rfind("</CityModel>");
  std::ofstream out(path_, std::ios::binary);
  out << text.substr(0, first);
  for (int i = 0; i < count; ++i) {
    out << copyOf(std::string_view(text).substr(first, last - first), i);
  }
  out << text.substr(last);
}

RepeatedCity::~RepeatedCity() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

}  // namespace belvedere::bench
