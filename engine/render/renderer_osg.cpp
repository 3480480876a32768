#include <algorithm>
#include <chrono>

#include "engine/render/detail/frame_pipeline.h"
#include "engine/render/detail/graphics_context.h"
#include "engine/render/detail/image_tiler.h"
#include "engine/render/detail/picker.h"
#include "engine/render/detail/scene_graph.h"
#include "engine/render/detail/shader_library.h"
#include "engine/render/renderer.h"

namespace belvedere::render {
namespace {

constexpr MessageId kNothingToDraw{"nothing-to-draw", N_("There is no territory to draw yet.")};

class RendererOsg final : public Renderer {
 public:
  RendererOsg(GraphicsContext context, SceneGraph graph, std::unique_ptr<FramePipeline> pipeline)
      : context_(std::move(context)),
        graph_(std::move(graph)),
        pipeline_(std::move(pipeline)),
        picker_(context_, graph_) {}

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
  TileHandle attach(scene::LayerId layer, std::shared_ptr<const tiling::PointTile> points) override {
    return graph_.attach(layer, std::move(points));
  }
  void setShown(TileHandle tile, bool isShown) override { graph_.setShown(tile, isShown); }
  void detach(TileHandle tile) override { graph_.detach(tile); }
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
  void setEffects(const Effects& effects) override { effects_ = effects; }
  FrameStatistics draw(const ViewSize& size, unsigned framebuffer, bool isMoving) override;
  Result<Image> drawImage(const ViewSize& size, bool isTransparent, const std::stop_token& stop,
                          const ProgressSink& progress) override;
  std::optional<PickedPoint> pick(const ViewSize& size, const glm::ivec2& pixel) override;
  std::optional<std::size_t> graphicsMemory() const override { return context_.memoryBytes(); }
  Diagnostics takeDiagnostics() override;

 private:
  bool canDraw() const { return snapshot_ != nullptr && snapshot_->frame != nullptr; }
  FrameSettings settings(const ViewSize& size, bool isMoving) const;
  FrameRequest request(const View& view, const LookParameters& look, const FrameSettings& settings) const;

  GraphicsContext context_;
  SceneGraph graph_;
  std::unique_ptr<FramePipeline> pipeline_;
  Picker picker_;
  std::shared_ptr<const scene::Snapshot> snapshot_;
  Quality quality_ = Quality::Medium;
  int supersample_ = 1;
  Effects effects_;
  Diagnostics failures_;
};

FrameSettings RendererOsg::settings(const ViewSize& size, bool isMoving) const {
  FrameSettings settings = frameSettings(quality_, isMoving);
  settings.supersample = isMoving ? 1 : supersample_;
  settings.pixelRatio = size.pixelRatio;
  settings.hasEdges = effects_.hasEdges;
  if (!effects_.hasShadows) {
    settings.shadowPixels = 0;
  }
  if (!effects_.hasOcclusion) {
    settings.occlusion.reset();
  }
  return settings;
}

FrameRequest RendererOsg::request(const View& view, const LookParameters& look, const FrameSettings& settings) const {
  return {.view = view,
          .look = look,
          .graph = graph_,
          .originHeightMetres = snapshot_->frame->origin().z,
          .hasSelection = snapshot_->selected.has_value(),
          .settings = settings};
}

FrameStatistics RendererOsg::draw(const ViewSize& size, unsigned framebuffer, bool isMoving) {
  FrameStatistics statistics;
  if (!canDraw() || size.widthPixels < 1 || size.heightPixels < 1) {
    return statistics;
  }
  const auto start = std::chrono::steady_clock::now();
  context_.beginDrawing();
  graph_.counter().clear();
  const View view(snapshot_->camera, *snapshot_->frame, {size.widthPixels, size.heightPixels});
  const LookParameters look = lookParameters(*snapshot_);
  if (Status status = pipeline_->draw(request(view, look, settings(size, isMoving)), framebuffer); !status) {
    failures_.add(Severity::Error, status.error().message);
  }
  context_.dirtyState();
  const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
  statistics.cpuMilliseconds = elapsed.count();
  statistics.triangles = graph_.counter().triangles;
  statistics.drawCalls = graph_.counter().drawCalls;
  statistics.gpuBytes = graph_.byteSize();
  return statistics;
}

Result<Image> RendererOsg::drawImage(const ViewSize& size, bool isTransparent, const std::stop_token& stop,
                                     const ProgressSink& progress) {
  if (!canDraw()) {
    return fail(ErrorCode::InvalidArgument, {kNothingToDraw});
  }
  context_.beginDrawing();
  FrameSettings frameSettings = settings(size, false);
  frameSettings.isTransparent = isTransparent;
  const LookParameters look = lookParameters(*snapshot_);
  const glm::ivec2 pixels(size.widthPixels, size.heightPixels);
  Result<Image> image = drawTiled(
      pixels, frameSettings, isTransparent,
      [&](const PixelWindow& window, GLuint framebuffer) {
        const View view(snapshot_->camera, *snapshot_->frame, pixels, window);
        return pipeline_->draw(request(view, look, frameSettings), framebuffer);
      },
      stop, progress);
  context_.dirtyState();
  return image;
}

std::optional<PickedPoint> RendererOsg::pick(const ViewSize& size, const glm::ivec2& pixel) {
  if (!canDraw() || pixel.x < 0 || pixel.y < 0 || pixel.x >= size.widthPixels || pixel.y >= size.heightPixels) {
    return std::nullopt;
  }
  context_.dirtyState();
  const View view(snapshot_->camera, *snapshot_->frame, {size.widthPixels, size.heightPixels});
  const LookParameters look = lookParameters(*snapshot_);
  const std::optional<Hit> hit =
      picker_.pick(request(view, look, settings(size, true)), snapshot_->camera, *snapshot_->frame, pixel);
  context_.dirtyState();
  if (!hit) {
    return std::nullopt;
  }
  return PickedPoint{.map = snapshot_->frame->toMap(hit->position),
                     .feature = hit->feature,
                     .surfaceKind = hit->surfaceKind,
                     .point = hit->point};
}

Diagnostics RendererOsg::takeDiagnostics() {
  Diagnostics diagnostics = context_.takeDiagnostics();
  diagnostics.merge(failures_);
  failures_ = {};
  return diagnostics;
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
