#include "data_loaders/map_services/detail/tile_reader.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "data_loaders/common/limits.h"
#include "data_loaders/common/texture_decoder.h"
#include "data_loaders/map_services/detail/xml_document.h"

namespace belvedere::loaders::map_services {
namespace {

constexpr MessageId kSilent{"map-service-silent",
                            N_("{service} does not answer. What was seen before is shown, coarser where need be."),
                            N_("It is asked again when the view moves.")};
constexpr MessageId kAbsent{
    "map-tiles-absent", N_("{service} does not have all tiles of the layer; coarser ones stand in."), {}};
constexpr MessageId kUnusable{"map-tiles-unusable",
                              N_("{service} gives tiles that cannot be used; coarser ones stand in: {reason}"),
                              N_("Ask who runs it.")};

constexpr MessageId kOtherSize{
    "map-tiles-other-size",
    N_("{service} gives tiles of {given} pixels, not {wanted}, which cannot be used; coarser ones stand in."),
    N_("For tiles by address, name their side in pixels with --set options.tilesize=N, and the coarsest level that "
       "there "
       "is with --set options.minzoom=N.")};

constexpr std::size_t kKeptBytes = std::size_t{96} << 20U;
constexpr double kMostTiles = 1024;         // of one window
constexpr double kMostPixels = 32U << 20U;  // of one window's tiles: twice the largest request
constexpr std::size_t kPortion = 24;        // tiles whose files are held at a time
constexpr std::size_t kCoarserLevels = 5;   // looked at for what is missing

Message unusable(const MapLayer& layer, const std::string& reason) {
  return {kUnusable, {{"service", layer.service}, {"reason", reason.substr(0, 200)}}};
}

/// A hole that may stay one, which coarser tiles fill for a while.
bool isHole(const Error& error) { return error.code != ErrorCode::Unavailable; }

bool isTooMuch(const TilePyramid& pyramid, std::size_t level, const raster::PixelWindow& window) {
  const TileLevel& at = pyramid.levels[level];
  const double pixels = pixelCount(pyramid, level, window);
  return pixels > kMostPixels || pixels / at.tileWidth / at.tileHeight > kMostTiles;
}

}  // namespace

Diagnostics serviceFindings(Fetcher& fetcher, const std::string& service) {
  Diagnostics findings;
  const Diagnostics taken = fetcher.takeFindings();
  for (const Diagnostic& found : taken.items()) {
    const bool isSilence = found.message.key == "web-last-known";
    findings.add(found.severity, isSilence ? Message(kSilent, {{"service", service}}) : found.message);
  }
  return findings;
}

std::size_t TileReader::chooseLevel(const raster::PixelWindow& window, double step) const {
  const TilePyramid& pyramid = layer_.pyramid;
  std::size_t level = pyramid.levelFor(step);
  while (level + 1 < pyramid.levels.size() && (isTooMuch(pyramid, level, window) || !covers(pyramid, level, window))) {
    ++level;
  }
  return level;
}

Result<raster::PixelBuffer> TileReader::read(const raster::PixelWindow& window, double step) {
  const std::size_t level = chooseLevel(window, step);
  if (isTooMuch(layer_.pyramid, level, window)) {
    return raster::PixelBuffer();
  }
  makeRoom();
  const TilePart part = partOf(layer_.pyramid, level, window);
  if (auto status = gather(part.tiles); !status) {
    return tl::unexpected(std::move(status.error()));
  }
  raster::PixelBuffer buffer = part.frame;
  buffer.bands = 3;
  buffer.samples.resize(buffer.area() * 3);
  buffer.weights.assign(buffer.area(), 0);
  std::vector<TileKey> holes;
  for (const TileKey& key : part.tiles) {
    if (find(key)) {
      paint(part, key, key, buffer);
    } else {
      holes.push_back(key);
    }
  }
  auto status = paintCoarser(part, std::move(holes), buffer);
  return status ? Result<raster::PixelBuffer>(std::move(buffer)) : tl::unexpected(std::move(status.error()));
}

/// The tiles of a level over holes; none where that is more than a window may have.
std::set<TileKey> TileReader::coarserTiles(const std::vector<TileKey>& holes, std::size_t level) const {
  std::set<TileKey> wanted;
  for (const TileKey& hole : holes) {
    const auto over = tilesOver(layer_.pyramid, hole, level);
    wanted.insert(over.begin(), over.end());
    if (static_cast<double>(wanted.size()) > kMostTiles) {
      return {};
    }
  }
  return wanted;
}

Status TileReader::paintCoarser(const TilePart& part, std::vector<TileKey> holes, raster::PixelBuffer& buffer) {
  const std::size_t first = part.tiles.empty() ? 0 : part.tiles.front().level;
  const std::size_t end = std::min(layer_.pyramid.levels.size(), first + 1 + kCoarserLevels);
  for (std::size_t level = first + 1; level < end && !holes.empty(); ++level) {
    const auto wanted = coarserTiles(holes, level);
    if (auto status = gather({wanted.begin(), wanted.end()}); !status) {
      return status;
    }
    std::vector<TileKey> left;
    for (const TileKey& hole : holes) {
      bool isPainted = false;
      for (const TileKey& key : tilesOver(layer_.pyramid, hole, level)) {
        if (find(key)) {
          paint(part, hole, key, buffer);
          isPainted = true;
        }
      }
      if (!isPainted) {
        left.push_back(hole);
      }
    }
    holes = std::move(left);
  }
  return {};
}

/// Fetches and decodes what is not kept, in portions. What comes is kept even where something else does not.
Status TileReader::gather(const std::vector<TileKey>& keys) {
  std::vector<TileKey> missing;
  for (const TileKey& key : keys) {
    const auto kept = tiles_.find(key);
    if (kept != tiles_.end() && (kept->second.tile || Clock::now() < kept->second.until)) {
      order_.splice(order_.begin(), order_, kept->second.place);
    } else {
      missing.push_back(key);
    }
  }
  Status status;
  for (std::size_t begin = 0; begin < missing.size(); begin += kPortion) {
    auto came = fetchPortion(std::span(missing).subspan(begin, std::min(kPortion, missing.size() - begin)));
    status = status ? std::move(came) : status;
  }
  return status;
}

Status TileReader::fetchPortion(std::span<const TileKey> missing) {
  std::vector<std::string> addresses;
  for (const TileKey& key : missing) {
    addresses.push_back(layer_.address(layer_.pyramid.levels[key.level], key.column, key.row));
  }
  std::vector<Result<std::string>> contents = fetcher_->fetchPictures(addresses, limits::kMapTileBytes);
  findings_.merge(serviceFindings(*fetcher_, layer_.service));
  Status status;
  for (std::size_t i = 0; i < missing.size(); ++i) {
    if (contents[i]) {
      keep(missing[i], decode(missing[i], *contents[i]));
      continue;
    }
    Error& error = contents[i].error();
    if (!isHole(error)) {
      const bool isToldAsItIs = error.message.key == "web-services-ended" || error.message.key == "web-tls";
      status = isToldAsItIs ? tl::unexpected(std::move(error))
                            : fail(ErrorCode::Unavailable, Message(kSilent, {{"service", layer_.service}}));
      continue;
    }
    findings_.add(error.code == ErrorCode::NotFound ? Severity::Info : Severity::Warning,
                  error.code == ErrorCode::NotFound ? Message(kAbsent, {{"service", layer_.service}})
                                                    : unusable(layer_, englishText(error.message)));
    keep(missing[i], nullptr);
  }
  return status;
}

TileReader::Tile TileReader::decode(const TileKey& key, std::string& bytes) {
  const TileLevel& level = layer_.pyramid.levels[key.level];
  if (bytes.empty()) {
    findings_.add(Severity::Info, Message(kAbsent, {{"service", layer_.service}}));
    return nullptr;
  }
  if (bytes.front() == '<') {
    const auto document = XmlDocument::parse(bytes);
    const std::string reason = document ? exceptionText(document->root()) : std::string();
    findings_.add(Severity::Warning, unusable(layer_, reason.empty() ? "text in place of a picture" : reason));
    return nullptr;
  }
  Diagnostics found;
  Image image = decodeTexture(bytes, "", found);
  if (image.isEmpty()) {
    findings_.add(Severity::Warning,
                  unusable(layer_, found.isEmpty() ? "no picture" : englishText(found.items().front().message)));
    return nullptr;
  }
  if (image.width != level.tileWidth || image.height != level.tileHeight) {
    const auto sides = [](int width, int height) { return std::to_string(width) + " x " + std::to_string(height); };
    findings_.add(Severity::Warning, Message(kOtherSize, {{"service", layer_.service},
                                                          {"given", sides(image.width, image.height)},
                                                          {"wanted", sides(level.tileWidth, level.tileHeight)}}));
    return nullptr;
  }
  return std::make_shared<const Image>(std::move(image));
}

void TileReader::keep(const TileKey& key, Tile tile) {
  forget(key);
  order_.push_front(key);
  bytes_ += tile ? tile->pixels.size() : sizeof(Kept);
  tiles_[key] = {std::move(tile), Clock::now() + holeLife_, order_.begin()};
}

void TileReader::forget(const TileKey& key) {
  const auto kept = tiles_.find(key);
  if (kept != tiles_.end()) {
    bytes_ -= kept->second.tile ? kept->second.tile->pixels.size() : sizeof(Kept);
    order_.erase(kept->second.place);
    tiles_.erase(kept);
  }
}

/// Called before a window, whose tiles are all needed until it is read.
void TileReader::makeRoom() {
  while (bytes_ > kKeptBytes && !order_.empty()) {
    forget(TileKey(order_.back()));
  }
}

TileReader::Tile TileReader::find(const TileKey& key) const {
  const auto kept = tiles_.find(key);
  return kept != tiles_.end() ? kept->second.tile : nullptr;
}

/// Paints a tile's place in the buffer from a tile: itself, or a coarser one that lies over it.
void TileReader::paint(const TilePart& part, const TileKey& target, const TileKey& source,
                       raster::PixelBuffer& buffer) const {
  const Tile tile = find(source);
  const TileLevel& to = layer_.pyramid.levels[target.level];
  const TileLevel& from = layer_.pyramid.levels[source.level];
  const double scale = to.pixel / from.pixel;
  const glm::dvec2 offset = glm::dvec2(to.topLeft.x - from.topLeft.x, from.topLeft.y - to.topLeft.y) / from.pixel;
  const auto sourceAt = [&](std::int64_t pixel, double start, std::int64_t first) {
    return static_cast<std::int64_t>(std::floor((static_cast<double>(pixel) + 0.5) * scale + start)) - first;
  };
  const auto bounds = [&](std::int64_t tileAt, int side, std::int64_t start, int size) {
    return std::pair(std::max(tileAt * side, start), std::min((tileAt + 1) * side, start + size));
  };
  const auto [left, right] = bounds(target.column, to.tileWidth, part.left, buffer.width);
  const auto [top, bottom] = bounds(target.row, to.tileHeight, part.top, buffer.height);
  const std::size_t area = buffer.area();
  for (std::int64_t row = top; row < bottom; ++row) {
    const std::int64_t y = sourceAt(row, offset.y, source.row * from.tileHeight);
    for (std::int64_t column = left; column < right; ++column) {
      const std::int64_t x = sourceAt(column, offset.x, source.column * from.tileWidth);
      if (x < 0 || y < 0 || x >= tile->width || y >= tile->height) {
        continue;  // another tile's
      }
      const std::uint8_t* pixel = &tile->pixels[(static_cast<std::size_t>(y) * static_cast<std::size_t>(tile->width) +
                                                 static_cast<std::size_t>(x)) *
                                                static_cast<std::size_t>(tile->channels)];
      const std::size_t at = static_cast<std::size_t>(row - part.top) * static_cast<std::size_t>(buffer.width) +
                             static_cast<std::size_t>(column - part.left);
      for (std::size_t band = 0; band < 3; ++band) {
        buffer.samples[band * area + at] = pixel[band];
      }
      buffer.weights[at] = tile->channels == 4 ? pixel[3] : 255;
    }
  }
}

}  // namespace belvedere::loaders::map_services
