#include "engine/streaming/cloud_bake.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/core/common_messages.h"
#include "engine/core/plural.h"
#include "engine/geo/transform.h"
#include "engine/streaming/baked_layer.h"
#include "engine/streaming/batch_placer.h"
#include "engine/streaming/cache_folder.h"
#include "engine/streaming/detail/folder_lock.h"
#include "engine/streaming/layer_slot.h"
#include "engine/tiling/point_sample.h"

namespace belvedere::streaming {

namespace {

constexpr MessageId kNotPoints{"source-not-points", N_("The source holds no point cloud, but the layer is one."),
                               N_("Remove the layer and add its source again.")};
constexpr MessageId kCloudWithoutCrs{"cloud-without-crs",
                                     N_("The source does not say which CRS its coordinates are in."),
                                     N_("Give one: belvedere set TERRITORY LAYER crs=EPSG:…")};
constexpr MessageId kPointsLeftOut{"points-left-out",
                                   NP_("{count} point without a finite place, or upon others, was left out.",
                                       "{count} points without a finite place, or upon one another, were left out.")};

constexpr std::uint64_t kGlancePoints = 300'000;
constexpr std::uint64_t kSamplePoints = 200'000;
constexpr double kDescribingShare = 0.15;  // of the progress bar
constexpr double kReadingShare = 0.55;
constexpr int kBoxSteps = 8;

/// The source of a layer, open, and what it says of itself.
struct OpenCloud {
  std::unique_ptr<model::FeatureSource> source;
  model::ReadOptions options;
};

Result<OpenCloud> openCloud(const CloudRequest& request, const model::SourceCatalog& catalog) {
  LayerSlot slot;
  slot.wanted = request.context.layer;
  auto opened = catalog.open(slot.sourceRequest());
  if (!opened) {
    return tl::unexpected(opened.error());
  }
  auto* features = std::get_if<std::unique_ptr<model::FeatureSource>>(&*opened);
  if (features == nullptr) {
    return fail(ErrorCode::InvalidArgument, Message(kNotPoints));
  }
  return OpenCloud{std::move(*features), slot.readOptions()};
}

/// Reads a cloud batch by batch, placed in the scene.
class CloudReading {
 public:
  using Take = std::function<Status(const model::FeatureBatch&)>;

  CloudReading(const CloudRequest& request, OpenCloud& cloud)
      : cloud_(cloud), placer_(request.context.frame, request.context.layer.layer.correction) {}

  Status run(const Take& take, Diagnostics& diagnostics, const std::stop_token& stop, const ProgressSink& progress) {
    Status taken;
    const auto sink = [&](model::FeatureBatch&& batch) {
      taken = takeBatch(batch, take, diagnostics);
      return taken.has_value() && !stop.stop_requested();
    };
    const Status read = cloud_.source->read(cloud_.options, sink, diagnostics, stop, progress);
    if (stop.stop_requested()) {
      return fail(ErrorCode::Cancelled, Message(kCancelled));
    }
    return taken ? read : taken;
  }

 private:
  Status takeBatch(model::FeatureBatch& batch, const Take& take, Diagnostics& diagnostics) {
    if (batch.cloud.empty() && !batch.positions.empty()) {
      return fail(ErrorCode::InvalidArgument, Message(kNotPoints));
    }
    if (batch.crs.empty()) {
      return fail(ErrorCode::InvalidData, Message(kCloudWithoutCrs));
    }
    if (Status placed = placer_.place(batch, batch.crs, diagnostics); !placed) {
      return placed;
    }
    return take(batch);
  }

  OpenCloud& cloud_;
  BatchPlacer placer_;
};

/// Where a source's points are in the scene, as a box around what its own box becomes.
Result<geo::Bounds3> sceneBounds(const model::SourceDescription& description, const geo::SceneFrame& frame,
                                 const geo::CoordinateCorrection& correction) {
  geo::Bounds3 bounds;
  if (description.extent.isEmpty()) {
    return bounds;
  }
  if (description.crsWkt.empty()) {
    return fail(ErrorCode::InvalidData, Message(kCloudWithoutCrs));
  }
  const auto crs = geo::Crs::fromText(description.crsWkt);
  if (!crs) {
    return tl::unexpected(crs.error());
  }
  const auto transform = geo::CoordinateTransform::create(*crs, frame.crs());
  if (!transform) {
    return tl::unexpected(transform.error());
  }
  const glm::dvec2 size = description.extent.size();
  std::vector<glm::dvec3> places;
  for (int row = 0; row <= kBoxSteps; ++row) {
    for (int column = 0; column <= kBoxSteps; ++column) {
      const glm::dvec2 share(static_cast<double>(column) / kBoxSteps, static_cast<double>(row) / kBoxSteps);
      for (const double height : {description.minHeight, description.maxHeight}) {
        places.emplace_back(description.extent.min + size * share, height);
      }
    }
  }
  correction.apply(places, *crs);
  for (const glm::dvec3& place : places) {
    glm::dvec3 moved = transform->apply(place);
    moved.z += correction.heightOffsetMetres;
    if (std::isfinite(moved.x + moved.y + moved.z)) {
      bounds.add(frame.toScene(moved));
    }
  }
  return bounds;
}

/// Bakes into a hidden folder beside the target.
class CloudBaking {
 public:
  CloudBaking(const CloudRequest& request, const std::filesystem::path& cache, const ContentHash& key,
              const std::stop_token& stop, const ProgressSink& progress)
      : request_(request),
        stop_(stop),
        progress_(progress),
        target_(bakedFolder(cache, request.context.layer.layer.id, key)),
        work_(cache / ("." + target_.filename().string())) {
    content_.key = key;
  }

  Status run(const model::SourceCatalog& catalog) {
    std::error_code error;
    std::filesystem::remove_all(work_, error);
    std::filesystem::create_directories(work_, error);
    if (error) {
      return failCache(work_.parent_path(), error.message());
    }
    Status made = make(catalog);
    if (!made) {
      std::filesystem::remove_all(work_, error);
      return made;
    }
    std::filesystem::remove_all(target_, error);
    std::filesystem::rename(work_, target_, error);
    return error ? Status(failCache(work_.parent_path(), error.message())) : Status();
  }

  const std::filesystem::path& target() const { return target_; }

 private:
  Status make(const model::SourceCatalog& catalog) {
    auto cloud = openCloud(request_, catalog);
    if (!cloud) {
      return tl::unexpected(cloud.error());
    }
    auto description = cloud->source->describe(stop_, part(0.0, kDescribingShare));
    if (!description) {
      return tl::unexpected(description.error());
    }
    content_.description = std::move(*description);
    content_.description.kind = model::SourceKind::PointCloud;
    content_.origin = request_.context.frame->origin();
    auto bounds = sceneBounds(content_.description, *request_.context.frame, request_.context.layer.layer.correction);
    if (!bounds) {
      return tl::unexpected(bounds.error());
    }
    tiling::PointTreeBuilder::Settings settings;
    settings.folder = work_;
    settings.bounds = *bounds;
    settings.expectedPoints = content_.description.cloud ? content_.description.cloud->points : 0;
    tiling::PointTreeBuilder builder(std::move(settings));
    tiling::PointSample sample(content_.description.cloud ? content_.description.cloud->points : 0, kSamplePoints);
    const auto take = [&](const model::FeatureBatch& batch) {
      sample.add(batch.positions, batch.cloud);
      return builder.add(batch.positions, batch.cloud);
    };
    const Status read =
        CloudReading(request_, *cloud).run(take, content_.diagnostics, stop_, part(kDescribingShare, kReadingShare));
    content_.ramps = sample.ramps();
    content_.bounds = sample.bounds();
    noteRamps();
    return read ? finish(builder) : read;
  }

  Status finish(tiling::PointTreeBuilder& builder) {
    auto nodes = builder.finish(stop_, part(kReadingShare, 1.0));
    if (!nodes) {
      return tl::unexpected(nodes.error());
    }
    content_.nodes = std::move(*nodes);
    if (builder.leftOut() > 0) {
      content_.diagnostics.add(Severity::Warning,
                               Message(kPointsLeftOut, {{"count", std::to_string(builder.leftOut())}}));
    }
    return writeCloudContent(work_, content_);
  }

  void noteRamps() {
    if (std::optional<model::PointCloudSummary>& summary = content_.description.cloud) {
      summary->rampLow = content_.ramps.heights.x + content_.origin.z;
      summary->rampHigh = content_.ramps.heights.y + content_.origin.z;
      summary->intensityLow = content_.ramps.intensities.x;
      summary->intensityHigh = content_.ramps.intensities.y;
    }
  }

  /// Progress within a part of the whole.
  ProgressSink part(double from, double to) const {
    return [this, from, to](const Progress& state) {
      if (progress_) {
        progress_({state.stage, from + (to - from) * std::max(state.fraction, 0.0)});
      }
    };
  }

  const CloudRequest& request_;
  const std::stop_token& stop_;
  const ProgressSink& progress_;
  std::filesystem::path target_;
  std::filesystem::path work_;
  CloudContent content_;
};

/// Bakes below a folder that is there, where nobody else does.
Result<std::shared_ptr<const BakedCloud>> bakeBelow(const CloudRequest& request, const std::filesystem::path& folder,
                                                    const ContentHash& key, const model::SourceCatalog& catalog,
                                                    const std::stop_token& stop, const ProgressSink& progress,
                                                    std::shared_ptr<const TemporaryFolder> scratch) {
  CloudBaking baking(request, folder, key, stop, progress);
  if (Status made = baking.run(catalog); !made) {
    return tl::unexpected(made.error());
  }
  return BakedCloud::open(baking.target(), key, std::move(scratch));
}

}  // namespace

std::shared_ptr<const BakedCloud> findCloud(const CloudRequest& request, SourceHashes& hashes,
                                            const std::stop_token& stop) {
  if (request.cache.empty()) {
    return nullptr;
  }
  const auto key = layerKey(request.context, hashes, stop);
  if (!key) {
    return nullptr;
  }
  return BakedCloud::open(bakedFolder(request.cache, request.context.layer.layer.id, *key), *key).value_or(nullptr);
}

Result<std::shared_ptr<const BakedCloud>> bakeCloud(const CloudRequest& request, const model::SourceCatalog& catalog,
                                                    SourceHashes& hashes, const std::stop_token& stop,
                                                    const ProgressSink& progress) {
  const auto key = layerKey(request.context, hashes, stop);
  if (!key) {
    return tl::unexpected(key.error());
  }
  const std::string& layer = request.context.layer.layer.id;
  std::error_code error;
  std::filesystem::create_directories(request.cache, error);
  auto lock = request.cache.empty() ? Result<FolderLock>(failCache({}, {}))
                                    : FolderLock::take(request.cache / ("." + layer + ".lock"), stop, progress);
  if (!lock && (lock.error().code == ErrorCode::Cancelled || request.isToBeKept)) {
    return tl::unexpected(lock.error());
  }
  if (!lock) {
    auto temporary = TemporaryFolder::make("cloud");
    if (!temporary) {
      return tl::unexpected(lock.error());
    }
    auto scratch = std::make_shared<const TemporaryFolder>(std::move(*temporary));
    const std::filesystem::path folder = scratch->path();
    return bakeBelow(request, folder, *key, catalog, stop, progress, std::move(scratch));
  }
  const std::filesystem::path target = bakedFolder(request.cache, layer, *key);
  if (auto whole = BakedCloud::open(target, *key); whole && (*whole)->checkAll(stop)) {
    return whole;
  }
  auto baked = bakeBelow(request, request.cache, *key, catalog, stop, progress, nullptr);
  if (baked) {
    removeOtherBakes(request.cache, layer, target);
  }
  return baked;
}

Result<CloudGlance> glanceAtCloud(const CloudRequest& request, const model::SourceCatalog& catalog,
                                  const std::stop_token& stop) {
  auto cloud = openCloud(request, catalog);
  if (!cloud) {
    return tl::unexpected(cloud.error());
  }
  cloud->options.mostPoints = kGlancePoints;
  std::vector<glm::dvec3> positions;
  std::vector<model::CloudPoint> points;
  const auto take = [&](const model::FeatureBatch& batch) -> Status {
    for (std::size_t i = 0; i < batch.positions.size(); ++i) {
      if (std::isfinite(batch.positions[i].x + batch.positions[i].y + batch.positions[i].z)) {
        positions.push_back(batch.positions[i]);
        points.push_back(batch.cloud[i]);
      }
    }
    return {};
  };
  Diagnostics unheard;
  if (Status read = CloudReading(request, *cloud).run(take, unheard, stop, {}); !read) {
    return tl::unexpected(read.error());
  }
  tiling::PointSample sample(positions.size(), positions.size() + 1);
  sample.add(positions, points);
  const geo::Bounds3 bounds = sample.bounds();
  const glm::dvec3 size = bounds.size();
  const double spacing = std::sqrt(size.x * size.y / static_cast<double>(std::max<std::size_t>(positions.size(), 1)));
  const auto tile = tiling::makePointTile(positions, points, std::max(spacing, 0.01));
  tile->ramps = sample.ramps();
  return CloudGlance{tile, bounds};
}

}  // namespace belvedere::streaming
