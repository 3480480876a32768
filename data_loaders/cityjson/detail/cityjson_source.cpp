#include "data_loaders/cityjson/detail/cityjson_source.h"

#include <algorithm>
#include <new>
#include <utility>

#include "data_loaders/cityjson/detail/messages.h"
#include "data_loaders/common/ordered_workers.h"
#include "data_loaders/common/pictures_ahead.h"
#include "engine/core/common_messages.h"
#include "engine/model/source_part.h"

namespace belvedere::loaders::cityjson {
namespace {

constexpr std::size_t kBytesPerTriangle = 40;  // of CityJSON text, roughly; decides only how work is shared out
constexpr std::size_t kMinJobBytes = std::size_t{64} << 10U;
constexpr std::size_t kMaxJobBytes = std::size_t{4} << 20U;

Status failOutOfMemory() { return fail(ErrorCode::LimitExceeded, kOutOfMemory); }

}  // namespace

bool TextureFiller::fill(model::FeatureBatch& batch, const model::BatchSink& sink, Diagnostics& diagnostics) {
  PicturesAhead ahead(batch, sink);
  bool isAnyUnusable = false;
  for (model::Texture& texture : batch.textures) {
    if (sent_.insert(texture.name).second) {
      texture.image = decoder_.decode(texture.name, diagnostics);
      if (texture.image.isEmpty()) {
        unusable_.insert(texture.name);
      }
      if (!ahead.add(texture)) {
        return false;
      }
    }
    isAnyUnusable = isAnyUnusable || unusable_.contains(texture.name);
  }
  for (model::Surface& surface : batch.surfaces) {
    if (isAnyUnusable && surface.texture != model::kNone && unusable_.contains(batch.textures[surface.texture].name)) {
      surface.texture = model::kNone;
    }
  }
  return true;
}

CityJsonSource::CityJsonSource(const model::SourceRequest& request, unsigned threads, CityFile file)
    : request_(request), threads_(threads), file_(std::move(file)) {}

Result<std::unique_ptr<CityJsonSource>> CityJsonSource::open(const model::SourceRequest& request, unsigned threads) {
  try {
    auto file = CityFile::open(request.paths.at(0), {});
    if (!file) {
      return tl::unexpected(std::move(file.error()));
    }
    return std::unique_ptr<CityJsonSource>(new CityJsonSource(request, threads, std::move(*file)));
  } catch (const std::bad_alloc&) {
    return tl::unexpected(failOutOfMemory().error());
  }
}

std::vector<CityJsonSource::Job> CityJsonSource::jobs(std::size_t bytesPerJob) const {
  const ObjectIndex& index = file_.objects();
  const std::size_t count = file_.isSequence() ? file_.features().size() : index.treeStarts().size() - 1;
  const auto sizeOf = [&](std::size_t i) {
    if (file_.isSequence()) {
      return file_.features()[i].size();
    }
    std::size_t size = 0;
    for (std::uint32_t at = index.treeStarts()[i]; at < index.treeStarts()[i + 1]; ++at) {
      const ObjectText& object = index.objects()[index.order()[at]];
      size += object.geometry.size() + object.attributes.size();
    }
    return size;
  };
  std::vector<Job> jobs;
  Job job;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < count; ++i) {
    bytes += sizeOf(i);
    job.last = i + 1;
    if (bytes >= bytesPerJob || job.last == count) {
      job.fraction = static_cast<double>(job.last) / static_cast<double>(count);
      jobs.push_back(job);
      job.first = job.last;
      bytes = 0;
    }
  }
  return jobs;
}

Status CityJsonSource::readPortions(const ReadPlan& plan, const PortionSink& sink, const std::stop_token& stop,
                                    const ProgressSink& progress) const {
  const std::size_t batchBytes = std::min(plan.batchTriangles, kMaxJobBytes) * kBytesPerTriangle;
  const std::vector<Job> all = jobs(std::clamp(batchBytes, kMinJobBytes, kMaxJobBytes));
  const Message stage(kReading, {{"file", request_.paths.front().filename().string()}});
  const auto next = [&, i = std::size_t{0}]() mutable -> std::optional<Job> {
    return i < all.size() && !stop.stop_requested() ? std::optional(all[i++]) : std::nullopt;
  };
  const auto makeWorker = [&] {
    return [&, reader = std::make_unique<ObjectReader>(file_, plan)](const Job& job) {
      return file_.isSequence() ? reader->readFeatures(job.first, job.last) : reader->readTrees(job.first, job.last);
    };
  };
  std::size_t done = 0;
  const auto consume = [&](Portion&& portion) {
    if (progress) {
      progress({stage, all[done].fraction});
    }
    ++done;
    return !stop.stop_requested() && sink(std::move(portion));
  };
  try {
    mapInOrder(threads_, next, makeWorker, consume);
  } catch (const std::bad_alloc&) {
    return failOutOfMemory();
  }
  return stop.stop_requested() ? Status(fail(ErrorCode::Cancelled, kCancelled)) : Status();
}

model::SourceDescription CityJsonSource::emptyDescription() const {
  model::SourceDescription description;
  description.source = request_.paths.front().string();
  description.kind = model::SourceKind::Buildings;
  description.format = file_.format();
  if (file_.crs()) {
    description.crs = file_.crs()->identifier();
    description.crsWkt = file_.crs()->wkt();
  } else if (!request_.crs.empty()) {
    const auto given = geo::Crs::fromText(request_.crs);
    description.crsWkt = given ? given->wkt() : request_.crs;
    description.isCrsOverridden = true;
  }
  description.diagnostics = file_.diagnostics();
  return description;
}

void CityJsonSource::findDuplicateIds(Summary& summary, Diagnostics& diagnostics) const {
  std::sort(summary.idHashes.begin(), summary.idHashes.end());
  if (std::adjacent_find(summary.idHashes.begin(), summary.idHashes.end()) != summary.idHashes.end()) {
    diagnostics.add(Severity::Warning, kDuplicateId);
  }
}

void CityJsonSource::fill(model::SourceDescription& description, const Summary& summary) {
  description.objects.insert(summary.objects.begin(), summary.objects.end());
  for (const auto& [lod, count] : summary.lods) {
    description.lods[lodName(lod)] += count;
  }
  description.appearanceThemes = summary.themes;
  if (!summary.extent.isEmpty()) {
    description.extent = summary.extent.plan();
    description.minHeight = summary.extent.min.z;
    description.maxHeight = summary.extent.max.z;
  }
  if (description.objects.empty()) {
    description.diagnostics.add(Severity::Warning, kNothingInside);
  } else if (summary.extent.isEmpty()) {
    description.diagnostics.add(Severity::Warning, kNoGeometry);
  }
}

Result<model::SourceDescription> CityJsonSource::describe(const std::stop_token& stop, const ProgressSink& progress) {
  if (description_) {
    return *description_;
  }
  ReadPlan plan;
  plan.lod.kind = LodChoice::Kind::All;
  plan.wantsSummary = true;
  model::SourceDescription description = emptyDescription();
  Summary summary;
  std::set<std::string> textures;
  const auto sink = [&](Portion&& portion) {
    description.diagnostics.merge(portion.diagnostics);
    summary.merge(portion.summary);
    for (const model::FeatureBatch& batch : portion.batches) {
      for (const model::Texture& texture : batch.textures) {
        textures.insert(texture.name);
      }
    }
    return true;
  };
  if (Status status = readPortions(plan, sink, stop, progress); !status) {
    return tl::unexpected(std::move(status.error()));
  }
  TextureDecoder decoder(request_.paths.front().parent_path());
  for (const std::string& texture : textures) {
    decoder.check(texture, description.diagnostics);
  }
  findDuplicateIds(summary, description.diagnostics);
  fill(description, summary);
  description_ = description;
  return description;
}

Status CityJsonSource::read(const model::ReadOptions& options, const model::BatchSink& sink, Diagnostics& diagnostics,
                            const std::stop_token& stop, const ProgressSink& progress) {
  if (!model::partOf(request_).isFirst()) {
    return {};
  }
  const ReadPlan plan{lodChoiceOf(options.lod), options.theme, options.wantsTextures,
                      options.wantsAttributes,  false,         std::max<std::size_t>(options.batchTriangles, 1)};
  TextureFiller textures(request_.paths.front().parent_path());
  diagnostics.merge(file_.diagnostics());
  const std::string crs = emptyDescription().crsWkt;
  const auto handOn = [&](Portion&& portion) {
    diagnostics.merge(portion.diagnostics);
    return std::all_of(portion.batches.begin(), portion.batches.end(), [&](model::FeatureBatch& batch) {
      batch.crs = crs;
      return textures.fill(batch, sink, diagnostics) && sink(std::move(batch));
    });
  };
  return readPortions(plan, handOn, stop, progress);
}

}  // namespace belvedere::loaders::cityjson
