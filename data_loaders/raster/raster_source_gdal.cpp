#include "data_loaders/raster/detail/raster_source_gdal.h"

#include <algorithm>
#include <cmath>

#include "data_loaders/raster/blend.h"
#include "data_loaders/raster/detail/pixel_reader.h"
#include "data_loaders/raster/detail/raster_analysis.h"
#include "data_loaders/raster/raster_placement.h"

namespace belvedere::loaders::raster {
namespace {

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
        reader_(raster_, description_.kind == model::SourceKind::Terrain, std::move(progress)),
        placement_(raster_) {}

  const model::SourceDescription& description() const override { return description_; }

  Result<geo::Bounds2> extentIn(const std::string& crsWkt) override { return placement_.extentIn(crsWkt); }

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
    const auto target = placement_.target(request);
    if (!target) {
      return tl::unexpected(target.error());
    }
    prepare(static_cast<std::size_t>(request.width) * static_cast<std::size_t>(request.height));
    if (target->window().isEmpty()) {
      return {};
    }
    const auto buffer = reader_.read(target->window(), target->factor());
    Blend blend(*buffer);
    target->visit([&](std::size_t pixel, double column, double row) {
      if (blend.moveTo(column, row)) {
        take(pixel, blend);
      }
    });
    return {};
  }

  RasterDataset raster_;
  model::SourceDescription description_;
  std::string file_;
  bool isDamageTold_;
  PixelReader reader_;
  RasterPlacement placement_;
};

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
