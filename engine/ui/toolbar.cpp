#include <algorithm>
#include <cmath>
#include <imgui.h>

#include "engine/ui/detail/panel_parts.h"
#include "engine/ui/detail/widgets.h"

namespace belvedere::ui {
namespace {

constexpr float kButtons = 14.0F;     // in the bar
constexpr float kTitleWidth = 22.0F;  // of the territory's name at most, in the text's size
constexpr float kToolWidth = 19.0F;   // of a tool, in the text's size
constexpr ImGuiWindowFlags kPanelFlags = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize |
                                         ImGuiWindowFlags_NoMove | ImGuiWindowFlags_AlwaysAutoResize |
                                         ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing;

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

void toolButton(const PanelContext& context, ToolbarState& state, Tool tool, const char* id, Icon icon,
                const std::string& tip) {
  const bool isOpen = state.open == tool;
  if (isOpen) {
    state.toolX = ImGui::GetCursorScreenPos().x;
  }
  if (iconButton(id, icon, context.tr(tip), isOpen)) {
    state.open = isOpen ? Tool::None : tool;
  }
  ImGui::SameLine(0.0F, 1.0F);
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
  toolButton(context, state, Tool::Sun, "##sun", Icon::Sun, N_("Sun: date and hour"));
  toolButton(context, state, Tool::Bookmarks, "##bookmarks", Icon::Bookmark, N_("Bookmarks"));
}

void drawWindowButtons(const PanelContext& context, ToolbarState& state, bool& isHelpOpen) {
  command(context, "##shot", Icon::Camera, context.tr("Save a picture of the view (F12)"), Command::Screenshot);
  command(context, "##full", Icon::FullScreen, context.tr("Full screen (F11)"), Command::FullScreen);
  toolButton(context, state, Tool::Display, "##display", Icon::Settings, N_("Quality, panels and language"));
  if (iconButton("##help", Icon::Help, context.tr("Mouse and keys (F1)"), isHelpOpen)) {
    isHelpOpen = !isHelpOpen;
  }
}

void drawSun(const PanelContext& context) {
  heading(context.tr("Sun"));
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
  heading(context.tr("Bookmarks"));
  if (context.view.bookmarks.empty()) {
    mutedText(context.tr("None yet. Go where you want to come back to, and give the view a name."));
  }
  for (std::size_t i = 0; i < context.view.bookmarks.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    ImGui::AlignTextToFramePadding();
    const float width = ImGui::GetFontSize() * kToolWidth - ImGui::GetFrameHeight() * 1.5F;
    if (ImGui::Selectable(fitted(context.view.bookmarks[i].name, width).c_str(), false, ImGuiSelectableFlags_None,
                          {width, 0.0F})) {
      context.actions.push_back(GoToBookmark{i});
    }
    ImGui::SameLine();
    if (iconButton("##remove", Icon::Remove, context.tr("Remove this bookmark"))) {
      context.actions.push_back(RemoveBookmark{i});
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

/// The open tool, under its button but not over the layers.
void drawTool(const PanelContext& context, ToolbarState& state) {
  if (state.open == Tool::None) {
    return;
  }
  const float margin = ImGui::GetStyle().WindowPadding.x;
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float width = ImGui::GetFontSize() * kToolWidth + 2.0F * margin;
  const float left = std::min(std::max(state.toolX - margin, besideLayers(context)), display.x - width - margin);
  const float top = belowToolbar();
  ImGui::SetNextWindowPos({std::max(margin, left), top});
  ImGui::SetNextWindowSizeConstraints({width, 0.0F},
                                      {width, std::max(80.0F, display.y - top - statusBarHeight() - margin)});
  if (ImGui::Begin("tool", nullptr, kPanelFlags)) {
    if (state.open == Tool::Sun) {
      drawSun(context);
    } else if (state.open == Tool::Bookmarks) {
      drawBookmarks(context, state);
    } else {
      drawDisplay(context);
    }
  }
  ImGui::End();
}

}  // namespace

float belowToolbar() {
  const ImGuiStyle& style = ImGui::GetStyle();
  return style.WindowPadding.x * 2.0F + ImGui::GetFrameHeight() + style.WindowPadding.y * 2.0F;
}

void drawToolbar(const PanelContext& context, ToolbarState& state, bool& isHelpOpen, DialogState& dialogs) {
  const float margin = ImGui::GetStyle().WindowPadding.x;
  ImGui::SetNextWindowPos({margin, margin});
  if (ImGui::Begin("toolbar", nullptr, kPanelFlags)) {
    const std::string title = context.view.territoryName + (context.view.isModified ? " •" : "");
    // The buttons come first where the window is narrow.
    const float buttons = ImGui::GetFrameHeight() * kButtons + 7.0F * ImGui::GetStyle().ItemSpacing.x;
    const float room = ImGui::GetIO().DisplaySize.x - buttons - 4.0F * margin;
    {
      const UsedFace face(Face::Medium);
      ImGui::AlignTextToFramePadding();
      fittedText(title, std::clamp(room, ImGui::GetFontSize() * 3.0F, ImGui::GetFontSize() * kTitleWidth));
    }
    separate();
    if (iconButton("##open", Icon::Open, context.tr("Open another territory (Ctrl+O)"))) {
      showDialog(dialogs, Dialog::OpenTerritory);
    }
    ImGui::SameLine(0.0F, 1.0F);
    command(context, "##save", Icon::Save, context.tr("Save the territory (Ctrl+S)"), Command::Save,
            context.view.isModified);
    separate();
    drawViewButtons(context);
    separate();
    drawLookButtons(context, state);
    separate();
    command(context, "##undo", Icon::Undo, context.tr("Undo (Ctrl+Z)"), Command::Undo, context.view.canUndo);
    command(context, "##redo", Icon::Redo, context.tr("Redo (Ctrl+Y)"), Command::Redo, context.view.canRedo);
    separate();
    drawWindowButtons(context, state, isHelpOpen);
    state.right = ImGui::GetWindowPos().x + ImGui::GetWindowWidth();
  }
  ImGui::End();
  drawTool(context, state);
}

}  // namespace belvedere::ui
