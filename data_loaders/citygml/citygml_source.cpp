#include "data_loaders/citygml/citygml_source.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "data_loaders/citygml/duplicate_ids.h"
#include "data_loaders/citygml/georeferenced_texture.h"
#include "data_loaders/citygml/member_reader.h"
#include "data_loaders/citygml/messages.h"
#include "data_loaders/citygml/texture_sender.h"
#include "data_loaders/common/ordered_workers.h"
#include "engine/core/common_messages.h"
#include "engine/model/source_part.h"

namespace belvedere::loaders::citygml {
namespace {

// What one job makes.
struct ReadItem {
  std::vector<model::FeatureBatch> batches;
  ReadSummary summary;
  std::size_t bytes = 0;
};

std::optional<std::uint8_t> readLod(const std::string& lod) {
  if (lod.empty()) {
    return std::nullopt;
  }
  constexpr std::uint8_t kNever = 7;
  const bool isLevel = lod[0] >= '0' && lod[0] <= '4' && (lod.size() == 1 || lod.substr(1) == ".0");
  return isLevel ? static_cast<std::uint8_t>(lod[0] - '0') : kNever;
}

class CityGmlSource final : public model::FeatureSource {
 public:
  CityGmlSource(model::SourceRequest request, Document document, std::optional<geo::Crs> requestedCrs, unsigned threads)
      : request_(std::move(request)),
        document_(std::move(document)),
        requestedCrs_(std::move(requestedCrs)),
        threads_(std::max(threads, 1U)),
        ids_(document_.text()),
        codeLists_(document_.path().parent_path()) {}

  Result<model::SourceDescription> describe(const std::stop_token& stop, const ProgressSink& progress) override;
  Status read(const model::ReadOptions& options, const model::BatchSink& sink, Diagnostics& diagnostics,
              const std::stop_token& stop, const ProgressSink& progress) override;

 private:
  Status prepare(const std::stop_token& stop, const ProgressSink& progress);
  GlobalAppearance readGlobalAppearance(const std::string& theme) const;
  std::string chooseTheme(const std::string& wanted, Diagnostics& diagnostics) const;
  /// The chunks of a part of the document.
  std::vector<Chunk> chunksOf(const model::SourcePart& part) const;
  /// Reads chunks; huge members in the calling thread, so that they are handed on while they are read.
  Status readAll(const std::vector<Chunk>& chunks, const ReadContext& context,
                 const std::function<bool(model::FeatureBatch&&, Diagnostics&)>& take, ReadSummary& summary,
                 const std::stop_token& stop, const ProgressSink& progress);
  void describeInto(model::SourceDescription& description, const ReadSummary& summary) const;

  model::SourceRequest request_;
  Document document_;
  std::optional<geo::Crs> requestedCrs_;
  unsigned threads_;
  IdIndex ids_;
  CodeLists codeLists_;
  std::optional<MemberIndex> index_;
  DocumentSrs srs_;
  bool isCrsOverridden_ = false;
  Diagnostics headDiagnostics_;
  std::optional<model::SourceDescription> description_;
};

Status CityGmlSource::prepare(const std::stop_token& stop, const ProgressSink& progress) {
  if (index_) {
    return {};
  }
  auto index = indexMembers(document_, stop, progress);
  if (!index) {
    return tl::unexpected(index.error());
  }
  index_ = std::move(*index);
  headDiagnostics_.merge(index_->diagnostics);
  srs_ = readSrsName(index_->srsName, document_.text(), headDiagnostics_);
  if (!srs_.crs && requestedCrs_) {
    srs_.crs = requestedCrs_;  // coordinates then are east, north as given
    isCrsOverridden_ = true;
  }
  const std::string& version = document_.root().version;
  if (!version.empty() && !isKnownVersion(version)) {
    headDiagnostics_.add(Severity::Warning, Message(kVersionUnknown, {{"file", document_.path().filename().string()},
                                                                      {"version", version}}));
  }
  return {};
}

std::string CityGmlSource::chooseTheme(const std::string& wanted, Diagnostics& diagnostics) const {
  const std::vector<std::string>& themes = index_->themes;
  if (wanted.empty()) {
    return themes.empty() ? std::string() : themes.front();
  }
  if (std::find(themes.begin(), themes.end(), wanted) == themes.end()) {
    diagnostics.add(Severity::Warning, Message(kThemeAbsent, {{"theme", wanted}}));
  }
  return wanted;
}

GlobalAppearance CityGmlSource::readGlobalAppearance(const std::string& theme) const {
  GlobalAppearance global;
  const AppearanceParser parser(theme);
  const std::string_view text = document_.text();
  for (const char* begin : index_->appearances) {
    XmlCursor cursor(begin, text.data() + text.size());
    if (cursor.nextChild()) {
      parser.read(cursor, global.data);
    }
  }
  placeGeoreferencedTextures(global.data, document_.path().parent_path());
  global.index();
  return global;
}

std::vector<Chunk> CityGmlSource::chunksOf(const model::SourcePart& part) const {
  const char* begin = document_.text().data();
  std::vector<Chunk> chunks;
  std::copy_if(index_->chunks.begin(), index_->chunks.end(), std::back_inserter(chunks), [&](const Chunk& chunk) {
    return part.holds(static_cast<std::uint64_t>(chunk.begin - begin), static_cast<std::uint64_t>(chunk.end - begin),
                      document_.text().size());
  });
  return chunks;
}

Status CityGmlSource::readAll(const std::vector<Chunk>& chunks, const ReadContext& context,
                              const std::function<bool(model::FeatureBatch&&, Diagnostics&)>& take,
                              ReadSummary& summary, const std::stop_token& stop, const ProgressSink& progress) {
  std::size_t all = 0;
  for (const Chunk& chunk : chunks) {
    all += static_cast<std::size_t>(chunk.end - chunk.begin);
  }
  bool isStopped = false;
  std::size_t done = 0;
  const auto advance = [&](std::size_t bytes) {
    done += bytes;
    if (progress) {
      const double share = static_cast<double>(done) / static_cast<double>(all);
      progress({kReading, 0.2 + 0.8 * std::min(share, 1.0)});
    }
  };
  const auto consume = [&](ReadItem&& item) {
    summary.merge(item.summary);
    for (model::FeatureBatch& batch : item.batches) {
      isStopped = isStopped || stop.stop_requested() || !take(std::move(batch), summary.diagnostics);
    }
    advance(item.bytes);
    return !isStopped;
  };
  for (std::size_t at = 0; at < chunks.size() && !isStopped;) {
    if (chunks[at].isHuge) {
      MemberReader reader(context, [&](model::FeatureBatch&& batch) {
        isStopped = isStopped || stop.stop_requested() || !take(std::move(batch), summary.diagnostics);
      });
      reader.read(chunks[at]);
      summary.merge(reader.takeSummary());
      advance(static_cast<std::size_t>(chunks[at].end - chunks[at].begin));
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < chunks.size() && !chunks[end].isHuge) {
      ++end;
    }
    const auto next = [&]() -> std::optional<Chunk> { return at < end ? std::optional(chunks[at++]) : std::nullopt; };
    const auto makeWorker = [&] {
      auto item = std::make_shared<ReadItem>();
      auto reader = std::make_shared<MemberReader>(
          context, [item](model::FeatureBatch&& batch) { item->batches.push_back(std::move(batch)); });
      return [this, item, reader](const Chunk& chunk) {
        reader->read(chunk);
        item->summary = reader->takeSummary();
        item->bytes = static_cast<std::size_t>(chunk.end - chunk.begin);
        document_.release({chunk.begin, item->bytes});
        return std::exchange(*item, ReadItem());
      };
    };
    loaders::mapInOrder(end - at > 1 ? threads_ : 1, next, makeWorker, consume);
    at = end;
  }
  return stop.stop_requested() ? Status(fail(ErrorCode::Cancelled, kCancelled)) : Status();
}

void CityGmlSource::describeInto(model::SourceDescription& description, const ReadSummary& summary) const {
  for (const auto& [type, count] : summary.objects) {
    description.objects[std::string(type)] = count;
  }
  for (std::size_t lod = 0; lod < kLodNotStated; ++lod) {
    if (summary.lods[lod] > 0) {
      description.lods[std::to_string(lod)] = summary.lods[lod];
    }
  }
  description.extent = summary.extent;
  if (summary.minHeight <= summary.maxHeight) {
    description.minHeight = summary.minHeight;
    description.maxHeight = summary.maxHeight;
  }
}

Result<model::SourceDescription> CityGmlSource::describe(const std::stop_token& stop, const ProgressSink& progress) {
  if (description_) {
    return *description_;
  }
  if (const Status ready = prepare(stop, progress); !ready) {
    return tl::unexpected(ready.error());
  }
  model::SourceDescription description;
  description.source = request_.paths.front().string();
  description.kind = model::SourceKind::Buildings;
  description.format = formatName(document_.root().version);
  description.appearanceThemes = index_->themes;
  if (srs_.crs) {
    description.isCrsOverridden = isCrsOverridden_;
    description.crs = description.isCrsOverridden ? std::string() : srs_.crs->identifier();
    description.crsWkt = srs_.crs->wkt();
  }
  const std::string theme = chooseTheme({}, description.diagnostics);
  const GlobalAppearance global = readGlobalAppearance(theme);
  ReadContext context{document_, srs_, global, ids_, codeLists_, theme, {}};
  context.wantsAttributes = false;
  ReadSummary summary;
  TextureSender textures(document_.path().parent_path());
  const auto drop = [&textures](model::FeatureBatch&& batch, Diagnostics& findings) {
    textures.check(batch, findings);
    return true;
  };
  if (const Status all = readAll(index_->chunks, context, drop, summary, stop, progress); !all) {
    return tl::unexpected(all.error());
  }
  describeInto(description, summary);
  findDuplicateIds(document_, description.diagnostics, stop);
  description.diagnostics.merge(headDiagnostics_);
  description.diagnostics.merge(summary.diagnostics);
  if (summary.objects.empty()) {
    description.diagnostics.add(Severity::Warning, kEmpty);
  }
  description_ = std::move(description);
  return *description_;
}

Status CityGmlSource::read(const model::ReadOptions& options, const model::BatchSink& sink, Diagnostics& diagnostics,
                           const std::stop_token& stop, const ProgressSink& progress) {
  if (Status ready = prepare(stop, progress); !ready) {
    return ready;
  }
  model::SourcePart part = model::partOf(request_);
  if (!options.lod.empty()) {  // whether the document has it at all, only the whole tells
    if (!part.isFirst()) {
      return {};
    }
    part = {};
  }
  Diagnostics head = headDiagnostics_;
  const std::string theme = chooseTheme(options.theme, head);
  const GlobalAppearance global = readGlobalAppearance(theme);
  for (std::size_t i = 0; i < global.data.unreadable; ++i) {
    head.add(Severity::Warning, kSurfaceDataUnread);
  }
  if (part.isFirst()) {
    diagnostics.merge(head);
  }
  ReadContext context{document_, srs_, global, ids_, codeLists_, theme, readLod(options.lod)};
  context.wantsAttributes = options.wantsAttributes;
  context.batchTriangles = std::max<std::size_t>(options.batchTriangles, 1);
  TextureSender textures(document_.path().parent_path());
  ReadSummary summary;
  const std::string crs = srs_.crs ? srs_.crs->wkt() : std::string();
  const auto take = [&](model::FeatureBatch&& batch, Diagnostics& findings) {
    batch.crs = crs;
    if (options.wantsTextures && !textures.complete(batch, sink, findings)) {
      return false;
    }
    return sink(std::move(batch));
  };
  Status all = readAll(chunksOf(part), context, take, summary, stop, progress);
  diagnostics.merge(summary.diagnostics);
  if (all && context.wantedLod && (*context.wantedLod >= kLodLevels || summary.lods[*context.wantedLod] == 0)) {
    diagnostics.add(Severity::Warning, Message(kLodAbsent, {{"lod", options.lod}}));
  }
  return all;
}

}  // namespace

Result<std::unique_ptr<model::FeatureSource>> openCityGml(const model::SourceRequest& request, unsigned threads) {
  auto document = Document::open(request.paths.front());
  if (!document) {
    return tl::unexpected(document.error());
  }
  std::optional<geo::Crs> requestedCrs;
  if (!request.crs.empty()) {
    auto crs = geo::Crs::fromText(request.crs);
    if (!crs) {
      return fail(ErrorCode::InvalidArgument, crs.error().message, request.crs);
    }
    requestedCrs = std::move(*crs);
  }
  return std::make_unique<CityGmlSource>(request, std::move(*document), std::move(requestedCrs), threads);
}

}  // namespace belvedere::loaders::citygml
