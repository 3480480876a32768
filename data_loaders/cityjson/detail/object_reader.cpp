#include "data_loaders/cityjson/detail/object_reader.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "data_loaders/cityjson/detail/messages.h"

namespace belvedere::loaders::cityjson {
namespace {

using model::kNone;

constexpr std::size_t kMaxThemes = 100;

bool isPart(std::string_view type) { return type.size() > 4 && type.substr(type.size() - 4) == "Part"; }

void addThemes(std::string_view themes, Summary& summary) {
  JsonCursor cursor(themes);
  cursor.enterObject();
  std::string_view key;
  std::string_view value;
  while (cursor.nextKey(key) && cursor.takeValue(value)) {
    summary.addTheme(decodeKey(key));
  }
}

}  // namespace

void Summary::addTheme(std::string theme) {
  if (!theme.empty() && themes.size() < kMaxThemes && std::find(themes.begin(), themes.end(), theme) == themes.end()) {
    themes.push_back(std::move(theme));
  }
}

void Summary::merge(const Summary& other) {
  for (const auto& [type, count] : other.objects) {
    objects[type] += count;
  }
  for (const auto& [lod, count] : other.lods) {
    lods[lod] += count;
  }
  for (const std::string& theme : other.themes) {
    addTheme(theme);
  }
  idHashes.insert(idHashes.end(), other.idHashes.begin(), other.idHashes.end());
  if (!other.extent.isEmpty()) {
    extent.add(other.extent);
  }
}

Portion ObjectReader::readTrees(std::size_t first, std::size_t last) {
  const ObjectIndex& index = file_.objects();
  const Surroundings around{index, file_.appearance(), file_.vertices()};
  indexOf_.resize(index.objects().size());
  for (std::size_t tree = first; tree < last; ++tree) {
    const std::size_t begin = index.treeStarts()[tree];
    readTree(around, std::span(index.order()).subspan(begin, index.treeStarts()[tree + 1] - begin));
  }
  flush();
  return std::exchange(portion_, {});
}

Portion ObjectReader::readFeatures(std::size_t first, std::size_t last) {
  for (std::size_t i = first; i < last; ++i) {
    readFeature(file_.features()[i]);
  }
  flush();
  return std::exchange(portion_, {});
}

void ObjectReader::readFeature(std::string_view text) {
  Diagnostics& diagnostics = portion_.diagnostics;
  JsonCursor cursor(text);
  const RootMembers root = readRoot(cursor, featureObjects_, diagnostics);
  if (!cursor.isGood() || root.type != R"("CityJSONFeature")") {
    diagnostics.add(Severity::Warning, kFeatureMalformed, std::string(text.substr(0, 80)));
    return;
  }
  featureVertices_.clear();
  const std::size_t malformed =
      root.vertices.empty() ? 0 : parseVertices(root.vertices, file_.transform(), featureVertices_);
  if (malformed > 0) {
    diagnostics.add(Severity::Warning, Message(kVertexMalformed, {{"count", std::to_string(malformed)}}),
                    featureObjects_.objects().empty() ? "" : std::string(featureObjects_.objects().front().id));
  }
  if (file_.isNorthingFirst()) {
    swapAxes(featureVertices_);
  }
  Appearance own;
  if (!root.appearance.empty()) {
    own = Appearance::parse(root.appearance, diagnostics);
  }
  const Surroundings around{featureObjects_, root.appearance.empty() ? file_.appearance() : own, featureVertices_};
  indexOf_.resize(featureObjects_.objects().size());
  for (const ObjectText& object : featureObjects_.objects()) {
    if (plan_.wantsSummary) {
      portion_.summary.idHashes.push_back(std::hash<std::string_view>()(object.id));
    }
  }
  const auto& starts = featureObjects_.treeStarts();
  for (std::size_t tree = 0; tree + 1 < starts.size(); ++tree) {
    readTree(around, std::span(featureObjects_.order()).subspan(starts[tree], starts[tree + 1] - starts[tree]));
  }
}

void ObjectReader::readTree(const Surroundings& around, std::span<const std::uint32_t> tree) {
  geometries_.clear();
  parts_.assign(tree.size(), {});
  for (std::size_t i = 0; i < tree.size(); ++i) {
    cutGeometries(around.index.objects()[tree[i]], parts_[i]);
    indexOf_[tree[i]] = static_cast<std::uint32_t>(i);
  }
  if (plan_.lod.kind == LodChoice::Kind::Highest) {
    markReplaced(around, tree);
  }
  for (std::size_t i = 0; i < tree.size(); ++i) {
    const ObjectText& object = around.index.objects()[tree[i]];
    const std::uint32_t parent = object.parent == kNone ? kNone : indexOf_[object.parent];
    indexOf_[tree[i]] = builder_.beginFeature(object.type, object.id, parent);  // parents come before their children
    if (plan_.wantsSummary) {
      summarise(object, parts_[i]);
    }
    if (plan_.wantsAttributes) {
      readAttributes(object);
    }
    if (!parts_[i].isReplaced) {
      readGeometries(around, object, parts_[i]);
    }
  }
  if (builder_.size() >= plan_.batchTriangles) {
    flush();
  }
}

void ObjectReader::cutGeometries(const ObjectText& object, Parts& parts) {
  parts.firstGeometry = parts.lastGeometry = geometries_.size();
  if (object.geometry.empty() || object.geometry == "null") {
    return;
  }
  JsonCursor cursor(object.geometry);
  cursor.enterArray();
  while (cursor.nextElement()) {
    GeometryText geometry = cutGeometry(cursor);
    if (!cursor.isGood()) {
      break;
    }
    geometry.lod = lodOf(geometry);
    if (geometry.lod == kLodNotStated) {
      portion_.diagnostics.add(Severity::Info, kLodUnknown, std::string(object.id));
    } else if (geometry.hasBoundaries()) {
      parts.highestLod = parts.highestLod == kLodNotStated ? geometry.lod : std::max(parts.highestLod, geometry.lod);
    }
    geometries_.push_back(geometry);
  }
  parts.lastGeometry = geometries_.size();
  if (!cursor.isGood()) {
    portion_.diagnostics.add(Severity::Warning, kGeometryMalformed, std::string(object.id));
  }
}

/// An instance has the level of detail of its template.
std::uint8_t ObjectReader::lodOf(const GeometryText& geometry) const {
  if (geometry.type != GeometryType::GeometryInstance) {
    return geometry.lod;
  }
  const double index = numberOf(geometry.templateIndex).value_or(-1.0);
  const auto& templates = file_.templates();
  const bool isKnown = index >= 0.0 && index < static_cast<double>(templates.size());
  return isKnown ? templates[static_cast<std::size_t>(index)].lod : kLodNotStated;
}

/// A building whose parts come in more detail is shown by its parts, as 3D BAG's footprints over LoD 2.2 parts need.
void ObjectReader::markReplaced(const Surroundings& around, std::span<const std::uint32_t> tree) {
  const auto& objects = around.index.objects();
  for (std::size_t i = 1; i < tree.size(); ++i) {
    const ObjectText& object = objects[tree[i]];
    Parts& parent = parts_[indexOf_[object.parent]];
    const bool isDetailed = parts_[i].highestLod != kLodNotStated && parent.highestLod != kLodNotStated &&
                            parts_[i].highestLod > parent.highestLod;
    parent.isReplaced = parent.isReplaced || (isPart(object.type) && isDetailed);
  }
}

bool ObjectReader::isChosen(const Parts& parts, std::uint8_t lod) const {
  switch (plan_.lod.kind) {
    case LodChoice::Kind::All:
      return true;
    case LodChoice::Kind::Highest:
      return lod == parts.highestLod;
    case LodChoice::Kind::Only:
      break;
  }
  if (lod == plan_.lod.tenths || !plan_.lod.isWhole || lod == kLodNotStated || lod / 10 != plan_.lod.tenths / 10) {
    return lod == plan_.lod.tenths;
  }
  // "2" without a LoD 2 proper: the finest of 2.1 to 2.9
  std::uint8_t finest = 0;
  for (std::size_t i = parts.firstGeometry; i < parts.lastGeometry; ++i) {
    const std::uint8_t other = geometries_[i].lod;
    if (other == plan_.lod.tenths) {
      return false;
    }
    finest = other / 10 == plan_.lod.tenths / 10 ? std::max(finest, other) : finest;
  }
  return lod == finest;
}

void ObjectReader::summarise(const ObjectText& object, const Parts& parts) {
  Summary& summary = portion_.summary;
  const auto found = summary.objects.find(object.type);
  if (found == summary.objects.end()) {
    summary.objects.emplace(std::string(object.type), 1);
  } else {
    ++found->second;
  }
  std::vector<std::uint8_t> lods;
  for (std::size_t i = parts.firstGeometry; i < parts.lastGeometry; ++i) {
    const GeometryText& geometry = geometries_[i];
    addThemes(geometry.material, summary);
    addThemes(geometry.texture, summary);
    const bool isNew = std::find(lods.begin(), lods.end(), geometry.lod) == lods.end();
    if (isNew && geometry.lod != kLodNotStated && geometry.hasBoundaries()) {
      lods.push_back(geometry.lod);
      ++summary.lods[geometry.lod];
    }
  }
}

void ObjectReader::readAttributes(const ObjectText& object) {
  const auto read = [&](std::string_view json, std::string_view prefix) {
    attributeReader_.read(json, prefix, builder_.attributes(), portion_.diagnostics, object.id);
  };
  if (!object.attributes.empty() && object.attributes != "null") {
    read(object.attributes, {});
  }
  if (!object.address.empty() && object.address.front() == '{') {  // CityJSON 1.0
    read(object.address, "address");
  } else if (!object.address.empty() && object.address.front() == '[') {
    JsonCursor cursor(object.address);
    cursor.enterArray();
    std::string_view address;
    while (cursor.nextElement() && cursor.takeValue(address)) {
      read(address, "address");
    }
  }
}

void ObjectReader::readGeometries(const Surroundings& around, const ObjectText& object, const Parts& parts) {
  const GeometryReader::Context context{around.appearance, portion_.diagnostics, object.id, object.type,
                                        plan_.wantsTextures};
  for (std::size_t i = parts.firstGeometry; i < parts.lastGeometry; ++i) {
    const GeometryText& text = geometries_[i];
    if (!isChosen(parts, text.lod)) {
      continue;
    }
    if (text.type == GeometryType::GeometryInstance) {
      addInstance(text, around.vertices, context);
    } else if (geometryReader_.parse(text, context, geometry_)) {
      geometryReader_.add(geometry_, around.vertices, nullptr, context, builder_);
    }
  }
}

const ParsedGeometry* ObjectReader::templateAt(const GeometryText& instance, const GeometryReader::Context& context) {
  const double number = numberOf(instance.templateIndex).value_or(-1.0);
  if (!(number >= 0.0 && number < static_cast<double>(file_.templates().size()))) {
    context.diagnostics.add(Severity::Warning, kTemplateMissing, std::string(context.objectId));
    return nullptr;
  }
  const auto index = static_cast<std::size_t>(number);
  const auto known = templates_.find(index);
  if (known != templates_.end()) {
    return known->second ? &*known->second : nullptr;
  }
  auto& parsed = templates_[index];
  parsed.emplace();
  const GeometryText& text = file_.templates()[index];
  const bool isUsable = text.type != GeometryType::GeometryInstance && geometryReader_.parse(text, context, *parsed);
  if (!isUsable) {
    parsed.reset();
  }
  return isUsable ? &*parsed : nullptr;
}

void ObjectReader::addInstance(const GeometryText& text, std::span<const glm::dvec3> vertices,
                               const GeometryReader::Context& context) {
  // A feature of a sequence has an appearance of its own, but templates wear that of the file.
  const GeometryReader::Context shared{file_.appearance(), context.diagnostics, context.objectId, context.objectType,
                                       context.wantsTextures};
  const ParsedGeometry* geometry = templateAt(text, shared);
  if (geometry == nullptr) {
    return;
  }
  Placement placement;
  const std::vector<double> matrix = parseNumbers(text.matrix);
  IndexTree reference;
  const bool isSound = matrix.size() == placement.matrix.size() &&
                       std::all_of(matrix.begin(), matrix.end(), [](double v) { return std::isfinite(v); }) &&
                       reference.parse(text.boundaries, 1) && reference.numbers().size() == 1 &&
                       reference.numbers().front() < vertices.size();
  if (!isSound) {
    context.diagnostics.add(Severity::Warning, kInstanceMalformed, std::string(context.objectId));
    return;
  }
  std::copy(matrix.begin(), matrix.end(), placement.matrix.begin());
  placement.reference = vertices[reference.numbers().front()];
  geometryReader_.add(*geometry, file_.templateVertices(), &placement, shared, builder_);
}

void ObjectReader::flush() {
  if (builder_.isEmpty()) {
    return;
  }
  for (const glm::dvec3& position : builder_.batch().positions) {
    if (!plan_.wantsSummary) {
      break;
    }
    portion_.summary.extent.add(position);
  }
  portion_.batches.push_back(builder_.take());
  attributeReader_.beginBatch();
}

}  // namespace belvedere::loaders::cityjson
