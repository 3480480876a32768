#include "data_loaders/vector/detail/feature_reader.h"

#include <cmath>

#include "data_loaders/vector/detail/text_decoder.h"

namespace belvedere::loaders::vector {
namespace {

constexpr MessageId kWithoutGeometry{"feature-without-geometry", N_("Features without geometry are not drawn.")};
constexpr MessageId kTextCut{"attribute-text-cut", N_("Texts longer than 64 kB were cut.")};

constexpr std::size_t kLongestText = 65536;

/// The longest prefix of at most `limit` bytes that does not cut a character in two.
std::string_view utf8Prefix(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) {
    return text;
  }
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U) {
    --limit;
  }
  return text.substr(0, limit);
}

}  // namespace

FeatureReader::FeatureReader(const VectorLayer& layer, std::string crs, const model::ReadOptions& options,
                             const model::BatchSink& sink, Diagnostics& diagnostics)
    : layer_(layer),
      crs_(std::move(crs)),
      options_(options),
      sink_(sink),
      diagnostics_(diagnostics),
      converter_(layer.areCoordinatesSwapped, layer.arePolygonsSolid, diagnostics) {
  beginBatch();
}

void FeatureReader::beginBatch() {
  batch_ = model::FeatureBatch();
  batch_.crs = crs_;
  batch_.types.push_back(layer_.name);
  columns_.clear();
  for (const FieldPlan& field : layer_.fields) {
    columns_.push_back(batch_.attributes.column(field.name, field.type));
  }
}

bool FeatureReader::isFull() const {
  return batch_.positions.size() >= options_.batchTriangles || batch_.features.size() >= options_.batchTriangles;
}

bool FeatureReader::handOn() {
  if (batch_.features.empty()) {
    return true;
  }
  const bool goesOn = sink_(std::move(batch_));
  beginBatch();
  return goesOn;
}

bool FeatureReader::readAll(const std::stop_token& stop, const std::function<void(std::size_t)>& progress) {
  layer_.layer->ResetReading();
  std::size_t count = 0;
  while (!stop.stop_requested()) {
    const OGRFeatureUniquePtr feature(layer_.layer->GetNextFeature());
    if (feature == nullptr) {
      return handOn();
    }
    add(*feature);
    if (isFull() && !handOn()) {
      return false;
    }
    if (++count % 1000 == 0) {
      progress(count);
    }
  }
  return false;
}

std::string FeatureReader::idOf(OGRFeature& feature) const {
  if (layer_.idField >= 0 && feature.IsFieldSetAndNotNull(layer_.idField) != 0) {
    return decodeText(feature.GetFieldAsString(layer_.idField), layer_.declaredEncoding);
  }
  return std::to_string(feature.GetFID());
}

std::optional<OGRPoint> FeatureReader::placeOf(OGRFeature& feature) const {
  if (!layer_.coordinates) {
    return std::nullopt;
  }
  const auto east = parseCoordinate(feature.GetFieldAsString(static_cast<int>(layer_.coordinates->east)));
  const auto north = parseCoordinate(feature.GetFieldAsString(static_cast<int>(layer_.coordinates->north)));
  return east && north ? std::optional<OGRPoint>(std::in_place, *east, *north) : std::nullopt;
}

void FeatureReader::add(OGRFeature& feature) {
  const std::string id = idOf(feature);
  const auto index = static_cast<std::uint32_t>(batch_.features.size());
  const std::optional<OGRPoint> place = placeOf(feature);
  const OGRGeometry* geometry = place ? &*place : feature.GetGeometryRef();
  if (geometry == nullptr || geometry->IsEmpty() != 0) {
    diagnostics_.add(Severity::Info, Message(kWithoutGeometry), id);
  } else {
    converter_.append(*geometry, index, id, batch_);
  }
  model::Feature entry;
  entry.idOffset = batch_.ids.size();
  entry.idLength = static_cast<std::uint32_t>(id.size());
  batch_.ids += id;
  batch_.features.push_back(entry);
  batch_.attributes.beginFeature();
  if (options_.wantsAttributes) {
    addAttributes(feature);
  }
}

void FeatureReader::addAttributes(OGRFeature& feature) {
  for (std::size_t i = 0; i < layer_.fields.size(); ++i) {
    if (feature.IsFieldSetAndNotNull(layer_.fields[i].field) != 0) {
      addField(feature, layer_.fields[i], columns_[i]);
    }
  }
}

void FeatureReader::addField(OGRFeature& feature, const FieldPlan& field, std::uint32_t column) {
  switch (field.type) {
    case model::AttributeType::Integer:
    case model::AttributeType::Boolean:
      batch_.attributes.addInteger(column, feature.GetFieldAsInteger64(field.field));
      return;
    case model::AttributeType::Real:
      batch_.attributes.addReal(column, feature.GetFieldAsDouble(field.field));
      return;
    default:
      break;
  }
  const std::string text = decodeText(feature.GetFieldAsString(field.field), layer_.declaredEncoding);
  const std::string_view kept = utf8Prefix(text, kLongestText);
  if (kept.size() < text.size()) {
    diagnostics_.add(Severity::Warning, Message(kTextCut), idOf(feature));
  }
  if (!kept.empty()) {
    batch_.attributes.addText(column, kept);
  }
}

}  // namespace belvedere::loaders::vector
