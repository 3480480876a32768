#include "data_loaders/las/detail/las_source.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "data_loaders/las/detail/las_crs.h"
#include "data_loaders/las/detail/las_points.h"
#include "engine/core/common_messages.h"
#include "engine/core/plural.h"
#include "engine/geo/crs.h"

namespace belvedere::loaders::las {
namespace {

constexpr MessageId kReading{"progress-las-reading", N_("Reading {file}")};
constexpr MessageId kPartlyUnreadable{"las-partly-unreadable",
                                      NP_("{file}: {count} point could not be read from the disk.",
                                          "{file}: {count} points could not be read from the disk."),
                                      N_("Copy the file to another disk.")};
constexpr MessageId kWithheld{"las-withheld", NP_("{count} point is flagged as withheld; it is left out.",
                                                  "{count} points are flagged as withheld; they are left out.")};
constexpr MessageId kByteColours{
    "las-byte-colours", N_("{file}: its colours have 8 bits where the format wants 16; they were taken as such.")};
constexpr MessageId kCrsDiffers{"las-crs-differs", N_("{file} is in another CRS than {first}."),
                                N_("Add it as a layer of its own.")};

constexpr std::size_t kBlockBytes = std::size_t{4} << 20;
constexpr std::uint64_t kGlanceRun = 32;      // points in a row: a short reading costs little more than one point
constexpr std::uint64_t kProbes = 64;         // places of a file at which colours are looked at
constexpr std::uint64_t kProbePoints = 1000;  // at each
constexpr std::uint16_t kLargestByte = 255;

std::string countText(std::uint64_t count) { return std::to_string(count); }

glm::u8vec3 byteColour(const glm::u16vec3& colour, bool isByte) {
  const auto component = [&](std::uint16_t value) {
    return static_cast<std::uint8_t>(isByte ? std::min(value, kLargestByte) : value >> 8U);
  };
  return {component(colour.x), component(colour.y), component(colour.z)};
}

/// Whether colours that may reach 65535 nowhere pass 255, as far as some thousand points tell. All black is no sign.
bool hasByteColours(const LasFile& file, const LasHeader& header) {
  const PointDecoder decoder(header);
  if (decoder.layout().colour == 0 || header.pointCount == 0) {
    return false;
  }
  std::uint16_t largest = 0;
  std::vector<std::byte> bytes(kProbePoints * header.recordBytes);
  const std::uint64_t step = std::max<std::uint64_t>(header.pointCount / kProbes, kProbePoints);
  for (std::uint64_t first = 0; first < header.pointCount && largest <= kLargestByte; first += step) {
    const std::uint64_t wanted = std::min(kProbePoints, header.pointCount - first);
    const std::size_t got = file.readAt(header.pointOffset + first * header.recordBytes,
                                        std::span(bytes).first(wanted * header.recordBytes));
    for (std::size_t i = 0; i < got / header.recordBytes; ++i) {
      const glm::u16vec3 colour = decoder.decode(bytes.data() + i * header.recordBytes).colour;
      largest = std::max({largest, colour.x, colour.y, colour.z});
    }
  }
  return largest > 0 && largest <= kLargestByte;
}

}  // namespace

Result<std::unique_ptr<LasSource>> LasSource::open(const model::SourceRequest& request) {
  std::unique_ptr<LasSource> source(new LasSource(request));
  for (const std::filesystem::path& path : request.paths) {
    if (Status added = source->addFile(path); !added) {
      return tl::unexpected(added.error());
    }
  }
  if (source->crs_.empty() && !request.crs.empty()) {
    const auto crs = geo::Crs::fromText(request.crs);
    if (!crs) {
      return tl::unexpected(crs.error());
    }
    source->crs_ = crs->wkt();
    source->isCrsOverridden_ = true;
  }
  return source;
}

Status LasSource::addFile(const std::filesystem::path& path) {
  auto file = LasFile::open(path);
  if (!file) {
    return tl::unexpected(file.error());
  }
  auto header = readHeader(*file, findings_);
  if (!header) {
    return tl::unexpected(header.error());
  }
  std::string crs = crsOf(*header, file->name(), findings_);
  if (parts_.empty()) {
    crs_ = std::move(crs);
  } else if (crs != crs_) {
    return fail(ErrorCode::InvalidData,
                Message(kCrsDiffers, {{"file", file->name()}, {"first", parts_.front().file.name()}}));
  }
  const bool isByte = hasByteColours(*file, *header);
  if (isByte) {
    findings_.add(Severity::Info, Message(kByteColours, {{"file", file->name()}}));
  }
  parts_.push_back({std::move(*file), std::move(*header), isByte});
  return {};
}

std::uint64_t LasSource::pointCount() const {
  std::uint64_t all = 0;
  for (const Part& part : parts_) {
    all += part.header.pointCount;
  }
  return all;
}

template <class Take>
Status LasSource::forEachBlock(std::uint64_t mostPoints, const Take& take, Diagnostics& diagnostics,
                               const std::stop_token& stop, const ProgressSink& progress) const {
  const std::uint64_t all = pointCount();
  const bool isGlance = mostPoints > 0 && mostPoints < all;
  std::uint64_t done = 0;
  std::vector<std::byte> bytes;
  for (const Part& part : parts_) {
    const std::uint64_t blockPoints =
        isGlance ? kGlanceRun : std::max<std::uint64_t>(kBlockBytes / part.header.recordBytes, 1);
    const std::uint64_t step = isGlance ? blockPoints * (all / mostPoints + 1) : blockPoints;
    for (std::uint64_t first = 0; first < part.header.pointCount; first += step) {
      if (stop.stop_requested()) {
        return fail(ErrorCode::Cancelled, Message(kCancelled));
      }
      const std::uint64_t wanted = std::min(blockPoints, part.header.pointCount - first);
      bytes.resize(wanted * part.header.recordBytes);
      const std::size_t got =
          part.file.readAt(part.header.pointOffset + first * part.header.recordBytes, bytes) / part.header.recordBytes;
      if (!take(part, bytes.data(), got)) {
        return {};
      }
      if (got < wanted) {
        diagnostics.add(Severity::Warning,
                        Message(kPartlyUnreadable, {{"file", part.file.name()},
                                                    {"count", countText(part.header.pointCount - first - got)}}));
        break;
      }
      done += step;
      if (progress) {
        progress({Message(kReading, {{"file", part.file.name()}}),
                  std::min(static_cast<double>(done) / static_cast<double>(std::max<std::uint64_t>(all, 1)), 1.0)});
      }
    }
  }
  return {};
}

/// Counts what a description says of the points.
class LasSource::Counter {
 public:
  void add(const Part& part, const PointDecoder& decoder, const std::byte* record) {
    const LasPoint point = decoder.decode(record);
    if (point.isWithheld) {
      ++summary_.withheld;
      return;
    }
    ++summary_.points;
    summary_.synthetic += point.isSynthetic ? 1 : 0;
    ++classes_[point.point.classification];
    extent_.add(point.position);
    if (part.header.recordBytes >= decoder.layout().bytes && decoder.layout().colour != 0) {
      note(firstColour_, point.colour, summary_.hasColours);
    }
    note(firstIntensity_, point.point.intensity, summary_.hasIntensities);
  }

  void finish(model::SourceDescription& description) {
    for (std::size_t i = 0; i < classes_.size(); ++i) {
      if (classes_[i] > 0) {
        summary_.classes[static_cast<std::uint8_t>(i)] = classes_[i];
      }
    }
    if (!extent_.isEmpty()) {
      description.extent = extent_.plan();
      description.minHeight = extent_.min.z;
      description.maxHeight = extent_.max.z;
      description.objects["Point"] = summary_.points;
    }
    if (summary_.withheld > 0) {
      description.diagnostics.add(Severity::Info, Message(kWithheld, {{"count", countText(summary_.withheld)}}));
    }
    description.cloud = std::move(summary_);
  }

  model::PointCloudSummary& summary() { return summary_; }

 private:
  template <class T>
  static void note(std::optional<T>& first, const T& value, bool& differs) {
    first = first.value_or(value);
    differs = differs || *first != value;
  }

  model::PointCloudSummary summary_;
  std::array<std::uint64_t, 256> classes_{};
  geo::Bounds3 extent_;
  std::optional<glm::u16vec3> firstColour_;
  std::optional<std::uint16_t> firstIntensity_;
};

Result<model::SourceDescription> LasSource::describe(const std::stop_token& stop, const ProgressSink& progress) {
  if (description_) {
    return *description_;
  }
  model::SourceDescription description;
  description.source = request_.paths.front().string();
  description.kind = model::SourceKind::PointCloud;
  const LasHeader& first = parts_.front().header;
  description.format = "LAS 1." + std::to_string(first.minorVersion);
  if (!crs_.empty()) {
    const auto crs = geo::Crs::fromText(crs_);
    description.crs = crs ? crs->identifier() : std::string();
    description.crsWkt = crs_;
    description.isCrsOverridden = isCrsOverridden_;
  }
  description.diagnostics = findings_;
  Counter counter;
  counter.summary().version = "1." + std::to_string(first.minorVersion);
  counter.summary().pointFormat = first.pointFormat;
  for (const Part& part : parts_) {
    const auto layout = pointLayout(part.header.pointFormat).value_or(PointLayout());
    counter.summary().hasGpsTime |= layout.gpsTime != 0;
    counter.summary().hasNearInfrared |= layout.nearInfrared != 0;
    counter.summary().hasWaveforms |= layout.waveform != 0;
  }
  const auto count = [&](const Part& part, const std::byte* records, std::size_t points) {
    const PointDecoder decoder(part.header);
    for (std::size_t i = 0; i < points; ++i) {
      counter.add(part, decoder, records + i * part.header.recordBytes);
    }
    return true;
  };
  if (Status status = forEachBlock(0, count, description.diagnostics, stop, progress); !status) {
    return tl::unexpected(status.error());
  }
  counter.finish(description);
  description_ = description;
  return description;
}

Status LasSource::read(const model::ReadOptions& options, const model::BatchSink& sink, Diagnostics& diagnostics,
                       const std::stop_token& stop, const ProgressSink& progress) {
  diagnostics.merge(findings_);
  const std::size_t most = std::max<std::size_t>(options.batchTriangles, 1);
  model::FeatureBatch batch;
  std::uint64_t withheld = 0;
  bool isEnough = false;
  const auto handOn = [&] {
    model::FeatureBatch full = std::exchange(batch, {});
    full.crs = crs_;
    isEnough = !sink(std::move(full));
    return !isEnough;
  };
  const auto take = [&](const Part& part, const std::byte* records, std::size_t points) {
    const PointDecoder decoder(part.header);
    for (std::size_t i = 0; i < points; ++i) {
      LasPoint point = decoder.decode(records + i * part.header.recordBytes);
      if (point.isWithheld) {
        ++withheld;
        continue;
      }
      if (decoder.layout().colour != 0) {
        point.point.colour = byteColour(point.colour, part.hasByteColours);
      }
      batch.positions.push_back(point.position);
      batch.cloud.push_back(point.point);
      if (batch.positions.size() >= most && !handOn()) {
        return false;
      }
    }
    return true;
  };
  const Status status = forEachBlock(options.mostPoints, take, diagnostics, stop, progress);
  if (status && !isEnough && !batch.positions.empty()) {
    handOn();
  }
  if (withheld > 0) {
    diagnostics.add(Severity::Info, Message(kWithheld, {{"count", countText(withheld)}}));
  }
  return status;
}

}  // namespace belvedere::loaders::las
