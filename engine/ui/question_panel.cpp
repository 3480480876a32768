#include <algorithm>
#include <imgui.h>

#include "engine/ui/detail/panel_parts.h"
#include "engine/ui/detail/widgets.h"

namespace belvedere::ui {
namespace {

constexpr MessageId kUnsavedOnClose{"window-unsaved-on-close", N_("Save the changes to {name} before closing?")};
constexpr MessageId kUnsavedOnOpen{"window-unsaved-on-open",
                                   N_("Save the changes to {name} before opening another territory?")};
constexpr MessageId kChangedOnDisk{
    "window-changed-on-disk", N_("{name} was changed on the disk by somebody else. Replace their changes by yours?")};
constexpr const char* kId = "question";

const MessageId& textOf(QuestionKind kind) {
  switch (kind) {
    case QuestionKind::UnsavedOnClose:
      return kUnsavedOnClose;
    case QuestionKind::UnsavedOnOpen:
      return kUnsavedOnOpen;
    case QuestionKind::ChangedOnDisk:
      break;
  }
  return kChangedOnDisk;
}

void drawAnswers(const PanelContext& context, QuestionKind kind) {
  const auto offer = [&](const std::string& label, Answer answer) {
    if (ImGui::Button(label.c_str())) {
      context.actions.push_back(AnswerQuestion{answer});
    }
    ImGui::SameLine();
  };
  const bool isConflict = kind == QuestionKind::ChangedOnDisk;
  ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(ImGuiCol_CheckMark));
  ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_PopupBg));
  offer(context.tr(isConflict ? N_("Replace") : N_("Save (Enter)")), Answer::Save);
  ImGui::PopStyleColor(2);
  if (!isConflict) {
    offer(context.tr("Do not save"), Answer::Discard);
  }
  offer(context.tr("Cancel (Esc)"), Answer::Cancel);
  ImGui::NewLine();
  if (!isConflict && ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Enter), false)) {
    context.actions.push_back(AnswerQuestion{Answer::Save});
  }
}

}  // namespace

void drawQuestion(const PanelContext& context) {
  const bool isAsked = context.view.question.has_value();
  if (isAsked && !ImGui::IsPopupOpen(kId)) {
    ImGui::OpenPopup(kId);
  }
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  const float width = std::min(480.0F * context.view.interfaceScale, display.x * 0.9F);
  ImGui::SetNextWindowPos({display.x * 0.5F, display.y * 0.5F}, ImGuiCond_Always, {0.5F, 0.5F});
  ImGui::SetNextWindowSizeConstraints({width, 0.0F}, {width, display.y * 0.9F});
  const ImGuiWindowFlags flags = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                                 ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoSavedSettings;
  if (!ImGui::BeginPopupModal(kId, nullptr, flags)) {
    return;
  }
  if (isAsked) {
    const Question& question = *context.view.question;
    {
      const UsedFace face(Face::Medium);
      wrappedText(context.translator.text(Message(textOf(question.kind), {{"name", question.name}})),
                  ImGui::GetStyleColorVec4(ImGuiCol_Text));
    }
    ImGui::Spacing();
    drawAnswers(context, question.kind);
  } else {
    ImGui::CloseCurrentPopup();
  }
  ImGui::EndPopup();
}

}  // namespace belvedere::ui
