#include "data_loaders/citygml/geometry_parser.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

#include "data_loaders/citygml/messages.h"
#include "data_loaders/citygml/numbers.h"
#include "data_loaders/citygml/xml_text.h"
#include "engine/geo/bounds.h"

namespace belvedere::loaders::citygml {
namespace {

constexpr double kNoHeight = std::numeric_limits<double>::quiet_NaN();

std::uint32_t count32(std::size_t count) { return static_cast<std::uint32_t>(count); }

bool isSame(const glm::dvec3& a, const glm::dvec3& b) {
  return a.x == b.x && a.y == b.y && (a.z == b.z || (a.z != a.z && b.z != b.z));
}

std::size_t readDimension(std::string_view text) {
  const auto value = wholeInteger(text);
  return value && (*value == 2 || *value == 3) ? static_cast<std::size_t>(*value) : 0;
}

/// Width and depth together of what positions cover; those that are no place do not count.
double planSpread(std::span<const glm::dvec3> positions) {
  geo::Bounds2 box;
  for (const glm::dvec3& position : positions) {
    if (std::isfinite(position.x + position.y)) {
      box.add(glm::dvec2(position));
    }
  }
  return box.size().x + box.size().y;
}

// Whether `text` is 16 finite numbers and nothing else.
bool readMatrix(std::string_view text, std::array<double, 16>& matrix) {
  const char* at = text.data();
  const char* const end = at + text.size();
  for (double& entry : matrix) {
    if (!nextNumber(at, end, entry) || !std::isfinite(entry)) {
      return false;
    }
  }
  double surplus = 0.0;
  return !nextNumber(at, end, surplus);
}

}  // namespace

void GeometryParser::readProperty(XmlCursor& cursor, const GeometryOwner& owner) {
  Frame frame{documentFrame_};
  const Attributes attributes = readAttributes(cursor.tag().attributes, frame);
  if (attributes.hasReference) {
    model_.references.push_back({attributes.target, owner});
  }
  walk(cursor, owner, frame);
}

void GeometryParser::readElement(XmlCursor& cursor, const GeometryOwner& owner) {
  element(cursor, owner, Frame{documentFrame_});
}

void GeometryParser::readTemplate(const char* source, const char* end, const GeometryOwner& owner) {
  XmlCursor cursor(source, end);
  if (cursor.nextChild()) {
    element(cursor, owner, Frame{});
  }
}

GeometryParser::Attributes GeometryParser::readAttributes(std::string_view attributes, Frame& frame) {
  Attributes found;
  const char* p = attributes.data();
  const char* const end = p + attributes.size();
  while (p < end) {
    const auto* equals = static_cast<const char*>(std::memchr(p, '=', static_cast<std::size_t>(end - p)));
    if (equals == nullptr || end - equals < 3) {
      break;
    }
    const char* quote = equals + 1;
    while (quote < end && *quote != '"' && *quote != '\'') {
      ++quote;
    }
    const auto* closing =
        quote < end
            ? static_cast<const char*>(std::memchr(quote + 1, *quote, static_cast<std::size_t>(end - quote - 1)))
            : nullptr;
    if (closing == nullptr) {
      break;
    }
    std::string_view name = trimmedXml({p, static_cast<std::size_t>(equals - p)});
    name.remove_prefix(name.find(':') == std::string_view::npos ? 0 : name.find(':') + 1);
    const std::string_view value(quote + 1, static_cast<std::size_t>(closing - quote - 1));
    if (name == "id") {
      found.id = hashId(value);
    } else if (name == "href") {
      found.target = hashFragment(value);
      found.hasReference = true;
    } else if (name == "orientation") {
      found.isReversed = value == "-";
    } else if (name == "srsDimension" || name == "dimension") {
      frame.dimension = readDimension(value);
    } else if (name == "srsName") {
      frame.conversion = srs_.find(value, diagnostics_);
    }
    p = closing + 1;
  }
  return found;
}

void GeometryParser::walk(XmlCursor& cursor, const GeometryOwner& owner, const Frame& frame) {
  while (cursor.nextChild()) {
    element(cursor, owner, frame);
  }
}

void GeometryParser::element(XmlCursor& cursor, GeometryOwner owner, Frame frame) {
  const Name name = lookUp(cursor.tag().name).name;
  Attributes attributes;
  if (!cursor.tag().attributes.empty()) {
    attributes = readAttributes(cursor.tag().attributes, frame);
  }
  if (attributes.hasReference) {
    model_.references.push_back({attributes.target, owner});
    cursor.skip();
    return;
  }
  const std::size_t firstPolygon = model_.polygons.size();
  switch (name) {
    case Name::Polygon:
      polygon(cursor, owner, frame);
      break;
    case Name::Curve:
    case Name::Point:
      line(cursor, owner, frame);
      break;
    case Name::Interior:      // the void of a solid is never seen
    case Name::ControlPoint:  // triangles, where given, hold the same points
    case Name::Ignored:
      cursor.skip();
      break;
    case Name::ImplicitGeometry:
      readInstance(cursor, owner);
      break;
    case Name::OrientableSurface:
      owner.isReversed ^= attributes.isReversed;
      walk(cursor, owner, frame);
      break;
    default:
      walk(cursor, owner, frame);
  }
  if (attributes.id != 0 && firstPolygon <= model_.polygons.size()) {
    model_.named.push_back({attributes.id, count32(firstPolygon), count32(model_.polygons.size())});
  }
}

bool GeometryParser::isFull() {
  if (model_.positions.size() < overflowPositions_) {
    return false;
  }
  if (overflow_) {
    overflow_();
  }
  model_.isTooLarge = model_.isTooLarge || model_.positions.size() >= kMemberPositions;
  return model_.isTooLarge;
}

void GeometryParser::polygon(XmlCursor& cursor, const GeometryOwner& owner, const Frame& frame) {
  if (isFull()) {
    cursor.skip();
    return;
  }
  RawPolygon made;
  made.owner = owner;
  made.firstRing = count32(model_.rings.size());
  isFlat_ = false;
  std::size_t exteriors = 0;
  while (cursor.nextChild()) {
    const Name name = lookUp(cursor.tag().name).name;
    if (name == Name::Exterior || name == Name::Interior) {
      const std::size_t before = model_.rings.size();
      rings(cursor, frame, made);
      if (name == Name::Exterior && exteriors++ == 0 && before != made.firstRing && before < model_.rings.size()) {
        const auto begin = model_.rings.begin();
        std::rotate(begin + made.firstRing, begin + static_cast<std::ptrdiff_t>(before), model_.rings.end());
      }
    } else {
      cursor.skip();
    }
  }
  made.ringCount = count32(model_.rings.size()) - made.firstRing;
  made.hasNoHeights = isFlat_;
  if (exteriors == 0) {  // holes without an outer ring
    made.ringCount = 0;
  }
  model_.polygons.push_back(made);
}

void GeometryParser::rings(XmlCursor& cursor, Frame frame, RawPolygon& polygon) {
  while (cursor.nextChild()) {
    const Name name = lookUp(cursor.tag().name).name;
    if (name == Name::LinearRing || name == Name::Ring) {
      ring(cursor, frame, polygon);
    } else {
      cursor.skip();
    }
  }
}

void GeometryParser::ring(XmlCursor& cursor, Frame frame, RawPolygon& polygon) {
  const bool isPieced = lookUp(cursor.tag().name).name == Name::Ring;
  RawRing made;
  if (!cursor.tag().attributes.empty()) {
    made.id = readAttributes(cursor.tag().attributes, frame).id;
  }
  const std::size_t first = model_.positions.size();
  collect(cursor, frame, isPieced);
  convert(first, frame);
  if (model_.positions.size() > first + 1) {
    if (isSame(model_.positions[first], model_.positions.back())) {
      model_.positions.pop_back();
    } else {
      polygon.wasOpen = true;
    }
  }
  made.firstPosition = count32(first);
  made.count = count32(model_.positions.size() - first);
  model_.rings.push_back(made);
}

void GeometryParser::line(XmlCursor& cursor, const GeometryOwner& owner, const Frame& frame) {
  if (isFull()) {
    cursor.skip();
    return;
  }
  RawLine made;
  made.owner = owner;
  made.firstPosition = count32(model_.positions.size());
  collect(cursor, frame, false);
  convert(made.firstPosition, frame);
  made.count = count32(model_.positions.size()) - made.firstPosition;
  if (made.count > 0) {
    model_.lines.push_back(made);
  }
}

void GeometryParser::collect(XmlCursor& cursor, const Frame& frame, bool joinsPieces) {
  while (cursor.nextChild()) {
    const std::size_t first = model_.positions.size();
    switch (lookUp(cursor.tag().name).name) {
      case Name::Pos:
        singlePosition(cursor, frame);
        break;
      case Name::PosList:
        positionList(cursor, frame);
        break;
      case Name::Coordinates:
        coordinates(cursor, frame);
        break;
      default:  // pointProperty, Point, curveMember, segments, …
        collect(cursor, frame, joinsPieces);
        continue;
    }
    const bool isJoint = joinsPieces && first > 0 && model_.positions.size() > first &&
                         isSame(model_.positions[first - 1], model_.positions[first]);
    if (isJoint) {
      model_.positions.erase(model_.positions.begin() + static_cast<std::ptrdiff_t>(first));
    }
  }
}

void GeometryParser::readTuples(const char*& at, const char* end, std::size_t dimension) {
  glm::dvec3 p(0.0, 0.0, kNoHeight);
  isFlat_ = isFlat_ || dimension == 2;
  while (nextNumber(at, end, p.x)) {
    if (!nextNumber(at, end, p.y) || (dimension == 3 && !nextNumber(at, end, p.z))) {
      p = glm::dvec3(kNoHeight);  // an incomplete tuple makes its polygon unusable, and is counted there
    }
    model_.positions.push_back(p);
    if (model_.positions.size() > 2 * kMemberPositions) {
      model_.isTooLarge = true;
      return;
    }
  }
}

void GeometryParser::positionList(XmlCursor& cursor, Frame frame) {
  if (!cursor.tag().attributes.empty()) {
    readAttributes(cursor.tag().attributes, frame);
  }
  if (cursor.tag().isEmpty) {
    cursor.skip();
    return;
  }
  const char* at = cursor.position();
  const std::size_t first = model_.positions.size();
  readTuples(at, cursor.end(), frame.dimension == 2 ? 2 : 3);
  const bool isUneven = model_.positions.size() > first && std::isnan(model_.positions.back().x);
  if (isUneven && frame.dimension == 0) {
    const char* again = cursor.position();
    const double spreadOfTriples = planSpread(std::span(model_.positions).subspan(first));
    model_.positions.resize(first);
    model_.isTooLarge = false;
    readTuples(again, cursor.end(), 2);
    // Pairs that nobody declared are only believed where they close a ring that is not far larger than the triples'
    // one, which mixes heights with map coordinates; else a triple is incomplete.
    const bool isClosed = model_.positions.size() > first + 3 &&
                          glm::dvec2(model_.positions[first]) == glm::dvec2(model_.positions.back());
    const bool isFarLarger = planSpread(std::span(model_.positions).subspan(first)) > 10.0 * spreadOfTriples;
    if (!isClosed || isFarLarger) {
      again = cursor.position();
      model_.positions.resize(first);
      readTuples(again, cursor.end(), 3);
    }
  }
  cursor.moveTo(at);
  cursor.skip();
}

void GeometryParser::singlePosition(XmlCursor& cursor, const Frame& frame) {
  if (cursor.tag().isEmpty) {
    cursor.skip();
    return;
  }
  const char* at = cursor.position();
  glm::dvec3 p(kNoHeight);
  const bool isComplete = nextNumber(at, cursor.end(), p.x) && nextNumber(at, cursor.end(), p.y);
  const bool hasHeight = isComplete && nextNumber(at, cursor.end(), p.z);
  if (!isComplete || (!hasHeight && frame.dimension == 3)) {
    p = glm::dvec3(kNoHeight);
  }
  isFlat_ = isFlat_ || (isComplete && !hasHeight);
  model_.positions.push_back(p);
  cursor.moveTo(at);
  cursor.skip();
}

// GML 2: "x,y,z x,y,z". How many commas the first tuple has tells the dimension.
void GeometryParser::coordinates(XmlCursor& cursor, const Frame& frame) {
  const std::string_view text = trimmedXml(cursor.readText());
  const std::string_view firstTuple = text.substr(0, text.find_first_of(" \t\r\n"));
  const auto commas = static_cast<std::size_t>(std::count(firstTuple.begin(), firstTuple.end(), ','));
  const std::size_t dimension = commas == 1 ? 2 : (commas == 0 && frame.dimension == 2 ? 2 : 3);
  const char* at = text.data();
  readTuples(at, at + text.size(), dimension);
}

void GeometryParser::convert(std::size_t first, const Frame& frame) {
  if (frame.conversion.isSwapped) {
    for (std::size_t i = first; i < model_.positions.size(); ++i) {
      std::swap(model_.positions[i].x, model_.positions[i].y);
    }
  }
  if (frame.conversion.transform != nullptr) {
    const std::span<glm::dvec3> all(model_.positions);
    frame.conversion.transform->apply(all.subspan(first));
  }
}

void GeometryParser::readInstance(XmlCursor& cursor, const GeometryOwner& owner) {
  RawInstance made;
  made.owner = owner;
  bool isMatrixUsable = true;
  while (cursor.nextChild()) {
    switch (lookUp(cursor.tag().name).name) {
      case Name::TransformationMatrix:
        isMatrixUsable = readMatrix(cursor.readText(), made.matrix);
        break;
      case Name::ReferencePoint: {
        const std::size_t first = model_.positions.size();
        Frame frame{documentFrame_};
        collect(cursor, frame, false);
        convert(first, frame);
        made.reference = model_.positions.size() > first ? model_.positions[first] : glm::dvec3(kNoHeight);
        model_.positions.resize(first);
        break;
      }
      case Name::RelativeGeometry: {
        const std::string_view href = cursor.tag().attribute("href");
        made.target = hashFragment(href);
        made.source = href.empty() ? cursor.tag().begin : nullptr;
        cursor.skip();
        break;
      }
      case Name::LibraryObject:
        ++model_.libraryObjects;
        cursor.skip();
        break;
      default:
        cursor.skip();
    }
  }
  if (!isMatrixUsable) {
    diagnostics_.add(Severity::Warning, kMatrixUnusable, std::string(model_.features[owner.feature].id));
  } else if (made.target != 0 || made.source != nullptr) {
    model_.instances.push_back(made);
  }
}

}  // namespace belvedere::loaders::citygml
