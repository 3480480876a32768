#include "data_loaders/raster/detail/raster_source_gdal.h"

#include <algorithm>
#include <cmath>

#include "data_loaders/common/limits.h"
#include "data_loaders/raster/detail/blend.h"
#include "data_loaders/raster/detail/raster_analysis.h"
#include "data_loaders/raster/detail/target_window.h"

namespace belvedere::loaders::raster {
namespace {

constexpr MessageId kWindowUnusable{"raster-window-unusable", N_("A picture of that place and size cannot be made.")};
constexpr MessageId kRasterCrsMissing{"raster-crs-missing", N_("The raster declares no coordinate system."),
                                      N_("Give one with --crs, for example --crs EPSG:2154.")};
constexpr MessageId kRasterNowhere{"raster-nowhere",
                                   N_("The raster's extent has no place in the other coordinate system."),
                                   N_("Check that its coordinate system is the right one.")};

/// lround() is a call per sample; nothing here is negative, so that cutting off rounds right.
std::uint8_t toByte(float value) {
  constexpr float kHalf = 0.5F;
  return static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F) + kHalf);
}

class RasterSourceGdal final : public model::RasterSource {
 public:
  RasterSourceGdal(RasterDataset raster, model::SourceDescription description, ProgressSink progress)
      : raster_(std::move(raster)),
        description_(std::move(description)),
        file_(std::filesystem::path(description_.source).filename().string()),
        isDamageTold_(description_.diagnostics.find(damageMessage({}, {}).key) != nullptr),
        reader_(raster_, description_.kind == model::SourceKind::Terrain, std::move(progress)) {}

  const model::SourceDescription& description() const override { return description_; }

  Result<geo::Bounds2> extentIn(const std::string& crsWkt) override;

  Result<model::HeightGrid> readHeights(const model::RasterRequest& request) override {
    model::HeightGrid grid;
    grid.width = request.width;
    grid.height = request.height;
    auto status = visit(
        request, [&](std::size_t pixel, const Blend& blend) { grid.metres[pixel] = blend.sample(0); },
        [&](std::size_t pixels) { grid.metres.assign(pixels, NAN); });
    return status ? Result<model::HeightGrid>(std::move(grid)) : tl::unexpected(std::move(status.error()));
  }

  Result<Image> readColours(const model::RasterRequest& request) override {
    Image image;
    auto status = visit(
        request, [&](std::size_t pixel, const Blend& blend) { paint(&image.pixels[pixel * 4], blend); },
        [&](std::size_t /*pixels*/) { image = Image(request.width, request.height, 4); });
    return status ? Result<Image>(std::move(image)) : tl::unexpected(std::move(status.error()));
  }

  Diagnostics takeFindings() override {
    Diagnostics findings;
    if (!reader_.damage().empty() && !isDamageTold_) {
      findings.add(Severity::Warning, damageMessage(file_, reader_.damage()));
      isDamageTold_ = true;
    }
    return findings;
  }

 private:
  void paint(std::uint8_t* pixel, const Blend& blend) const {
    if (raster_.isPalette) {
      const GDALColorTable* table = raster_.dataset->GetRasterBand(1)->GetColorTable();
      const GDALColorEntry* entry = table->GetColorEntry(static_cast<int>(blend.nearest()));
      if (entry != nullptr) {
        pixel[0] = toByte(entry->c1);
        pixel[1] = toByte(entry->c2);
        pixel[2] = toByte(entry->c3);
        pixel[3] = toByte(entry->c4);
      }
      return;
    }
    const bool isGrey = raster_.bands.size() < 3;
    for (std::size_t channel = 0; channel < 3; ++channel) {
      pixel[channel] = toByte(blend.sample(isGrey ? 0 : channel));
    }
    pixel[3] = toByte(blend.weight());
  }

  /// Calls `prepare(pixels)` once and `take(pixel, blend)` for each pixel of the request where there is something.
  template <class Take, class Prepare>
  Status visit(const model::RasterRequest& request, const Take& take, const Prepare& prepare) {
    const glm::dvec2 size = request.bounds.size();
    const auto isSideSound = [](int side) { return side >= 1 && side <= limits::kRequestSidePixels; };
    if (!isSideSound(request.width) || !isSideSound(request.height) || !(size.x > 0.0) || !(size.y > 0.0) ||
        !std::isfinite(size.x) || !std::isfinite(size.y)) {
      return fail(ErrorCode::InvalidArgument, kWindowUnusable);
    }
    const auto transform = transformFrom(request.crsWkt);
    if (!transform) {
      return tl::unexpected(transform.error());
    }
    prepare(static_cast<std::size_t>(request.width) * static_cast<std::size_t>(request.height));
    const TargetWindow target(request, *transform, raster_);
    if (target.window().isEmpty()) {
      return {};
    }
    const auto buffer = reader_.read(target.window(), target.factor());
    Blend blend(*buffer);
    target.visit([&](std::size_t pixel, double column, double row) {
      if (blend.moveTo(column, row)) {
        take(pixel, blend);
      }
    });
    return {};
  }

  /// The way from another CRS to ours; nullptr where it is the same.
  Result<const geo::CoordinateTransform*> transformFrom(const std::string& crsWkt) {
    if (!transform_ || crsWkt != transformCrs_) {
      if (!raster_.crs) {
        return fail(ErrorCode::InvalidData, kRasterCrsMissing);
      }
      const auto other = geo::Crs::fromText(crsWkt);
      if (!other) {
        return tl::unexpected(other.error());
      }
      auto transform = geo::CoordinateTransform::create(other->horizontal(), raster_.crs->horizontal());
      if (!transform) {
        return tl::unexpected(transform.error());
      }
      transform_ = std::move(*transform);
      transformCrs_ = crsWkt;
    }
    return transform_->isIdentity() ? nullptr : &*transform_;
  }

  RasterDataset raster_;
  model::SourceDescription description_;
  std::string file_;
  bool isDamageTold_;
  PixelReader reader_;
  std::string transformCrs_;
  std::optional<geo::CoordinateTransform> transform_;  ///< from transformCrs_ to ours
};

Result<geo::Bounds2> RasterSourceGdal::extentIn(const std::string& crsWkt) {
  const auto transform = transformFrom(crsWkt);
  if (!transform) {
    return tl::unexpected(transform.error());
  }
  constexpr int kSteps = 20;  // the edges of an extent bend; inner points catch a pole
  std::vector<glm::dvec3> points;
  for (int y = 0; y <= kSteps; ++y) {
    for (int x = 0; x <= kSteps; ++x) {
      const double column = static_cast<double>(raster_.width) * x / kSteps;
      const double row = static_cast<double>(raster_.height) * y / kSteps;
      const GeoTransform& t = raster_.toMap;
      points.emplace_back(t[0] + column * t[1] + row * t[2], t[3] + column * t[4] + row * t[5], 0.0);
    }
  }
  if (*transform != nullptr) {
    (*transform)->applyInverse(points);
  }
  geo::Bounds2 extent;
  for (const glm::dvec3& p : points) {
    if (std::isfinite(p.x) && std::isfinite(p.y)) {
      extent.add(glm::dvec2(p));
    }
  }
  if (extent.isEmpty()) {
    return fail(ErrorCode::InvalidData, kRasterNowhere);
  }
  return extent;
}

}  // namespace

Result<std::unique_ptr<model::RasterSource>> openRasterSource(const model::SourceRequest& request,
                                                              const ReaderContext& context) {
  auto raster = openRaster(request, context);
  if (!raster) {
    return tl::unexpected(std::move(raster.error()));
  }
  auto description = analyse(*raster, request);
  return std::make_unique<RasterSourceGdal>(std::move(*raster), std::move(description), context.progress);
}

}  // namespace belvedere::loaders::raster
