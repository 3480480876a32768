#include <algorithm>
#include <imgui.h>

#include "engine/ui/detail/panel_parts.h"
#include "engine/ui/detail/widgets.h"

namespace belvedere::ui {
namespace {

constexpr float kWidth = 560.0F;
constexpr float kPendingWidth = 360.0F;
constexpr ImGuiWindowFlags kFlags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_AlwaysAutoResize |
                                    ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                                    ImGuiWindowFlags_NoFocusOnAppearing;

void drawNotice(const PanelContext& context, const Notice& notice, std::size_t index) {
  const Palette palette = paletteFor(context.view.isDark);
  const bool isInfo = notice.severity == Severity::Info;
  const ImVec4 colour = isInfo                                 ? palette.accent
                        : notice.severity == Severity::Warning ? palette.warning
                                                               : palette.error;
  const float side = ImGui::GetFrameHeight();
  const float right = ImGui::GetWindowContentRegionMax().x - side;
  iconText(isInfo ? Icon::Info : Icon::Warning, colour);
  ImGui::PushTextWrapPos(right - ImGui::GetStyle().ItemSpacing.x);
  ImGui::BeginGroup();
  ImGui::TextUnformatted(notice.text.c_str());
  if (!notice.hint.empty()) {
    ImGui::PushStyleColor(ImGuiCol_Text, palette.muted);
    ImGui::TextUnformatted(notice.hint.c_str());
    ImGui::PopStyleColor();
  }
  ImGui::EndGroup();
  ImGui::PopTextWrapPos();
  ImGui::SameLine(right);
  ImGui::SetCursorPosY(ImGui::GetStyle().WindowPadding.y * 0.5F);
  if (iconButton("##close", Icon::Close, context.tr("Close (Esc)"))) {
    context.actions.push_back(DismissNotice{index});
  }
}

}  // namespace

void drawNotices(const PanelContext& context) {
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float width = std::min(kWidth * context.view.interfaceScale, display.x * 0.6F);
  float top = belowToolbar();
  for (std::size_t i = 0; i < context.view.notices.size(); ++i) {
    ImGui::SetNextWindowPos({(display.x - width) * 0.5F, top});
    ImGui::SetNextWindowSizeConstraints({width, 0.0F}, {width, display.y * 0.5F});
    if (ImGui::Begin(("notice" + std::to_string(i)).c_str(), nullptr, kFlags)) {
      drawNotice(context, context.view.notices[i], i);
    }
    top += ImGui::GetWindowHeight() + ImGui::GetStyle().ItemSpacing.y;
    ImGui::End();
  }
}

void drawPending(const PanelContext& context) {
  if (context.view.pending.empty()) {
    return;
  }
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float width = std::min(kPendingWidth * context.view.interfaceScale, display.x * 0.6F);
  // In the middle of an empty window, else out of the way above the status bar.
  const float y = context.view.hasTerritory ? display.y - statusBarHeight() - ImGui::GetStyle().WindowPadding.y * 4.0F
                                            : display.y * 0.5F;
  ImGui::SetNextWindowPos({display.x * 0.5F, y}, ImGuiCond_Always, {0.5F, context.view.hasTerritory ? 1.0F : 0.5F});
  ImGui::SetNextWindowSizeConstraints({width, 0.0F}, {width, display.y * 0.5F});
  if (ImGui::Begin("pending", nullptr, kFlags | ImGuiWindowFlags_NoNav)) {
    for (const PendingWork& work : context.view.pending) {
      fittedText(work.text, ImGui::GetContentRegionAvail().x);
      progressBar(work.fraction);
    }
  }
  ImGui::End();
}

}  // namespace belvedere::ui
