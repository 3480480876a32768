#include "data_loaders/gltf/detail/batch_merger.h"

#include <algorithm>
#include <utility>

namespace belvedere::loaders::gltf {
namespace {

constexpr std::size_t kMostFeatures = 60'000;  // types and features stay within their numbers

std::size_t sizeOf(const model::FeatureBatch& batch) {
  return batch.triangles.size() / 3 + batch.points.size() + batch.lines.size();
}

template <class Item>
std::uint32_t count(const std::vector<Item>& items) {
  return static_cast<std::uint32_t>(items.size());
}

/// Adds the names of `from` to `into`, each once; gives the new index of each.
template <class Item, class NameOf>
std::vector<std::uint32_t> joined(std::vector<Item>& into, std::vector<Item>& from, NameOf nameOf) {
  std::vector<std::uint32_t> places;
  for (Item& item : from) {
    const auto found =
        std::find_if(into.begin(), into.end(), [&](const Item& known) { return nameOf(known) == nameOf(item); });
    places.push_back(static_cast<std::uint32_t>(found - into.begin()));
    if (found == into.end()) {
      into.push_back(std::move(item));
    }
  }
  return places;
}

}  // namespace

std::optional<model::FeatureBatch> BatchMerger::add(model::FeatureBatch&& batch) {
  // A feature that goes on must come in the batch right behind.
  const bool goesOn = !batch.features.empty() && batch.features.front().isContinued != 0;
  std::optional<model::FeatureBatch> full;
  if (held_ && (goesOn || sizeOf(*held_) + sizeOf(batch) > batchSize_ ||
                held_->features.size() + batch.features.size() > kMostFeatures)) {
    full = std::exchange(held_, std::nullopt);
  }
  if (!held_) {
    held_ = std::move(batch);
  } else {
    append(std::move(batch));
  }
  return full;
}

std::optional<model::FeatureBatch> BatchMerger::finish() { return std::exchange(held_, std::nullopt); }

void BatchMerger::append(model::FeatureBatch&& from) {
  model::FeatureBatch& into = *held_;
  const std::uint32_t features = count(into.features);
  const std::uint32_t positions = count(into.positions);
  const std::uint32_t triangles = count(into.triangles);
  const std::uint32_t materials = count(into.materials);
  const std::uint64_t ids = into.ids.size();
  const auto types = joined(into.types, from.types, [](const std::string& type) { return type; });
  const auto textures =
      joined(into.textures, from.textures, [](const model::Texture& texture) { return texture.name; });
  for (model::Feature feature : from.features) {
    feature.idOffset += ids;
    feature.type = static_cast<std::uint16_t>(types[feature.type]);
    into.features.push_back(feature);
  }
  into.ids += from.ids;
  into.attributes.append(from.attributes);
  if (!into.texcoords.empty() || !from.texcoords.empty()) {
    into.texcoords.resize(positions);
    from.texcoords.resize(from.positions.size());
    into.texcoords.insert(into.texcoords.end(), from.texcoords.begin(), from.texcoords.end());
  }
  into.positions.insert(into.positions.end(), from.positions.begin(), from.positions.end());
  for (const std::uint32_t index : from.triangles) {
    into.triangles.push_back(index + positions);
  }
  into.materials.insert(into.materials.end(), from.materials.begin(), from.materials.end());
  for (model::Surface surface : from.surfaces) {
    surface.feature += features;
    surface.firstIndex += triangles;
    surface.firstPosition += positions;
    surface.material += surface.material != model::kNone ? materials : 0;
    surface.texture = surface.texture != model::kNone ? textures[surface.texture] : model::kNone;
    into.surfaces.push_back(surface);
  }
  for (model::PointPart point : from.points) {
    into.points.push_back({point.feature + features, point.position + positions});
  }
  for (model::LinePart line : from.lines) {
    into.lines.push_back({line.feature + features, line.firstPosition + positions, line.positionCount});
  }
}

}  // namespace belvedere::loaders::gltf
