#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "engine/app/layer_files.h"
#include "engine/core/tasks.h"
#include "engine/core/time.h"
#include "engine/render/renderer.h"
#include "engine/scene/scene_document.h"
#include "engine/streaming/territory_streamer.h"
#include "engine/ui/view_model.h"

namespace belvedere::app {

/// A territory that can be shown: its file is read and its frame is found.
struct PreparedTerritory {
  scene::LoadedTerritory loaded;
  std::shared_ptr<const geo::SceneFrame> frame;
  Consent consent;
};

/// Finds the frame of a territory. Opens sources and reads a little of them, so a window calls it from a task. Fails
/// where the territory's CRS cannot be one; sources that fail cost nothing here.
Result<PreparedTerritory> prepareTerritory(scene::LoadedTerritory loaded, const model::SourceCatalog& catalog,
                                           Consent consent);

/// An open territory on a renderer: joins the document, the streamer and the renderer, for the window and for pictures
/// without a display alike. All calls on the main thread, with the renderer's GL context current; none waits.
class TerritorySession {
 public:
  /// `tasks`, `catalog` and `renderer` live longer than the session.
  TerritorySession(PreparedTerritory prepared, const model::SourceCatalog& catalog, TaskSystem& tasks,
                   render::Renderer& renderer);
  ~TerritorySession();
  TerritorySession(const TerritorySession&) = delete;
  TerritorySession& operator=(const TerritorySession&) = delete;

  /// What bakes large layers before they are shown (TerritoryStreamer::setBaker). Called before the first update.
  void setBaker(streaming::LayerBaker baker) { streamer_->setBaker(std::move(baker)); }

  /// How many bytes of tiles there may be (TerritoryStreamer::setMemoryBudget).
  void setMemoryBudget(std::size_t bytes) { streamer_->setMemoryBudget(bytes); }
  std::size_t tileBytes() const { return streamer_->bytesAtSink(); }

  /// By how many pixels edges of simplified objects may be off; 0: full detail (streaming::ViewState::objectTolerance).
  void setObjectTolerance(double pixels);
  static constexpr double kObjectTolerance = 2.0;
  /// Side of the picture that is drawn over the view's, at most 1: what is shown need not be finer than its pixels.
  void setDrawnScale(double scale) { drawnScale_ = scale; }

  /// Edits made here are shown from the next update on.
  scene::SceneDocument& document() { return document_; }
  const scene::SceneDocument& document() const { return document_; }
  /// Camera, selection, look and theme: written by the caller, shown from the next update on.
  scene::View& view() { return view_; }
  const scene::View& view() const { return view_; }
  const std::shared_ptr<const geo::SceneFrame>& frame() const { return frame_; }

  /// Puts the sun where it stands at this moment over the territory's origin; it stays where it is outside the earth's
  /// grids.
  void setTime(Instant instant);
  Instant time() const { return time_; }

  /// Another answer about paths outside the folder: layers that lacked consent are tried again.
  void setConsent(Consent consent);

  /// Once per frame: takes over edits and the view, and moves tiles for at most about `budget`. Returns whether the
  /// picture has to be drawn again.
  bool update(const render::ViewSize& size, std::chrono::microseconds budget);

  /// Whether all that the last view needs is at the renderer; layers that failed do not count.
  bool isSettled() const;

  /// Whether layers are compared with the relief and with each other once all is shown; not so at first.
  void setExamination(bool isWanted) { streamer_->setExamination(isWanted); }
  bool isExamining() const { return streamer_->isExamining(); }

  /// How far each layer of the document is, lowest first.
  const std::vector<streaming::LayerProgress>& layers() const { return layers_; }

  /// What there is to see, in map coordinates; empty until something was opened.
  geo::Bounds3 extent() const;
  /// A view of all from the south, a little off north, obliquely; nothing while extent() is empty.
  std::optional<scene::Camera> homeCamera(double aspect) const;
  /// A map of all from above, north up.
  std::optional<scene::Camera> topCamera(double aspect) const;
  /// A view of one layer, or of one feature, keeping heading and pitch of the present view.
  std::optional<scene::Camera> cameraOf(scene::LayerId layer, double aspect) const;
  std::optional<scene::Camera> cameraOf(const scene::FeatureRef& feature, double aspect) const;

  /// Height of the ground at a place in map coordinates.
  std::optional<double> heightAt(const glm::dvec2& map) const { return streamer_->heightAt(map); }
  /// Height below which the eye must not go, beside the ground too.
  std::optional<double> floorAt(const glm::dvec2& map) const { return streamer_->floorAt(map); }

  /// What a feature is, with its attributes and those of its parents, for people.
  std::optional<ui::FeatureCard> describe(const scene::FeatureRef& feature, std::uint8_t surfaceKind) const;

  /// What a point of a cloud is; nothing where the picked point is none.
  std::optional<ui::FeatureCard> describePoint(const render::PickedPoint& picked) const;

  /// Attributions of the visible layers, each once, in their order.
  std::vector<std::string> credits() const;

 private:
  class RendererSink;
  void addOrigin(ui::FeatureCard& card, scene::LayerId layer) const;
  void takeDocument();
  void collectProgress();
  geo::Bounds3 boundsOf(scene::LayerId layer) const;
  std::optional<scene::Camera> cameraTowards(const geo::Bounds3& sceneBounds, double aspect) const;

  scene::SceneDocument document_;
  std::shared_ptr<const geo::SceneFrame> frame_;
  Consent consent_;
  render::Renderer& renderer_;
  std::unique_ptr<RendererSink> sink_;
  std::unique_ptr<streaming::TerritoryStreamer> streamer_;
  scene::View view_;
  Instant time_{};
  std::uint64_t shownRevision_ = 0;
  std::optional<scene::View> shownView_;
  double objectTolerance_ = kObjectTolerance;
  double drawnScale_ = 1.0;
  std::vector<streaming::LayerProgress> refused_;  ///< layers whose paths may not be read
  std::vector<streaming::LayerProgress> layers_;
  std::uint64_t collectedProgress_ = 0;  ///< the streamer's revision of `layers_`
};

}  // namespace belvedere::app
