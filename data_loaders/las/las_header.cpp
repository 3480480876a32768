#include "data_loaders/las/detail/las_header.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include "data_loaders/las/detail/las_points.h"

namespace belvedere::loaders::las {
namespace {

constexpr MessageId kHeaderDamaged{"las-header-damaged", N_("{file} is not a sound LAS file: {reason}."),
                                   N_("Copy or download it again, or have it written again.")};
constexpr MessageId kCompressed{
    "las-compressed", N_("{file} is a compressed point cloud ({format}), which this version does not decode."),
    N_("Unpack it into LAS with PDAL (pdal translate {file} {output}) or with LAStools (laszip -i {file} -o "
       "{output}).")};
constexpr MessageId kVersionUnknown{"las-version-unknown",
                                    N_("{file} is of LAS {version}; versions 1.0 to 1.4 are read."),
                                    N_("Have it written as LAS 1.4.")};
constexpr MessageId kFormatUnknown{"las-point-format-unknown",
                                   N_("{file} has points of format {format}; formats 0 to 10 are read."),
                                   N_("Have it written as LAS 1.4.")};
constexpr MessageId kRecordsDamaged{
    "las-records-damaged",
    N_("{file}: its variable length records are damaged; those behind the damage were passed over.")};
constexpr MessageId kTruncated{"las-truncated", N_("{file} ends too early: {missing} of its {all} points are missing."),
                               N_("Copy or download it again; the points that are there are shown.")};
constexpr MessageId kNoPoints{"las-no-points", N_("{file} holds no points.")};
constexpr MessageId kCountsDiffer{
    "las-counts-differ", N_("{file} names two numbers of points, {legacy} and {count}; the second was taken.")};

constexpr std::size_t kOldHeaderBytes = 227;
constexpr std::size_t kHeaderBytes14 = 375;
constexpr std::size_t kRecordHeadBytes = 54;
constexpr std::size_t kExtendedHeadBytes = 60;
constexpr std::size_t kMostRecordBytes = std::size_t{1} << 20;  // WKT and GeoTIFF keys are some hundred
constexpr std::uint32_t kMostRecords = 100'000;
constexpr std::uint8_t kCompressedBits = 0xC0;  // set by LASzip in the point format
constexpr std::uint16_t kWktBit = 0x10;         // of the global encoding
constexpr double kLargestCoordinate = 1e12;

tl::unexpected<Error> damaged(const LasFile& file, const char* reason) {
  return fail(ErrorCode::InvalidData, Message(kHeaderDamaged, {{"file", file.name()}, {"reason", reason}}));
}

/// Fixed text that may or may not end with a zero.
std::string_view textAt(const std::byte* bytes, std::size_t offset, std::size_t most) {
  const std::string_view text(reinterpret_cast<const char*>(bytes + offset), most);
  return text.substr(0, text.find('\0'));
}

bool isProjection(std::uint16_t id) { return id == 2112 || (id >= 34735 && id <= 34737); }

/// Reads the header's fields out of its bytes.
class HeaderReader {
 public:
  HeaderReader(const LasFile& file, Diagnostics& findings) : file_(file), findings_(findings) {}

  Result<LasHeader> read() {
    const std::size_t got = file_.readAt(0, bytes_);
    if (got < kOldHeaderBytes) {
      return damaged(file_, "the header is cut off");
    }
    header_.minorVersion = numberAt<std::uint8_t>(bytes_.data(), 25);
    const int major = numberAt<std::uint8_t>(bytes_.data(), 24);
    if (major != 1 || header_.minorVersion > 4) {
      const std::string version = std::to_string(major) + "." + std::to_string(header_.minorVersion);
      return fail(ErrorCode::Unsupported, Message(kVersionUnknown, {{"file", file_.name()}, {"version", version}}));
    }
    headerBytes_ = numberAt<std::uint16_t>(bytes_.data(), 94);
    is14_ = header_.minorVersion >= 4 && headerBytes_ >= kHeaderBytes14 && got >= kHeaderBytes14;
    if (Status format = readFormat(); !format) {
      return tl::unexpected(format.error());
    }
    if (headerBytes_ < kOldHeaderBytes || headerBytes_ > file_.size()) {
      return damaged(file_, "the size of its header is wrong");
    }
    if (Status places = readPlaces(); !places) {
      return tl::unexpected(places.error());
    }
    readCounts();
    readRecords();
    return std::move(header_);
  }

 private:
  Status readFormat() {
    const auto format = numberAt<std::uint8_t>(bytes_.data(), 104);
    if ((format & kCompressedBits) != 0) {
      const bool isCopc = textAt(bytes_.data(), std::min<std::size_t>(headerBytes_, kHeaderBytes14) + 2, 4) == "copc";
      std::filesystem::path output = file_.path().filename();
      output.replace_extension();
      if (output.extension() == ".copc") {
        output.replace_extension();
      }
      output += ".las";
      return fail(ErrorCode::Unsupported,
                  Message(kCompressed,
                          {{"file", file_.name()}, {"format", isCopc ? "COPC" : "LAZ"}, {"output", output.string()}}));
    }
    header_.pointFormat = format;
    header_.recordBytes = numberAt<std::uint16_t>(bytes_.data(), 105);
    const std::optional<PointLayout> layout = pointLayout(format);
    if (!layout) {
      return fail(ErrorCode::Unsupported,
                  Message(kFormatUnknown, {{"file", file_.name()}, {"format", std::to_string(format)}}));
    }
    return header_.recordBytes >= layout->bytes ? Status() : damaged(file_, "its points are shorter than their format");
  }

  Status readPlaces() {
    header_.pointOffset = numberAt<std::uint32_t>(bytes_.data(), 96);
    if (header_.pointOffset < headerBytes_ || header_.pointOffset > file_.size()) {
      return damaged(file_, "its points begin outside of it");
    }
    header_.isWkt = (numberAt<std::uint16_t>(bytes_.data(), 6) & kWktBit) != 0;
    for (int axis = 0; axis < 3; ++axis) {
      const double scale = numberAt<double>(bytes_.data(), 131 + static_cast<std::size_t>(axis) * 8);
      const double offset = numberAt<double>(bytes_.data(), 155 + static_cast<std::size_t>(axis) * 8);
      const bool isSound = std::isfinite(scale) && scale != 0.0 && std::abs(scale) < 1e6 && std::isfinite(offset) &&
                           std::abs(offset) < kLargestCoordinate;
      if (!isSound) {
        return damaged(file_, "the scale or the offset of its coordinates is wrong");
      }
      header_.scale[axis] = scale;
      header_.offset[axis] = offset;
    }
    return {};
  }

  /// The number of points that there are. From 1.4 on it stands in another place, and the old one may be 0.
  void readCounts() {
    const std::uint64_t legacy = numberAt<std::uint32_t>(bytes_.data(), 107);
    const std::uint64_t claimed = is14_ ? numberAt<std::uint64_t>(bytes_.data(), 247) : legacy;
    if (is14_ && legacy != 0 && legacy != claimed) {
      findings_.add(Severity::Warning, Message(kCountsDiffer, {{"file", file_.name()},
                                                               {"legacy", std::to_string(legacy)},
                                                               {"count", std::to_string(claimed)}}));
    }
    const std::uint64_t held = (file_.size() - header_.pointOffset) / header_.recordBytes;
    header_.pointCount = std::min(claimed, held);
    if (claimed > held) {
      findings_.add(Severity::Warning, Message(kTruncated, {{"file", file_.name()},
                                                            {"missing", std::to_string(claimed - held)},
                                                            {"all", std::to_string(claimed)}}));
    } else if (claimed == 0) {
      findings_.add(Severity::Warning, Message(kNoPoints, {{"file", file_.name()}}));
    }
  }

  void readRecords() {
    bool isSound =
        readRun(headerBytes_, numberAt<std::uint32_t>(bytes_.data(), 100), kRecordHeadBytes, header_.pointOffset);
    if (is14_) {
      const std::uint64_t first = numberAt<std::uint64_t>(bytes_.data(), 235);
      const std::uint32_t count = numberAt<std::uint32_t>(bytes_.data(), 243);
      isSound = (count == 0 || readRun(first, count, kExtendedHeadBytes, file_.size())) && isSound;
    }
    if (!isSound) {
      findings_.add(Severity::Warning, Message(kRecordsDamaged, {{"file", file_.name()}}));
    }
  }

  /// Records one after the other up to `end`; false where they do not fit.
  bool readRun(std::uint64_t place, std::uint32_t count, std::size_t headBytes, std::uint64_t end) {
    std::array<std::byte, kExtendedHeadBytes> head{};
    for (std::uint32_t i = 0; i < count; ++i) {
      if (i >= kMostRecords || place > end || end - place < headBytes ||
          file_.readAt(place, std::span(head).first(headBytes)) < headBytes) {
        return false;
      }
      const std::uint64_t length = headBytes == kExtendedHeadBytes ? numberAt<std::uint64_t>(head.data(), 20)
                                                                   : numberAt<std::uint16_t>(head.data(), 20);
      place += headBytes;
      if (length > end - place) {
        return false;
      }
      const auto id = numberAt<std::uint16_t>(head.data(), 18);
      if (textAt(head.data(), 2, 16) == "LASF_Projection" && isProjection(id) && length <= kMostRecordBytes) {
        ProjectionRecord record{id, std::vector<std::byte>(length)};
        record.bytes.resize(file_.readAt(place, record.bytes));
        header_.projection.push_back(std::move(record));
      }
      place += length;
    }
    return true;
  }

  const LasFile& file_;
  Diagnostics& findings_;
  std::array<std::byte, kHeaderBytes14 + kRecordHeadBytes> bytes_{};
  LasHeader header_;
  std::uint16_t headerBytes_ = 0;
  bool is14_ = false;
};

}  // namespace

Result<LasHeader> readHeader(const LasFile& file, Diagnostics& findings) { return HeaderReader(file, findings).read(); }

}  // namespace belvedere::loaders::las
