#include "engine/ui/detail/path_field.h"

#include <algorithm>
#include <imgui.h>

#include "engine/core/web_address.h"
#include "engine/ui/detail/path_completion.h"
#include "engine/ui/detail/widgets.h"

namespace belvedere::ui {
namespace {

constexpr std::size_t kMostRows = 100;  // offered; who looks for more types more of the name
constexpr std::size_t kRowsInSight = 9;

/// What can be chosen below the field, in a frame.
struct Choices {
  TypedPath typed;
  std::filesystem::path folder;                   ///< in which the entries lie
  std::vector<const FolderEntry*> entries;        ///< empty while recent ones are shown
  std::span<const std::filesystem::path> recent;  ///< empty while entries are shown
  std::size_t leftOut = 0;                        ///< entries for which there is no row
  bool isListed = false;                          ///< the listing of the folder is here
  int count() const { return static_cast<int>(recent.empty() ? entries.size() : recent.size()); }
};

void setText(PathFieldState& state, const std::string& text) {
  if (text.size() < state.text.size()) {
    std::copy(text.c_str(), text.c_str() + text.size() + 1, state.text.begin());
  }
  state.chosen = -1;
  state.isTouched = true;
  state.wantsFocus = true;
  state.isCaretToEnd = true;
}

/// What a text stands for: an address, or a path from the base on.
std::filesystem::path placeOf(const PathFieldWish& wish, std::string_view text) {
  const std::filesystem::path path = typedPath(text);
  return path.empty() ? wish.base : isWebAddress(path.native()) ? path : wish.base / path;
}

void askForListing(const PanelContext& context, PathFieldState& state, const std::filesystem::path& folder) {
  if (state.asked != folder) {
    state.asked = folder;
    context.actions.push_back(ListFolder{folder});
  }
}

Choices choicesOf(const PanelContext& context, PathFieldState& state, const PathFieldWish& wish) {
  Choices choices;
  choices.typed = splitPath(state.text.data());
  if (!wish.recent.empty() && (!state.isTouched || state.text[0] == '\0')) {
    choices.recent = wish.recent;
    return choices;
  }
  if (isWebAddress(typedPath(state.text.data()).native())) {
    return choices;
  }
  choices.folder = placeOf(wish, choices.typed.folder);
  askForListing(context, state, choices.folder);
  const FolderListing* listing = context.view.listing;
  if (listing != nullptr && listing->folder == choices.folder) {
    choices.isListed = true;
    choices.entries = matchingEntries(*listing, choices.typed.name, wish.wantsFiles);
    choices.leftOut = choices.entries.size() - std::min(choices.entries.size(), kMostRows);
    choices.entries.resize(choices.entries.size() - choices.leftOut);
  }
  return choices;
}

/// What the text field's keys reach.
struct Typing {
  PathFieldState& state;
  const Choices& choices;
};

void complete(ImGuiInputTextCallbackData& data, const Typing& typing) {
  typing.state.isTouched = true;
  if (typing.choices.leftOut > 0) {
    return;  // what all have in common is not known
  }
  const std::string text = completedPath(typing.choices.typed, typing.choices.entries);
  if (typing.choices.isListed && text != std::string_view(data.Buf, static_cast<std::size_t>(data.BufTextLen))) {
    data.DeleteChars(0, data.BufTextLen);
    data.InsertChars(0, text.c_str());
    typing.state.chosen = -1;
  }
}

int takeKeys(ImGuiInputTextCallbackData* data) {
  const Typing& typing = *static_cast<const Typing*>(data->UserData);
  PathFieldState& state = typing.state;
  if (data->EventFlag == ImGuiInputTextFlags_CallbackCompletion) {
    complete(*data, typing);
  } else if (data->EventFlag == ImGuiInputTextFlags_CallbackHistory) {
    const int step = data->EventKey == ImGuiKey_DownArrow ? 1 : -1;
    state.chosen = std::clamp(state.chosen + step, -1, typing.choices.count() - 1);
    state.isChoiceMoved = true;
  } else if (data->EventFlag == ImGuiInputTextFlags_CallbackEdit) {
    state.isTouched = true;
    state.chosen = -1;
  } else if (state.isCaretToEnd) {
    state.isCaretToEnd = false;
    data->CursorPos = data->BufTextLen;
    data->ClearSelection();
  }
  return 0;
}

/// Whether the user took what is typed or chosen.
bool drawLine(PathFieldState& state, const PathFieldWish& wish, const Choices& choices) {
  const float button = ImGui::CalcTextSize(wish.button.c_str()).x + ImGui::GetStyle().FramePadding.x * 2.0F;
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - button - ImGui::GetStyle().ItemSpacing.x);
  if (state.wantsFocus) {
    ImGui::SetKeyboardFocusHere();
    state.wantsFocus = false;
  }
  Typing typing{state, choices};
  const ImGuiInputTextFlags flags = ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_CallbackCompletion |
                                    ImGuiInputTextFlags_CallbackHistory | ImGuiInputTextFlags_CallbackEdit |
                                    ImGuiInputTextFlags_CallbackAlways;
  const bool isEntered = ImGui::InputTextWithHint("##path", wish.hint.c_str(), state.text.data(), state.text.size(),
                                                  flags, takeKeys, &typing);
  ImGui::SameLine();
  return ImGui::Button(wish.button.c_str()) || isEntered;
}

/// One row of what can be chosen; whether it was pressed.
bool drawRow(PathFieldState& state, int number, const std::string& name, const std::string& remark) {
  const float width = ImGui::GetContentRegionAvail().x;
  const float nameWidth = remark.empty() ? width : width * 0.45F;
  const bool isPressed = ImGui::Selectable((fitted(name, nameWidth) + "###row").c_str(), state.chosen == number);
  if (state.chosen == number && state.isChoiceMoved) {
    state.isChoiceMoved = false;
    if (!ImGui::IsItemVisible()) {
      ImGui::SetScrollHereY();
    }
  }
  if (!remark.empty()) {
    ImGui::SameLine(nameWidth + ImGui::GetStyle().ItemSpacing.x);
    ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
    fittedText(remark, ImGui::GetContentRegionAvail().x);
    ImGui::PopStyleColor();
  }
  return isPressed;
}

/// The number of the row that was pressed.
std::optional<int> drawRows(const PanelContext& context, PathFieldState& state, const Choices& choices) {
  std::optional<int> pressed;
  const auto rows = static_cast<float>(std::min(static_cast<std::size_t>(choices.count()), kRowsInSight));
  if (rows == 0.0F) {
    return std::nullopt;
  }
  // Names stand below what is typed, and what marks the chosen one goes from edge to edge.
  const ImGuiStyle& style = ImGui::GetStyle();
  const ImVec2 inset(style.FramePadding.x, style.ItemSpacing.y * 0.5F);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, inset);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(inset.x * 2.0F, style.ItemSpacing.y));
  const ImVec2 size(0.0F, rows * ImGui::GetTextLineHeightWithSpacing());
  if (ImGui::BeginChild("rows", size, false, ImGuiWindowFlags_AlwaysUseWindowPadding)) {
    for (int i = 0; i < choices.count(); ++i) {
      const auto place = static_cast<std::size_t>(i);
      ImGui::PushID(i);
      bool isPressed = false;
      if (choices.recent.empty()) {
        const FolderEntry& entry = *choices.entries[place];
        isPressed = drawRow(state, i, entry.name + (entry.isFolder ? "/" : ""),
                            entry.isTerritory ? context.tr("Territory") : std::string());
      } else {
        // Two towns may have folders of the same name.
        isPressed =
            drawRow(state, i, choices.recent[place].filename().string(), choices.recent[place].parent_path().string());
      }
      ImGui::PopID();
      pressed = isPressed ? std::optional(i) : pressed;
    }
  }
  ImGui::EndChild();
  ImGui::PopStyleVar(2);
  return pressed;
}

/// What a chosen row stands for; a folder that leads on is gone into instead.
std::optional<std::filesystem::path> takeRow(PathFieldState& state, const PathFieldWish& wish, const Choices& choices,
                                             int number) {
  const auto place = static_cast<std::size_t>(number);
  if (!choices.recent.empty()) {
    return choices.recent[place];
  }
  const FolderEntry& entry = *choices.entries[place];
  const std::string text = choices.typed.folder + entry.name;
  if (entry.isFolder && (wish.wantsFiles || !entry.isTerritory)) {
    setText(state, text + "/");
    return std::nullopt;
  }
  return placeOf(wish, text);
}

void drawCaption(const PanelContext& context, const Choices& choices) {
  const std::string folder = choices.folder.string();
  if (!choices.recent.empty() || choices.isListed) {
    ImGui::Separator();
    ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
    fittedText(choices.isListed ? folder : context.tr("Recent territories"), ImGui::GetContentRegionAvail().x);
    ImGui::PopStyleColor();
  }
}

void drawRemarks(const PanelContext& context, const Choices& choices) {
  if (choices.leftOut > 0) {
    mutedText(substitute(context.tr("and {number} more"),
                         {{"number", context.translator.number(static_cast<double>(choices.leftOut), 0)}}));
  } else if (choices.isListed && choices.entries.empty() && !choices.typed.name.empty()) {
    mutedText(context.tr("Nothing there begins like this."));
  }
}

}  // namespace

std::optional<std::filesystem::path> drawPathField(const PanelContext& context, PathFieldState& state,
                                                   const PathFieldWish& wish) {
  const Choices choices = choicesOf(context, state, wish);
  state.chosen = std::min(state.chosen, choices.count() - 1);
  const bool isTaken = drawLine(state, wish, choices);
  drawCaption(context, choices);
  const std::optional<int> pressed = drawRows(context, state, choices);
  drawRemarks(context, choices);
  const int row = pressed.value_or(isTaken ? state.chosen : -1);
  if (row >= 0) {
    return takeRow(state, wish, choices, row);
  }
  if (!isTaken) {
    return std::nullopt;
  }
  state.wantsFocus = true;  // Enter has taken it away
  return typedPath(state.text.data()).empty() ? std::nullopt : std::optional(placeOf(wish, state.text.data()));
}

}  // namespace belvedere::ui
