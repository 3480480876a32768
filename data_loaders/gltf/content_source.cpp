#include "data_loaders/gltf/content_source.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <stdexcept>
#include <utility>

#include "data_loaders/common/ordered_workers.h"
#include "data_loaders/gltf/detail/batch_merger.h"
#include "data_loaders/gltf/detail/messages.h"
#include "data_loaders/gltf/detail/picture_sender.h"
#include "engine/core/common_messages.h"
#include "engine/geo/crs.h"
#include "engine/model/source_part.h"

namespace belvedere::loaders::gltf {
namespace {

constexpr unsigned kMostThreads = 4;                 // each holds decoded contents
constexpr std::size_t kMostHeldTriangles = 250'000;  // of one content; a larger one is read in the calling thread

std::size_t sizeOf(const model::FeatureBatch& batch) {
  return batch.triangles.size() / 3 + batch.points.size() + batch.lines.size();
}

}  // namespace

/// What a thread makes of one content.
struct ContentSource::Portion {
  std::vector<model::FeatureBatch> batches;
  Pictures pictures;
  Diagnostics diagnostics;
  std::optional<ContentJob> tooLarge;  // to be done again in the calling thread, batch by batch
  double fraction = 0.0;
};

/// One reading of the whole source.
struct ContentSource::Pass {
  ModelOptions options;
  std::size_t batchSize = 0;
  std::function<bool(model::FeatureBatch&&, const Pictures&)> sink;
  Diagnostics* diagnostics = nullptr;
};

ContentSource::ContentSource(model::SourceRequest request, unsigned threads, model::SourceKind kind, std::string format)
    : request_(std::move(request)),
      threads_(std::min(threads, kMostThreads)),
      kind_(kind),
      format_(std::move(format)) {}

ContentSource::Portion ContentSource::convert(const ContentJob& job, const Pass& pass,
                                              const PlaceOnEarth& place) const {
  Portion portion;
  portion.fraction = job.fraction;
  std::size_t held = 0;
  const auto collect = [&](model::FeatureBatch&& batch) {
    held += sizeOf(batch);
    portion.batches.push_back(std::move(batch));
    return held <= kMostHeldTriangles;
  };
  BatchWriter writer(place, pass.batchSize, collect);
  if (!write(job, writer, pass.options, portion.diagnostics)) {
    portion.batches.clear();
    return portion;
  }
  if (writer.isStopped()) {
    portion = {};
    portion.fraction = job.fraction;
    portion.tooLarge = job;
  } else {
    portion.pictures = writer.pictures();
  }
  return portion;
}

/// Writes a content out; false where it needed more memory than there is, which costs that content.
bool ContentSource::write(const ContentJob& job, BatchWriter& writer, const ModelOptions& options,
                          Diagnostics& diagnostics) const {
  try {
    job.write(writer, options, diagnostics);
    writer.finish();
    return true;
  } catch (const std::bad_alloc&) {
    diagnostics.add(Severity::Warning,
                    Message(kContentTooLarge, {{"file", request_.paths.front().filename().string()}}));
  } catch (const std::length_error&) {
    diagnostics.add(Severity::Warning,
                    Message(kContentTooLarge, {{"file", request_.paths.front().filename().string()}}));
  }
  return false;
}

Status ContentSource::run(const Pass& pass, const std::stop_token& stop, const ProgressSink& progress) {
  const bool isEarth = isEarthCentred(stop);
  auto ownPlace = PlaceOnEarth::create(isEarth);
  if (!ownPlace) {
    return tl::unexpected(std::move(ownPlace.error()));
  }
  const std::unique_ptr<ContentWalk> contents = walk();
  const auto next = [&]() { return stop.stop_requested() ? std::nullopt : contents->next(); };
  const auto makeWorker = [&] {
    auto made = PlaceOnEarth::create(isEarth);
    return [&, place = std::make_shared<PlaceOnEarth>(std::move(*made))](const ContentJob& job) {
      return convert(job, pass, *place);
    };
  };
  const Message stage(kGltfReading, {{"file", request_.paths.front().filename().string()}});
  const auto consume = [&](Portion&& portion) {
    if (progress) {
      progress({stage, portion.fraction});
    }
    if (portion.tooLarge) {
      BatchWriter* running = nullptr;
      BatchWriter writer(*ownPlace, pass.batchSize, [&](model::FeatureBatch&& batch) {
        return !stop.stop_requested() && pass.sink(std::move(batch), running->pictures());
      });
      running = &writer;
      return !write(*portion.tooLarge, writer, pass.options, *pass.diagnostics) || !writer.isStopped();
    }
    pass.diagnostics->merge(portion.diagnostics);
    return std::all_of(portion.batches.begin(), portion.batches.end(), [&](model::FeatureBatch& batch) {
      return !stop.stop_requested() && pass.sink(std::move(batch), portion.pictures);
    });
  };
  mapInOrder(threads_, next, makeWorker, consume);
  pass.diagnostics->merge(contents->diagnostics());
  return stop.stop_requested() ? Status(fail(ErrorCode::Cancelled, kCancelled)) : Status();
}

bool ContentSource::isEarthCentred(const std::stop_token& stop) {
  if (isEarthCentred_) {
    return *isEarthCentred_;
  }
  bool isEarth = isDeclaredEarthCentred();
  const std::unique_ptr<ContentWalk> contents = walk();
  std::optional<glm::dvec3> first;
  const auto anywhere = PlaceOnEarth::create(false);
  while (!isEarth && !first && !stop.stop_requested()) {
    const auto job = contents->next();
    if (!job) {
      break;
    }
    BatchWriter writer(*anywhere, 1, [&](model::FeatureBatch&& batch) {
      if (!batch.positions.empty()) {
        first = batch.positions.front();
      }
      return !first;
    });
    Diagnostics unheard;
    write(*job, writer, {false, false}, unheard);
  }
  isEarth = isEarth || (first && isNearEarthSurface(*first));
  isEarthCentred_ = isEarth;
  return isEarth;
}

Result<model::SourceDescription> ContentSource::describe(const std::stop_token& stop, const ProgressSink& progress) {
  if (description_) {
    return *description_;
  }
  model::SourceDescription description;
  description.source = request_.paths.front().string();
  description.kind = kind_;
  description.format = format_;
  if (isEarthCentred(stop)) {
    description.crs = PlaceOnEarth::kEarthCrs;
    description.crsWkt = batchCrs(stop);
  } else if (!request_.crs.empty()) {
    description.crsWkt = batchCrs(stop);
    description.isCrsOverridden = true;
  }
  geo::Bounds3 extent;
  PictureSender pictures;
  const auto count = [&](model::FeatureBatch&& batch, const Pictures& used) {
    for (const model::Feature& feature : batch.features) {
      description.objects[batch.types[feature.type]] += feature.isContinued == 0 ? 1 : 0;
    }
    for (const glm::dvec3& position : batch.positions) {
      extent.add(position);
    }
    pictures.check(batch, used, description.diagnostics);
    return true;
  };
  const Pass pass{{true, false}, model::ReadOptions().batchTriangles, count, &description.diagnostics};
  if (Status status = run(pass, stop, progress); !status) {
    return tl::unexpected(std::move(status.error()));
  }
  if (!extent.isEmpty()) {
    description.extent = extent.plan();
    description.minHeight = extent.min.z;
    description.maxHeight = extent.max.z;
  }
  if (description.objects.empty()) {
    description.diagnostics.add(Severity::Warning,
                                Message(kNothingInside, {{"file", request_.paths.front().filename().string()}}));
  }
  description_ = description;
  return description;
}

std::string ContentSource::batchCrs(const std::stop_token& stop) {
  const std::string text = isEarthCentred(stop) ? PlaceOnEarth::kEarthCrs : request_.crs;
  const auto crs = text.empty() ? Result<geo::Crs>(fail(ErrorCode::NotFound, {})) : geo::Crs::fromText(text);
  return crs ? crs->wkt() : text;
}

Status ContentSource::read(const model::ReadOptions& options, const model::BatchSink& sink, Diagnostics& diagnostics,
                           const std::stop_token& stop, const ProgressSink& progress) {
  if (!model::partOf(request_).isFirst()) {
    return {};
  }
  const std::string crs = batchCrs(stop);
  const std::size_t batchSize = std::max<std::size_t>(options.batchTriangles, 1);
  PictureSender pictures;
  BatchMerger merger(batchSize);
  auto takeFiles = [&, known = std::size_t{0}]() mutable {
    std::vector<std::string> names = files().asked(known);
    known += names.size();
    std::erase(names, request_.paths.front().filename().string());
    return names;
  };
  const auto handOn = [&](model::FeatureBatch&& batch) {
    batch.crs = crs;
    batch.files = takeFiles();
    return sink(std::move(batch));
  };
  const auto merge = [&](model::FeatureBatch&& batch, const Pictures& used) {
    pictures.complete(batch, used, diagnostics);
    auto full = merger.add(std::move(batch));
    return !full || handOn(std::move(*full));
  };
  const Pass pass{{options.wantsTextures, options.wantsAttributes}, batchSize, merge, &diagnostics};
  bool isEnough = false;
  const Pass watched{pass.options, pass.batchSize,
                     [&](model::FeatureBatch&& batch, const Pictures& used) {
                       isEnough = !merge(std::move(batch), used);
                       return !isEnough;
                     },
                     pass.diagnostics};
  if (Status status = run(watched, stop, progress); !status) {
    return status;
  }
  if (auto rest = merger.finish(); rest && !isEnough) {
    isEnough = !handOn(std::move(*rest));
  }
  // What was asked for but gave nothing counts too: it may come, or be mended.
  if (std::vector<std::string> names = takeFiles(); !names.empty() && !isEnough) {
    model::FeatureBatch none;
    none.crs = crs;
    none.files = std::move(names);
    sink(std::move(none));
  }
  return {};
}

}  // namespace belvedere::loaders::gltf
