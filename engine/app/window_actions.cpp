#include <algorithm>
#include <ctime>
#include <fmt/chrono.h>

#include "engine/app/detail/window_loop.h"
#include "engine/app/memory_budget.h"
#include "engine/capture/image_writer.h"

namespace belvedere::app {
namespace {

constexpr MessageId kPictureKept{"window-picture-kept", N_("The picture is in {file}.")};
constexpr float kScaleStep = 1.1F;
constexpr float kSmallestScale = 0.75F;
constexpr float kLargestScale = 3.0F;

/// Named after the moment, by the clock on the wall; a second picture within a second gets a number.
std::filesystem::path freePictureFile(const std::filesystem::path& folder) {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  const std::string stem = fmt::format("{:%Y-%m-%d-%H%M%S}", local);
  std::filesystem::path file = folder / (stem + ".png");
  std::error_code ignored;
  for (int number = 2; std::filesystem::exists(file, ignored); ++number) {
    file = folder / fmt::format("{}-{}.png", stem, number);
  }
  return file;
}

}  // namespace

std::string WindowLoop::layerIdOf(scene::LayerId layer) const {
  const scene::Layer* found = view_ ? view_->session().document().findLayer(layer) : nullptr;
  return found != nullptr ? found->id : std::string();
}

void WindowLoop::apply(ViewRequest request) {
  switch (request) {
    case ViewRequest::ClearSelection:
      return giveUp();
    case ViewRequest::TogglePanels:
      return panels_.togglePanels();
    case ViewRequest::TogglePanelKeys:
      areKeysOnPanels_ = !areKeysOnPanels_;
      return areKeysOnPanels_ ? panels_.takeFocus() : void();
    case ViewRequest::ToggleHelp:
      return panels_.toggleHelp();
    case ViewRequest::ToggleFullScreen:
      return apply(ui::Command::FullScreen);
    case ViewRequest::OpenTerritory:
      return panels_.showDialog(ui::Dialog::OpenTerritory);
    case ViewRequest::AddLayer:
      return requestAdding();
    case ViewRequest::Quit:
      return apply(ui::Command::Quit);
    case ViewRequest::LargerInterface:
      return setScale(environment_.settings.interfaceScale * kScaleStep);
    case ViewRequest::SmallerInterface:
      return setScale(environment_.settings.interfaceScale / kScaleStep);
    default:
      return view_ ? applyToView(request) : void();
  }
}

void WindowLoop::giveUp() {
  if (waiting_) {
    return answer(ui::Answer::Cancel);
  }
  if (areKeysOnPanels_) {
    areKeysOnPanels_ = false;
    return;
  }
  if (panels_.closeTopmost()) {
    return;
  }
  notices_.clear();
  apply(ui::Command::ClearSelection);
}

void WindowLoop::applyToView(ViewRequest request) {
  switch (request) {
    case ViewRequest::Select:
      view_->select(size());
      needsScene_ = true;
      return;
    case ViewRequest::Home:
      return apply(ui::Command::Home);
    case ViewRequest::ToggleLook:
      return toggleLook();
    case ViewRequest::Screenshot:
      return apply(ui::Command::Screenshot);
    case ViewRequest::Undo:
      return apply(ui::Command::Undo);
    case ViewRequest::Redo:
      return apply(ui::Command::Redo);
    case ViewRequest::Save:
      return apply(ui::Command::Save);
    default:
      return;
  }
}

void WindowLoop::toggleLook() {
  const bool isRealistic = view_->session().view().look == scene::Look::Realistic;
  apply(ui::Action(ui::SetLook{isRealistic ? scene::Look::Maquette : scene::Look::Realistic}));
}

void WindowLoop::setScale(float scale) {
  environment_.settings.interfaceScale = std::clamp(scale, kSmallestScale, kLargestScale);
  saveSettings();
}

void WindowLoop::setQuality(ui::QualityChoice choice) {
  std::optional<render::Quality> quality;
  if (choice != ui::QualityChoice::Auto) {
    quality = choice == ui::QualityChoice::Low      ? render::Quality::Low
              : choice == ui::QualityChoice::Medium ? render::Quality::Medium
                                                    : render::Quality::High;
  }
  governor_.fix(quality);
  environment_.settings.quality = quality ? qualityName(*quality) : "";
  needsScene_ = true;
  saveSettings();
}

void WindowLoop::setMemory(int mebibytes) {
  environment_.settings.memoryMebibytes = mebibytes;
  saveSettings();
  if (view_) {
    view_->session().setMemoryBudget(memoryAllowed());
  }
}

std::size_t WindowLoop::memoryAllowed() const {
  const int chosen = options_.memoryMebibytes.value_or(environment_.settings.memoryMebibytes);
  return memoryBudget(chosen, machineMemory(), renderer_->graphicsMemory());
}

bool WindowLoop::applySetting(const ui::Action& action) {
  if (const auto* theme = std::get_if<ui::SetTheme>(&action)) {
    isDark_ = theme->isDark;
    saveSettings();
  } else if (const auto* scale = std::get_if<ui::SetScale>(&action)) {
    setScale(scale->userScale);
  } else if (const auto* quality = std::get_if<ui::SetQuality>(&action)) {
    setQuality(quality->quality);
  } else if (const auto* memory = std::get_if<ui::SetMemory>(&action)) {
    setMemory(memory->mebibytes);
  } else if (const auto* language = std::get_if<ui::SetLanguage>(&action)) {
    const Language chosen = language->isFrench ? Language::French : Language::English;
    environment_.translator = Translator(chosen, environment_.resources.localeFolder());
    environment_.settings.language = language->isFrench ? "fr" : "en";
    saveSettings();
  } else {
    return false;
  }
  return true;
}

void WindowLoop::apply(const ui::Action& action) {
  if (const auto* command = std::get_if<ui::Command>(&action)) {
    apply(*command);
  } else if (const auto* open = std::get_if<ui::OpenTerritory>(&action)) {
    requestOpening(open->path);
  } else if (const auto* source = std::get_if<ui::AddSource>(&action)) {
    takeDrop({source->source.string()});
  } else if (const auto* listed = std::get_if<ui::ListFolder>(&action)) {
    lister_.ask(listed->folder);
  } else if (const auto* answered = std::get_if<ui::AnswerQuestion>(&action)) {
    answer(answered->answer);
  } else if (const auto* dismissed = std::get_if<ui::DismissNotice>(&action)) {
    notices_.dismiss(dismissed->index);
  } else if (!applySetting(action) && view_) {
    applyLayerAction(action);
    applyViewAction(action);
    needsScene_ = true;
  }
  if (view_) {
    view_->session().view().isDark = isDark_;
  }
}

void WindowLoop::applyLayerAction(const ui::Action& action) {
  scene::SceneDocument& document = view_->session().document();
  if (const auto* visible = std::get_if<ui::SetLayerVisible>(&action)) {
    check(document.setVisible(layerIdOf(visible->layer), visible->isVisible));
  } else if (const auto* opacity = std::get_if<ui::SetLayerOpacity>(&action)) {
    check(document.setOpacity(layerIdOf(opacity->layer), opacity->opacity));
    if (opacity->isFinal) {
      document.endStep();
    }
  } else if (const auto* moved = std::get_if<ui::MoveLayer>(&action)) {
    moveLayer(*moved);
  } else if (applyPointStyle(action)) {
    return;
  } else if (const auto* removed = std::get_if<ui::RemoveLayer>(&action)) {
    check(document.removeLayer(layerIdOf(removed->layer)));
    view_->clearSelection();
  } else if (const auto* applied = std::get_if<ui::ApplyRemedy>(&action)) {
    const std::string& named = applied->remedy.layer;
    check(document.setValues(named.empty() ? layerIdOf(applied->layer) : named, applied->remedy.settings));
  } else if (const auto* set = std::get_if<ui::SetLayerValue>(&action)) {
    check(document.setValue(layerIdOf(set->layer), set->key, set->value));
    document.endStep();
    view_->clearSelection();  // another level of detail has other objects
  } else if (const auto* described = std::get_if<ui::DescribeLayer>(&action)) {
    describeLayer(described->layer);
  } else if (const auto* allowed = std::get_if<ui::AllowLayer>(&action)) {
    allowFiles(allowed->layer);
  } else if (const auto* zoomed = std::get_if<ui::ZoomToLayer>(&action)) {
    if (const auto camera = view_->session().cameraOf(zoomed->layer, aspect())) {
      view_->navigator().flyTo(*camera);
    }
  }
}

bool WindowLoop::applyPointStyle(const ui::Action& action) {
  scene::SceneDocument& document = view_->session().document();
  const auto* colour = std::get_if<ui::SetPointColour>(&action);
  const auto* size = std::get_if<ui::SetPointSize>(&action);
  const scene::Layer* layer = document.findLayer(colour != nullptr ? colour->layer : size != nullptr ? size->layer : 0);
  if (layer == nullptr) {
    return colour != nullptr || size != nullptr;
  }
  style::LayerStyle style = layer->style;
  style.pointColour = colour != nullptr ? colour->colour : style.pointColour;
  style.pointSize = size != nullptr ? size->size : style.pointSize;
  check(document.setStyle(std::string(layer->id), style));
  if (colour != nullptr || size->isFinal) {
    document.endStep();
  }
  return true;
}

void WindowLoop::moveLayer(const ui::MoveLayer& move) {
  scene::SceneDocument& document = view_->session().document();
  const auto& layers = document.territory().layers;
  const std::string id = layerIdOf(move.layer);
  const auto found =
      std::find_if(layers.begin(), layers.end(), [&](const scene::Layer& layer) { return layer.id == id; });
  const auto place = static_cast<std::size_t>(std::distance(layers.begin(), found));
  if (move.isUp ? place + 1 < layers.size() : place > 0) {
    check(document.moveLayer(id, move.isUp ? place + 1 : place - 1));
  }
}

void WindowLoop::applyViewAction(const ui::Action& action) {
  scene::SceneDocument& document = view_->session().document();
  const auto& bookmarks = document.territory().bookmarks;
  if (const auto* look = std::get_if<ui::SetLook>(&action)) {
    view_->session().view().look = look->look;
  } else if (const auto* sun = std::get_if<ui::SetSun>(&action)) {
    view_->setSun(sun->dayOfYear, sun->hourOfDay);
  } else if (const auto* added = std::get_if<ui::AddBookmark>(&action)) {
    scene::Bookmark bookmark;
    bookmark.name = added->name;
    bookmark.camera = view_->navigator().camera();
    check(document.setBookmark(std::move(bookmark)));
  } else if (const auto* gone = std::get_if<ui::GoToBookmark>(&action)) {
    if (gone->index < bookmarks.size()) {
      view_->navigator().flyTo(bookmarks[gone->index].camera);
    }
  } else if (const auto* removed = std::get_if<ui::RemoveBookmark>(&action)) {
    if (removed->index < bookmarks.size()) {
      check(document.removeBookmark(std::string(bookmarks[removed->index].name)));
    }
  }
}

void WindowLoop::apply(ui::Command command) {
  if (command == ui::Command::FullScreen) {
    window_->setFullScreen(!window_->isFullScreen());
  } else if (command == ui::Command::Quit) {
    requestClosing();
  } else if (view_) {
    needsScene_ = true;
    applyToView(command);
  }
}

void WindowLoop::applyToView(ui::Command command) {
  scene::SceneDocument& document = view_->session().document();
  switch (command) {
    case ui::Command::Home:
      return view_->goHome(aspect());
    case ui::Command::FaceNorth:
      return view_->navigator().faceNorth();
    case ui::Command::LookDown:
      return view_->lookDown();
    case ui::Command::Screenshot:
      return takeScreenshot();
    case ui::Command::Undo:
      document.undo();
      return view_->dropLostSelection();
    case ui::Command::Redo:
      document.redo();
      return view_->dropLostSelection();
    case ui::Command::Save:
      saveTerritory(false);
      return;
    case ui::Command::ClearSelection:
      return view_->clearSelection();
    case ui::Command::ZoomToSelection: {
      const auto& selected = view_->session().view().selected;
      const auto camera = selected ? view_->session().cameraOf(*selected, aspect()) : std::nullopt;
      return camera ? view_->navigator().flyTo(*camera) : void();
    }
    case ui::Command::FullScreen:
    case ui::Command::Quit:
      return;
  }
}

void WindowLoop::takeScreenshot() {
  const std::filesystem::path folder = std::filesystem::absolute(territoryFolder_) / "captures";
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  renderer_->setQuality(render::Quality::High, 1);  // it is kept: whatever the machine, as fine as can be
  const auto image = renderer_->drawImage(size(), false);
  if (!image) {
    notify(image.error());
    return;
  }
  const auto file = freePictureFile(folder);
  const Status written = capture::writeImage(*image, file);
  check(written);
  if (written) {
    notify(Severity::Info, Message(kPictureKept, {{"file", file.string()}}));
  }
}

}  // namespace belvedere::app
