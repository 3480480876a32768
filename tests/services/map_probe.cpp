#include <cstdio>
#include <cstdlib>
#include <string>

#include "data_loaders/common/worker_catalog.h"
#include "data_loaders/common/worker_main.h"
#include "data_loaders/map_services/map_service_loader.h"
#include "data_loaders/raster/raster_loader.h"
#include "engine/core/resources.h"
#include "engine/geo/crs.h"

namespace {

using namespace belvedere;

loaders::LoaderRegistry loaderList() { return {loaders::map_services::makeLoader(), loaders::raster::makeLoader()}; }

void tell(const Diagnostics& findings) {
  for (const Diagnostic& finding : findings.items()) {
    std::printf("%s %zu\n", finding.message.key.c_str(), finding.count);
  }
}

Result<std::unique_ptr<model::RasterSource>> openRaster(const char* source, const char* layer) {
  loaders::WorkerSettings settings;
  settings.program = programPath();
  const loaders::WorkerCatalog catalog(loaderList(), settings);
  model::SourceRequest request;
  request.paths = {source};
  request.layer = layer;
  request.targetCrs = "EPSG:2154";
  return catalog.open(request).map(
      [](auto&& opened) { return std::move(std::get<std::unique_ptr<model::RasterSource>>(opened)); });
}

/// Reads "WEST SOUTH EAST NORTH FILE" lines: pictures of 256 x 256 pixels in Lambert-93, written as they are (RGBA).
void draw(model::RasterSource& raster) {
  model::RasterRequest request;
  request.crsWkt = geo::Crs::fromText("EPSG:2154")->wkt();
  request.width = request.height = 256;
  char file[1000];
  while (std::scanf("%lf %lf %lf %lf %999s", &request.bounds.min.x, &request.bounds.min.y, &request.bounds.max.x,
                    &request.bounds.max.y, file) == 5) {
    const auto image = raster.readColours(request);
    std::printf("%s\n", image ? "ok" : image.error().message.key.c_str());
    tell(raster.takeFindings());
    if (image) {
      std::FILE* out = std::fopen(file, "wb");
      std::fwrite(image->pixels.data(), 1, image->pixels.size(), out);
      std::fclose(out);
    }
    std::fflush(stdout);
  }
}

}  // namespace

/// "SOURCE LAYER": opens a raster, a file or a map service, as the program does, in a process of its own that is this
/// same program; says its CRS, layers and findings, then draws what it is asked for.
int main(int count, char** arguments) {
  if (count == 1) {
    return loaders::runSourceWorker(loaderList());
  }
  const auto raster = openRaster(arguments[1], count > 2 ? arguments[2] : "");
  if (!raster) {
    std::printf("%s\n", raster.error().message.key.c_str());
    return 0;
  }
  const model::SourceDescription& description = (*raster)->description();
  std::printf("%s\n", description.crs.empty() ? "-" : description.crs.c_str());
  for (const model::SourceLayer& layer : description.layers) {
    std::printf("layer %s\n", layer.name.c_str());
  }
  tell(description.diagnostics);
  std::fflush(stdout);
  draw(**raster);
  return 0;
}
