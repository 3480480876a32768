#include "engine/ui/detail/feature_names.h"

#include <algorithm>
#include <array>

namespace belvedere::ui {
namespace {

struct Name {
  std::string_view standard;
  const char* people;
};
constexpr std::array kNames = {Name{"AuxiliaryTrafficArea", N_("Auxiliary traffic area")},
                               Name{"AuxiliaryTrafficSpace", N_("Auxiliary traffic area")},
                               Name{"Bridge", N_("Bridge")},
                               Name{"BridgePart", N_("Part of a bridge")},
                               Name{"Building", N_("Building")},
                               Name{"BuildingFurniture", N_("Furniture")},
                               Name{"BuildingInstallation", N_("Installation of a building")},
                               Name{"BuildingPart", N_("Part of a building")},
                               Name{"BuildingRoom", N_("Room")},
                               Name{"CeilingSurface", N_("Ceiling")},
                               Name{"CityFurniture", N_("Street furniture")},
                               Name{"CityObjectGroup", N_("Group of objects")},
                               Name{"ClosureSurface", N_("Closure")},
                               Name{"Door", N_("Door")},
                               Name{"DoorSurface", N_("Door")},
                               Name{"Feature", N_("Object")},
                               Name{"FloorSurface", N_("Floor")},
                               Name{"GenericCityObject", N_("Other object")},
                               Name{"GroundSurface", N_("Ground floor")},
                               Name{"InteriorWallSurface", N_("Inner wall")},
                               Name{"LandUse", N_("Land use")},
                               Name{"Model", N_("Model")},
                               Name{"OuterCeilingSurface", N_("Outer ceiling")},
                               Name{"OuterFloorSurface", N_("Outer floor")},
                               Name{"PlantCover", N_("Plant cover")},
                               Name{"Point", N_("Point")},
                               Name{"PointCloud", N_("Point cloud")},
                               Name{"Railway", N_("Railway")},
                               Name{"ReliefFeature", N_("Relief")},
                               Name{"Road", N_("Road")},
                               Name{"RoofSurface", N_("Roof")},
                               Name{"Room", N_("Room")},
                               Name{"SolitaryVegetationObject", N_("Tree")},
                               Name{"Square", N_("Square")},
                               Name{"TINRelief", N_("Relief")},
                               Name{"Track", N_("Track")},
                               Name{"TrafficArea", N_("Traffic area")},
                               Name{"TrafficSpace", N_("Traffic area")},
                               Name{"Tunnel", N_("Tunnel")},
                               Name{"WallSurface", N_("Wall")},
                               Name{"WaterBody", N_("Water")},
                               Name{"WaterSurface", N_("Water surface")},
                               Name{"WaterGroundSurface", N_("Water bed")},
                               Name{"Window", N_("Window")},
                               Name{"WindowSurface", N_("Window")}};

}  // namespace

std::string peopleName(const Translator& translator, std::string_view standardName) {
  const auto found =
      std::find_if(kNames.begin(), kNames.end(), [&](const Name& name) { return name.standard == standardName; });
  return found == kNames.end() ? std::string(standardName) : translator.tr(found->people);
}

}  // namespace belvedere::ui
