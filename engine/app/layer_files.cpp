#include "engine/app/layer_files.h"

#include <array>
#include <cmath>

#include "engine/core/web_address.h"
#include "engine/geo/transform.h"
#include "engine/model/stated_crs.h"
#include "engine/scene/source_path.h"

namespace belvedere::app {
namespace {

constexpr MessageId kConsentMissing{"consent-missing",
                                    N_("Layer “{layer}” reads {path}, which is outside the territory's folder."),
                                    N_("To let it, run the command again with --allow {path}")};
constexpr MessageId kWithoutCrs{"source-without-crs", N_("{source} does not say in which CRS its coordinates are."),
                                N_("Give it with --crs, for instance --crs EPSG:2154")};
constexpr const char* kPlaceModel =
    N_("Give it with --crs; if the model has a zero of its own, say where it stands too: --crs EPSG:2154 "
       "--set originEast=E --set originNorth=N --set heightOffset=H --set rotation=DEGREES");
constexpr MessageId kLocalCrs{"source-crs-local", N_("{source} has coordinates of its own, tied to no place on earth."),
                              N_("Give the CRS they are in with --crs, for instance --crs EPSG:2154")};
constexpr MessageId kNotPlaced{"extent-not-placed", N_("{source} lies where the CRS {crs} has no coordinates."),
                               N_("Check the CRS of the source and of the territory.")};

constexpr MessageId kLayerEmpty{"layer-empty", N_("The layer holds nothing that could be shown.")};
constexpr MessageId kReadingRaster{"progress-reading-raster", N_("Reading {source}")};

constexpr int kPointsPerEdge = 9;
constexpr std::int64_t kWindowPixels = 1024;

/// Reads all pixels of a raster in windows of its own, and says what that came upon.
Diagnostics readAll(model::RasterSource& raster, const std::stop_token& stop, const ProgressSink& progress) {
  const model::SourceDescription& description = raster.description();
  Diagnostics findings;
  if (!description.raster || description.crsWkt.empty() || description.extent.isEmpty()) {
    return findings;
  }
  const bool isService = description.raster->isService;  // of a world one glance must do
  const std::int64_t columns = isService ? 1 : (description.raster->width + kWindowPixels - 1) / kWindowPixels;
  const std::int64_t rows = isService ? 1 : (description.raster->height + kWindowPixels - 1) / kWindowPixels;
  const glm::dvec2 size = description.extent.size() / glm::dvec2(columns, rows);
  const Message stage(kReadingRaster, {{"source", shownName(description.source)}});
  for (std::int64_t i = 0; i < columns * rows && !stop.stop_requested(); ++i) {
    model::RasterRequest request{description.crsWkt, {}, kWindowPixels, kWindowPixels, stop};
    request.bounds.min = description.extent.min + glm::dvec2(i % columns, i / columns) * size;
    request.bounds.max = request.bounds.min + size;
    const bool isTerrain = description.kind == model::SourceKind::Terrain;
    const Status read = isTerrain ? raster.readHeights(request).map([](const auto&) {})
                                  : raster.readColours(request).map([](const auto&) {});
    if (!read) {
      findings.add(Severity::Error, read.error().message, read.error().where);
    }
    if (progress) {
      progress({stage, static_cast<double>(i) / static_cast<double>(columns * rows)});
    }
  }
  findings.merge(raster.takeFindings());
  return findings;
}

// Opening may be what takes long: some formats are read whole for it.
Result<model::OpenedSource> openUntil(const model::SourceCatalog& catalog, model::SourceRequest request,
                                      const std::stop_token& stop) {
  request.stop = stop;
  return catalog.open(request);
}

Result<model::SourceDescription> describeFeatures(model::FeatureSource& source, const model::SourceRequest& request,
                                                  const std::stop_token& stop, const ProgressSink& progress) {
  return source.describe(stop, progress).map([&](model::SourceDescription&& description) {
    model::overrideCrs(description, request.crs);
    if (description.extent.isEmpty() && description.diagnostics.isEmpty()) {  // nothing else says why
      description.diagnostics.add(Severity::Warning, Message(kLayerEmpty));
    }
    return std::move(description);
  });
}

}  // namespace

Result<LayerFiles> layerFiles(const scene::Layer& layer, const std::filesystem::path& folder) {
  LayerFiles files;
  for (const std::string& source : layer.sources) {
    auto place = scene::resolveSource(folder, source);
    if (!place) {
      return tl::unexpected(place.error());
    }
    if (place->isOutside) {
      files.outside.push_back(place->consent);
    }
    files.paths.push_back(std::move(place->path));
  }
  return files;
}

Result<std::vector<std::filesystem::path>> consentedFiles(const scene::Layer& layer,
                                                          const std::filesystem::path& folder, const Consent& consent) {
  auto files = layerFiles(layer, folder);
  if (!files) {
    return tl::unexpected(files.error());
  }
  for (const std::filesystem::path& path : files->outside) {
    if (!consent || !consent(path)) {
      return fail(ErrorCode::Denied, Message(kConsentMissing, {{"layer", layer.id}, {"path", path.string()}}));
    }
  }
  return std::move(files->paths);
}

model::SourceRequest sourceRequest(const scene::Layer& layer, std::vector<std::filesystem::path> paths,
                                   const std::string& territoryCrs) {
  model::SourceRequest request;
  request.paths = std::move(paths);
  request.layer = layer.sourceLayer;
  request.crs = layer.crs;
  request.targetCrs = territoryCrs;
  request.options = layer.options;
  if (layer.kind == model::SourceKind::Terrain || layer.kind == model::SourceKind::Imagery) {
    request.kind = layer.kind;
  }
  return request;
}

Result<model::SourceDescription> describeSource(const model::SourceCatalog& catalog,
                                                const model::SourceRequest& request, const std::stop_token& stop,
                                                const ProgressSink& progress) {
  auto opened = openUntil(catalog, request, stop);
  if (!opened) {
    return tl::unexpected(opened.error());
  }
  if (const auto* raster = std::get_if<std::unique_ptr<model::RasterSource>>(&*opened)) {
    return (*raster)->description();
  }
  return describeFeatures(*std::get<std::unique_ptr<model::FeatureSource>>(*opened), request, stop, progress);
}

Result<model::SourceDescription> checkSource(const model::SourceCatalog& catalog, const model::SourceRequest& request,
                                             const std::stop_token& stop, const ProgressSink& progress) {
  auto opened = openUntil(catalog, request, stop);
  if (!opened) {
    return tl::unexpected(opened.error());
  }
  if (const auto* raster = std::get_if<std::unique_ptr<model::RasterSource>>(&*opened)) {
    model::SourceDescription description = (*raster)->description();
    description.diagnostics.merge(readAll(**raster, stop, progress));
    return description;
  }
  return describeFeatures(*std::get<std::unique_ptr<model::FeatureSource>>(*opened), request, stop, progress);
}

Status checkSourceCrs(const model::SourceDescription& description) {
  if (description.crsWkt.empty() && description.crs.empty()) {
    Message message(kWithoutCrs, {{"source", description.source}});
    message.hint = description.kind == model::SourceKind::Model ? kPlaceModel : message.hint;
    return fail(ErrorCode::InvalidData, std::move(message));
  }
  const auto crs = geo::Crs::fromText(description.crsWkt.empty() ? description.crs : description.crsWkt);
  if (!crs) {
    return tl::unexpected(crs.error());
  }
  if (crs->kind() == geo::CrsKind::Local) {
    return fail(ErrorCode::InvalidData, Message(kLocalCrs, {{"source", description.source}}));
  }
  return {};
}

Result<geo::Bounds2> extentIn(const model::SourceDescription& description, const geo::CoordinateCorrection& correction,
                              const geo::Crs& crs) {
  auto from = geo::Crs::fromText(description.crsWkt.empty() ? description.crs : description.crsWkt);
  if (!from) {
    return tl::unexpected(from.error());
  }
  auto transform = geo::CoordinateTransform::create(*from, crs);
  if (!transform) {
    return tl::unexpected(transform.error());
  }
  geo::Bounds2 moved;
  const bool isService = description.raster && description.raster->isService;
  const geo::Bounds2 corrected = correction.apply(description.extent, *from);
  const geo::Bounds2 extent = isService ? geo::partInUse(corrected, *from, crs) : corrected;
  const glm::dvec2 size = extent.size();
  for (int row = 0; row < kPointsPerEdge && !extent.isEmpty(); ++row) {
    for (int column = 0; column < kPointsPerEdge; ++column) {
      const glm::dvec2 share(column / (kPointsPerEdge - 1.0), row / (kPointsPerEdge - 1.0));
      const glm::dvec3 place = transform->apply(glm::dvec3(extent.min + size * share, 0.0));
      if (std::isfinite(place.x) && std::isfinite(place.y)) {
        moved.add(glm::dvec2(place));
      }
    }
  }
  if (moved.isEmpty()) {
    return fail(ErrorCode::InvalidData,
                Message(kNotPlaced, {{"source", description.source}, {"crs", crs.identifier()}}));
  }
  return moved;
}

}  // namespace belvedere::app
