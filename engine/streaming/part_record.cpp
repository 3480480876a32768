#include "engine/streaming/detail/part_record.h"

#include <span>
#include <string>

#include "engine/core/binary_archive.h"

namespace belvedere::streaming {

namespace {

constexpr MessageId kPartDamaged{"bake-part-damaged", N_("An intermediate file of the baking is damaged.")};

constexpr std::string_view kPrefix = "part-";
constexpr std::uint64_t kMostEndBytes = std::uint64_t{4} << 30U;

std::string nameOf(const tiling::BakeShare& part, const char* extension) {
  return std::string(kPrefix) + std::to_string(part.index + 1) + "-of-" + std::to_string(part.count) + extension;
}

std::filesystem::path recordOf(const std::filesystem::path& folder, const tiling::BakeShare& part) {
  return folder / nameOf(part, ".record");
}
std::filesystem::path endOf(const std::filesystem::path& folder, const tiling::BakeShare& part) {
  return folder / nameOf(part, ".end");
}

template <class Items>
void shift(Items& features, std::uint32_t by) {
  for (auto& feature : features) {
    feature += by;
  }
}

template <class Items>
void addTo(Items& all, const Items& more) {
  all.insert(all.end(), more.begin(), more.end());
}

/// What is counted while a city model is read.
void append(model::SourceDescription& whole, model::SourceDescription&& next) {
  if (whole.crsWkt.empty()) {  // nothing was read before
    whole = std::move(next);
    return;
  }
  for (const auto& [type, count] : next.objects) {
    whole.objects[type] += count;
  }
  whole.extent.add(next.extent);
}

std::optional<std::vector<std::byte>> bytesOf(const std::filesystem::path& path) {
  const auto file = tiling::BakeFile::open(path);
  if (!file || file->size() > kMostEndBytes) {
    return std::nullopt;
  }
  std::vector<std::byte> bytes(file->size());
  return file->readAt(0, bytes) ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace

void shiftFeatures(PartBatch& batch, std::uint32_t by) {
  batch.chunk.firstFeature += by;
  for (tiling::LineMesh& lines : batch.lines) {
    shift(lines.features, by);
  }
  for (tiling::SymbolSet& symbols : batch.symbols) {
    shift(symbols.features, by);
  }
}

void append(PartEnd& whole, PartEnd&& next) {
  const std::uint32_t by = whole.featureCount;
  const auto areaPositions = static_cast<std::uint32_t>(whole.areas.positions.size());
  const auto areaIndices = static_cast<std::uint32_t>(whole.areas.indices.size());
  const auto linePositions = static_cast<std::uint32_t>(whole.outlines.positions.size());
  shift(next.areas.indices, areaPositions);
  for (tiling::PlanPatch& patch : next.areas.patches) {
    patch.feature += by;
    patch.firstIndex += areaIndices;
  }
  for (tiling::PlanRun& run : next.outlines.runs) {
    run.feature += by;
    run.firstPosition += linePositions;
  }
  shift(next.points.features, by);
  addTo(whole.areas.positions, next.areas.positions);
  addTo(whole.areas.indices, next.areas.indices);
  addTo(whole.areas.patches, next.areas.patches);
  addTo(whole.outlines.positions, next.outlines.positions);
  addTo(whole.outlines.runs, next.outlines.runs);
  addTo(whole.points.positions, next.points.positions);
  addTo(whole.points.features, next.points.features);
  append(whole.description, std::move(next.description));
  whole.tally.add(next.tally);
  whole.featureCount += next.featureCount;
  whole.hasPictures = whole.hasPictures || next.hasPictures;
}

Result<PartRecorder> PartRecorder::create(const std::filesystem::path& folder, const tiling::BakeShare& part) {
  removePart(folder, part);
  auto file = tiling::BakeFile::create(recordOf(folder, part));
  if (!file) {
    return tl::unexpected(file.error());
  }
  return PartRecorder(folder, part, std::move(*file));
}

Status PartRecorder::add(PartBatch& batch) {
  BinaryWriter writer;
  writer(batch);
  batches_.push_back({file_.size(), writer.bytes().size(), hashOf(writer.bytes())});
  return file_.append(writer.bytes());
}

Status PartRecorder::finish(PartEnd&& end) {
  if (auto status = file_.close(); !status) {
    return status;
  }
  end.batches = std::move(batches_);
  BinaryWriter body;
  body(end);
  ContentHash hash = hashOf(body.bytes());
  BinaryWriter whole;
  whole(hash, body.bytes());
  return tiling::writeBakeFile(endOf(folder_, part_), whole.bytes());
}

std::optional<PartEnd> findPart(const std::filesystem::path& folder, const tiling::BakeShare& part,
                                const glm::dvec3& origin) {
  const auto bytes = bytesOf(endOf(folder, part));
  if (!bytes) {
    return std::nullopt;
  }
  ContentHash hash;
  std::vector<std::byte> body;
  BinaryReader outer(*bytes);
  outer(hash, body);
  PartEnd end;
  BinaryReader reader(body);
  reader(end);
  const bool isWhole = outer.isComplete() && hashOf(body) == hash && reader.isComplete() && end.origin == origin;
  const auto record = tiling::BakeFile::open(recordOf(folder, part));
  const std::uint64_t size = end.batches.empty() ? 0 : end.batches.back().offset + end.batches.back().byteCount;
  return isWhole && record && record->size() == size ? std::optional(std::move(end)) : std::nullopt;
}

Status replayPart(const std::filesystem::path& folder, const tiling::BakeShare& part, const PartEnd& end,
                  const std::function<Status(PartBatch&&)>& sink) {
  const auto file = tiling::BakeFile::open(recordOf(folder, part));
  if (!file) {
    return tl::unexpected(file.error());
  }
  for (const tiling::SpillRun& run : end.batches) {
    std::vector<std::byte> bytes(run.byteCount);
    if (auto status = file->readAt(run.offset, bytes); !status) {
      return status;
    }
    PartBatch batch;
    BinaryReader reader(bytes);
    reader(batch);
    if (hashOf(bytes) != run.hash || !reader.isComplete()) {
      return fail(ErrorCode::InvalidData, Message(kPartDamaged), folder.string());
    }
    if (auto status = sink(std::move(batch)); !status) {
      return status;
    }
  }
  return {};
}

void removePart(const std::filesystem::path& folder, const tiling::BakeShare& part) {
  std::error_code ignored;  // what is left takes room only
  std::filesystem::remove(endOf(folder, part), ignored);
  std::filesystem::remove(recordOf(folder, part), ignored);
}

void removeParts(const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> parts;
  for (auto entry = std::filesystem::directory_iterator(folder, error);
       !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (entry->path().filename().string().starts_with(kPrefix)) {
      parts.push_back(entry->path());
    }
  }
  for (const std::filesystem::path& path : parts) {
    std::filesystem::remove(path, error);
  }
}

}  // namespace belvedere::streaming
