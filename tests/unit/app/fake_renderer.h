#pragma once

#include <set>

#include "engine/render/renderer.h"

namespace belvedere::app::fakes {

/// Notes what a session gives it, and draws nothing.
class FakeRenderer final : public render::Renderer {
 public:
  std::set<render::TileHandle> tiles;
  std::shared_ptr<const scene::Snapshot> snapshot;

  render::TileHandle attach(scene::LayerId, std::shared_ptr<const tiling::TileMesh>) override { return add(); }
  render::TileHandle attach(scene::LayerId, std::shared_ptr<const tiling::ReliefTile>) override { return add(); }
  render::TileHandle attach(scene::LayerId, std::shared_ptr<const tiling::DrapedTile>) override { return add(); }
  render::TileHandle attach(scene::LayerId, std::shared_ptr<const tiling::SymbolSet>) override { return add(); }
  render::TileHandle attach(scene::LayerId, std::shared_ptr<const tiling::PointTile>) override { return add(); }
  void setShown(render::TileHandle, bool) override {}
  void detach(render::TileHandle tile) override { tiles.erase(tile); }
  void setStyleRows(scene::LayerId, std::vector<style::StyleRow>) override {}
  void setSnapshot(std::shared_ptr<const scene::Snapshot> published) override { snapshot = std::move(published); }
  void setQuality(render::Quality, int) override {}
  void setEffects(const render::Effects&) override {}
  render::FrameStatistics draw(const render::ViewSize&, unsigned, bool) override { return {}; }
  Result<Image> drawImage(const render::ViewSize& size, bool, const std::stop_token&, const ProgressSink&) override {
    return Image(size.widthPixels, size.heightPixels, 4);
  }
  std::optional<render::PickedPoint> pick(const render::ViewSize&, const glm::ivec2&) override { return std::nullopt; }
  std::optional<std::size_t> graphicsMemory() const override { return std::nullopt; }
  Diagnostics takeDiagnostics() override { return {}; }

 private:
  render::TileHandle add() {
    tiles.insert(++last_);
    return last_;
  }
  render::TileHandle last_ = 0;
};

}  // namespace belvedere::app::fakes
