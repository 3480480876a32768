#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>

#include "engine/streaming/feature_reading.h"
#include "engine/streaming/layer_key.h"

namespace belvedere::streaming {

/// The one event of a reading from a cache: all that the source would give, but for tiles and features, which are found
/// in `ReadingEvent::baked`. Nothing where the layer was not baked from what the sources and settings are now, or its
/// cache is damaged. In a task.
std::optional<ReadingEvent> readBaked(const std::filesystem::path& cache, const LayerContext& context,
                                      const std::stop_token& stop);

/// The origin of the scene in which the layer that would give a territory its frame was baked, so that the sources need
/// not be opened to find one; nothing where that layer is a raster or has no usable cache. Any thread.
std::optional<glm::dvec3> bakedOrigin(const std::filesystem::path& cache, const std::string& crs,
                                      const std::vector<StreamedLayer>& layers);

/// The features of a baked layer, read when they are asked for; bounds in a scene with this origin.
FeatureTable bakedFeatures(const std::shared_ptr<const BakedLayer>& baked, const glm::dvec3& sceneOrigin);

}  // namespace belvedere::streaming
