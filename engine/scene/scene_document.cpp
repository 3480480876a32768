#include "engine/scene/scene_document.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "engine/core/atomic_file.h"
#include "engine/core/nearest_name.h"

namespace belvedere::scene {
namespace {

constexpr MessageId kLayerNotFound{"layer-not-found", N_("The territory has no layer “{id}”."),
                                   N_("Did you mean “{nearest}”?")};
constexpr const char* kLayersThereAre = N_("It has: {known}.");
constexpr const char* kNoLayers = N_("It has none yet. Add one with: belvedere add TERRITORY SOURCE");
constexpr MessageId kWrongPlace{
    "order-wrong",
    N_("order cannot be “{value}”: expected a whole number from 1, the lowest, to {most}, the highest.")};
constexpr MessageId kLayerIdTaken{"layer-id-taken", N_("The territory already has a layer “{id}”."),
                                  N_("Give another id with --id.")};
constexpr MessageId kLayerIdInvalid{"layer-id-invalid",
                                    N_("“{id}” cannot be a layer's id: expected 1 to 100 letters, digits, - and _.")};
constexpr MessageId kBookmarkNotFound{"bookmark-not-found", N_("The territory has no bookmark “{name}”.")};
constexpr MessageId kChangedOnDisk{"territory-changed-on-disk", N_("{path} was changed by somebody else meanwhile."),
                                   N_("Reopen it, or save again to replace their changes.")};

constexpr MessageId kAdd{"undo-add-layer", N_("Add “{name}”")};
constexpr MessageId kRemove{"undo-remove-layer", N_("Remove “{name}”")};
constexpr MessageId kMove{"undo-move-layer", N_("Move “{name}”")};
constexpr MessageId kShow{"undo-show-layer", N_("Show “{name}”")};
constexpr MessageId kHide{"undo-hide-layer", N_("Hide “{name}”")};
constexpr MessageId kOpacity{"undo-opacity", N_("Opacity of “{name}”")};
constexpr MessageId kStyle{"undo-style", N_("Style of “{name}”")};
constexpr MessageId kValues{"undo-values", N_("Settings of “{name}”")};
constexpr MessageId kValue{"undo-value", N_("Setting of “{name}”")};
constexpr MessageId kBookmark{"undo-bookmark", N_("Bookmark “{name}”")};

constexpr std::size_t kMostSteps = 200;
constexpr std::size_t kMostNamed = 20;  // layers in a message
constexpr std::string_view kOrder = "order";

// The text of a file as this program would write it; nothing where there is no file.
std::optional<std::string> normalised(const std::string& fileText) {
  Diagnostics ignored;
  const auto territory = territoryFromJson(fileText, ignored);
  return territory ? std::optional(territoryToJson(*territory)) : std::nullopt;
}

const std::string& shownName(const Layer& layer) { return layer.name.empty() ? layer.id : layer.name; }

std::string listed(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMostNamed); ++i) {
    text.append(i > 0 ? ", " : "").append(names[i]);
  }
  return names.size() > kMostNamed ? text + ", …" : text;
}

void moveWithin(std::vector<Layer>& layers, std::size_t from, std::size_t to) {
  Layer layer = std::move(layers[from]);
  layers.erase(layers.begin() + static_cast<std::ptrdiff_t>(from));
  layers.insert(layers.begin() + static_cast<std::ptrdiff_t>(std::min(to, layers.size())), std::move(layer));
}

/// Puts a layer where "1" (the lowest) to the number of layers says; gives its new place.
Result<std::size_t> setOrder(std::vector<Layer>& layers, std::size_t place, std::string_view value) {
  std::size_t order = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), order);
  if (error != std::errc() || end != value.data() + value.size() || order < 1 || order > layers.size()) {
    return fail(ErrorCode::InvalidArgument,
                Message(kWrongPlace, {{"value", std::string(value)}, {"most", std::to_string(layers.size())}}));
  }
  moveWithin(layers, place, order - 1);
  return order - 1;
}

/// Sets a value of the layer at a place, its place itself included; gives the place where it is then.
Result<std::size_t> setAt(Territory& territory, std::size_t place, std::string_view key, std::string_view value) {
  if (key == kOrder) {
    return setOrder(territory.layers, place, value);
  }
  return setLayerValue(territory.layers[place], key, value).map([&] { return place; });
}

}  // namespace

tl::unexpected<Error> failLayerId(std::string_view id) {
  return fail(ErrorCode::InvalidArgument, Message(kLayerIdInvalid, {{"id", std::string(id)}}));
}

tl::unexpected<Error> failUnknownLayer(const Territory& territory, std::string_view id) {
  std::vector<std::string_view> ids;
  for (const Layer& layer : territory.layers) {
    ids.push_back(layer.id);
  }
  const auto nearest = nearestName(id, ids);
  Message message(kLayerNotFound,
                  {{"id", std::string(id)}, {"nearest", std::string(nearest.value_or(""))}, {"known", listed(ids)}});
  if (!nearest) {
    message.hint = ids.empty() ? kNoLayers : kLayersThereAre;
  }
  return fail(ErrorCode::NotFound, std::move(message));
}

SceneDocument::SceneDocument(LoadedTerritory loaded)
    : file_(std::move(loaded.file)),
      folder_(std::move(loaded.folder)),
      diagnostics_(std::move(loaded.diagnostics)),
      fileText_(std::move(loaded.fileText)),
      savedText_(normalised(fileText_).value_or(territoryToJson(loaded.territory))) {
  take(loaded.territory);
}

LayerId SceneDocument::layerNumber(std::string_view id) const {
  const auto found = numbers_.find(id);
  return found == numbers_.end() ? 0 : found->second;
}

const Layer* SceneDocument::findLayer(LayerId number) const {
  for (const Layer& layer : territory_.layers) {
    if (layerNumber(layer.id) == number) {
      return &layer;
    }
  }
  return nullptr;
}

Result<std::size_t> SceneDocument::placeOf(std::string_view id) const {
  const Layer* layer = territory_.findLayer(id);
  if (layer == nullptr) {
    return failUnknownLayer(territory_, id);
  }
  return static_cast<std::size_t>(layer - territory_.layers.data());
}

Status SceneDocument::addLayer(Layer layer) {
  if (!isLayerId(layer.id)) {
    return failLayerId(layer.id);
  }
  if (territory_.findLayer(layer.id) != nullptr) {
    return fail(ErrorCode::InvalidArgument, Message(kLayerIdTaken, {{"id", layer.id}}));
  }
  Territory next = territory_;
  const std::string name = shownName(layer);
  next.layers.push_back(std::move(layer));
  apply(kAdd, std::move(next), name);
  return {};
}

Status SceneDocument::removeLayer(std::string_view id) {
  return placeOf(id).map([&](std::size_t place) {
    Territory next = territory_;
    next.layers.erase(next.layers.begin() + static_cast<std::ptrdiff_t>(place));
    apply(kRemove, std::move(next), shownName(territory_.layers[place]));
  });
}

Status SceneDocument::moveLayer(std::string_view id, std::size_t place) {
  return placeOf(id).map([&](std::size_t from) {
    Territory next = territory_;
    moveWithin(next.layers, from, place);
    apply(kMove, std::move(next), shownName(territory_.layers[from]));
  });
}

Status SceneDocument::setVisible(std::string_view id, bool isVisible) {
  return placeOf(id).map([&](std::size_t place) {
    Territory next = territory_;
    next.layers[place].isVisible = isVisible;
    apply(isVisible ? kShow : kHide, std::move(next), shownName(territory_.layers[place]));
  });
}

Status SceneDocument::setOpacity(std::string_view id, double opacity) {
  return placeOf(id).map([&](std::size_t place) {
    Territory next = territory_;
    next.layers[place].opacity = std::clamp(opacity, 0.0, 1.0);
    apply(kOpacity, std::move(next), shownName(territory_.layers[place]), "opacity " + std::string(id));
  });
}

Status SceneDocument::setStyle(std::string_view id, const style::LayerStyle& style) {
  return placeOf(id).map([&](std::size_t place) {
    Territory next = territory_;
    next.layers[place].style = style;
    apply(kStyle, std::move(next), shownName(territory_.layers[place]), "style " + std::string(id));
  });
}

Status SceneDocument::setValue(std::string_view id, std::string_view key, std::string_view value) {
  return placeOf(id).and_then([&](std::size_t place) -> Status {
    Territory next = territory_;
    if (const auto set = setAt(next, place, key, value); !set) {
      return tl::unexpected(set.error());
    }
    const std::string mergeKey = "value " + std::string(id) + " " + std::string(key);
    apply(key == kOrder ? kMove : kValue, std::move(next), shownName(territory_.layers[place]), mergeKey);
    return {};
  });
}

Status SceneDocument::setValues(std::string_view id, const std::vector<std::pair<std::string, std::string>>& values) {
  return placeOf(id).and_then([&](std::size_t place) -> Status {
    Territory next = territory_;
    Result<std::size_t> now = place;
    for (const auto& [key, value] : values) {
      now = setAt(next, *now, key, value);
      if (!now) {
        return tl::unexpected(now.error());
      }
    }
    apply(kValues, std::move(next), shownName(territory_.layers[place]));
    return {};
  });
}

Status SceneDocument::setBookmark(Bookmark bookmark) {
  Territory next = territory_;
  const std::string name = bookmark.name;
  const auto found = std::find_if(next.bookmarks.begin(), next.bookmarks.end(),
                                  [&](const Bookmark& known) { return known.name == name; });
  if (found == next.bookmarks.end()) {
    next.bookmarks.push_back(std::move(bookmark));
  } else {
    found->camera = bookmark.camera;
  }
  apply(kBookmark, std::move(next), name);
  return {};
}

Status SceneDocument::removeBookmark(std::string_view name) {
  Territory next = territory_;
  if (std::erase_if(next.bookmarks, [&](const Bookmark& known) { return known.name == name; }) == 0) {
    return fail(ErrorCode::NotFound, Message(kBookmarkNotFound, {{"name", std::string(name)}}));
  }
  apply(kBookmark, std::move(next), std::string(name));
  return {};
}

void SceneDocument::apply(const MessageId& label, Territory next, const std::string& name,
                          const std::string& mergeKey) {
  if (territoryToJson(next) == territoryToJson(territory_)) {
    return;
  }
  const bool isMerged = !mergeKey.empty() && mergeKey == mergeKey_ && done_ > 0 && done_ == steps_.size();
  if (isMerged) {
    steps_.back().after = next;
  } else {
    steps_.resize(done_);
    steps_.push_back({Message(label, {{"name", name}}), territory_, next});
    if (steps_.size() > kMostSteps) {
      steps_.erase(steps_.begin());
    }
    done_ = steps_.size();
  }
  mergeKey_ = mergeKey;
  take(next);
}

void SceneDocument::take(const Territory& territory) {
  territory_ = territory;
  ++revision_;
  for (const Layer& layer : territory_.layers) {
    numbers_.try_emplace(layer.id, static_cast<LayerId>(numbers_.size() + 1));
  }
}

const Message* SceneDocument::undoLabel() const { return done_ > 0 ? &steps_[done_ - 1].label : nullptr; }
const Message* SceneDocument::redoLabel() const { return done_ < steps_.size() ? &steps_[done_].label : nullptr; }

void SceneDocument::undo() {
  if (done_ > 0) {
    mergeKey_.clear();
    take(Territory(steps_[--done_].before));
  }
}

void SceneDocument::redo() {
  if (done_ < steps_.size()) {
    mergeKey_.clear();
    take(Territory(steps_[done_++].after));
  }
}

Status SceneDocument::save(bool overwrites) {
  const auto onDisk = readWholeFile(file_, std::size_t{16} << 20U);
  if (onDisk && *onDisk != fileText_ && !overwrites) {
    return fail(ErrorCode::Denied, Message(kChangedOnDisk, {{"path", file_.string()}}));
  }
  if (auto status = saveTerritory(territory_, file_); !status) {
    return status;
  }
  savedText_ = territoryToJson(territory_);
  fileText_ = savedText_;
  return {};
}

std::shared_ptr<const Snapshot> SceneDocument::snapshot(std::shared_ptr<const geo::SceneFrame> frame,
                                                        const View& view) const {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->frame = std::move(frame);
  snapshot->camera = view.camera;
  snapshot->selected = view.selected;
  snapshot->look = view.look;
  snapshot->sunDirection = view.sunDirection;
  snapshot->isDark = view.isDark;
  for (const Layer& layer : territory_.layers) {
    snapshot->layers.push_back({layerNumber(layer.id), layer.isVisible, layer.opacity, layer.style});
  }
  return snapshot;
}

}  // namespace belvedere::scene
