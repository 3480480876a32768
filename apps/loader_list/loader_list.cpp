#include "apps/loader_list/loader_list.h"

#include "data_loaders/citygml/citygml_loader.h"
#include "data_loaders/cityjson/cityjson_loader.h"
#include "data_loaders/common/archive_loader.h"
#include "data_loaders/gltf/gltf_loader.h"
#include "data_loaders/las/las_loader.h"
#include "data_loaders/map_services/map_service_loader.h"
#include "data_loaders/obj/obj_loader.h"
#include "data_loaders/raster/raster_loader.h"
#include "data_loaders/tiles3d/tiles3d_loader.h"
#include "data_loaders/vector/vector_loader.h"

namespace belvedere {

loaders::LoaderRegistry makeLoaderList() {
  loaders::LoaderRegistry list;
  list.push_back(loaders::citygml::makeLoader());
  list.push_back(loaders::cityjson::makeLoader());
  list.push_back(loaders::map_services::makeLoader());
  list.push_back(loaders::tiles3d::makeLoader());
  list.push_back(loaders::gltf::makeLoader());
  list.push_back(loaders::obj::makeLoader());
  list.push_back(loaders::las::makeLoader());
  list.push_back(loaders::raster::makeLoader());
  list.push_back(loaders::vector::makeLoader(list.back().open));
  list.push_back(loaders::makeArchiveLoader(list));
  return list;
}

}  // namespace belvedere
