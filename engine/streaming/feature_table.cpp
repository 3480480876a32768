#include "engine/streaming/feature_table.h"

#include <algorithm>

namespace belvedere::streaming {

FeatureTable::FeatureTable(FeaturePages pages)
    : chunks_(pages.firstFeatures.size()),
      firstFeatures_(std::move(pages.firstFeatures)),
      read_(std::move(pages.read)),
      size_(pages.featureCount),
      bounds_(pages.bounds) {}

void FeatureTable::append(std::shared_ptr<const FeatureChunk> chunk) {
  size_ = chunk->firstFeature + static_cast<std::uint32_t>(chunk->features.size());
  bounds_.add(chunk->allBounds);
  firstFeatures_.push_back(chunk->firstFeature);
  chunks_.push_back(std::move(chunk));
}

const FeatureChunk* FeatureTable::chunkOf(std::uint32_t feature) const {
  const auto after = std::upper_bound(firstFeatures_.begin(), firstFeatures_.end(), feature);
  const auto page = static_cast<std::size_t>(after - firstFeatures_.begin()) - 1;
  if (!chunks_[page]) {
    chunks_[page] = read_(page);
  }
  return chunks_[page].get();
}

std::optional<FeatureRecord> FeatureTable::find(std::uint32_t feature) const {
  if (feature >= size_) {
    return std::nullopt;
  }
  const FeatureChunk* found = chunkOf(feature);
  if (found == nullptr) {
    return std::nullopt;
  }
  const FeatureChunk& chunk = *found;
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
