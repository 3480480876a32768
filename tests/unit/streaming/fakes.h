#pragma once

#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "engine/geo/crs.h"
#include "engine/model/source_part.h"
#include "engine/streaming/territory_streamer.h"

/// In-memory stand-ins for sources and renderer.
namespace belvedere::streaming::fakes {

/// Holds readers back until it is opened.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    isOpen_ = true;
    wake_.notify_all();
  }
  /// Returns when open, or when asked to stop.
  void pass(const std::stop_token& stop = {}) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, stop, [this] { return isOpen_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool isOpen_ = false;
};

/// A raster whose samples are a function of map coordinates.
struct RasterContent {
  geo::Bounds2 extent;  ///< map
  double pixel = 5.0;
  std::function<double(double, double)> height = [](double, double) { return 100.0; };
  std::function<std::array<std::uint8_t, 4>(double, double)> colour;
  std::shared_ptr<Gate> gate;  ///< held at each reading
  std::shared_ptr<std::atomic<int>> readings = std::make_shared<std::atomic<int>>(0);
  std::shared_ptr<Diagnostics> findings = std::make_shared<Diagnostics>();  ///< that the next reading comes upon
  std::function<bool(const model::RasterRequest&)> cannotRead = [](const model::RasterRequest&) { return false; };
  bool isService = false;
  std::shared_ptr<Gate> openingGate = nullptr;  ///< held when it is opened
  std::shared_ptr<std::atomic<int>> failingOpenings = std::make_shared<std::atomic<int>>(0);  ///< so many fail
  std::shared_ptr<std::atomic<int>> openings = std::make_shared<std::atomic<int>>(0);
};

class FakeRaster final : public model::RasterSource {
 public:
  FakeRaster(RasterContent content, const std::string& crsWkt) : content_(std::move(content)) {
    description_.crsWkt = crsWkt;
    description_.extent = content_.extent;
    description_.raster.emplace();
    description_.raster->width = static_cast<std::int64_t>(content_.extent.size().x / content_.pixel);
    description_.raster->height = static_cast<std::int64_t>(content_.extent.size().y / content_.pixel);
    description_.raster->pixelSize = content_.pixel;
    description_.raster->isService = content_.isService;
  }
  const model::SourceDescription& description() const override { return description_; }
  Result<geo::Bounds2> extentIn(const std::string&) override { return content_.extent; }
  Result<model::HeightGrid> readHeights(const model::RasterRequest& request) override {
    begin(request.stop);
    if (content_.cannotRead(request)) {
      return fail(ErrorCode::Unavailable, kBroken);
    }
    model::HeightGrid grid{request.width, request.height, {}};
    each(request, [&](double x, double y) {
      grid.metres.push_back(content_.extent.contains({x, y}) ? static_cast<float>(content_.height(x, y)) : NAN);
    });
    return grid;
  }
  Result<Image> readColours(const model::RasterRequest& request) override {
    begin(request.stop);
    if (content_.cannotRead(request)) {
      return fail(ErrorCode::Unavailable, kBroken);
    }
    Image image(request.width, request.height, 4);
    std::size_t i = 0;
    each(request, [&](double x, double y) {
      const auto colour = content_.extent.contains({x, y}) ? content_.colour(x, y) : std::array<std::uint8_t, 4>{};
      std::copy(colour.begin(), colour.end(), image.pixels.begin() + static_cast<std::ptrdiff_t>(i));
      i += 4;
    });
    return image;
  }

  Diagnostics takeFindings() override { return std::exchange(*content_.findings, {}); }

 private:
  static constexpr MessageId kBroken{"fake-broken", "It cannot be read."};
  void begin(const std::stop_token& stop) {
    ++*content_.readings;
    if (content_.gate) {
      content_.gate->pass(stop);
    }
  }
  template <class F>
  static void each(const model::RasterRequest& request, const F& f) {
    const glm::dvec2 pixel = request.bounds.size() / glm::dvec2(request.width, request.height);
    for (int row = 0; row < request.height; ++row) {
      for (int column = 0; column < request.width; ++column) {
        f(request.bounds.min.x + (column + 0.5) * pixel.x, request.bounds.max.y - (row + 0.5) * pixel.y);
      }
    }
  }
  RasterContent content_;
  model::SourceDescription description_;
};

/// Batches made one by one.
struct FeatureContent {
  std::function<model::FeatureBatch(int)> batch;
  int batchCount = 1;
  std::string crsWkt;          ///< of the description
  std::shared_ptr<Gate> gate;  ///< held before each batch but the first
  std::shared_ptr<std::atomic<int>> running = std::make_shared<std::atomic<int>>(0);
  std::shared_ptr<std::atomic<int>> readings = std::make_shared<std::atomic<int>>(0);
  geo::Bounds2 extent = {};  ///< of the description
};

class FakeFeatures final : public model::FeatureSource {
 public:
  FakeFeatures(FeatureContent content, const model::SourcePart& part) : content_(std::move(content)), part_(part) {
    ++*content_.running;
  }
  ~FakeFeatures() override { --*content_.running; }
  Result<model::SourceDescription> describe(const std::stop_token&, const ProgressSink&) override {
    model::SourceDescription description;
    description.crsWkt = content_.crsWkt;
    description.extent = content_.extent;
    description.minHeight = 100.0;
    description.maxHeight = 101.0;
    return description;
  }
  Status read(const model::ReadOptions&, const model::BatchSink& sink, Diagnostics&, const std::stop_token& stop,
              const ProgressSink& progress) override {
    ++*content_.readings;
    for (int i = 0; i < content_.batchCount && !stop.stop_requested(); ++i) {
      const auto place = static_cast<std::uint64_t>(i);
      if (!part_.holds(place, place + 1, static_cast<std::uint64_t>(content_.batchCount))) {
        continue;
      }
      if (content_.gate && i > 0) {
        content_.gate->pass(stop);
      }
      if (progress) {
        progress({{}, static_cast<double>(i) / content_.batchCount});
      }
      if (!sink(content_.batch(i))) {
        return {};
      }
    }
    return {};
  }

 private:
  FeatureContent content_;
  model::SourcePart part_;
};

/// Sources by path.
class FakeCatalog final : public model::SourceCatalog {
 public:
  std::map<std::string, RasterContent> rasters;
  std::map<std::string, FeatureContent> features;
  std::string crsWkt;

  Result<model::SourceKind> identify(const std::filesystem::path&) const override { return model::SourceKind::Vector; }
  Result<model::OpenedSource> open(const model::SourceRequest& request) const override {
    const std::string path = request.paths.at(0).string();
    if (const auto place = rasters.find(path); place != rasters.end()) {
      return openRaster(place->second, request);
    }
    if (const auto place = features.find(path); place != features.end()) {
      return model::OpenedSource(std::make_unique<FakeFeatures>(place->second, model::partOf(request)));
    }
    constexpr MessageId kMissing{"fake-missing", "{path} does not exist."};
    return fail(ErrorCode::NotFound, Message(kMissing, {{"path", path}}));
  }

 private:
  Result<model::OpenedSource> openRaster(const RasterContent& content, const model::SourceRequest& request) const {
    ++*content.openings;
    if (content.openingGate) {
      content.openingGate->pass(request.stop);
    }
    if (*content.failingOpenings > 0) {
      --*content.failingOpenings;
      constexpr MessageId kSilent{"fake-silent", "It does not answer."};
      return fail(ErrorCode::Unavailable, kSilent);
    }
    return model::OpenedSource(std::make_unique<FakeRaster>(content, crsWkt));
  }
};

/// Keeps tasks until they are asked for.
class HeldTasks final : public TaskSystem {
 public:
  void run(std::function<void()> task) override { tasks_.push_back(std::move(task)); }
  unsigned concurrency() const override { return 2; }
  void runAll() {
    while (!tasks_.empty()) {
      const std::function<void()> task = std::move(tasks_.front());
      tasks_.pop_front();
      task();
    }
  }

 private:
  std::deque<std::function<void()>> tasks_;
};

/// Notes what is attached and shown; fails the test on a handle that is not there.
class FakeSink final : public TileSink {
 public:
  struct Entry {
    scene::LayerId layer = 0;
    bool isShown = true;
    std::shared_ptr<const tiling::TileMesh> mesh;
    std::shared_ptr<const tiling::ReliefTile> relief;
    std::shared_ptr<const tiling::DrapedTile> draped;
    std::shared_ptr<const tiling::SymbolSet> symbols;
    std::shared_ptr<const tiling::PointTile> points;
  };
  std::map<TileHandle, Entry> entries;
  std::size_t attachedCount = 0;
  std::size_t detachedCount = 0;

  TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::TileMesh> mesh) override {
    return add({layer, true, std::move(mesh), {}, {}, {}, {}});
  }
  TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::ReliefTile> tile) override {
    return add({layer, true, {}, std::move(tile), {}, {}, {}});
  }
  TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::DrapedTile> tile) override {
    return add({layer, true, {}, {}, std::move(tile), {}, {}});
  }
  TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::SymbolSet> symbols) override {
    return add({layer, true, {}, {}, {}, std::move(symbols), {}});
  }
  TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::PointTile> points) override {
    return add({layer, true, {}, {}, {}, {}, std::move(points)});
  }
  void setShown(TileHandle tile, bool isShown) override {
    REQUIRE(entries.count(tile) == 1);
    entries[tile].isShown = isShown;
  }
  void detach(TileHandle tile) override {
    ++detachedCount;
    REQUIRE(entries.erase(tile) == 1);
  }

  std::vector<const Entry*> shown(scene::LayerId layer) const {
    std::vector<const Entry*> found;
    for (const auto& [handle, entry] : entries) {
      if (entry.layer == layer && entry.isShown) {
        found.push_back(&entry);
      }
    }
    return found;
  }
  /// The part of the whole that the shown cells of ground cover, each place counted as often as it is covered.
  double coveredPart() const {
    double part = 0.0;
    for (const auto& [handle, entry] : entries) {
      if (entry.relief && entry.isShown) {
        part += std::ldexp(1.0, -2 * entry.relief->cell.level);
      }
    }
    return part;
  }
  int deepestShown() const {
    int deepest = -1;
    for (const auto& [handle, entry] : entries) {
      if (entry.relief && entry.isShown) {
        deepest = std::max(deepest, int(entry.relief->cell.level));
      }
    }
    return deepest;
  }

 private:
  TileHandle add(Entry entry) {
    ++attachedCount;
    entries[++last_] = std::move(entry);
    return last_;
  }
  TileHandle last_ = 0;
};

inline std::shared_ptr<const geo::SceneFrame> lambertFrame() {
  static const auto frame = std::make_shared<const geo::SceneFrame>(
      *geo::SceneFrame::create(*geo::Crs::fromText("EPSG:2154"), {840000.0, 6519000.0, 0.0}));
  return frame;
}

inline const std::string& lambertWkt() {
  static const std::string wkt = geo::Crs::fromText("EPSG:2154")->wkt();
  return wkt;
}

inline StreamedLayer layer(scene::LayerId id, model::SourceKind kind, const std::string& path) {
  StreamedLayer streamed;
  streamed.id = id;
  streamed.layer.id = path;
  streamed.layer.kind = kind;
  streamed.paths = {path};
  return streamed;
}

/// Looks down obliquely at a place, map coordinates.
inline ViewState viewOf(const glm::dvec2& target, double height, double headingDegrees = 0.0) {
  ViewState view;
  view.camera.position = {target.x, target.y - height, 100.0 + height};
  view.camera.headingDegrees = headingDegrees;
  view.camera.pitchDegrees = -45.0;
  view.widthPixels = 640;
  view.heightPixels = 360;
  view.pixelTolerance = 2.0;
  return view;
}

constexpr std::chrono::microseconds kBudget{4000};

/// Updates until all is there; fails the test if that takes too long.
inline int settle(
    TerritoryStreamer& streamer, const ViewState& view, const std::function<void()>& afterEach = [] {}) {
  const auto start = std::chrono::steady_clock::now();
  for (int updates = 1;; ++updates) {
    streamer.update(view, kBudget);
    afterEach();
    if (streamer.isSettled()) {
      return updates;
    }
    REQUIRE(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace belvedere::streaming::fakes
