#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/scene/snapshot.h"
#include "engine/scene/territory.h"

namespace belvedere::scene {

/// How a document is looked at: not part of the file and not undone.
struct View {
  Camera camera;
  std::optional<FeatureRef> selected;
  Look look = Look::Maquette;
  glm::dvec3 sunDirection{0.4, -0.5, 0.77};  ///< unit, towards the sun, scene axes
  bool isDark = false;
  friend bool operator==(const View&, const View&) = default;
};

/// An open territory: takes edits, undoes and redoes them, saves, and publishes what the renderer needs. An edit that
/// changes nothing is no edit. Main thread only.
class SceneDocument {
 public:
  explicit SceneDocument(LoadedTerritory loaded);

  const Territory& territory() const { return territory_; }
  const std::filesystem::path& file() const { return file_; }
  const std::filesystem::path& folder() const { return folder_; }
  /// Findings of the reading.
  const Diagnostics& diagnostics() const { return diagnostics_; }

  /// The number of a layer, from 1; the same as long as the program runs, also after an undo; 0 where there is none.
  LayerId layerNumber(std::string_view id) const;
  /// Nothing where the number is not that of a layer of the territory.
  const Layer* findLayer(LayerId number) const;

  /// Edits. Those of the same setting of the same layer that follow each other (a slider being dragged) count as one
  /// step until endStep(). All fail with NotFound (key "layer-not-found", nearest id in the hint) or InvalidArgument.
  Status addLayer(Layer layer);
  Status removeLayer(std::string_view id);
  /// Puts a layer at a place in the order, 0 the lowest; beyond the end is the top.
  Status moveLayer(std::string_view id, std::size_t place);
  Status setVisible(std::string_view id, bool isVisible);
  Status setOpacity(std::string_view id, double opacity);
  Status setStyle(std::string_view id, const style::LayerStyle& style);
  /// A setting as setLayerValue() takes it, or "order": the layer's place, 1 the lowest.
  Status setValue(std::string_view id, std::string_view key, std::string_view value);
  /// Several settings of a layer as one step, all of them or none.
  Status setValues(std::string_view id, const std::vector<std::pair<std::string, std::string>>& values);
  /// Replaces a bookmark of the same name.
  Status setBookmark(Bookmark bookmark);
  Status removeBookmark(std::string_view name);
  void endStep() { mergeKey_.clear(); }

  /// What undo() and redo() would do, for a menu; nullptr where there is nothing.
  const Message* undoLabel() const;
  const Message* redoLabel() const;
  void undo();
  void redo();

  /// Grows with every change of the territory, undo included.
  std::uint64_t revision() const { return revision_; }
  bool isModified() const { return territoryToJson(territory_) != savedText_; }
  /// Fails with Denied (key "territory-changed-on-disk") where somebody else has changed the file since it was read or
  /// last saved, unless `overwrites`; else as saveTerritory does.
  Status save(bool overwrites = false);

  std::shared_ptr<const Snapshot> snapshot(std::shared_ptr<const geo::SceneFrame> frame, const View& view) const;

 private:
  struct Step {
    Message label;
    Territory before;
    Territory after;
  };
  Result<std::size_t> placeOf(std::string_view id) const;
  void apply(const MessageId& label, Territory next, const std::string& name, const std::string& mergeKey = {});
  void take(const Territory& territory);

  Territory territory_;
  std::filesystem::path file_;
  std::filesystem::path folder_;
  Diagnostics diagnostics_;
  std::string fileText_;
  std::string savedText_;
  std::map<std::string, LayerId, std::less<>> numbers_;
  std::vector<Step> steps_;
  std::size_t done_ = 0;  ///< steps_[0..done_) are in territory_
  std::string mergeKey_;
  std::uint64_t revision_ = 1;
};

/// The failure for text that cannot be a layer's id.
tl::unexpected<Error> failLayerId(std::string_view id);

/// The failure for a layer id that a territory does not have, with the nearest one it has.
tl::unexpected<Error> failUnknownLayer(const Territory& territory, std::string_view id);

}  // namespace belvedere::scene
