#pragma once

#include <chrono>

#include "engine/streaming/discards.h"
#include "engine/streaming/feature_reading.h"
#include "engine/streaming/ground_planner.h"
#include "engine/streaming/ground_tree.h"
#include "engine/streaming/inbox.h"
#include "engine/streaming/job_queue.h"
#include "engine/streaming/layer_slot.h"
#include "engine/streaming/motion_forecast.h"
#include "engine/streaming/territory_streamer.h"
#include "engine/streaming/view_geometry.h"

namespace belvedere::streaming {

/// A raster that was opened, or the reason why not.
struct OpenedRaster {
  scene::LayerId id = 0;
  std::uint64_t serial = 0;
  Result<std::shared_ptr<PlacedRaster>> raster;
};

/// A layer's draped shapes with bands of another width.
struct WidenedLayer {
  scene::LayerId id = 0;
  std::uint64_t serial = 0;
  double bandMetres = 0.0;
  std::shared_ptr<const tiling::PlanarLayer> planar;
};

/// How many features of a layer lie beyond the relief.
struct BeyondRelief {
  scene::LayerId id = 0;
  std::uint64_t planarVersion = 0;
  std::size_t count = 0;
};

/// What a task found when it compared layers with the relief.
struct ReliefComparison {
  std::uint64_t serial = 0;
  std::vector<BeyondRelief> layers;
};

/// What a round of the datum doctor found.
struct Examination {
  std::vector<scene::LayerId> layers;
  std::vector<Findings> findings;  ///< one for each
};

/// The streamer's state and parts. territory_streamer.cpp answers the public calls, layer_loading.cpp opens and reads.
class TerritoryStreamer::Impl {
 public:
  Impl(TaskSystem& tasks, const model::SourceCatalog& catalog, std::shared_ptr<const geo::SceneFrame> frame,
       TileSink& sink)
      : catalog_(catalog),
        frame_(std::move(frame)),
        sink_(sink),
        jobs_(std::make_unique<JobQueue>(tasks)),
        discards_(sink, *jobs_),
        planner_(frame_, *jobs_),
        ground_(*jobs_, sink, discards_, [this](const LayerError& error) { addGroundError(error); }) {}

  ~Impl() {
    for (const std::unique_ptr<LayerSlot>& slot : slots_) {
      release(*slot);
    }
    ground_.setPlan(nullptr, false);
    jobs_->close();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void setCache(std::filesystem::path cache) { cache_ = std::move(cache); }
  void setBaker(LayerBaker baker) { baker_ = std::move(baker); }
  void setMemoryBudget(std::size_t bytes) { memoryBudget_ = bytes; }
  void setServicePause(std::chrono::milliseconds first) { servicePause_ = first; }
  void setLayers(std::vector<StreamedLayer> layers);
  bool update(const ViewState& view, std::chrono::microseconds budget);
  bool isSettled() const;
  void setExamination(bool isWanted) { wantsExamination_ = isWanted; }
  bool isExamining() const { return isExamining_; }
  const std::vector<LayerProgress>& progress() const { return progress_; }
  std::uint64_t progressRevision() const { return progressRevision_; }
  std::optional<double> heightAt(const glm::dvec2& map) const;
  std::optional<double> floorAt(const glm::dvec2& map) const;
  const FeatureTable* featureTable(scene::LayerId layer) const;
  geo::Bounds3 extent() const;
  std::size_t bytesAtSink() const;
  std::size_t byteSize() const;

 private:
  LayerSlot* find(scene::LayerId id) const;
  LayerSlot* find(scene::LayerId id, std::uint64_t serial) const;
  std::unique_ptr<LayerSlot> takeSlot(const StreamedLayer& layer);
  void release(LayerSlot& slot);
  void restart(LayerSlot& slot);

  void startWhatIsReady();
  void startOpening(LayerSlot& slot);
  void reopenServices();
  void startReading(LayerSlot& slot);
  void startCloud(LayerSlot& slot);
  void startWidening(LayerSlot& slot);
  bool isTerrainOpen() const;
  std::vector<RasterLayer> openTerrain() const;

  void takeRasters();
  void noteFailedOpening(LayerSlot& slot, Error&& error);
  void restartBlocksOnOtherGround();
  void takeReadings(std::chrono::steady_clock::time_point deadline);
  void apply(ReadingEvent&& event, LayerSlot& slot);
  void takeWidened();
  void shareMemory();
  void updateBaked(const ViewGeometry& view, const ViewGeometry* ahead, double tolerance,
                   std::chrono::steady_clock::time_point deadline);
  void updateClouds(const ViewGeometry& view, const ViewGeometry* ahead, double pixelTolerance,
                    std::chrono::steady_clock::time_point deadline);
  void attachPending(std::chrono::steady_clock::time_point deadline);
  bool attachNext(LayerSlot& slot);
  void takeFindings();
  void compareWithRelief();
  void startComparison(const GroundPlan& plan);
  void takeComparison();
  void examine();
  void startExamination();
  void takeExamination();
  void addGroundError(const LayerError& error);
  void publishProgress();

  const model::SourceCatalog& catalog_;
  std::shared_ptr<const geo::SceneFrame> frame_;
  TileSink& sink_;
  std::filesystem::path cache_;
  LayerBaker baker_;
  LayerSlots slots_;
  std::size_t memoryBudget_ = kDefaultMemory;
  std::chrono::milliseconds servicePause_ = std::chrono::seconds(20);
  MotionForecast forecast_;
  std::unique_ptr<JobQueue> jobs_;
  Discards discards_;
  GroundPlanner planner_;
  GroundTree ground_;
  std::shared_ptr<Inbox<OpenedRaster>> rasters_ = std::make_shared<Inbox<OpenedRaster>>();
  std::shared_ptr<Inbox<ReadingEvent>> readings_ = std::make_shared<Inbox<ReadingEvent>>();
  std::shared_ptr<Inbox<ReliefComparison>> comparisons_ = std::make_shared<Inbox<ReliefComparison>>();
  std::vector<std::shared_ptr<PlacedRaster>> comparedTerrain_;
  std::uint64_t comparisonSerial_ = 0;  ///< of the comparison that runs; 0: none
  std::shared_ptr<Inbox<WidenedLayer>> widened_ = std::make_shared<Inbox<WidenedLayer>>();
  bool wantsExamination_ = false;
  std::shared_ptr<Inbox<Examination>> examinations_ = std::make_shared<Inbox<Examination>>();
  std::vector<std::uint64_t> examinedRound_;
  bool isExamining_ = false;
  std::vector<LayerProgress> progress_;
  std::uint64_t progressRevision_ = 0;
  std::uint64_t lastSerial_ = 0;
  bool hasChanged_ = false;
  bool isUpToDate_ = false;  ///< an update has seen the layers as they are
};

}  // namespace belvedere::streaming
