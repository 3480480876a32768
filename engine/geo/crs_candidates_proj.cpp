#include <algorithm>
#include <memory>

#include "engine/geo/crs_candidates.h"
#include "engine/geo/detail/proj_handles.h"

namespace belvedere::geo {
namespace {

constexpr double kWidestDegrees = 60.0;  // a French zone with its waters is 20 wide; whole continents come after that

struct ListDeleter {
  void operator()(PROJ_CRS_INFO** list) const { proj_crs_info_list_destroy(list); }
  void operator()(PROJ_CRS_LIST_PARAMETERS* parameters) const { proj_get_crs_list_parameters_destroy(parameters); }
};

}  // namespace

std::vector<std::string> projectedCrsAt(const glm::dvec2& lonLatDegrees) {
  PJ_CONTEXT* context = detail::threadContext();
  const std::unique_ptr<PROJ_CRS_LIST_PARAMETERS, ListDeleter> wanted(proj_get_crs_list_parameters_create());
  const PJ_TYPE types[] = {PJ_TYPE_PROJECTED_CRS};
  wanted->types = types;
  wanted->typesCount = 1;
  wanted->crs_area_of_use_contains_bbox = 1;
  wanted->bbox_valid = 1;
  wanted->west_lon_degree = wanted->east_lon_degree = lonLatDegrees.x;
  wanted->south_lat_degree = wanted->north_lat_degree = lonLatDegrees.y;
  int count = 0;
  const std::unique_ptr<PROJ_CRS_INFO*, ListDeleter> list(
      proj_get_crs_info_list_from_database(context, "EPSG", wanted.get(), &count));
  std::vector<int> codes;
  for (int i = 0; list && i < count; ++i) {
    const PROJ_CRS_INFO& info = *list.get()[i];
    const double width = info.east_lon_degree - info.west_lon_degree;
    if (info.deprecated == 0 && info.code != nullptr && width >= 0.0 && width <= kWidestDegrees) {
      codes.push_back(std::atoi(info.code));
    }
  }
  std::sort(codes.begin(), codes.end());
  std::vector<std::string> texts;
  texts.reserve(codes.size());
  for (const int code : codes) {
    texts.push_back("EPSG:" + std::to_string(code));
  }
  return texts;
}

}  // namespace belvedere::geo
