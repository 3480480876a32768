#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/result.h"
#include "engine/geo/bounds.h"
#include "engine/geo/coordinate_correction.h"
#include "engine/geo/scene_frame.h"
#include "engine/model/source.h"
#include "engine/scene/snapshot.h"

namespace belvedere::streaming {

/// An open raster source placed in the frame; its readings take turns. Any thread.
class PlacedRaster {
 public:
  /// Unit and offset of heights are corrected. Fails where the raster's extent cannot be moved to the frame.
  static Result<std::shared_ptr<PlacedRaster>> place(std::unique_ptr<model::RasterSource> source,
                                                     const geo::SceneFrame& frame,
                                                     const geo::CoordinateCorrection& correction = {});

  const geo::Bounds2& extent() const { return extent_; }  ///< scene coordinates
  double pixelMetres() const { return pixelMetres_; }     ///< smaller side of a pixel in the frame
  /// Whether it is a map service, which may reach over the whole world: what is shown does not reach as far.
  bool isService() const { return description_.raster && description_.raster->isService; }
  const model::SourceDescription& description() const { return description_; }

  /// Outer edges in scene coordinates; otherwise as RasterSource. Heights are the territory's, not the scene's. Whoever
  /// is asked to stop before its turn has come fails with Cancelled, and nothing is read for it.
  Result<model::HeightGrid> readHeights(const geo::Bounds2& bounds, int width, int height,
                                        const std::stop_token& stop = {});
  Result<Image> readColours(const geo::Bounds2& bounds, int width, int height, const std::stop_token& stop = {});

  /// What the readings since the last call came upon. Does not wait for one that runs.
  Diagnostics takeFindings();

 private:
  void keepFindings();
  double servicePixelMetres(const geo::SceneFrame& frame) const;
  PlacedRaster(std::unique_ptr<model::RasterSource> source, const geo::SceneFrame& frame,
               const geo::CoordinateCorrection& correction);
  model::RasterRequest request(const geo::Bounds2& bounds, int width, int height, const std::stop_token& stop) const;

  std::mutex mutex_;
  std::unique_ptr<model::RasterSource> source_;
  model::SourceDescription description_;
  std::string frameWkt_;
  glm::dvec2 frameOrigin_;
  double heightFactor_ = 1.0;
  double heightOffset_ = 0.0;  ///< metres
  geo::Bounds2 extent_;
  double pixelMetres_ = 0.0;
  std::mutex findingsMutex_;
  Diagnostics findings_;
};

/// A raster layer of the ground.
struct RasterLayer {
  scene::LayerId id = 0;
  std::shared_ptr<PlacedRaster> raster;
  double opacity = 1.0;
};

/// What went wrong with a layer while a cell was made.
struct LayerError {
  scene::LayerId id = 0;
  Error error;
};

/// The finest pixel of the layers that touch an area, in metres; 0 where none does.
double finestPixelMetres(const std::vector<RasterLayer>& layers, const geo::Bounds2& area);

/// Heights (scene z) of `count` x `count` pixels, rows from the north: the layers in order, each overriding those
/// before wherever it has data. NaN where none has.
std::vector<float> sampleHeights(const std::vector<RasterLayer>& layers, const geo::Bounds2& bounds, int count,
                                 double sceneOriginHeight, std::vector<LayerError>& errors,
                                 const std::stop_token& stop = {});

}  // namespace belvedere::streaming
