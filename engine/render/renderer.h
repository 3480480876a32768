#pragma once

#include <cstdint>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/core/diagnostics.h"
#include "engine/core/image.h"
#include "engine/core/progress.h"
#include "engine/core/resources.h"
#include "engine/core/result.h"
#include "engine/scene/snapshot.h"
#include "engine/tiling/point_tile.h"
#include "engine/tiling/tile_mesh.h"

namespace belvedere::render {

/// A tile's number in the renderer; never reused.
using TileHandle = std::uint64_t;

/// How much work a picture may cost; chosen by the machine unless set.
enum class Quality { Low, Medium, High };

/// What a picture shows besides things and their light; each costs time.
struct Effects {
  bool hasShadows = true;
  bool hasOcclusion = true;  ///< where the quality has it
  bool hasEdges = true;      ///< in the maquette look
};

/// What a picture is drawn into.
struct ViewSize {
  int widthPixels = 1280;
  int heightPixels = 720;
  double pixelRatio = 1.0;  ///< picture pixels per style pixel: widths and symbol sizes are multiplied by it
};

/// What a point of a cloud tells of itself.
struct CloudPointFacts {
  std::uint8_t classification = 0;
  std::uint16_t intensity = 0;
  std::uint8_t returnNumber = 0;
  std::uint8_t returnCount = 0;
};

/// What lies under a pixel.
struct PickedPoint {
  glm::dvec3 map{0.0};                       ///< east, north, height
  std::optional<scene::FeatureRef> feature;  ///< nothing on bare relief
  std::uint8_t surfaceKind = 0;              ///< model::SurfaceKind
  std::optional<CloudPointFacts> point;      ///< of a point cloud, whose feature is then 0
};

/// What one picture cost and held.
struct FrameStatistics {
  double cpuMilliseconds = 0.0;
  std::size_t triangles = 0;
  std::size_t drawCalls = 0;
  std::size_t gpuBytes = 0;  ///< of tiles attached
};

/// Draws a snapshot and the attached tiles. All calls from the thread that owns the GL context. The same object draws
/// in a window and without a display.
class Renderer {
 public:
  /// With the GL context current; `resources` holds the shaders. Fails with Unavailable where the context is too old.
  static Result<std::unique_ptr<Renderer>> create(const Resources& resources);
  virtual ~Renderer() = default;

  virtual TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::TileMesh> mesh) = 0;
  virtual TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::ReliefTile> tile) = 0;
  virtual TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::DrapedTile> tile) = 0;
  virtual TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::SymbolSet> symbols) = 0;
  virtual TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::PointTile> points) = 0;
  /// Shows or hides a tile without giving up its memory.
  virtual void setShown(TileHandle tile, bool isShown) = 0;
  virtual void detach(TileHandle tile) = 0;

  /// One row per feature of a layer; without rows the layer's style colours count for all. A row's colour stands for
  /// the layer's (roofs stay told from walls); alpha 0 hides the feature.
  virtual void setStyleRows(scene::LayerId layer, std::vector<style::StyleRow> rows) = 0;

  virtual void setSnapshot(std::shared_ptr<const scene::Snapshot> snapshot) = 0;
  /// `supersample` 1 to 4: how many times more pixels a side are drawn and averaged, when the view rests.
  virtual void setQuality(Quality quality, int supersample) = 0;
  virtual void setEffects(const Effects& effects) = 0;

  /// Draws into the given framebuffer object (0 is the window). While `isMoving` the picture may be coarser than the
  /// quality says, so that navigation stays fluid; draw once more with false when the view rests.
  virtual FrameStatistics draw(const ViewSize& size, unsigned framebuffer, bool isMoving) = 0;

  /// Draws a picture of any size up to 16384 x 16384 by tiles and reads it back (RGBA; alpha only if transparent).
  /// Between tiles it looks at `stop` (then fails with Cancelled) and tells its progress.
  virtual Result<Image> drawImage(const ViewSize& size, bool isTransparent, const std::stop_token& stop = {},
                                  const ProgressSink& progress = {}) = 0;

  /// What lies under a pixel of the last drawn view (origin top left).
  virtual std::optional<PickedPoint> pick(const ViewSize& size, const glm::ivec2& pixel) = 0;

  /// The graphics card's own memory, bytes, where its driver tells it.
  virtual std::optional<std::size_t> graphicsMemory() const = 0;

  /// What the graphics libraries complained about since the last call; empty when all is well.
  virtual Diagnostics takeDiagnostics() = 0;
};

/// A GL context without a display: EGL surfaceless, or any EGL device. Current in the thread that made it.
class HeadlessContext {
 public:
  static Result<std::unique_ptr<HeadlessContext>> create();
  virtual ~HeadlessContext() = default;
  virtual std::string rendererName() const = 0;
};

}  // namespace belvedere::render
