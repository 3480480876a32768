#include <algorithm>

#include "engine/app/detail/window_loop.h"

namespace belvedere::app {
namespace {

constexpr MessageId kSeveralTerritories{"drop-several-territories",
                                        N_("One territory is open at a time: {name} was opened.")};
constexpr MessageId kDropWithoutTerritory{"drop-without-territory",
                                          N_("Open a territory first; then drop files on it."),
                                          N_("Make one with: belvedere new FOLDER --crs EPSG:2154+5720")};
constexpr MessageId kLayerAdded{"window-layer-added", N_("« {name} » was added."),
                                N_("Ctrl+Z takes it back; Ctrl+S keeps it in the territory.")};

bool isTerritory(const std::filesystem::path& path) {
  std::error_code ignored;
  return path.filename() == "territory.json" || std::filesystem::is_regular_file(path / "territory.json", ignored);
}

template <class T>
bool isReady(const std::future<T>& future) {
  return future.valid() && future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

/// Runs work in a task; the answer comes through the future. std::async's own threads would outlive the task system.
template <class Work>
auto inTask(TaskSystem& tasks, Work work) {
  auto job = std::make_shared<std::packaged_task<decltype(work())()>>(std::move(work));
  auto future = job->get_future();
  tasks.run([job] { (*job)(); });
  return future;
}

}  // namespace

Consent WindowLoop::consent() const {
  // What was typed in `add`, chosen on the command line or dropped on the window is in the settings.
  return [allowed = environment_.settings](const std::filesystem::path& path) { return allowed.isAllowed(path); };
}

void WindowLoop::allowFiles(scene::LayerId number) {
  const scene::SceneDocument& document = view_->session().document();
  const scene::Layer* layer = document.findLayer(number);
  if (layer == nullptr) {
    return;
  }
  const auto files = layerFiles(*layer, document.folder());
  if (!files) {
    notify(files.error());
    return;
  }
  for (const auto& path : files->outside) {
    environment_.settings.allow(path);
  }
  save();
  view_->session().setConsent(consent());
}

void WindowLoop::beginOpening(const std::filesystem::path& path) {
  if (opening_.valid()) {
    return;
  }
  auto loaded = scene::loadTerritory(path);
  if (!loaded) {
    notify(loaded.error());
    return;
  }
  territoryPath_ = loaded->folder;
  window_->setTitle(loaded->territory.name + " – Belvédère");
  for (const Diagnostic& item : loaded->diagnostics.items()) {
    notify(item.severity, item.message);
  }
  opening_ =
      inTask(tasks_, [loaded = std::move(*loaded), &catalog = environment_.catalog, consent = consent()]() mutable {
        return prepareTerritory(std::move(loaded), catalog, consent);
      });
}

void WindowLoop::takeOpened() {
  if (!isReady(opening_)) {
    return;
  }
  auto prepared = opening_.get();
  if (!prepared) {
    notify(prepared.error());
    return;
  }
  view_.reset();
  view_ = std::make_unique<OpenView>(std::move(*prepared), environment_.catalog, tasks_, *renderer_);
  view_->session().view().isDark = isDark_;
  environment_.settings.remember(std::filesystem::absolute(territoryPath_).lexically_normal());
  save();
  needsScene_ = true;
  panelFramesLeft_ = 3;
}

void WindowLoop::takeDrop(const std::vector<std::string>& paths) {
  const auto territory = std::find_if(paths.begin(), paths.end(), isTerritory);
  if (territory != paths.end()) {
    if (paths.size() > 1) {
      notify(Severity::Info, Message(kSeveralTerritories, {{"name", *territory}}));
    }
    beginOpening(*territory);
    return;
  }
  if (!view_) {
    notify(Severity::Info, Message(kDropWithoutTerritory));
    return;
  }
  for (const std::string& path : paths) {
    beginAdding(path);
  }
}

void WindowLoop::beginAdding(const std::filesystem::path& file) {
  if (!environment_.makeLayer) {
    return;
  }
  environment_.settings.allow(std::filesystem::absolute(file));
  view_->session().setConsent(consent());
  const scene::SceneDocument& document = view_->session().document();
  adding_.push_back(inTask(tasks_, [make = environment_.makeLayer, file, territory = document.territory(),
                                    folder = document.folder()] { return make(file, territory, folder); }));
}

void WindowLoop::takeAdded() {
  for (auto& future : adding_) {
    if (!isReady(future)) {
      continue;
    }
    auto layer = future.get();
    if (!layer) {
      notify(layer.error());
    } else if (view_) {
      const std::string name = layer->name;
      const Status added = view_->session().document().addLayer(std::move(*layer));
      check(added);
      if (added) {
        notify(Severity::Info, Message(kLayerAdded, {{"name", name}}));
        needsScene_ = true;
      }
    }
  }
  std::erase_if(adding_, [](const auto& future) { return !future.valid(); });
}

void WindowLoop::save() {
  if (!environment_.settingsFile.empty()) {
    environment_.settings.isDark = isDark_;
    check(saveUserSettings(environment_.settings, environment_.settingsFile));
  }
}

}  // namespace belvedere::app
