#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/core/finding.h"
#include "engine/geo/scene_frame.h"
#include "engine/model/source.h"
#include "engine/scene/territory.h"
#include "engine/streaming/raster_stack.h"
#include "engine/streaming/relief_coverage.h"
#include "engine/streaming/territory_streamer.h"

namespace belvedere::streaming {

/// One layer of a territory as it was read.
struct ExaminedLayer {
  scene::Layer layer;
  std::optional<model::SourceDescription> description;  ///< nothing where it could not be opened
  /// ReadingEvent's; null for rasters, and where heights are not to be compared.
  std::shared_ptr<const std::vector<geo::Bounds3>> objects;
};

/// A relief to compare with, and the layer it comes from.
struct ExaminedRelief {
  std::vector<RasterLayer> terrain;                ///< lowest first; empty: heights are not compared
  scene::Layer layer;                              ///< the topmost
  std::shared_ptr<const ReliefCoverage> coverage;  ///< null where there is none
};

/// Whether the heights of a layer come from its source, so that they can be wrong: city models, and vectors that stand
/// at heights of their own.
bool hasOwnHeights(const scene::Layer& layer);

/// The datum doctor's round through a territory: whether each layer lies where the others do (rasters before city
/// models before other vectors, in their order, each against those before it), and whether its objects stand on the
/// relief. Findings for each layer in order, with remedies. Reads the relief: in a task.
std::vector<Findings> examineLayers(const std::vector<ExaminedLayer>& layers, const ExaminedRelief& relief,
                                    const geo::SceneFrame& frame, const std::stop_token& stop);

/// What a view of the layer would come upon: its source read to the end with its own settings, on the relief where its
/// objects stand on that; what lies beyond the relief is counted. Memory as for a part of it, but for what lies on the
/// ground. In a task.
Diagnostics readingFindings(const StreamedLayer& layer, const ExaminedRelief& relief,
                            const model::SourceCatalog& catalog, const std::shared_ptr<const geo::SceneFrame>& frame,
                            const std::stop_token& stop);

/// Boxes of some of the objects of a layer, scene coordinates, as a reading of its source gives them; at most about
/// `mostObjects` are read. Null where it has no heights of its own or cannot be read.
std::shared_ptr<const std::vector<geo::Bounds3>> sampleObjects(const StreamedLayer& layer,
                                                               const model::SourceCatalog& catalog,
                                                               const std::shared_ptr<const geo::SceneFrame>& frame,
                                                               std::size_t mostObjects, const std::stop_token& stop);

/// The visible terrain layers of a territory, opened; those that cannot be are left out.
ExaminedRelief openRelief(const std::vector<StreamedLayer>& layers, const model::SourceCatalog& catalog,
                          const geo::SceneFrame& frame);

}  // namespace belvedere::streaming
