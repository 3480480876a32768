#include <algorithm>
#include <ctime>
#include <fmt/chrono.h>

#include "engine/app/detail/window_loop.h"
#include "engine/capture/image_writer.h"

namespace belvedere::app {
namespace {

constexpr MessageId kPictureKept{"window-picture-kept", N_("The picture is in {file}.")};
constexpr MessageId kTerritorySaved{"window-territory-saved", N_("The territory was saved.")};
constexpr float kScaleStep = 1.1F;
constexpr float kSmallestScale = 0.75F;
constexpr float kLargestScale = 3.0F;

std::string pictureName() {
  const LocalTime now =
      localTime(std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now()), "UTC");
  const int seconds = static_cast<int>(now.hourOfDay * 3600.0);
  return fmt::format("{:04}-{:02}-{:02}-{:06}.png", now.year, now.month, now.day,
                     seconds / 3600 * 10000 + seconds / 60 % 60 * 100 + seconds % 60);
}

}  // namespace

std::string WindowLoop::layerIdOf(scene::LayerId layer) const {
  const scene::Layer* found = view_ ? view_->session().document().findLayer(layer) : nullptr;
  return found != nullptr ? found->id : std::string();
}

void WindowLoop::apply(ViewRequest request) {
  if (!view_) {
    return;
  }
  switch (request) {
    case ViewRequest::Select:
      view_->select(size());
      needsScene_ = true;
      return;
    case ViewRequest::ClearSelection:
      notices_.clear();
      return apply(ui::Command::ClearSelection);
    case ViewRequest::Home:
      return apply(ui::Command::Home);
    case ViewRequest::TogglePanels:
      return panels_.togglePanels();
    case ViewRequest::ToggleHelp:
      return panels_.toggleHelp();
    case ViewRequest::ToggleLook: {
      const bool isRealistic = view_->session().view().look == scene::Look::Realistic;
      return apply(ui::Action(ui::SetLook{isRealistic ? scene::Look::Maquette : scene::Look::Realistic}));
    }
    case ViewRequest::ToggleFullScreen:
      return apply(ui::Command::FullScreen);
    case ViewRequest::Screenshot:
      return apply(ui::Command::Screenshot);
    case ViewRequest::Undo:
      return apply(ui::Command::Undo);
    case ViewRequest::Redo:
      return apply(ui::Command::Redo);
    case ViewRequest::Save:
      return apply(ui::Command::Save);
    case ViewRequest::LargerInterface:
      return setScale(environment_.settings.interfaceScale * kScaleStep);
    case ViewRequest::SmallerInterface:
      return setScale(environment_.settings.interfaceScale / kScaleStep);
  }
}

void WindowLoop::setScale(float scale) {
  environment_.settings.interfaceScale = std::clamp(scale, kSmallestScale, kLargestScale);
  save();
}

void WindowLoop::apply(const ui::Action& action) {
  if (const auto* command = std::get_if<ui::Command>(&action)) {
    apply(*command);
  } else if (const auto* open = std::get_if<ui::OpenTerritory>(&action)) {
    beginOpening(open->path);
  } else if (const auto* dismissed = std::get_if<ui::DismissNotice>(&action)) {
    if (dismissed->index < notices_.size()) {
      notices_.erase(notices_.begin() + static_cast<std::ptrdiff_t>(dismissed->index));
    }
  } else if (const auto* theme = std::get_if<ui::SetTheme>(&action)) {
    isDark_ = theme->isDark;
    save();
  } else if (const auto* language = std::get_if<ui::SetLanguage>(&action)) {
    const Language chosen = language->isFrench ? Language::French : Language::English;
    environment_.translator = Translator(chosen, environment_.resources.localeFolder());
    environment_.settings.language = language->isFrench ? "fr" : "en";
    save();
  } else if (view_) {
    applyLayerAction(action);
    applyViewAction(action);
    needsScene_ = true;
  }
  if (view_) {
    view_->session().view().isDark = isDark_;
    needsScene_ = true;
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
    const auto& layers = document.territory().layers;
    const std::string id = layerIdOf(moved->layer);
    const auto found =
        std::find_if(layers.begin(), layers.end(), [&](const scene::Layer& layer) { return layer.id == id; });
    const auto place = static_cast<std::size_t>(std::distance(layers.begin(), found));
    if (moved->isUp || place > 0) {
      check(document.moveLayer(id, moved->isUp ? place + 1 : place - 1));
    }
  } else if (const auto* removed = std::get_if<ui::RemoveLayer>(&action)) {
    check(document.removeLayer(layerIdOf(removed->layer)));
    view_->clearSelection();
  } else if (const auto* allowed = std::get_if<ui::AllowLayer>(&action)) {
    allowFiles(allowed->layer);
  } else if (const auto* zoomed = std::get_if<ui::ZoomToLayer>(&action)) {
    if (const auto camera = view_->session().cameraOf(zoomed->layer, aspect())) {
      view_->navigator().flyTo(*camera);
    }
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
    return window_->setFullScreen(!window_->isFullScreen());
  }
  if (command == ui::Command::Quit) {
    isQuitting_ = true;
    return;
  }
  if (!view_) {
    return;
  }
  scene::SceneDocument& document = view_->session().document();
  needsScene_ = true;
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
      return document.undo();
    case ui::Command::Redo:
      return document.redo();
    case ui::Command::Save: {
      const Status saved = document.save();
      check(saved);
      return saved ? notify(Severity::Info, Message(kTerritorySaved)) : void();
    }
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
  const std::filesystem::path folder = std::filesystem::absolute(territoryPath_) / "captures";
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  const auto image = renderer_->drawImage(size(), false);
  if (!image) {
    notify(image.error());
    return;
  }
  const auto file = folder / pictureName();
  const Status written = capture::writeImage(*image, file);
  check(written);
  if (written) {
    notify(Severity::Info, Message(kPictureKept, {{"file", file.string()}}));
  }
}

}  // namespace belvedere::app
