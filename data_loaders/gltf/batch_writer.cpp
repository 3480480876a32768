#include "data_loaders/gltf/batch_writer.h"

#include <algorithm>
#include <cmath>
#include <glm/gtc/matrix_access.hpp>
#include <glm/matrix.hpp>
#include <numeric>
#include <utility>

#include "data_loaders/gltf/utf8_text.h"

namespace belvedere::loaders::gltf {
namespace {

constexpr std::size_t kLargeFeatureBatches = 4;  // a feature larger than this many batches is handed on in pieces
constexpr double kFarthestMetres = 1e9;          // farther than any place on earth
constexpr std::size_t kMostTypes = 65000;
constexpr std::size_t kLongestId = 1000;

constexpr std::size_t cornersOf(Topology topology) {
  return topology == Topology::Triangles ? 3 : (topology == Topology::Lines ? 2 : 1);
}

float toSrgb(float linear) {
  const float value = std::clamp(linear, 0.0F, 1.0F);
  return value <= 0.0031308F ? value * 12.92F : 1.055F * std::pow(value, 1.0F / 2.4F) - 0.055F;
}

std::uint32_t packedSrgb(const glm::vec4& linear, bool hasAlpha) {
  const auto byte = [](float value) {
    return static_cast<std::uint32_t>(std::lround(std::clamp(value, 0.0F, 1.0F) * 255.0F));
  };
  return byte(toSrgb(linear.x)) | byte(toSrgb(linear.y)) << 8U | byte(toSrgb(linear.z)) << 16U |
         (hasAlpha ? byte(linear.w) : 255U) << 24U;
}

glm::dvec3 moved(const glm::dmat4& transform, const glm::dvec3& p) { return {transform * glm::dvec4(p, 1.0)}; }

bool isPlace(const glm::dvec3& p) {
  return std::abs(p.x) < kFarthestMetres && std::abs(p.y) < kFarthestMetres && std::abs(p.z) < kFarthestMetres;
}

const Material& materialOf(const Model& model, const Primitive& primitive) {
  static const Material plain;
  return primitive.material < model.materials.size() ? model.materials[primitive.material] : plain;
}

/// The elements of a primitive, ordered by the feature of their first corner.
std::vector<std::uint32_t> orderedByFeature(const Primitive& primitive) {
  const std::size_t corners = cornersOf(primitive.topology);
  std::vector<std::uint32_t> order(primitive.indices.size() / corners);
  std::iota(order.begin(), order.end(), 0U);
  const auto row = [&](std::uint32_t element) { return primitive.features[primitive.indices[element * corners]]; };
  if (!primitive.features.empty()) {
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return row(a) < row(b); });
  }
  return order;
}

}  // namespace

/// A primitive at a place.
struct BatchWriter::Placed {
  const Primitive* primitive = nullptr;
  const std::vector<std::uint32_t>* order = nullptr;
  glm::dmat4 transform{1.0};
};

/// What one primitive at a place has of one feature.
struct BatchWriter::Piece {
  std::uint32_t table = kNone;  // index among the tables of the model, and beyond them the batch table; none: an object
  std::uint32_t row = kNone;
  std::uint32_t placed = 0, first = 0, count = 0;
};

/// A model's pieces, ordered by feature.
struct BatchWriter::Gathered {
  std::vector<Placed> placed;
  std::vector<Piece> pieces;
  std::map<const Primitive*, std::vector<std::uint32_t>> orders;

  void add(const Model& model, std::uint32_t instanceIndex, const Primitive& primitive, const glm::dmat4& transform,
           bool isWhole) {
    const MeshInstance& instance = model.instances[instanceIndex];
    const auto found = orders.find(&primitive);
    const auto& order =
        found != orders.end() ? found->second : orders.emplace(&primitive, orderedByFeature(primitive)).first->second;
    placed.push_back({&primitive, &order, transform * instance.transform});
    Piece piece{kNone, isWhole ? 0 : instanceIndex, static_cast<std::uint32_t>(placed.size() - 1), 0,
                static_cast<std::uint32_t>(order.size())};
    const auto batchTable = static_cast<std::uint32_t>(model.tables.size());
    if (instance.feature != kNone) {
      piece.table = std::min(instance.table, batchTable);
      piece.row = instance.feature;
    }
    if (primitive.features.empty() || instance.feature != kNone) {
      pieces.push_back(piece);
    } else {
      addRuns(primitive, order, piece, std::min(primitive.table, batchTable));
    }
  }

  /// A piece for each run of elements of one feature; elements of none stay with the object at hand.
  void addRuns(const Primitive& primitive, const std::vector<std::uint32_t>& order, const Piece& object,
               std::uint32_t table) {
    const std::size_t corners = cornersOf(primitive.topology);
    const auto rowOf = [&](std::uint32_t at) { return primitive.features[primitive.indices[order[at] * corners]]; };
    for (std::uint32_t first = 0; first < order.size();) {
      std::uint32_t end = first + 1;
      while (end < order.size() && rowOf(end) == rowOf(first)) {
        ++end;
      }
      const std::uint32_t row = rowOf(first);
      const bool isFeature = row != kNone && row != primitive.nullFeature;
      pieces.push_back(
          {isFeature ? table : object.table, isFeature ? row : object.row, object.placed, first, end - first});
      first = end;
    }
  }

  void sort() {
    std::stable_sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) {
      return a.table != b.table ? a.table < b.table : a.row < b.row;
    });
  }
};

BatchWriter::Key BatchWriter::keyOf(const Piece& piece, const Model& model, const ContentFacts& facts, bool isWhole) {
  Key key;
  if (piece.table != kNone) {
    key.table = piece.table < model.tables.size() ? &model.tables[piece.table] : facts.batchTable;
    key.row = piece.row;
    return key;
  }
  key.object = piece.row;
  const std::string& name = model.instances[piece.row].name;
  const bool isNamed = !isWhole && !name.empty();
  key.id = isNamed ? name : facts.name + (isWhole ? "" : "#" + std::to_string(piece.row));
  return key;
}

void BatchWriter::addModel(const Model& model, const glm::dmat4& transform, const ContentFacts& facts, bool isWhole) {
  Gathered gathered;
  for (std::uint32_t i = 0; i < model.instances.size(); ++i) {
    for (const Primitive& primitive : model.meshes[model.instances[i].mesh].primitives) {
      gathered.add(model, i, primitive, transform, isWhole);
    }
  }
  gathered.sort();
  for (const Piece& piece : gathered.pieces) {
    if (isStopped_) {
      return;
    }
    if (piece.count > 0) {
      beginFeature(keyOf(piece, model, facts, isWhole), facts);
      const Placed& where = gathered.placed[piece.placed];
      addPiece(model, *where.primitive, where.transform, *where.order, piece.first, piece.count);
    }
  }
}

void BatchWriter::addInstance(const Model& model, const glm::dmat4& transform, const ContentFacts& facts,
                              std::uint32_t row) {
  Key key;
  key.table = facts.batchTable;
  key.row = row;
  for (const MeshInstance& instance : model.instances) {
    for (const Primitive& primitive : model.meshes[instance.mesh].primitives) {
      if (isStopped_ || primitive.indices.empty()) {
        continue;
      }
      beginFeature(key, facts);
      std::vector<std::uint32_t> all(primitive.indices.size() / cornersOf(primitive.topology));
      std::iota(all.begin(), all.end(), 0U);
      addPiece(model, primitive, transform * instance.transform, all, 0, all.size());
    }
  }
}

void BatchWriter::addPoints(const std::vector<glm::dvec3>& positions, const std::vector<std::uint32_t>& rows,
                            const ContentFacts& facts) {
  std::vector<std::uint32_t> order(positions.size());
  std::iota(order.begin(), order.end(), 0U);
  if (!rows.empty()) {
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return rows[a] < rows[b]; });
  }
  for (const std::uint32_t point : order) {
    if (isStopped_) {
      return;
    }
    if (!isPlace(positions[point])) {
      continue;
    }
    Key key;
    if (rows.empty()) {
      key.id = facts.name;
      key.object = 0;
    } else {
      key.table = facts.batchTable;
      key.row = rows[point];
    }
    beginFeature(key, facts);
    batch_.points.push_back(
        {static_cast<std::uint32_t>(batch_.features.size() - 1), static_cast<std::uint32_t>(batch_.positions.size())});
    batch_.positions.push_back(positions[point]);
    breakLargeFeature();
  }
}

void BatchWriter::beginFeature(const Key& key, const ContentFacts& facts) {
  if (key == current_ && facts.name == currentContent_ && !batch_.features.empty()) {
    return;
  }
  if (size() >= batchSize_) {
    flush();
  }
  current_ = key;
  currentContent_ = facts.name;
  const bool isRow = key.row != kNone;
  std::string id = isRow && key.table != nullptr ? key.table->id(key.row) : key.id;
  if (id.empty()) {
    id = facts.name + "#" + std::to_string(isRow ? key.row : key.object);
  }
  id = soundUtf8(id.substr(0, kLongestId));
  const std::string_view known = isRow && key.table != nullptr ? key.table->typeOf(key.row) : std::string_view();
  const std::string_view type = !known.empty() ? known : (isRow ? std::string_view("Feature") : facts.fallbackType);
  model::Feature feature;
  feature.idOffset = batch_.ids.size();
  feature.idLength = static_cast<std::uint32_t>(id.size());
  feature.type = typeFor(type);
  batch_.ids += id;
  batch_.features.push_back(feature);
  batch_.attributes.beginFeature();
  if (facts.wantsAttributes) {
    if (isRow && key.table != nullptr) {
      key.table->write(key.row, batch_.attributes);
    }
    for (const FeatureTable* table : facts.more) {
      table->write(0, batch_.attributes);
    }
  }
}

void BatchWriter::addPiece(const Model& model, const Primitive& primitive, const glm::dmat4& transform,
                           const std::vector<std::uint32_t>& elements, std::size_t first, std::size_t count) {
  if (primitive.topology == Topology::Triangles) {
    // Large pieces are split in parts, so that a batch stays bounded.
    const std::size_t most = batchSize_ * kLargeFeatureBatches;
    for (std::size_t at = first; at < first + count && !isStopped_; at += most) {
      addTriangles(model, primitive, transform, elements, at, std::min(most, first + count - at));
      breakLargeFeature();
    }
    return;
  }
  for (std::size_t i = first; i < first + count && !isStopped_; ++i) {
    const std::uint32_t element = elements[i];
    if (primitive.topology == Topology::Lines) {
      addLine(moved(transform, primitive.positions[primitive.indices[std::size_t{element} * 2]]),
              moved(transform, primitive.positions[primitive.indices[std::size_t{element} * 2 + 1]]));
    } else if (const glm::dvec3 p = moved(transform, primitive.positions[primitive.indices[element]]); isPlace(p)) {
      batch_.points.push_back({static_cast<std::uint32_t>(batch_.features.size() - 1),
                               static_cast<std::uint32_t>(batch_.positions.size())});
      batch_.positions.push_back(p);
    }
    breakLargeFeature();
  }
}

void BatchWriter::addLine(const glm::dvec3& from, const glm::dvec3& to) {
  if (!isPlace(from) || !isPlace(to)) {
    return;
  }
  const auto feature = static_cast<std::uint32_t>(batch_.features.size() - 1);
  const bool goesOn =
      !batch_.lines.empty() && batch_.lines.back().feature == feature &&
      batch_.lines.back().firstPosition + batch_.lines.back().positionCount == batch_.positions.size() &&
      batch_.positions.back() == from;
  if (goesOn) {
    ++batch_.lines.back().positionCount;
  } else {
    batch_.lines.push_back({feature, static_cast<std::uint32_t>(batch_.positions.size()), 2});
    batch_.positions.push_back(from);
  }
  batch_.positions.push_back(to);
}

void BatchWriter::addTriangles(const Model& model, const Primitive& primitive, const glm::dmat4& transform,
                               const std::vector<std::uint32_t>& elements, std::size_t first, std::size_t count) {
  soup_.clear();
  if (slots_.size() < primitive.positions.size()) {
    slots_.resize(primitive.positions.size(), kNone);
  }
  const bool isMirrored = glm::determinant(glm::dmat3(transform)) < 0.0;
  std::vector<std::uint32_t> used;
  const auto slotOf = [&](std::uint32_t vertex) {
    if (slots_[vertex] == kNone) {
      slots_[vertex] = static_cast<std::uint32_t>(soup_.positions.size());
      used.push_back(vertex);
      soup_.positions.push_back(moved(transform, primitive.positions[vertex]));
      if (!primitive.texcoords.empty()) {
        soup_.texcoords.push_back(primitive.texcoords[vertex]);
      }
      if (!primitive.colours.empty()) {
        soup_.colours.push_back(primitive.colours[vertex]);
      }
    }
    return slots_[vertex];
  };
  for (std::size_t i = first; i < first + count; ++i) {
    const std::uint32_t* corner = primitive.indices.data() + std::size_t{elements[i]} * 3;
    const bool areThere = std::all_of(corner, corner + 3, [&](std::uint32_t vertex) {
      return isPlace(moved(transform, primitive.positions[vertex]));
    });
    if (areThere) {
      soup_.triangles.push_back(slotOf(corner[0]));
      soup_.triangles.push_back(slotOf(corner[isMirrored ? 2 : 1]));
      soup_.triangles.push_back(slotOf(corner[isMirrored ? 1 : 2]));
    }
  }
  for (const std::uint32_t vertex : used) {
    slots_[vertex] = kNone;
  }
  const Material& material = materialOf(model, primitive);
  const std::uint32_t texture = soup_.texcoords.empty() ? kNone : textureFor(model, material);
  for (const FlatRun& run : splitter_.split(soup_)) {
    addRun(run, material, texture);
  }
}

void BatchWriter::addRun(const FlatRun& run, const Material& material, std::uint32_t texture) {
  model::Surface surface;
  surface.feature = static_cast<std::uint32_t>(batch_.features.size() - 1);
  surface.firstIndex = static_cast<std::uint32_t>(batch_.triangles.size());
  surface.indexCount = static_cast<std::uint32_t>(run.triangles.size());
  surface.firstPosition = static_cast<std::uint32_t>(batch_.positions.size());
  surface.positionCount = static_cast<std::uint32_t>(run.vertices.size());
  surface.lod = 255;
  surface.isTwoSided = material.isTwoSided ? 1 : 0;
  surface.texture = texture;
  if (texture == kNone) {
    glm::vec4 colour = material.colour * run.colour;
    colour.w = material.alpha == AlphaMode::Blend ? colour.w : 1.0F;
    surface.material = materialFor(colour);
  } else {
    batch_.texcoords.resize(batch_.positions.size());
  }
  for (const std::uint32_t vertex : run.vertices) {
    batch_.positions.push_back(soup_.positions[vertex]);
    if (texture != kNone) {
      batch_.texcoords.emplace_back(soup_.texcoords[vertex].x, 1.0F - soup_.texcoords[vertex].y);
    }
  }
  for (const std::uint32_t index : run.triangles) {
    batch_.triangles.push_back(surface.firstPosition + index);
  }
  batch_.surfaces.push_back(surface);
}

std::uint32_t BatchWriter::materialFor(const glm::vec4& linear) {
  const std::uint32_t packed = packedSrgb(linear, true);
  if (packed == 0xFFFFFFFFU) {
    return kNone;  // plain white is the layer's own colour
  }
  const auto [found, isNew] = materials_.emplace(packed, static_cast<std::uint32_t>(batch_.materials.size()));
  if (isNew) {
    const auto part = [packed](unsigned shift) { return static_cast<float>((packed >> shift) & 0xFFU) / 255.0F; };
    batch_.materials.push_back({{part(0), part(8), part(16), part(24)}});
  }
  return found->second;
}

std::uint32_t BatchWriter::textureFor(const Model& model, const Material& material) {
  if (material.image >= model.images.size()) {
    return kNone;
  }
  const ModelImage& image = model.images[material.image];
  std::string name = image.name;
  const bool isTinted = packedSrgb(material.colour, false) != 0xFFFFFFFFU;
  if (material.alpha != AlphaMode::Opaque || isTinted) {
    name += "?" + std::to_string(static_cast<int>(material.alpha)) + "," + std::to_string(material.alphaCutoff) + "," +
            std::to_string(packedSrgb(material.colour, true));
  }
  const auto [found, isNew] = textures_.emplace(name, static_cast<std::uint32_t>(batch_.textures.size()));
  if (isNew) {
    batch_.textures.push_back({name, {}, material.isRepeated});
    if (!pictures_.contains(name)) {
      pictures_.emplace(name, PictureUse{std::make_shared<const std::string>(image.bytes), material.alpha,
                                         material.alphaCutoff, material.colour});
    }
  }
  return found->second;
}

std::uint16_t BatchWriter::typeFor(std::string_view type) {
  const auto found = types_.find(type);
  if (found != types_.end()) {
    return found->second;
  }
  if (batch_.types.size() >= kMostTypes) {
    return 0;
  }
  const auto index = static_cast<std::uint16_t>(batch_.types.size());
  types_.emplace(type, index);
  batch_.types.push_back(soundUtf8(type));
  return index;
}

void BatchWriter::breakLargeFeature() {
  if (size() < batchSize_ * kLargeFeatureBatches) {
    return;
  }
  const model::Feature last = batch_.features.back();
  const std::string id(batch_.id(last));
  const std::string type = batch_.types[last.type];
  flush();
  model::Feature goesOn;
  goesOn.idLength = static_cast<std::uint32_t>(id.size());
  goesOn.type = typeFor(type);
  goesOn.isContinued = 1;
  batch_.ids = id;
  batch_.features.push_back(goesOn);
  batch_.attributes.beginFeature();
}

void BatchWriter::flush() {
  if (batch_.features.empty() || isStopped_) {
    batch_ = {};
    return;
  }
  if (!batch_.texcoords.empty()) {
    batch_.texcoords.resize(batch_.positions.size());
  }
  place_.apply(batch_.positions);
  dropLostPositions();
  if (place_.isEarthCentred()) {
    batch_.crs = PlaceOnEarth::kEarthCrs;
  }
  types_.clear();
  materials_.clear();
  textures_.clear();
  isStopped_ = !sink_(std::exchange(batch_, {}));
}

void BatchWriter::dropLostPositions() {
  const auto isLost = [](const glm::dvec3& p) { return !std::isfinite(p.x + p.y + p.z); };
  if (std::none_of(batch_.positions.begin(), batch_.positions.end(), isLost)) {
    return;
  }
  const auto isAnyLost = [&](std::uint32_t first, std::uint32_t count) {
    const auto begin = batch_.positions.begin() + first;
    return std::any_of(begin, begin + count, isLost);
  };
  std::erase_if(batch_.surfaces, [&](const model::Surface& s) { return isAnyLost(s.firstPosition, s.positionCount); });
  std::erase_if(batch_.points, [&](const model::PointPart& p) { return isAnyLost(p.position, 1); });
  std::erase_if(batch_.lines, [&](const model::LinePart& l) { return isAnyLost(l.firstPosition, l.positionCount); });
  const auto sound = std::find_if_not(batch_.positions.begin(), batch_.positions.end(), isLost);
  const glm::dvec3 filler = sound != batch_.positions.end() ? *sound : glm::dvec3(0.0);
  std::replace_if(batch_.positions.begin(), batch_.positions.end(), isLost, filler);
}

void BatchWriter::finish() { flush(); }

}  // namespace belvedere::loaders::gltf
