#include "apps/demo_town/demo_town.h"

#include <cmath>
#include <cpl_error.h>
#include <exception>
#include <gdal.h>
#include <optional>

#include "apps/demo_town/citygml_writer.h"
#include "apps/demo_town/cityjson_writer.h"
#include "apps/demo_town/demo_folder.h"
#include "apps/demo_town/demo_messages.h"
#include "apps/demo_town/municipal_layers.h"
#include "apps/demo_town/names.h"
#include "apps/demo_town/orthophoto.h"
#include "apps/demo_town/territory_writer.h"
#include "apps/demo_town/town_planner.h"
#include "apps/demo_town/vegetation_writer.h"
#include "engine/core/common_messages.h"

namespace belvedere::demo {

namespace {

/// GDAL silent and with a small cache while we write.
class GdalScope {
 public:
  GdalScope() : cacheBefore_(GDALGetCacheMax64()) {
    constexpr GIntBig kCacheBytes = GIntBig{160} << 20;
    CPLPushErrorHandler(CPLQuietErrorHandler);
    GDALSetCacheMax64(kCacheBytes);
  }
  GdalScope(const GdalScope&) = delete;
  GdalScope& operator=(const GdalScope&) = delete;
  ~GdalScope() {
    GDALSetCacheMax64(cacheBefore_);
    CPLPopErrorHandler();
  }

 private:
  GIntBig cacheBefore_;
};

class DemoWriter {
 public:
  DemoWriter(const DemoOptions& options, const ProgressSink& progress, std::stop_token stop,
             std::filesystem::path folder)
      : folder_(std::move(folder)),
        progress_(progress),
        stop_(std::move(stop)),
        layout_(layOutWorld(options.buildings, options.seed, options.orthophotoPixelMetres)),
        landscape_(layout_),
        textures_(Textures::make(options.seed)) {}

  Result<DemoSummary> run() {
    if (const Status opened = open(); !opened) {
      return tl::unexpected(opened.error());
    }
    std::size_t missing = 0;  // what a full cell could not hold goes to the next
    const int cells = layout_.columns * layout_.rows;
    for (int cell = 0; cell < cells; ++cell) {
      const std::size_t wanted = layout_.buildingsPerCell[static_cast<std::size_t>(cell)] + missing;
      const auto written = writeCell(cell, wanted);
      if (!written) {
        return tl::unexpected(written.error());
      }
      missing = wanted - *written;
    }
    if (const Status closed = close(); !closed) {
      return tl::unexpected(closed.error());
    }
    return summary_;
  }

 private:
  Status open();
  Result<std::size_t> writeCell(int cell, std::size_t buildings);
  Status close();
  void seeSights(const TownPlan& plan);
  int mainCell() const { return (layout_.rows / 2) * layout_.columns + layout_.columns / 2; }
  void tell(const MessageId& stage, double fraction, const std::string& town = {}, int cell = 0) const;

  std::filesystem::path folder_;
  const ProgressSink& progress_;
  std::stop_token stop_;
  WorldLayout layout_;
  Landscape landscape_;
  Textures textures_;
  std::optional<RasterMosaic> relief_, orthophoto_;
  std::optional<CityGmlWriter> centre_;
  std::optional<CityJsonWriter> newQuarter_;
  std::optional<GeoPackageSet> packages_;
  std::optional<MunicipalData> municipal_;
  Sights sights_;
  DemoSummary summary_;
};

void DemoWriter::tell(const MessageId& stage, double fraction, const std::string& town, int cell) const {
  if (progress_) {
    progress_({Message(stage, {{"town", town},
                               {"number", std::to_string(cell + 1)},
                               {"count", std::to_string(layout_.columns * layout_.rows)}}),
               fraction});
  }
}

Status DemoWriter::open() {
  std::error_code error;
  std::filesystem::create_directories(folder_ / "buildings", error);
  std::filesystem::create_directories(folder_ / "data", error);
  const double width = layout_.columns * layout_.cellMetres;
  const double height = layout_.rows * layout_.cellMetres;
  const Vec2 northWest = layout_.origin + Vec2(0.0, height);
  const auto raster = [&](RasterMosaic::Kind kind, const char* name, double pixel,
                          std::optional<RasterMosaic>& to) -> Status {
    auto made = RasterMosaic::create(folder_ / name, kind, static_cast<int>(std::lround(width / pixel)),
                                     static_cast<int>(std::lround(height / pixel)), northWest, pixel);
    if (!made) {
      return tl::unexpected(made.error());
    }
    to.emplace(std::move(*made));
    return {};
  };
  if (const Status made = raster(RasterMosaic::Kind::Relief, "relief.scratch.tif", layout_.reliefPixelMetres, relief_);
      !made) {
    return made;
  }
  if (const Status made =
          raster(RasterMosaic::Kind::Orthophoto, "orthophoto.scratch.tif", layout_.orthophotoPixelMetres, orthophoto_);
      !made) {
    return made;
  }
  auto centre = CityGmlWriter::create(folder_ / "buildings" / "centre.gml", "Bâtiments du territoire de démonstration");
  if (!centre) {
    return tl::unexpected(centre.error());
  }
  centre_.emplace(std::move(*centre));
  const glm::dvec3 origin(layout_.origin.x, layout_.origin.y, 0.0);
  auto newQuarter = CityJsonWriter::create(folder_ / "buildings" / "nouveau_quartier.city.json", origin,
                                           "Nouveau quartier des Rives");
  if (!newQuarter) {
    return tl::unexpected(newQuarter.error());
  }
  newQuarter_.emplace(std::move(*newQuarter));
  auto packages = GeoPackageSet::create(folder_ / "data", municipalLayerSpecs());
  if (!packages) {
    return tl::unexpected(packages.error());
  }
  packages_.emplace(std::move(*packages));
  municipal_.emplace(*packages_);
  return {};
}

Result<std::size_t> DemoWriter::writeCell(int cell, std::size_t buildings) {
  const int cells = layout_.columns * layout_.rows;
  const auto number = static_cast<std::size_t>((cell - mainCell() + cells) % cells);
  const auto fraction = [&](double share) { return 0.85 * (cell + share) / cells; };
  const int column = cell % layout_.columns;
  const int row = cell / layout_.columns;
  if (stop_.stop_requested()) {
    return fail(ErrorCode::Cancelled, Message(kCancelled));
  }
  const std::string name = townName(layout_.seed, number);
  tell(kDemoStagePlan, fraction(0.0), name, cell);
  TownPlan plan = planTown(layout_, landscape_, column, row, buildings);
  plan.name = name;
  const std::vector<Tree> trees = plantTrees(plan);
  tell(kDemoStagePaint, fraction(0.25), name, cell);
  const int size = plan.relief.size();
  if (const Status written =
          relief_->writeHeights(column * size, (layout_.rows - 1 - row) * size, size, size, plan.relief.metres());
      !written) {
    return tl::unexpected(written.error());
  }
  if (const Status painted = photographCell(plan, trees, layout_, textures_, *orthophoto_, stop_); !painted) {
    return tl::unexpected(painted.error());
  }
  tell(kDemoStageData, fraction(0.85), name, cell);
  for (const Building& building : plan.buildings) {
    if (building.isInNewQuarter) {
      newQuarter_->add(building, plan);
    } else {
      centre_->add(building, plan);
    }
  }
  for (std::size_t i = 0; i < plan.bridges.size(); ++i) {
    centre_->add(plan.bridges[i], plan, i);
  }
  municipal_->add(plan, trees);
  if (cell == mainCell()) {
    seeSights(plan);
    if (const Status grown = writeVegetation(folder_ / "buildings" / "arbres.city.json", plan, trees); !grown) {
      return tl::unexpected(grown.error());
    }
  }
  summary_.buildings += plan.buildings.size();
  summary_.townCount += plan.buildings.empty() ? 0U : 1U;
  return plan.buildings.size();
}

void DemoWriter::seeSights(const TownPlan& plan) {
  const auto withHeight = [&](Vec2 p) { return glm::dvec3(p.x, p.y, plan.relief.heightAt(p)); };
  sights_.townName = plan.name;
  sights_.side = plan.side;
  sights_.townRadius = 820.0 * plan.scale;
  sights_.market = withHeight(plan.centre);
  sights_.houses = withHeight(plan.centre + Vec2(0.62, 0.42 * plan.side) * (820.0 * plan.scale));
  sights_.bridge =
      plan.bridges.empty() ? sights_.market : withHeight(lerp(plan.bridges[0].from, plan.bridges[0].to, 0.5));
}

Status DemoWriter::close() {
  for (const Status& status : {centre_->finish(), newQuarter_->finish(), packages_->finish()}) {
    if (!status) {
      return status;
    }
  }
  tell(kDemoStageRelief, 0.86);
  if (const Status done = relief_->finish(folder_ / "relief.tif", stop_, {}); !done) {
    return done;
  }
  relief_.reset();
  const auto step = [&](double share) { tell(kDemoStageOrthophoto, 0.89 + 0.11 * share); };
  if (const Status done = orthophoto_->finish(folder_ / "orthophoto.tif", stop_, step); !done) {
    return done;
  }
  orthophoto_.reset();
  summary_.townName = sights_.townName;
  summary_.sideEastMetres = layout_.columns * layout_.cellMetres;
  summary_.sideNorthMetres = layout_.rows * layout_.cellMetres;
  summary_.orthophotoPixelMetres = layout_.orthophotoPixelMetres;
  summary_.reliefPixelMetres = layout_.reliefPixelMetres;
  auto marker = TextFile::create(folder_ / kDemoMarker);
  if (!marker) {
    return tl::unexpected(marker.error());
  }
  *marker << "{\"buildings\":" << summary_.buildings << ",\"seed\":\"" << std::to_string(layout_.seed) << "\"}\n";
  if (const Status closed = marker->close(); !closed) {
    return closed;
  }
  return writeTerritory(folder_, sights_);
}

Result<DemoSummary> generate(const DemoOptions& options, const ProgressSink& progress, std::stop_token stop) {
  auto folder = DemoFolder::create(options.folder);
  if (!folder) {
    return tl::unexpected(folder.error());
  }
  const GdalScope gdal;
  auto summary = DemoWriter(options, progress, std::move(stop), folder->path()).run();
  if (!summary) {
    return summary;
  }
  if (const Status committed = folder->commit(); !committed) {
    return tl::unexpected(committed.error());
  }
  summary->territoryFile = options.folder / "territory.json";
  return summary;
}

}  // namespace

Result<DemoSummary> generateDemoTown(const DemoOptions& options, const ProgressSink& progress, std::stop_token stop) {
  if (options.buildings < 1 || options.buildings > kMaxBuildings) {
    return fail(ErrorCode::InvalidArgument,
                Message(kDemoBuildingsOutOfRange,
                        {{"count", std::to_string(options.buildings)}, {"most", std::to_string(kMaxBuildings)}}));
  }
  try {
    return generate(options, progress, std::move(stop));
  } catch (const std::exception& error) {
    return fail(ErrorCode::Io, Message(kDemoNotWritten, {{"path", options.folder.string()}, {"reason", error.what()}}));
  }
}

}  // namespace belvedere::demo
