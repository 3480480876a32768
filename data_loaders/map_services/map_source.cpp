#include "data_loaders/map_services/detail/map_source.h"

#include <algorithm>

#include "data_loaders/map_services/detail/tile_reader.h"
#include "data_loaders/raster/blend.h"
#include "data_loaders/raster/raster_placement.h"
#include "engine/geo/transform.h"

namespace belvedere::loaders::map_services {
namespace {

constexpr MessageId kLayerWanted{"map-service-layer-wanted",
                                 N_("{service} offers several layers ({count}); none is chosen."),
                                 N_("Name one with --layer. They are: {layers}")};
constexpr MessageId kNoHeights{"map-service-no-heights", N_("{service} gives pictures, not heights."),
                               N_("Relief is read from files.")};
constexpr MessageId kNowhere{"map-service-nowhere", N_("{service} has nothing where {crs} is meant to be used."),
                             N_("Check that it is a service of this territory.")};

constexpr float kLeastWeight = 1.0F;  // overlays may be nearly transparent

std::uint8_t toByte(float value) {
  constexpr float kHalf = 0.5F;
  return static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F) + kHalf);
}

model::SourceLayer describedLayer(const OfferedLayer& offered, const std::string& crs) {
  model::SourceLayer layer;
  layer.name = offered.name;
  layer.title = offered.title;
  layer.geometry = "Raster";
  layer.crs = crs;
  return layer;
}

model::SourceDescription describe(const MapLayer& layer, const model::SourceRequest& request) {
  const raster::PixelGrid grid = layer.pyramid.grid(layer.crs);
  model::SourceDescription description;
  description.source = request.paths.front().string();
  description.kind = model::SourceKind::Imagery;
  description.format = layer.format;
  description.crs = layer.crs.identifier();
  description.crsWkt = layer.crs.wkt();
  description.isCrsOverridden = layer.isCrsChosen;
  description.extent = layer.pyramid.extent;
  description.attribution = layer.attribution;
  if (!layer.name.empty()) {
    description.layers = {describedLayer({layer.name, layer.title}, description.crs)};
  }
  description.raster.emplace();
  description.raster->width = grid.width;
  description.raster->height = grid.height;
  description.raster->bands = 4;
  description.raster->sampleType = "Byte";
  description.raster->overviews = layer.pyramid.levels.size() - 1;
  description.raster->hasNoData = true;
  description.raster->pixelSize = layer.pyramid.levels.front().pixel;
  description.raster->isService = true;
  return description;
}

class MapSource final : public model::RasterSource {
 public:
  MapSource(MapLayer layer, const model::SourceRequest& request, const std::shared_ptr<Fetcher>& fetcher)
      : layer_(std::move(layer)),
        description_(describe(layer_, request)),
        placement_(layer_.pyramid.grid(layer_.crs)),
        reader_(layer_, fetcher) {
    description_.diagnostics.merge(serviceFindings(*fetcher, layer_.service));
  }

  const model::SourceDescription& description() const override { return description_; }

  /// A map of the whole world reaches as far as the other CRS is meant to be used.
  Result<geo::Bounds2> extentIn(const std::string& crsWkt) override {
    const auto other = geo::Crs::fromText(crsWkt);
    if (!other) {
      return tl::unexpected(other.error());
    }
    const auto transform = geo::CoordinateTransform::create(layer_.crs, other->horizontal());
    if (!transform) {
      return tl::unexpected(transform.error());
    }
    const geo::Bounds2 part = geo::partInUse(layer_.pyramid.extent, layer_.crs, *other);
    const geo::Bounds2 extent = part.isEmpty() ? part : transform->apply(part);
    if (extent.isEmpty()) {
      return fail(ErrorCode::InvalidData,
                  Message(kNowhere, {{"service", layer_.service}, {"crs", other->identifier()}}));
    }
    return extent;
  }

  Result<model::HeightGrid> readHeights(const model::RasterRequest& /*request*/) override {
    return fail(ErrorCode::Unsupported, Message(kNoHeights, {{"service", layer_.service}}));
  }

  Result<Image> readColours(const model::RasterRequest& request) override {
    const auto target = placement_.target(request);
    if (!target) {
      return tl::unexpected(target.error());
    }
    Image image(request.width, request.height, 4);
    if (target->window().isEmpty()) {
      return image;
    }
    const auto buffer = reader_.read(target->window(), target->step());
    if (!buffer) {
      return tl::unexpected(buffer.error());
    }
    if (buffer->area() == 0) {
      return image;
    }
    raster::Blend blend(*buffer, kLeastWeight);
    target->visit([&](std::size_t pixel, double column, double row) {
      if (blend.moveTo(column, row)) {
        for (std::size_t band = 0; band < 3; ++band) {
          image.pixels[pixel * 4 + band] = toByte(blend.sample(band));
        }
        image.pixels[pixel * 4 + 3] = toByte(blend.weight());
      }
    });
    return image;
  }

  Diagnostics takeFindings() override { return reader_.takeFindings(); }

 private:
  MapLayer layer_;
  model::SourceDescription description_;
  raster::RasterPlacement placement_;
  TileReader reader_;
};

class MapListing final : public model::RasterSource {
 public:
  MapListing(std::string service, model::SourceDescription description)
      : service_(std::move(service)), description_(std::move(description)) {}

  const model::SourceDescription& description() const override { return description_; }
  Result<geo::Bounds2> extentIn(const std::string& /*crsWkt*/) override { return wanted(); }
  Result<model::HeightGrid> readHeights(const model::RasterRequest& /*request*/) override { return wanted(); }
  Result<Image> readColours(const model::RasterRequest& /*request*/) override { return wanted(); }

 private:
  tl::unexpected<Error> wanted() const {
    constexpr std::size_t kMostListed = 20;
    std::string list;
    for (std::size_t i = 0; i < std::min(description_.layers.size(), kMostListed); ++i) {
      list += (i > 0 ? ", " : "") + description_.layers[i].name.substr(0, 100);
    }
    list += description_.layers.size() > kMostListed ? ", …" : "";
    return fail(
        ErrorCode::InvalidArgument,
        Message(kLayerWanted,
                {{"service", service_}, {"count", std::to_string(description_.layers.size())}, {"layers", list}}));
  }

  std::string service_;
  model::SourceDescription description_;
};

}  // namespace

std::unique_ptr<model::RasterSource> makeMapSource(MapLayer layer, const model::SourceRequest& request,
                                                   const std::shared_ptr<Fetcher>& fetcher) {
  return std::make_unique<MapSource>(std::move(layer), request, fetcher);
}

std::unique_ptr<model::RasterSource> makeMapListing(const std::string& service, const std::string& format,
                                                    const std::string& attribution,
                                                    const std::vector<OfferedLayer>& layers,
                                                    const model::SourceRequest& request, Fetcher& fetcher) {
  model::SourceDescription description;
  description.diagnostics = serviceFindings(fetcher, service);
  description.source = request.paths.front().string();
  description.kind = model::SourceKind::Imagery;
  description.format = format;
  description.attribution = attribution;
  for (const OfferedLayer& layer : layers) {
    description.layers.push_back(describedLayer(layer, ""));
  }
  return std::make_unique<MapListing>(service, std::move(description));
}

}  // namespace belvedere::loaders::map_services
