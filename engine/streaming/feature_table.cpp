#include "engine/streaming/feature_table.h"

#include <algorithm>

namespace belvedere::streaming {

void FeatureTable::append(std::shared_ptr<const FeatureChunk> chunk) {
  size_ = chunk->firstFeature + static_cast<std::uint32_t>(chunk->features.size());
  bounds_.add(chunk->allBounds);
  chunks_.push_back(std::move(chunk));
}

std::optional<FeatureRecord> FeatureTable::find(std::uint32_t feature) const {
  if (feature >= size_) {
    return std::nullopt;
  }
  const auto after = std::upper_bound(chunks_.begin(), chunks_.end(), feature,
                                      [](std::uint32_t index, const std::shared_ptr<const FeatureChunk>& chunk) {
                                        return index < chunk->firstFeature;
                                      });
  const FeatureChunk& chunk = **std::prev(after);
  const std::uint32_t row = feature - chunk.firstFeature;
  const model::Feature& entry = chunk.features[row];
  FeatureRecord record;
  record.feature = feature;
  record.id = std::string_view(chunk.ids).substr(entry.idOffset, entry.idLength);
  record.type = entry.type < chunk.types.size() ? std::string_view(chunk.types[entry.type]) : std::string_view();
  record.parent = entry.parent == model::kNone ? model::kNone : chunk.firstFeature + entry.parent;
  record.bounds = chunk.bounds[row];
  record.lod = chunk.lods[row];
  record.attributes = &chunk.attributes;
  record.attributeRow = row;
  return record;
}

std::uint32_t FeatureTable::rootOf(std::uint32_t feature) const {
  for (std::optional<FeatureRecord> record = find(feature); record && record->parent != model::kNone;) {
    feature = record->parent;
    record = find(feature);
  }
  return feature;
}

}  // namespace belvedere::streaming
