#include "data_loaders/raster/detail/raster_analysis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "engine/core/plural.h"
#include "engine/model/stated_crs.h"

namespace belvedere::loaders::raster {
namespace {

constexpr MessageId kNoOverviews{
    "no-overviews",
    NP_("{file} has no overviews: the first view of it reads all of {count} million pixels.",
        "{file} has no overviews: the first view of it reads all of {count} million pixels."),
    N_("Convert it once: gdal_translate -of COG {file} fast.tif")};
constexpr MessageId kRasterDamaged{"raster-damaged", N_("Parts of {file} cannot be read and stay empty: {reason}"),
                                   N_("Download or export it again.")};
constexpr MessageId kNoDataOnly{"raster-without-data", N_("{file} holds no data anywhere."),
                                N_("Check how it was exported.")};
constexpr MessageId kNoDataAssumed{"no-data-assumed",
                                   N_("{file} does not say what stands for no data; {value} is taken."),
                                   N_("Declare it: gdal_edit.py -a_nodata {value} {file}")};
constexpr MessageId kCrsNotUnderstood{"raster-crs-not-understood",
                                      N_("The coordinate system that {file} declares is not understood."),
                                      N_("Give one with --crs, for example --crs EPSG:2154.")};

constexpr std::int64_t kWholeSide = 2048;               // a raster up to this side is sampled whole
constexpr int kOverviewSide = 1024;                     // an overview up to this side is
constexpr std::int64_t kGridSide = 8, kPatchSide = 32;  // else so many patches of so many pixels
constexpr std::int64_t kLargeSide = 4096;               // larger ones ought to have overviews

/// Values that stand for no data where a file forgets to say so; no ground lies there.
constexpr std::array kUsualNoData = {-9999.0, -99999.0, -32768.0, -32767.0};

/// Samples of the first bands, evenly over the raster.
struct Sample {
  std::vector<std::vector<float>> bands;
  std::string failure;
};

class Sampler {
 public:
  Sampler(const RasterDataset& raster, std::vector<int> bands) : raster_(raster), bands_(std::move(bands)) {
    sample_.bands.resize(bands_.size());
  }

  Sample take() {
    const bool isSmall = std::max(raster_.width, raster_.height) <= kWholeSide;
    const int overview = isSmall ? -1 : smallEnoughOverview();
    if (isSmall || overview >= 0) {
      readWhole(overview);
    } else {
      readPatches();
    }
    return std::move(sample_);
  }

 private:
  /// The largest overview of at most kOverviewSide a side, or -1.
  int smallEnoughOverview() const {
    GDALRasterBand& band = *raster_.dataset->GetRasterBand(bands_.front());
    for (int i = 0; i < band.GetOverviewCount(); ++i) {
      GDALRasterBand* overview = band.GetOverview(i);
      if (overview != nullptr && std::max(overview->GetXSize(), overview->GetYSize()) <= kOverviewSide) {
        return i;
      }
    }
    return -1;
  }

  void readWhole(int overview) {
    for (std::size_t i = 0; i < bands_.size(); ++i) {
      GDALRasterBand* band = raster_.dataset->GetRasterBand(bands_[i]);
      band = overview >= 0 && band->GetOverview(overview) != nullptr ? band->GetOverview(overview) : band;
      constexpr int kStrip = 64;
      for (int row = 0; row < band->GetYSize(); row += kStrip) {
        append(*band, i, 0, row, band->GetXSize(), std::min(kStrip, band->GetYSize() - row));
      }
    }
  }

  void readPatches() {
    for (std::int64_t cell = 0; cell < kGridSide * kGridSide; ++cell) {
      const std::int64_t left = (raster_.width - kPatchSide) * (2 * (cell % kGridSide) + 1) / (2 * kGridSide);
      const std::int64_t top = (raster_.height - kPatchSide) * (2 * (cell / kGridSide) + 1) / (2 * kGridSide);
      for (std::size_t i = 0; i < bands_.size(); ++i) {
        GDALRasterBand& band = *raster_.dataset->GetRasterBand(bands_[i]);
        append(band, i, static_cast<int>(std::max<std::int64_t>(0, left)),
               static_cast<int>(std::max<std::int64_t>(0, top)), static_cast<int>(std::min(kPatchSide, raster_.width)),
               static_cast<int>(std::min(kPatchSide, raster_.height)));
      }
    }
  }

  void append(GDALRasterBand& band, std::size_t to, int left, int top, int width, int height) {
    const GdalErrorScope errors;
    std::vector<float> values(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    if (band.RasterIO(GF_Read, left, top, width, height, values.data(), width, height, GDT_Float32, 0, 0, nullptr) ==
        CE_None) {
      sample_.bands[to].insert(sample_.bands[to].end(), values.begin(), values.end());
    } else {
      // Errors of the library's own threads do not come to us.
      sample_.failure = errors.hasFailed() ? errors.reason() : "block not readable";
    }
  }

  const RasterDataset& raster_;
  std::vector<int> bands_;
  Sample sample_;
};

model::SourceKind chooseKind(RasterDataset& raster, const model::SourceRequest& request) {
  if (request.kind == model::SourceKind::Terrain || request.kind == model::SourceKind::Imagery) {
    return *request.kind;
  }
  GDALRasterBand& band = *raster.dataset->GetRasterBand(1);
  const bool isTerrain =
      raster.dataset->GetRasterCount() == 1 && band.GetColorTable() == nullptr && band.GetRasterDataType() != GDT_Byte;
  return isTerrain ? model::SourceKind::Terrain : model::SourceKind::Imagery;
}

/// The bands of red, green and blue where they say so, else the first three; one where there are fewer.
std::vector<int> chooseColourBands(GDALDataset& dataset) {
  std::array<int, 3> named{};
  std::vector<int> plain;
  for (int i = 1; i <= dataset.GetRasterCount(); ++i) {
    const GDALColorInterp meaning = dataset.GetRasterBand(i)->GetColorInterpretation();
    if (meaning >= GCI_RedBand && meaning <= GCI_BlueBand) {
      named[static_cast<std::size_t>(meaning - GCI_RedBand)] = i;
    }
    if (meaning != GCI_AlphaBand) {
      plain.push_back(i);
    }
  }
  if (named[0] != 0 && named[1] != 0 && named[2] != 0) {
    return {named.begin(), named.end()};
  }
  plain.resize(plain.size() >= 3 ? 3 : 1, 1);
  return plain;
}

/// Metres per unit of the samples: the band's own unit, else the CRS's for heights.
double metresPerUnit(const std::string& unit, const std::optional<geo::Crs>& crs) {
  static const std::set<std::string> kFeet = {"ft", "foot", "feet", "international foot", "International foot"};
  static const std::set<std::string> kSurveyFeet = {"US survey foot", "us-ft",          "ftUS",    "US Survey Foot",
                                                    "sfoot",          "us survey foot", "foot_us", "Foot_US"};
  if (kFeet.contains(unit)) {
    return 0.3048;
  }
  if (kSurveyFeet.contains(unit)) {
    return 1200.0 / 3937.0;
  }
  if (unit == "km") {
    return 1000.0;
  }
  if (unit == "dm") {
    return 0.1;
  }
  if (unit == "cm") {
    return 0.01;
  }
  if (unit == "mm") {
    return 0.001;
  }
  const bool isStatedInMetres =
      unit == "m" || unit == "metre" || unit == "meter" || unit == "metres" || unit == "meters";
  return isStatedInMetres || !crs ? 1.0 : crs->metresPerHeightUnit();
}

std::vector<float> present(const std::vector<float>& values, const std::optional<double>& noData) {
  std::vector<float> kept;
  const auto mark = static_cast<float>(noData.value_or(NAN));
  std::copy_if(values.begin(), values.end(), std::back_inserter(kept),
               [&](float v) { return std::isfinite(v) && v != mark && std::abs(v) < 1e30F; });
  return kept;
}

/// The 2nd to 98th percentile; of a flat band a range that shows it grey.
Stretch chooseStretch(std::vector<float> values) {
  if (values.empty()) {
    return {};
  }
  const auto at = [&](double share) {
    const auto nth = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), nth, values.end());
    return static_cast<double>(*nth);
  };
  const double low = at(0.02);
  const double high = at(0.98);
  return high > low ? Stretch{low, high} : Stretch{low - 1.0, low + 1.0};
}

geo::Bounds2 extentOf(const RasterDataset& raster) {
  geo::Bounds2 extent;
  for (const double column : {0.0, static_cast<double>(raster.width)}) {
    for (const double row : {0.0, static_cast<double>(raster.height)}) {
      const GeoTransform& t = raster.toMap;
      extent.add(glm::dvec2(t[0] + column * t[1] + row * t[2], t[3] + column * t[4] + row * t[5]));
    }
  }
  return extent;
}

/// Fills in what reading heights needs, from the sample.
void analyseHeights(RasterDataset& raster, const Sample& sample, model::SourceDescription& description,
                    const std::string& file) {
  GDALRasterBand& band = *raster.dataset->GetRasterBand(1);
  int isSet = 0;
  const double scale = band.GetScale(&isSet);
  raster.scale = isSet != 0 && std::isfinite(scale) && scale != 0.0 ? scale : 1.0;
  const double offset = band.GetOffset(&isSet);
  raster.offset = isSet != 0 && std::isfinite(offset) ? offset : 0.0;
  raster.metresPerUnit = metresPerUnit(band.GetUnitType(), raster.crs);
  const std::vector<float>& values = sample.bands.front();
  for (const double usual : kUsualNoData) {
    const bool isThere = std::find(values.begin(), values.end(), static_cast<float>(usual)) != values.end();
    if (isThere && !(raster.noData == usual) && !raster.assumedNoData) {
      raster.assumedNoData = usual;
      raster.isDecimatedByNearest = true;  // GDAL does not know of it and would blend it in
      description.diagnostics.add(
          Severity::Info, Message(kNoDataAssumed, {{"file", file}, {"value", std::to_string(std::lround(usual))}}));
    }
  }
  std::vector<float> kept = present(values, raster.noData);
  kept = present(kept, raster.assumedNoData);
  if (!kept.empty()) {
    const auto [low, high] = std::minmax_element(kept.begin(), kept.end());
    description.minHeight = *low * raster.scale + raster.offset;
    description.maxHeight = *high * raster.scale + raster.offset;
  }
}

void analyseColours(RasterDataset& raster, const Sample& sample) {
  for (std::size_t i = 0; i < raster.bands.size() && !raster.isByte && !raster.isPalette; ++i) {
    raster.stretch.push_back(chooseStretch(present(sample.bands[i], raster.noData)));
  }
}

/// The alpha band where it has more than 8 bits but runs to 255 only, which GDAL takes for nearly transparent; else 0.
int findShallowAlpha(const RasterDataset& raster) {
  for (int i = 1; i <= raster.dataset->GetRasterCount(); ++i) {
    GDALRasterBand& band = *raster.dataset->GetRasterBand(i);
    if (band.GetColorInterpretation() == GCI_AlphaBand && band.GetRasterDataType() != GDT_Byte) {
      const std::vector<float> values = Sampler(raster, {i}).take().bands.front();
      return std::all_of(values.begin(), values.end(), [](float alpha) { return alpha <= 255.0F; }) ? i : 0;
    }
  }
  return 0;
}

model::RasterSummary summarise(const RasterDataset& raster) {
  GDALRasterBand& band = *raster.dataset->GetRasterBand(1);
  model::RasterSummary summary;
  summary.width = raster.width;
  summary.height = raster.height;
  summary.bands = raster.dataset->GetRasterCount();
  summary.sampleType = GDALGetDataTypeName(band.GetRasterDataType());
  summary.overviews = raster.overviews;
  summary.hasNoData = raster.noData || raster.assumedNoData || raster.hasMask;
  summary.unit = band.GetUnitType();
  summary.pixelSize =
      std::min(std::hypot(raster.toMap[1], raster.toMap[4]), std::hypot(raster.toMap[2], raster.toMap[5]));
  return summary;
}

}  // namespace

Message damageMessage(const std::string& file, const std::string& reason) {
  return {kRasterDamaged, {{"file", file}, {"reason", reason}}};
}

model::SourceDescription analyse(RasterDataset& raster, const model::SourceRequest& request) {
  const std::string file = request.paths.front().filename().string();
  GDALRasterBand& first = *raster.dataset->GetRasterBand(1);
  model::SourceDescription description;
  description.source = request.paths.front().string();
  description.kind = chooseKind(raster, request);
  description.format = raster.format;
  const bool isTerrain = description.kind == model::SourceKind::Terrain;
  raster.isPalette = !isTerrain && first.GetColorTable() != nullptr;
  raster.bands = isTerrain || raster.isPalette ? std::vector<int>{1} : chooseColourBands(*raster.dataset);
  GDALRasterBand& used = *raster.dataset->GetRasterBand(raster.bands.front());
  raster.isByte = used.GetRasterDataType() == GDT_Byte;
  int isSet = 0;
  const double noData = used.GetNoDataValue(&isSet);
  raster.noData = isSet != 0 ? std::optional(noData) : std::nullopt;
  raster.hasMask = (used.GetMaskFlags() & (GMF_PER_DATASET | GMF_ALPHA)) != 0;

  raster.shallowAlphaBand = findShallowAlpha(raster);
  const Sample sample = Sampler(raster, raster.bands).take();
  if (isTerrain) {
    analyseHeights(raster, sample, description, file);
  } else {
    analyseColours(raster, sample);
  }
  if (raster.crs) {
    description.crs = raster.declaredCrs.value_or(*raster.crs).identifier();
    description.crsWkt = raster.crs->wkt();
    description.isCrsOverridden = raster.isCrsOverridden;
    if (raster.isCrsOverridden && raster.declaredCrs) {
      model::reportStatedCrs(description.diagnostics, description.crs, raster.crs->identifier());
    }
  }
  if (raster.isDeclaredCrsUnknown) {
    description.diagnostics.add(Severity::Warning, Message(kCrsNotUnderstood, {{"file", file}}));
  }
  description.extent = extentOf(raster);
  description.raster = summarise(raster);
  if (!sample.failure.empty()) {
    description.diagnostics.add(Severity::Warning, damageMessage(file, sample.failure));
  } else if (present(sample.bands.front(), raster.noData).empty()) {
    description.diagnostics.add(Severity::Warning, Message(kNoDataOnly, {{"file", file}}));
  }
  if (raster.overviews == 0 && std::max(raster.width, raster.height) > kLargeSide) {
    const std::string pixels = std::to_string(raster.width * raster.height / 1'000'000);
    description.diagnostics.add(Severity::Info, Message(kNoOverviews, {{"file", file}, {"count", pixels}}));
  }
  return description;
}

}  // namespace belvedere::loaders::raster
