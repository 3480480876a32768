#include <cmath>
#include <imgui.h>

#include "engine/ui/detail/panel_parts.h"
#include "engine/ui/detail/widgets.h"

namespace belvedere::ui {
namespace {

void separate() {
  ImGui::SameLine();
  ImGui::Dummy({ImGui::GetStyle().ItemSpacing.x * 0.5F, 1.0F});
  ImGui::SameLine();
}

void command(const PanelContext& context, const char* id, Icon icon, const std::string& tip, Command what,
             bool isUsable = true) {
  ImGui::BeginDisabled(!isUsable);
  if (iconButton(id, icon, tip)) {
    context.actions.push_back(what);
  }
  ImGui::EndDisabled();
  ImGui::SameLine(0.0F, 1.0F);
}

void drawViewButtons(const PanelContext& context) {
  command(context, "##home", Icon::Home, context.tr("Whole territory (Home)"), Command::Home);
  command(context, "##north", Icon::North, context.tr("North up (N)"), Command::FaceNorth);
  command(context, "##down", Icon::TopView, context.tr("From above, or obliquely again (T)"), Command::LookDown);
}

void drawLookButtons(const PanelContext& context, ToolbarState& state) {
  const bool isRealistic = context.view.look == scene::Look::Realistic;
  if (iconButton("##look", Icon::Look,
                 context.tr(isRealistic ? N_("Realistic look; switch to the model (L)")
                                        : N_("Model look; switch to the realistic one (L)")),
                 isRealistic)) {
    context.actions.push_back(SetLook{isRealistic ? scene::Look::Maquette : scene::Look::Realistic});
  }
  ImGui::SameLine(0.0F, 1.0F);
  if (iconButton("##sun", Icon::Sun, context.tr("Sun: date and hour"), state.isSunOpen)) {
    state.isSunOpen = !state.isSunOpen;
  }
  ImGui::SameLine(0.0F, 1.0F);
  if (iconButton("##bookmarks", Icon::Bookmark, context.tr("Bookmarks"), state.areBookmarksOpen)) {
    state.areBookmarksOpen = !state.areBookmarksOpen;
  }
}

void drawWindowButtons(const PanelContext& context) {
  command(context, "##shot", Icon::Camera, context.tr("Save a picture of the view (F12)"), Command::Screenshot);
  command(context, "##full", Icon::FullScreen, context.tr("Full screen (F11)"), Command::FullScreen);
  if (iconButton("##theme", context.view.isDark ? Icon::Moon : Icon::Sun, context.tr("Light or dark panels"))) {
    context.actions.push_back(SetTheme{!context.view.isDark});
  }
  ImGui::SameLine(0.0F, 1.0F);
  const bool isFrench = context.translator.language() == Language::French;
  if (ImGui::Button(isFrench ? "FR" : "EN", {ImGui::GetFrameHeight() * 1.35F, 0.0F})) {
    context.actions.push_back(SetLanguage{!isFrench});
  }
  tooltip(isFrench ? "Switch to English" : "Passer en français");
}

void drawSun(const PanelContext& context) {
  ImGui::Separator();
  int day = context.view.dayOfYear;
  auto hour = static_cast<float>(context.view.hourOfDay);
  ImGui::TextUnformatted(context.view.timeText.c_str());
  bool isChanged = false;
  ImGui::SetNextItemWidth(ImGui::GetFontSize() * 11.0F);
  isChanged |= ImGui::SliderFloat("##hour", &hour, 0.0F, 23.99F, "", ImGuiSliderFlags_AlwaysClamp);
  ImGui::SameLine();
  mutedText(context.tr("Hour"));
  ImGui::SetNextItemWidth(ImGui::GetFontSize() * 11.0F);
  isChanged |= ImGui::SliderInt("##day", &day, 1, 365, "", ImGuiSliderFlags_AlwaysClamp);
  ImGui::SameLine();
  mutedText(context.tr("Day of the year"));
  if (isChanged) {
    const double quarters = std::round(static_cast<double>(hour) * 12.0) / 12.0;  // steps of five minutes
    context.actions.push_back(SetSun{day, quarters});
  }
}

void drawBookmarks(const PanelContext& context, ToolbarState& state) {
  ImGui::Separator();
  for (std::size_t i = 0; i < context.view.bookmarks.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    if (iconButton("##remove", Icon::Remove, context.tr("Remove this bookmark"))) {
      context.actions.push_back(RemoveBookmark{i});
    }
    ImGui::SameLine();
    ImGui::AlignTextToFramePadding();
    if (ImGui::Selectable(context.view.bookmarks[i].name.c_str())) {
      context.actions.push_back(GoToBookmark{i});
    }
    ImGui::PopID();
  }
  ImGui::SetNextItemWidth(ImGui::GetFontSize() * 11.0F);
  const bool isEntered =
      ImGui::InputTextWithHint("##name", context.tr("Name of this view").c_str(), state.bookmarkName.data(),
                               state.bookmarkName.size(), ImGuiInputTextFlags_EnterReturnsTrue);
  ImGui::SameLine();
  if ((ImGui::Button(context.tr("Keep").c_str()) || isEntered) && state.bookmarkName[0] != '\0') {
    context.actions.push_back(AddBookmark{state.bookmarkName.data()});
    state.bookmarkName.fill('\0');
  }
}

}  // namespace

void drawToolbar(const PanelContext& context, ToolbarState& state) {
  const float margin = ImGui::GetStyle().WindowPadding.x;
  ImGui::SetNextWindowPos({margin, margin});
  const ImGuiWindowFlags flags = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                                 ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings;
  if (ImGui::Begin("toolbar", nullptr, flags)) {
    const std::string title = context.view.territoryName + (context.view.isModified ? " •" : "");
    {
      const UsedFace face(Face::Medium);
      ImGui::AlignTextToFramePadding();
      ImGui::TextUnformatted(title.c_str());
    }
    separate();
    drawViewButtons(context);
    separate();
    drawLookButtons(context, state);
    separate();
    command(context, "##undo", Icon::Undo, context.tr("Undo (Ctrl+Z)"), Command::Undo, context.view.canUndo);
    command(context, "##redo", Icon::Redo, context.tr("Redo (Ctrl+Y)"), Command::Redo, context.view.canRedo);
    command(context, "##save", Icon::Save, context.tr("Save the territory (Ctrl+S)"), Command::Save,
            context.view.isModified);
    separate();
    drawWindowButtons(context);
    if (state.isSunOpen) {
      drawSun(context);
    }
    if (state.areBookmarksOpen) {
      drawBookmarks(context, state);
    }
  }
  ImGui::End();
}

}  // namespace belvedere::ui
