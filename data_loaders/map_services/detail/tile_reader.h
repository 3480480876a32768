#pragma once

#include <chrono>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <span>

#include "data_loaders/common/fetcher.h"
#include "data_loaders/map_services/detail/map_layer.h"
#include "engine/core/image.h"

namespace belvedere::loaders::map_services {

/// What the fetches since the last call came upon: that a service is silent and what was seen before is shown, in the
/// words that a window in want of it fails with ("map-service-silent"), so that it is told once.
Diagnostics serviceFindings(Fetcher& fetcher, const std::string& service);

/// Reads windows of a layer from its tiles, of which the latest are kept decoded. Coarser tiles stand in for those that
/// a service does not have or that cannot be decoded, which are asked for again after a while. One thread at a time.
class TileReader {
 public:
  static constexpr std::chrono::seconds kHoleLife{60};
  TileReader(const MapLayer& layer, std::shared_ptr<Fetcher> fetcher, std::chrono::milliseconds holeLife = kHoleLife)
      : layer_(layer), fetcher_(std::move(fetcher)), holeLife_(holeLife) {}

  /// The window at the level nearest to `step` pixels of the raster per sample, or a coarser one where that has too
  /// many pixels to be held; three bands, 0 to 255. Fails with Unavailable ("map-service-silent", "web-tls") where
  /// something is missing that may be there another time; what came is kept.
  Result<raster::PixelBuffer> read(const raster::PixelWindow& window, double step);

  /// Tiles that were not there ("map-tiles-absent") or unusable ("map-tiles-unusable", "map-tiles-other-size") since
  /// the last call, counted.
  Diagnostics takeFindings() { return std::exchange(findings_, {}); }

 private:
  using Clock = std::chrono::steady_clock;
  using Tile = std::shared_ptr<const Image>;  ///< null: a hole
  struct Kept {
    Tile tile;
    Clock::time_point until;  ///< of a hole
    std::list<TileKey>::iterator place;
  };

  std::size_t chooseLevel(const raster::PixelWindow& window, double step) const;
  Status gather(const std::vector<TileKey>& keys);
  Status fetchPortion(std::span<const TileKey> missing);
  Tile decode(const TileKey& key, std::string& bytes);
  void keep(const TileKey& key, Tile tile);
  void forget(const TileKey& key);
  void makeRoom();
  Tile find(const TileKey& key) const;
  void paint(const TilePart& part, const TileKey& target, const TileKey& source, raster::PixelBuffer& buffer) const;
  std::set<TileKey> coarserTiles(const std::vector<TileKey>& holes, std::size_t level) const;
  Status paintCoarser(const TilePart& part, std::vector<TileKey> holes, raster::PixelBuffer& buffer);

  const MapLayer& layer_;
  std::shared_ptr<Fetcher> fetcher_;
  std::chrono::milliseconds holeLife_;
  std::map<TileKey, Kept> tiles_;
  std::list<TileKey> order_;  ///< latest used first
  std::size_t bytes_ = 0;
  Diagnostics findings_;
};

}  // namespace belvedere::loaders::map_services
