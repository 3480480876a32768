#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "engine/core/progress.h"
#include "engine/core/result.h"
#include "engine/geo/crs.h"
#include "engine/model/source.h"
#include "engine/scene/territory.h"

namespace belvedere::app {

/// Where a layer's sources lie.
struct LayerFiles {
  std::vector<std::filesystem::path> paths;    ///< absolute, in the layer's order
  std::vector<std::filesystem::path> outside;  ///< what needs consent: paths outside the folder, origins
};

/// Fails with Denied where a source is no plain path (scene::resolveSource).
Result<LayerFiles> layerFiles(const scene::Layer& layer, const std::filesystem::path& folder);

/// Says whether the user lets a path outside the territory's folder be read.
using Consent = std::function<bool(const std::filesystem::path&)>;

/// As layerFiles, and fails with Denied (key "consent-missing", which names --allow PATH) where consent is missing.
Result<std::vector<std::filesystem::path>> consentedFiles(const scene::Layer& layer,
                                                          const std::filesystem::path& folder, const Consent& consent);

/// What to ask a SourceCatalog for, so that it gives what is shown in a territory of that CRS.
model::SourceRequest sourceRequest(const scene::Layer& layer, std::vector<std::filesystem::path> paths,
                                   const std::string& territoryCrs);

/// Opens a source and says what it holds; reads feature sources once from beginning to end.
Result<model::SourceDescription> describeSource(const model::SourceCatalog& catalog,
                                                const model::SourceRequest& request, const std::stop_token& stop,
                                                const ProgressSink& progress);

/// As describeSource, and reads all of a raster too: its description then names damage wherever it is.
Result<model::SourceDescription> checkSource(const model::SourceCatalog& catalog, const model::SourceRequest& request,
                                             const std::stop_token& stop, const ProgressSink& progress);

/// Whether a description can be placed on a map: fails with InvalidData where it has no CRS or a local one (keys
/// "source-without-crs", "source-crs-local"; the hint says how to give one).
Status checkSourceCrs(const model::SourceDescription& description);

/// The extent, corrected, moved to another CRS, by its corners and edges. Fails as CoordinateTransform::create does, or
/// with InvalidData where no corner has a place there ("extent-not-placed").
Result<geo::Bounds2> extentIn(const model::SourceDescription& description, const geo::CoordinateCorrection& correction,
                              const geo::Crs& crs);

}  // namespace belvedere::app
