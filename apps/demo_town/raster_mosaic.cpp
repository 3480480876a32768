#include "apps/demo_town/raster_mosaic.h"

#include <cpl_string.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>

#include "apps/demo_town/demo_messages.h"
#include "engine/core/common_messages.h"

namespace belvedere::demo {

namespace {

struct DatasetCloser {
  void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using Dataset = std::unique_ptr<GDALDataset, DatasetCloser>;

tl::unexpected<Error> writeFailure(const std::filesystem::path& path) {
  return fail(ErrorCode::Io, Message(kDemoNotWritten, {{"path", path.string()}, {"reason", CPLGetLastErrorMsg()}}));
}

struct ProgressState {
  const std::stop_token& stop;
  const std::function<void(double)>& step;
};

int onProgress(double fraction, const char*, void* data) {
  const auto& state = *static_cast<ProgressState*>(data);
  if (state.step) {
    state.step(fraction);
  }
  return state.stop.stop_requested() ? FALSE : TRUE;
}

}  // namespace

struct RasterMosaic::Impl {
  std::filesystem::path scratch;
  Kind kind = Kind::Relief;
  Dataset dataset;
  ~Impl() {
    dataset.reset();
    std::error_code ignored;
    std::filesystem::remove(scratch, ignored);
  }
};

RasterMosaic::RasterMosaic(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RasterMosaic::RasterMosaic(RasterMosaic&&) noexcept = default;
RasterMosaic& RasterMosaic::operator=(RasterMosaic&&) noexcept = default;
RasterMosaic::~RasterMosaic() = default;

Result<RasterMosaic> RasterMosaic::create(const std::filesystem::path& scratch, Kind kind, int width, int height,
                                          Vec2 northWest, double pixelMetres) {
  GDALAllRegister();
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
  CPLStringList options;
  options.SetNameValue("TILED", "YES");
  options.SetNameValue("BLOCKXSIZE", "512");
  options.SetNameValue("BLOCKYSIZE", "512");
  options.SetNameValue("BIGTIFF", "IF_SAFER");
  options.SetNameValue("INTERLEAVE", "PIXEL");
  options.SetNameValue("SPARSE_OK", "YES");
  const bool isRelief = kind == Kind::Relief;
  auto impl = std::make_unique<Impl>();
  impl->scratch = scratch;
  impl->kind = kind;
  impl->dataset.reset(driver == nullptr ? nullptr
                                        : driver->Create(scratch.c_str(), width, height, isRelief ? 1 : 3,
                                                         isRelief ? GDT_Float32 : GDT_Byte, options.List()));
  if (!impl->dataset) {
    return writeFailure(scratch);
  }
  std::array<double, 6> transform{northWest.x, pixelMetres, 0.0, northWest.y, 0.0, -pixelMetres};
  impl->dataset->SetGeoTransform(transform.data());
  OGRSpatialReference crs;
  crs.SetFromUserInput(isRelief ? "EPSG:2154+5720" : "EPSG:2154");
  impl->dataset->SetSpatialRef(&crs);
  if (isRelief) {
    impl->dataset->GetRasterBand(1)->SetUnitType("m");
    impl->dataset->GetRasterBand(1)->SetDescription("Altitude NGF-IGN69");
  }
  return RasterMosaic(std::move(impl));
}

Status RasterMosaic::writeHeights(int left, int top, int width, int height, const std::vector<float>& metres) {
  // GDAL takes a writable buffer for both directions; it only reads here.
  auto* data = const_cast<float*>(metres.data());
  if (impl_->dataset->GetRasterBand(1)->RasterIO(GF_Write, left, top, width, height, data, width, height, GDT_Float32,
                                                 0, 0, nullptr) != CE_None) {
    return writeFailure(impl_->scratch);
  }
  return {};
}

Status RasterMosaic::writeColours(int left, int top, int width, int height, const std::vector<std::uint8_t>& rgb) {
  auto* data = const_cast<std::uint8_t*>(rgb.data());
  if (impl_->dataset->RasterIO(GF_Write, left, top, width, height, data, width, height, GDT_Byte, 3, nullptr, 3,
                               3 * static_cast<GSpacing>(width), 1, nullptr) != CE_None) {
    return writeFailure(impl_->scratch);
  }
  return {};
}

Status RasterMosaic::finish(const std::filesystem::path& target, const std::stop_token& stop,
                            const std::function<void(double)>& step) {
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("COG");
  CPLStringList options;
  options.SetNameValue("BLOCKSIZE", "512");
  options.SetNameValue("BIGTIFF", "IF_SAFER");
  options.SetNameValue("NUM_THREADS", "ALL_CPUS");
  if (impl_->kind == Kind::Relief) {
    options.SetNameValue("COMPRESS", "DEFLATE");
    options.SetNameValue("LEVEL", "6");
    options.SetNameValue("PREDICTOR", "FLOATING_POINT");
    options.SetNameValue("OVERVIEW_RESAMPLING", "AVERAGE");
  } else {
    options.SetNameValue("COMPRESS", "JPEG");
    options.SetNameValue("QUALITY", "84");
    options.SetNameValue("OVERVIEW_RESAMPLING", "AVERAGE");
  }
  ProgressState state{stop, step};
  impl_->dataset->FlushCache(false);
  const Dataset made(driver == nullptr ? nullptr
                                       : driver->CreateCopy(target.c_str(), impl_->dataset.get(), FALSE, options.List(),
                                                            onProgress, &state));
  if (stop.stop_requested()) {
    return fail(ErrorCode::Cancelled, Message(kCancelled));
  }
  if (!made) {
    return writeFailure(target);
  }
  return {};
}

}  // namespace belvedere::demo
