#include "data_loaders/las/detail/las_crs.h"

#include <algorithm>
#include <array>
#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <gdal_priv.h>

#include "data_loaders/common/detail/gdal_dataset.h"
#include "data_loaders/common/gdal_setup.h"
#include "engine/geo/crs.h"

namespace belvedere::loaders::las {
namespace {

constexpr MessageId kCrsNotUnderstood{"las-crs-not-understood",
                                      N_("{file} declares its CRS in a way that is not understood."),
                                      N_("Give the CRS with --crs, for instance --crs EPSG:2154")};

constexpr std::uint16_t kWkt = 2112;
constexpr std::uint16_t kKeys = 34735;
constexpr std::uint16_t kDoubles = 34736;
constexpr std::uint16_t kTexts = 34737;
constexpr const char* kTiffName = "/vsimem/las_keys.tif";

const ProjectionRecord* find(const LasHeader& header, std::uint16_t id) {
  const auto found =
      std::find_if(header.projection.begin(), header.projection.end(),
                   [&](const ProjectionRecord& record) { return record.id == id && !record.bytes.empty(); });
  return found == header.projection.end() ? nullptr : &*found;
}

/// A TIFF of one pixel that carries a file's keys, so that GDAL's reader of GeoTIFF makes them a CRS: it knows all the
/// projections that keys can spell out.
class KeyTiff {
 public:
  explicit KeyTiff(const LasHeader& header) {
    put16(0x4949);
    put16(42);
    put32(8);
    const std::array<const ProjectionRecord*, 3> records{find(header, kKeys), find(header, kDoubles),
                                                         find(header, kTexts)};
    const auto count = static_cast<std::uint16_t>(
        8 + std::count_if(records.begin(), records.end(), [](const auto* record) { return record != nullptr; }));
    place_ = 8 + 2 + count * 12U + 4;
    put16(count);
    entry(256, 3, 1, 1);       // width
    entry(257, 3, 1, 1);       // height
    entry(258, 3, 1, 8);       // bits
    entry(259, 3, 1, 1);       // not compressed
    entry(262, 3, 1, 1);       // black is zero
    entry(273, 4, 1, place_);  // where the pixel is
    behind_.push_back(std::byte{0});
    behind_.resize(8);
    place_ += 8;
    entry(278, 3, 1, 1);  // rows
    entry(279, 4, 1, 1);  // bytes
    record(records[0], kKeys, 3, 2);
    record(records[1], kDoubles, 12, 8);
    record(records[2], kTexts, 2, 1);
    put32(0);
    bytes_.insert(bytes_.end(), behind_.begin(), behind_.end());
  }

  std::vector<std::byte>& bytes() { return bytes_; }

 private:
  void put16(std::uint16_t value) { put(&value, sizeof(value)); }
  void put32(std::uint32_t value) { put(&value, sizeof(value)); }
  void put(const void* value, std::size_t size) {
    const auto* from = static_cast<const std::byte*>(value);
    bytes_.insert(bytes_.end(), from, from + size);
  }
  void entry(std::uint16_t tag, std::uint16_t type, std::uint32_t count, std::uint32_t value) {
    put16(tag);
    put16(type);
    put32(count);
    put32(value);
  }
  void record(const ProjectionRecord* record, std::uint16_t tag, std::uint16_t type, std::size_t unit) {
    if (record == nullptr) {
      return;
    }
    const std::size_t count = record->bytes.size() / unit;
    std::vector<std::byte> bytes(record->bytes.begin(),
                                 record->bytes.begin() + static_cast<std::ptrdiff_t>(count * unit));
    bytes.resize(std::max<std::size_t>((bytes.size() + 7) / 8 * 8, 8));
    entry(tag, type, static_cast<std::uint32_t>(count), place_);
    behind_.insert(behind_.end(), bytes.begin(), bytes.end());
    place_ += static_cast<std::uint32_t>(bytes.size());
  }

  std::vector<std::byte> bytes_;
  std::vector<std::byte> behind_;
  std::uint32_t place_ = 0;
};

std::string wktOfKeys(const LasHeader& header) {
  prepareGdal("GTiff");
  std::vector<std::byte> bytes = KeyTiff(header).bytes();
  const GdalErrorScope errors;
  VSILFILE* file = VSIFileFromMemBuffer(kTiffName, reinterpret_cast<GByte*>(bytes.data()), bytes.size(), FALSE);
  if (file == nullptr) {
    return {};
  }
  VSIFCloseL(file);
  CPLSetThreadLocalConfigOption("GTIFF_REPORT_COMPD_CS", "YES");
  std::string wkt;
  if (auto dataset = openGdalDataset(kTiffName, "GTiff", GDAL_OF_RASTER)) {
    if (const OGRSpatialReference* reference = (*dataset)->GetSpatialRef(); reference != nullptr) {
      char* text = nullptr;
      const std::array<const char*, 2> options{"FORMAT=WKT2_2019", nullptr};
      if (reference->exportToWkt(&text, options.data()) == OGRERR_NONE && text != nullptr) {
        wkt = text;
      }
      CPLFree(text);
    }
  }
  CPLSetThreadLocalConfigOption("GTIFF_REPORT_COMPD_CS", nullptr);
  VSIUnlink(kTiffName);
  return wkt;
}

std::string wktText(const LasHeader& header) {
  const ProjectionRecord* record = find(header, kWkt);
  if (record == nullptr) {
    return {};
  }
  const std::string text(reinterpret_cast<const char*>(record->bytes.data()), record->bytes.size());
  return text.substr(0, text.find('\0'));
}

/// An engineering CRS is what writers put where they know none ("unnamed").
bool isPlaced(const Result<geo::Crs>& crs) { return crs && crs->kind() != geo::CrsKind::Local; }

}  // namespace

std::string crsOf(const LasHeader& header, const std::string& fileName, Diagnostics& findings) {
  const std::string wkt = wktText(header);
  const bool hasKeys = find(header, kKeys) != nullptr;
  // GeoTIFF keys belong to the older formats, and are often left beside a WKT that says the same.
  const bool takesWktFirst = header.isWkt || !hasKeys;
  for (const bool takesWkt : {takesWktFirst, !takesWktFirst}) {
    const std::string text = takesWkt ? wkt : (hasKeys ? wktOfKeys(header) : std::string());
    if (text.empty()) {
      continue;
    }
    if (const auto crs = geo::Crs::fromText(text); isPlaced(crs)) {
      return crs->wkt();
    }
  }
  if (!wkt.empty() || hasKeys) {
    findings.add(Severity::Warning, Message(kCrsNotUnderstood, {{"file", fileName}}));
  }
  return {};
}

}  // namespace belvedere::loaders::las
