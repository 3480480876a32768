#pragma once

#include "apps/demo_town/geopackage.h"
#include "apps/demo_town/town_plan.h"
#include "apps/demo_town/trees.h"

namespace belvedere::demo {

/// The municipality's tables, in the order of municipalLayerSpecs().
enum class MunicipalLayer : std::size_t {
  Roads,
  CarParks,
  TrafficLights,
  CycleCounters,
  Railway,
  Parcels,
  Quarters,
  DrinkingWater,
  Sewers,
  StreetLights,
  Cabinets,
  Schools,
  Nurseries,
  MunicipalBuildings,
  WasteContainers,
  Trees,
  GreenSpaces,
  Rivers,
  LandCover
};

const std::vector<LayerSpec>& municipalLayerSpecs();

/// What one town's services write, table by table; numbers go on from town to town.
class MunicipalData {
 public:
  explicit MunicipalData(GeoPackageSet& set) : set_(set) {}
  void add(const TownPlan& plan, const std::vector<Tree>& trees);

 private:
  void add(MunicipalLayer layer, std::span<const Vec2> shape, const std::vector<Value>& values) {
    set_.add(static_cast<std::size_t>(layer), shape, values);
  }
  void addPoint(MunicipalLayer layer, Vec2 place, const std::vector<Value>& values) {
    add(layer, std::span(&place, 1), values);
  }
  void addStreets(const TownPlan& plan);
  void addPipes(const TownPlan& plan);
  void addStreetLights(const TownPlan& plan);
  void addTraffic(const TownPlan& plan);
  void addLand(const TownPlan& plan);
  void addNature(const TownPlan& plan, const std::vector<Tree>& trees);
  void addPublicBuildings(const TownPlan& plan);
  void addWasteContainers(const TownPlan& plan);

  GeoPackageSet& set_;
  long long lamps_ = 0;
  long long cabinets_ = 0;
  long long containers_ = 0;
  long long trees_ = 0;
  long long junctions_ = 0;
  long long meters_ = 0;
};

}  // namespace belvedere::demo
