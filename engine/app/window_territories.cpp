#include <algorithm>

#include "engine/app/detail/dropped_files.h"
#include "engine/app/detail/in_task.h"
#include "engine/app/detail/window_loop.h"
#include "engine/app/layer_maker.h"
#include "engine/core/web_address.h"
#include "engine/scene/unsaved_edits.h"

namespace belvedere::app {
namespace {

constexpr MessageId kSeveralTerritories{"drop-several-territories",
                                        N_("One territory is open at a time: {name} was opened.")};
constexpr MessageId kDropWithoutTerritory{"drop-without-territory",
                                          N_("Open a territory first; then drop files on it."),
                                          N_("Make one with: belvedere new FOLDER --crs EPSG:2154+5720")};
constexpr MessageId kLayerAdded{"window-layer-added", N_("“{name}” was added."),
                                N_("Ctrl+Z takes it back; Ctrl+S keeps it in the territory.")};
constexpr MessageId kCrsAssumed{
    "window-crs-assumed", N_("“{name}” was added. It does not say in which CRS its coordinates are; {crs} was taken."),
    N_("If that is wrong, take it back with Ctrl+Z and use: belvedere add TERRITORY FILE --crs EPSG:…")};
constexpr MessageId kEditsRestored{
    "window-edits-restored",
    N_("Changes to {name} that could not be saved when the program was ended from outside are here again."),
    N_("Ctrl+S keeps them; to give them up, close without saving.")};
constexpr MessageId kOpening{"window-opening", N_("Opening {name}…")};
constexpr MessageId kReading{"window-reading-file", N_("Reading {name}…")};

/// The way to give a file's CRS is another one here than on the command line.
Error inWindow(Error error) {
  if (error.message.key == "source-crs-local") {
    error.message.hint = N_("Add it with: belvedere add TERRITORY FILE --crs EPSG:…");
  } else if (error.message.key == "service-layer-wanted") {
    error.message.hint = N_("Add one with: belvedere add TERRITORY ADDRESS --layer NAME. They are: {layers}");
  }
  return error;
}

bool isTerritory(const std::filesystem::path& path) {
  std::error_code ignored;
  return path.filename() == "territory.json" || std::filesystem::is_regular_file(path / "territory.json", ignored);
}

}  // namespace

Consent WindowLoop::consent() const {
  // What was typed in `add`, chosen on the command line or dropped on the window is in the settings.
  return [allowed = environment_.settings](const std::filesystem::path& path) { return allowed.isAllowed(path); };
}

void WindowLoop::allowFiles(scene::LayerId number) {
  if (const scene::Layer* layer = view_->session().document().findLayer(number)) {
    allowSources(*layer);
  }
}

void WindowLoop::allowSources(const scene::Layer& layer) {
  const auto files = layerFiles(layer, view_->session().document().folder());
  if (!files) {
    notify(files.error());
    return;
  }
  for (const auto& path : files->outside) {
    environment_.settings.allow(path);
  }
  saveSettings();
  view_->session().setConsent(consent());
}

void WindowLoop::describeLayer(scene::LayerId number) {
  const scene::SceneDocument& document = view_->session().document();
  const scene::Layer* layer = document.findLayer(number);
  if (layer == nullptr) {
    return;
  }
  if (auto files = consentedFiles(*layer, document.folder(), consent())) {
    describer_.ask(number, sourceRequest(*layer, std::move(*files), document.territory().crs));
  }
}

void WindowLoop::requestOpening(const std::filesystem::path& path) {
  if (isModified()) {
    waiting_ = Waiting{ui::QuestionKind::UnsavedOnOpen, path};
    return;
  }
  beginOpening(path);
}

void WindowLoop::beginOpening(const std::filesystem::path& path) {
  auto loaded = scene::loadTerritory(path);
  if (!loaded) {
    notify(loaded.error());
    return;
  }
  for (const Diagnostic& item : loaded->diagnostics.items()) {
    notify(item.severity, item.message);
  }
  if (scene::restoreUnsavedEdits(*loaded)) {
    notify(Severity::Warning, Message(kEditsRestored, {{"name", loaded->territory.name}}));
  }
  if (opening_) {
    abandoned_.push_back(std::move(opening_->future));
  }
  opening_ = Opening{loaded->folder, loaded->territory.name, {}};
  opening_->future =
      inTask(tasks_, [loaded = std::move(*loaded), &catalog = environment_.catalog, consent = consent()]() mutable {
        return prepareTerritory(std::move(loaded), catalog, consent);
      });
}

void WindowLoop::takeOpened() {
  std::erase_if(abandoned_, [](const auto& future) { return isReady(future); });
  if (!opening_ || !isReady(opening_->future)) {
    return;
  }
  auto prepared = opening_->future.get();
  if (prepared) {
    territoryFolder_ = opening_->folder;
    show(std::move(*prepared));
  } else {
    notify(prepared.error());
  }
  opening_.reset();
}

void WindowLoop::show(PreparedTerritory prepared) {
  for (Adding& adding : adding_) {
    adding.stop.request_stop();  // it was for the territory that goes
  }
  describer_.clear();
  view_.reset();
  view_ = std::make_unique<OpenView>(std::move(prepared), environment_.catalog, tasks_, *renderer_);
  view_->session().setMemoryBudget(memoryAllowed());
  view_->session().setBaker(environment_.bakeLayer);
  view_->session().view().isDark = isDark_;
  window_->setTitle(view_->session().document().territory().name + " – Belvédère");
  environment_.settings.remember(std::filesystem::absolute(territoryFolder_).lexically_normal());
  saveSettings();
  needsScene_ = true;
  panelFramesLeft_ = 3;
}

void WindowLoop::takeDrop(const std::vector<std::string>& paths) {
  const auto territory = std::find_if(paths.begin(), paths.end(), isTerritory);
  if (territory != paths.end()) {
    if (paths.size() > 1) {
      notify(Severity::Info, Message(kSeveralTerritories, {{"name", *territory}}));
    }
    requestOpening(*territory);
    return;
  }
  if (!view_) {
    notify(Severity::Info, Message(kDropWithoutTerritory));
    return;
  }
  for (const auto& file : droppedSources(paths)) {
    beginAdding(file);
  }
}

void WindowLoop::requestAdding() {
  view_ ? panels_.showDialog(ui::Dialog::AddLayer) : notify(Severity::Info, Message(kDropWithoutTerritory));
}

void WindowLoop::beginAdding(const std::filesystem::path& file) {
  if (!environment_.makeLayer) {
    return;
  }
  const scene::SceneDocument& document = view_->session().document();
  Adding adding{file, territoryFolder_, {}, std::make_shared<std::atomic<double>>(-1.0), {}};
  adding.future =
      inTask(tasks_, [make = environment_.makeLayer, file, territory = document.territory(), folder = document.folder(),
                      stop = adding.stop.get_token(), fraction = adding.fraction] {
        return make(file, territory, folder, stop, [&](const Progress& progress) { *fraction = progress.fraction; });
      });
  adding_.push_back(std::move(adding));
}

void WindowLoop::takeAdded() {
  for (Adding& adding : adding_) {
    if (!isReady(adding.future)) {
      continue;
    }
    auto layer = adding.future.get();
    const bool isForThis = view_ && adding.territory == territoryFolder_ && !adding.stop.stop_requested();
    if (!isForThis) {
      continue;
    }
    if (layer) {
      addLayer(std::move(*layer));
    } else {
      notify(inWindow(layer.error()));
    }
  }
  std::erase_if(adding_, [](const Adding& adding) { return !adding.future.valid(); });
}

void WindowLoop::addLayer(scene::Layer layer) {
  // Of two files dropped together, neither knew of the other's id.
  layer.id = uniqueLayerId(view_->session().document().territory(), layer.id);
  const std::string name = layer.name;
  const std::string crs = layer.crs;
  allowSources(layer);  // a drop is consent, and so is a name that was typed
  const Status added = view_->session().document().addLayer(std::move(layer));
  check(added);
  if (added) {
    crs.empty() ? notify(Severity::Info, Message(kLayerAdded, {{"name", name}}))
                : notify(Severity::Warning, Message(kCrsAssumed, {{"name", name}, {"crs", crs}}));
    needsScene_ = true;
  }
}

std::vector<ui::PendingWork> WindowLoop::pendingWork() const {
  const Translator& translator = environment_.translator;
  std::vector<ui::PendingWork> pending;
  if (opening_) {
    pending.push_back({translator.text(Message(kOpening, {{"name", opening_->name}})), -1.0});
  }
  for (const Adding& adding : adding_) {
    if (!adding.stop.stop_requested()) {
      pending.push_back({translator.text(Message(kReading, {{"name", shownName(adding.file)}})), *adding.fraction});
    }
  }
  return pending;
}

void WindowLoop::saveSettings() {
  if (!environment_.settingsFile.empty()) {
    environment_.settings.isDark = isDark_;
    check(saveUserSettings(environment_.settings, environment_.settingsFile));
  }
}

}  // namespace belvedere::app
