#include "data_loaders/cityjson/detail/city_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "data_loaders/cityjson/detail/messages.h"
#include "data_loaders/cityjson/detail/sequence.h"
#include "data_loaders/common/limits.h"
#include "engine/core/common_messages.h"

namespace belvedere::loaders::cityjson {
namespace {

constexpr std::size_t kMaxVertices = 250'000'000;  // 6 GB of coordinates; indices could reach 2^32 - 2
constexpr std::size_t kShortestVertex = 8;         // "[0,0,0],"

std::string unquoted(std::string_view value) { return decodeString(value).value_or(std::string(value)); }

/// "1.0", "1.1", "2.0" from "2.0.1" and the like; the text itself where it is no number.
std::string minorVersion(const std::string& version) {
  const auto second = version.find('.', version.find('.') == version.npos ? version.npos : version.find('.') + 1);
  return version.substr(0, second);
}

bool isReadable(const std::string& version) { return version == "1.0" || version == "1.1" || version == "2.0"; }

}  // namespace

RootMembers readRoot(JsonCursor& cursor, ObjectIndex& objects, Diagnostics& diagnostics) {
  RootMembers root;
  const std::array<std::pair<std::string_view, std::string_view*>, 7> wanted{{{"type", &root.type},
                                                                              {"version", &root.version},
                                                                              {"transform", &root.transform},
                                                                              {"metadata", &root.metadata},
                                                                              {"appearance", &root.appearance},
                                                                              {"geometry-templates", &root.templates},
                                                                              {"vertices", &root.vertices}}};
  const auto reportTwice = [&](std::string_view key) {
    diagnostics.add(Severity::Warning, Message(kDuplicateKey, {{"key", std::string(key)}}), std::string(key));
  };
  cursor.enterObject();
  std::string_view key;
  std::string_view value;
  while (cursor.nextKey(key)) {
    if (key == "CityObjects") {
      if (root.hasObjects) {
        reportTwice(key);
      }
      root.hasObjects = true;
      objects.read(cursor, diagnostics);
      continue;
    }
    if (!cursor.takeValue(value)) {
      break;
    }
    const auto* member = std::find_if(wanted.begin(), wanted.end(), [&](const auto& m) { return m.first == key; });
    if (member != wanted.end()) {
      if (!member->second->empty()) {
        reportTwice(key);
      }
      *member->second = value;
    }
  }
  return root;
}

Result<CityFile> CityFile::open(const std::filesystem::path& path, const std::stop_token& stop) {
  auto mapped = MappedFile::open(path);
  if (!mapped) {
    return tl::unexpected(std::move(mapped.error()));
  }
  CityFile file(std::move(*mapped));
  if (Status status = file.readHead(stop); !status) {
    return tl::unexpected(std::move(status.error()));
  }
  file.learnAttributes();
  return file;
}

tl::unexpected<Error> CityFile::failAt(const JsonCursor& cursor) const {
  const std::string_view text = file_.text();
  const auto at =
      cursor.fault() == JsonFault::Cut ? static_cast<std::ptrdiff_t>(text.size()) : cursor.place() - text.data();
  const auto line = 1 + std::count(text.begin(), text.begin() + at, '\n');
  const std::vector<MessageArgument> place{
      {"line", std::to_string(line)}, {"byte", std::to_string(at)}, {"limit", std::to_string(limits::kNesting)}};
  switch (cursor.fault()) {
    case JsonFault::Cut:
      return fail(ErrorCode::InvalidData, Message(kCut, place));
    case JsonFault::TooDeep:
      return fail(ErrorCode::LimitExceeded, Message(kTooDeep, place));
    case JsonFault::Syntax:
    case JsonFault::None:
      break;
  }
  return fail(ErrorCode::InvalidData, Message(kSyntax, place));
}

Status CityFile::readHead(const std::stop_token& stop) {
  std::string_view text = file_.text();
  text.remove_prefix(sequenceStart(text));
  JsonCursor cursor(text);
  const RootMembers root = readRoot(cursor, objects_, diagnostics_);
  if (!cursor.isGood()) {
    return failAt(cursor);
  }
  if (Status status = checkVersion(root); !status) {
    return status;
  }
  readShared(root);
  const char* behind = skipSeparators(cursor.place(), text.data() + text.size());
  const bool goesOn = behind < text.data() + text.size();
  isSequence_ = goesOn && objects_.objects().empty();
  if (goesOn && !isSequence_) {
    diagnostics_.add(Severity::Warning, kTextBehindEnd);
  }
  format_ = (isSequence_ ? "CityJSONSeq " : "CityJSON ") + version_;
  return isSequence_ ? cutFeatures(behind, stop) : readVertices(root);
}

Status CityFile::checkVersion(const RootMembers& root) {
  const std::string type = unquoted(root.type);
  version_ = unquoted(root.version);
  if (type == "CityModel") {
    const std::string old =
        version_.substr(version_.find_last_of('/') == version_.npos ? 0 : version_.find_last_of('/') + 1);
    return fail(ErrorCode::Unsupported, Message(kTooOld, {{"version", old}}));
  }
  if (type == "CityJSONFeature") {
    return fail(ErrorCode::InvalidData, kFeatureAlone);
  }
  if (type != "CityJSON") {
    return fail(ErrorCode::InvalidData, Message(kNotCityJson, {{"type", type}}));
  }
  if (root.version.empty()) {
    diagnostics_.add(Severity::Warning, kVersionMissing);
    version_ = "2.0";
  }
  const std::string minor = minorVersion(version_);
  if (!isReadable(minor)) {
    const bool isOld = minor < "1.0";
    return fail(ErrorCode::Unsupported, Message(isOld ? kTooOld : kTooNew, {{"version", version_}}));
  }
  version_ = minor;
  return {};
}

void CityFile::readShared(const RootMembers& root) {
  if (!root.transform.empty() && root.transform != "null") {
    if (!parseTransform(root.transform, transform_)) {
      diagnostics_.add(Severity::Error, kTransformMalformed);
    } else if (transform_.scale == glm::dvec3(0.0)) {
      diagnostics_.add(Severity::Error, kScaleZero);
    }
  } else if (version_ != "1.0") {
    diagnostics_.add(Severity::Warning, kTransformMissing);
  }
  if (!root.metadata.empty()) {
    readMetadata(root.metadata);
  }
  if (!root.appearance.empty()) {
    appearance_ = Appearance::parse(root.appearance, diagnostics_);
  }
  if (!root.templates.empty()) {
    readTemplates(root.templates);
  }
}

/// "referenceSystem" (1.0 and later) and the spellings of older files that were only renumbered: "crs": {"epsg": 7415},
/// "EPSG": 7415.
void CityFile::readMetadata(std::string_view metadata) {
  std::string_view best;
  JsonCursor cursor(metadata);
  cursor.enterObject();
  std::string_view key;
  std::string_view value;
  while (cursor.nextKey(key) && cursor.takeValue(value)) {
    if (key == "referenceSystem") {
      best = value;
    } else if (best.empty() && key == "crs" && value.front() == '{') {
      JsonCursor inner(value);
      inner.enterObject();
      while (inner.nextKey(key) && inner.takeValue(value)) {
        best = key == "epsg" ? value : best;
      }
    }
  }
  if (!best.empty() && best != "null") {
    readReferenceSystem(best);
  }
}

void CityFile::readReferenceSystem(std::string_view json) {
  std::string text = unquoted(json);
  const bool isCode = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  auto crs = geo::Crs::fromText(isCode ? "EPSG:" + text : text);
  if (crs) {
    crs_ = std::move(*crs);
  } else {
    diagnostics_.add(Severity::Warning, crs.error().message, "metadata.referenceSystem");
  }
}

void CityFile::readTemplates(std::string_view templates) {
  JsonCursor cursor(templates);
  cursor.enterObject();
  std::string_view key;
  std::string_view value;
  while (cursor.nextKey(key) && cursor.takeValue(value)) {
    if (key == "templates") {
      JsonCursor list(value);
      list.enterArray();
      while (list.nextElement()) {
        templates_.push_back(cutGeometry(list));
      }
      if (!list.isGood()) {
        diagnostics_.add(Severity::Warning, kGeometryMalformed, "geometry-templates");
      }
    } else if (key == "vertices-templates") {
      const std::size_t malformed = parseVertices(value, {}, templateVertices_);
      if (malformed > 0) {
        diagnostics_.add(Severity::Warning, Message(kVertexMalformed, {{"count", std::to_string(malformed)}}),
                         "vertices-templates");
      }
    }
  }
}

Status CityFile::readVertices(const RootMembers& root) {
  if (!root.hasObjects) {
    return fail(ErrorCode::InvalidData, Message(kMemberMissing, {{"member", "CityObjects"}}));
  }
  if (root.vertices.empty()) {
    return fail(ErrorCode::InvalidData, Message(kMemberMissing, {{"member", "vertices"}}));
  }
  const auto count = static_cast<std::size_t>(std::count(root.vertices.begin(), root.vertices.end(), '['));
  if (count > kMaxVertices) {
    return fail(ErrorCode::LimitExceeded, Message(kTooManyVertices, {{"limit", std::to_string(kMaxVertices)}}));
  }
  vertices_.reserve(std::min(count, root.vertices.size() / kShortestVertex + 1));
  const std::size_t malformed = parseVertices(root.vertices, transform_, vertices_);
  if (malformed > 0) {
    diagnostics_.add(Severity::Warning, Message(kVertexMalformed, {{"count", std::to_string(malformed)}}), "vertices");
  }
  decideAxisOrder(vertices_);
  if (isNorthingFirst_) {
    swapAxes(vertices_);
  }
  return {};
}

/// A geographic CRS named by its authority's code counts latitude first where the authority says so; that is how
/// CityJSON's writers fill it in, cjio and citygml-tools among them. Projected systems are written east first by all,
/// whatever the authority's order.
void CityFile::decideAxisOrder(const std::vector<glm::dvec3>& sample) {
  if (!crs_ || crs_->kind() != geo::CrsKind::Geographic || !crs_->isNorthingFirst()) {
    return;
  }
  constexpr double kPole = 90.0;
  const bool isLongitudeFirst =
      std::any_of(sample.begin(), sample.end(), [](const glm::dvec3& v) { return std::abs(v.x) > kPole; }) &&
      std::none_of(sample.begin(), sample.end(), [](const glm::dvec3& v) { return std::abs(v.y) > kPole; });
  if (isLongitudeFirst) {
    diagnostics_.add(Severity::Warning, kLongitudeFirst);
  }
  isNorthingFirst_ = !isLongitudeFirst;
}

Status CityFile::cutFeatures(const char* from, const std::stop_token& stop) {
  const std::string_view text = file_.text();
  FeatureCutter cutter(from, text.data() + text.size());
  while (const auto feature = cutter.next(diagnostics_)) {
    features_.push_back(*feature);
    if (features_.size() % 65536 == 0 && stop.stop_requested()) {
      return fail(ErrorCode::Cancelled, kCancelled);
    }
  }
  if (crs_ && crs_->kind() == geo::CrsKind::Geographic) {
    std::vector<glm::dvec3> sample;
    for (std::size_t i = 0; i < features_.size() && sample.empty(); ++i) {
      ObjectIndex objects;
      Diagnostics ignored;
      JsonCursor cursor(features_[i]);
      parseVertices(readRoot(cursor, objects, ignored).vertices, transform_, sample);
    }
    decideAxisOrder(sample);
  }
  return {};
}

void CityFile::learnAttributes() {
  const auto learnFrom = [&](const ObjectIndex& objects) {
    for (const ObjectText& object : objects.objects()) {
      if (!object.attributes.empty()) {
        learnRealNames(object.attributes, realNames_);
      }
    }
  };
  learnFrom(objects_);
  ObjectIndex objects;
  for (const std::string_view feature : features_) {
    Diagnostics ignored;
    JsonCursor cursor(feature);
    readRoot(cursor, objects, ignored);
    learnFrom(objects);
  }
}

}  // namespace belvedere::loaders::cityjson
