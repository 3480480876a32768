#pragma once

#include <glm/vec3.hpp>
#include <memory>
#include <span>
#include <vector>

#include "engine/geo/scene_frame.h"
#include "engine/model/source.h"

namespace belvedere::streaming {

/// A ground guessed from the heights that things stand at, for a territory without relief: a raster whose pixels are
/// the means of the points in them, spread over the empty ones by halving and doubling the raster (pull-push; Gortler,
/// Grzeszczuk, Szeliski and Cohen, The Lumigraph, 1996).
class BaseGround final : public model::RasterSource {
 public:
  static constexpr double kPixelMetres = 20.0;
  static constexpr int kMostPixels = 512;  ///< a side
  static constexpr double kFlatMetres = 3.0;

  /// `points` and `extent` in scene coordinates. Null where the points differ by no more than kFlatMetres, outliers
  /// apart: then a level ground does.
  static std::unique_ptr<BaseGround> make(std::span<const glm::dvec3> points, const geo::Bounds2& extent,
                                          const geo::SceneFrame& frame);

  const model::SourceDescription& description() const override { return description_; }
  Result<geo::Bounds2> extentIn(const std::string& crsWkt) override;
  Result<model::HeightGrid> readHeights(const model::RasterRequest& request) override;
  Result<Image> readColours(const model::RasterRequest& request) override;

 private:
  BaseGround() = default;
  double heightAt(const glm::dvec2& map) const;

  model::SourceDescription description_;
  int columns_ = 0;
  int rows_ = 0;
  std::vector<float> heights_;  ///< map heights, rows from the south
};

/// The height below which a part (0 to 1) of the points lies, in scene z; 0 without points.
double heightQuantile(std::span<const glm::dvec3> points, double part);

}  // namespace belvedere::streaming
