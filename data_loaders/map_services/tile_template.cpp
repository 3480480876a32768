#include "data_loaders/map_services/detail/tile_template.h"

#include <array>
#include <charconv>
#include <numbers>

#include "data_loaders/common/limits.h"
#include "data_loaders/common/texture_decoder.h"

namespace belvedere::loaders::map_services {
namespace {

constexpr MessageId kOption{"map-service-option",
                            N_("The option {option} cannot be “{value}”: a whole number from {least} to {most} is."),
                            N_("minzoom is at most maxzoom.")};

constexpr MessageId kFirstTile{
    "map-service-first-tile", N_("The coarsest tile of {service} is not given: {reason}"),
    N_("Name the coarsest level that there is with --set options.minzoom=N, or the tiles' side "
       "in pixels with --set options.tilesize=N.")};

constexpr int kUsualFinest = 19;
constexpr int kFinest = 24;
constexpr int kSmallestTile = 64;
constexpr int kLargestTile = 1024;

Result<int> numberOption(const model::SourceRequest& request, const char* name, int usual, int least, int most) {
  const auto option = request.options.find(name);
  if (option == request.options.end()) {
    return usual;
  }
  int value = least - 1;
  const std::string& text = option->second;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
    return fail(ErrorCode::InvalidArgument, Message(kOption, {{"option", name},
                                                              {"value", text.substr(0, 80)},
                                                              {"least", std::to_string(least)},
                                                              {"most", std::to_string(most)}}));
  }
  return value;
}

void replace(std::string& text, std::string_view name, const std::string& value) {
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size())) {
    text.replace(at, name.size(), value);
  }
}

/// {Z} is as good as {z}.
std::string withSmallNames(std::string text) {
  replace(text, "{Z}", "{z}");
  replace(text, "{X}", "{x}");
  replace(text, "{Y}", "{y}");
  replace(text, "{-Y}", "{-y}");
  return text;
}

}  // namespace

Result<MapLayer> makeTemplateLayer(const WebAddress& address, const model::SourceRequest& request, int tilePixels) {
  const auto finest = numberOption(request, "maxzoom", kUsualFinest, 0, kFinest);
  if (!finest) {
    return tl::unexpected(finest.error());
  }
  const auto coarsest = numberOption(request, "minzoom", 0, 0, *finest);
  if (!coarsest) {
    return tl::unexpected(coarsest.error());
  }
  const auto side = numberOption(request, "tilesize", tilePixels, kSmallestTile, kLargestTile);
  if (!side) {
    return tl::unexpected(side.error());
  }
  const auto crs = chooseCrs({"EPSG:3857"}, request, address.host);
  if (!crs) {
    return tl::unexpected(crs.error());
  }
  constexpr double kHalfWorld = std::numbers::pi * 6378137.0;
  MapLayer layer{address.shown(), "XYZ", {}, {}, {}, crs->crs, crs->isRequested, {}, {}};
  for (int zoom = *coarsest; zoom <= *finest; ++zoom) {
    TileLevel level;
    level.name = std::to_string(zoom);
    level.topLeft = {-kHalfWorld, kHalfWorld};
    level.tileWidth = level.tileHeight = *side;
    level.endColumn = level.endRow = std::int64_t{1} << static_cast<unsigned>(zoom);
    level.pixel = 2.0 * kHalfWorld / static_cast<double>(level.endColumn) / *side;
    layer.pyramid.levels.push_back(level);
  }
  layer.pyramid.settle();
  layer.address = [pattern = withSmallNames(address.text())](const TileLevel& level, std::int64_t column,
                                                             std::int64_t row) {
    std::string text = pattern;
    replace(text, "{z}", level.name);
    replace(text, "{x}", std::to_string(column));
    replace(text, "{y}", std::to_string(row));
    replace(text, "{-y}", std::to_string(level.endRow - 1 - row));
    return text;
  };
  return layer;
}

Result<int> probeTilePixels(const MapLayer& layer, Fetcher& fetcher) {
  constexpr int kUsual = 256;
  auto bytes = fetcher.fetch(layer.address(layer.pyramid.levels.back(), 0, 0), limits::kMapTileBytes);
  if (!bytes && bytes.error().message.key == "web-status" && bytes.error().code == ErrorCode::Unavailable) {
    return fail(ErrorCode::Unavailable,
                Message(kFirstTile, {{"service", layer.service}, {"reason", englishText(bytes.error().message)}}));
  }
  if (!bytes) {
    const ErrorCode code = bytes.error().code;
    const bool isRefused = code != ErrorCode::Unavailable && code != ErrorCode::Cancelled;  // others may be there
    return isRefused ? Result<int>(kUsual) : tl::unexpected(std::move(bytes.error()));
  }
  Diagnostics ignored;
  const Image image = decodeTexture(*bytes, "", ignored);
  const bool isUsual = image.width == image.height && image.width >= kSmallestTile && image.width <= kLargestTile;
  return isUsual ? image.width : kUsual;
}

}  // namespace belvedere::loaders::map_services
