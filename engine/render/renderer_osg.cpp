#include <algorithm>
#include <chrono>

#include "engine/render/detail/frame_pipeline.h"
#include "engine/render/detail/graphics_context.h"
#include "engine/render/detail/image_tiler.h"
#include "engine/render/detail/scene_graph.h"
#include "engine/render/detail/shader_library.h"
#include "engine/render/renderer.h"

namespace belvedere::render {
namespace {

class RendererOsg final : public Renderer {
 public:
  RendererOsg(GraphicsContext context, SceneGraph graph, std::unique_ptr<FramePipeline> pipeline)
      : context_(std::move(context)), graph_(std::move(graph)), pipeline_(std::move(pipeline)) {}

  TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::TileMesh> mesh) override {
    return graph_.attach(layer, std::move(mesh));
  }
  TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::ReliefTile> tile) override {
    return graph_.attach(layer, std::move(tile));
  }
  TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::DrapedTile> tile) override {
    return graph_.attach(layer, std::move(tile));
  }
  TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::SymbolSet> symbols) override {
    return graph_.attach(layer, std::move(symbols));
  }
  void setShown(TileHandle tile, bool isShown) override { graph_.setShown(tile, isShown); }
  void detach(TileHandle tile) override { graph_.detach(tile, context_.state()); }
  void setStyleRows(scene::LayerId layer, std::vector<style::StyleRow> rows) override {
    graph_.setRows(layer, std::move(rows));
  }
  void setSnapshot(std::shared_ptr<const scene::Snapshot> snapshot) override {
    snapshot_ = std::move(snapshot);
    graph_.apply(*snapshot_);
  }
  void setQuality(Quality quality, int supersample) override {
    quality_ = quality;
    supersample_ = std::clamp(supersample, 1, 4);
  }
  FrameStatistics draw(const ViewSize& size, unsigned framebuffer, bool isMoving) override;
  Result<Image> drawImage(const ViewSize& size, bool isTransparent) override;
  std::optional<PickedPoint> pick(const ViewSize&, const glm::ivec2&) override { return std::nullopt; }
  Diagnostics takeDiagnostics() override { return context_.takeDiagnostics(); }

 private:
  FrameSettings settings(const ViewSize& size, bool isMoving) const;

  GraphicsContext context_;
  SceneGraph graph_;
  std::unique_ptr<FramePipeline> pipeline_;
  std::shared_ptr<const scene::Snapshot> snapshot_;
  Quality quality_ = Quality::Medium;
  int supersample_ = 1;
};

FrameSettings RendererOsg::settings(const ViewSize& size, bool isMoving) const {
  FrameSettings settings;
  settings.samples = quality_ == Quality::Low || isMoving ? 1 : 4;
  settings.supersample = isMoving ? 1 : supersample_;
  settings.pixelRatio = size.pixelRatio;
  return settings;
}

FrameStatistics RendererOsg::draw(const ViewSize& size, unsigned framebuffer, bool isMoving) {
  FrameStatistics statistics;
  if (snapshot_ == nullptr || snapshot_->frame == nullptr || size.widthPixels < 1 || size.heightPixels < 1) {
    return statistics;
  }
  const auto start = std::chrono::steady_clock::now();
  context_.dirtyState();
  graph_.counter() = {};
  const geo::SceneFrame& frame = *snapshot_->frame;
  const View view(snapshot_->camera, frame, {size.widthPixels, size.heightPixels});
  const Status status =
      pipeline_->draw(view, lookParameters(*snapshot_), frame.origin().z, settings(size, isMoving), framebuffer);
  context_.dirtyState();
  const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
  statistics.cpuMilliseconds = elapsed.count();
  statistics.triangles = graph_.counter().triangles;
  statistics.drawCalls = graph_.counter().drawCalls;
  statistics.gpuBytes = graph_.byteSize();
  return statistics;
}

Result<Image> RendererOsg::drawImage(const ViewSize& size, bool isTransparent) {
  context_.dirtyState();
  FrameSettings frameSettings = settings(size, false);
  frameSettings.isTransparent = isTransparent;
  const geo::SceneFrame& frame = *snapshot_->frame;
  const LookParameters look = lookParameters(*snapshot_);
  Result<Image> image =
      drawTiled({size.widthPixels, size.heightPixels}, frameSettings, isTransparent,
                [&](const PixelWindow& window, GLuint framebuffer) {
                  const View view(snapshot_->camera, frame, {size.widthPixels, size.heightPixels}, window);
                  return pipeline_->draw(view, look, frame.origin().z, frameSettings, framebuffer);
                });
  context_.dirtyState();
  return image;
}

}  // namespace

Result<std::unique_ptr<Renderer>> Renderer::create(const Resources& resources) {
  Result<GraphicsContext> context = GraphicsContext::create();
  if (!context) {
    return tl::unexpected(context.error());
  }
  const ShaderLibrary shaders(resources);
  Result<SceneGraph> graph = SceneGraph::create(shaders, *context);
  if (!graph) {
    return tl::unexpected(graph.error());
  }
  auto pipeline = FramePipeline::create(*context, shaders, *graph);
  if (!pipeline) {
    return tl::unexpected(pipeline.error());
  }
  return std::make_unique<RendererOsg>(std::move(*context), std::move(*graph), std::move(*pipeline));
}

}  // namespace belvedere::render
