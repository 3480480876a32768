#include "engine/ui/detail/widgets.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <imgui.h>

namespace belvedere::ui {
namespace {

/// A pen over a square from (0, 0) to (1, 1).
class Pen {
 public:
  Pen(const ImVec2& corner, float size, const ImVec4& colour)
      : list_(*ImGui::GetWindowDrawList()),
        corner_(corner),
        size_(size),
        colour_(ImGui::ColorConvertFloat4ToU32(colour)),
        width_(std::max(1.3F, size * 0.095F)) {}

  void line(float x1, float y1, float x2, float y2) { list_.AddLine(at(x1, y1), at(x2, y2), colour_, width_); }
  void circle(float x, float y, float radius) { list_.AddCircle(at(x, y), radius * size_, colour_, 24, width_); }
  void dot(float x, float y, float radius) { list_.AddCircleFilled(at(x, y), radius * size_, colour_, 20); }
  void box(float x1, float y1, float x2, float y2) {
    list_.AddRect(at(x1, y1), at(x2, y2), colour_, size_ * 0.08F, 0, width_);
  }
  void triangle(float x1, float y1, float x2, float y2, float x3, float y3) {
    list_.AddTriangleFilled(at(x1, y1), at(x2, y2), at(x3, y3), colour_);
  }
  void curve(float x1, float y1, float x2, float y2, float x3, float y3, float x4, float y4) {
    list_.AddBezierCubic(at(x1, y1), at(x2, y2), at(x3, y3), at(x4, y4), colour_, width_);
  }
  void arc(float x, float y, float radius, float from, float to) {
    list_.PathArcTo(at(x, y), radius * size_, from, to, 20);
    list_.PathStroke(colour_, 0, width_);
  }

 private:
  ImVec2 at(float x, float y) const { return {corner_.x + x * size_, corner_.y + y * size_}; }

  ImDrawList& list_;
  ImVec2 corner_;
  float size_;
  ImU32 colour_;
  float width_;
};

void drawEye(Pen& pen, bool isOpen) {
  pen.curve(0.06F, 0.5F, 0.3F, 0.14F, 0.7F, 0.14F, 0.94F, 0.5F);
  pen.curve(0.06F, 0.5F, 0.3F, 0.86F, 0.7F, 0.86F, 0.94F, 0.5F);
  pen.dot(0.5F, 0.5F, 0.14F);
  if (!isOpen) {
    pen.line(0.14F, 0.9F, 0.86F, 0.1F);
  }
}

void drawTarget(Pen& pen) {
  pen.circle(0.5F, 0.5F, 0.3F);
  pen.line(0.5F, 0.0F, 0.5F, 0.32F);
  pen.line(0.5F, 0.68F, 0.5F, 1.0F);
  pen.line(0.0F, 0.5F, 0.32F, 0.5F);
  pen.line(0.68F, 0.5F, 1.0F, 0.5F);
}

void drawSun(Pen& pen) {
  pen.circle(0.5F, 0.5F, 0.2F);
  for (int i = 0; i < 8; ++i) {
    const float angle = static_cast<float>(i) * 0.785398F;
    pen.line(0.5F + 0.32F * std::cos(angle), 0.5F + 0.32F * std::sin(angle), 0.5F + 0.46F * std::cos(angle),
             0.5F + 0.46F * std::sin(angle));
  }
}

void drawTurn(Pen& pen, bool isLeft) {
  const auto x = [&](float value) { return isLeft ? value : 1.0F - value; };
  pen.curve(x(0.12F), 0.4F, x(0.7F), 0.3F, x(0.98F), 0.5F, x(0.7F), 0.86F);
  pen.line(x(0.12F), 0.4F, x(0.36F), 0.18F);
  pen.line(x(0.12F), 0.4F, x(0.36F), 0.62F);
}

void drawNavigation(Pen& pen, Icon icon) {
  switch (icon) {
    case Icon::Home:
      pen.line(0.06F, 0.52F, 0.5F, 0.1F);
      pen.line(0.5F, 0.1F, 0.94F, 0.52F);
      pen.line(0.2F, 0.42F, 0.2F, 0.9F);
      pen.line(0.8F, 0.42F, 0.8F, 0.9F);
      pen.line(0.2F, 0.9F, 0.8F, 0.9F);
      return;
    case Icon::North:
      pen.triangle(0.5F, 0.02F, 0.28F, 0.55F, 0.72F, 0.55F);
      pen.line(0.5F, 0.55F, 0.5F, 0.98F);
      return;
    case Icon::TopView:
      pen.box(0.12F, 0.12F, 0.88F, 0.88F);
      pen.line(0.12F, 0.5F, 0.88F, 0.5F);
      pen.line(0.5F, 0.12F, 0.5F, 0.88F);
      return;
    case Icon::FullScreen:
      for (const float x : {0.1F, 0.9F}) {
        for (const float y : {0.1F, 0.9F}) {
          pen.line(x, y, x + (x < 0.5F ? 0.26F : -0.26F), y);
          pen.line(x, y, x, y + (y < 0.5F ? 0.26F : -0.26F));
        }
      }
      return;
    default:
      drawTarget(pen);
  }
}

void drawObject(Pen& pen, Icon icon) {
  switch (icon) {
    case Icon::Camera:
      pen.box(0.06F, 0.26F, 0.94F, 0.86F);
      pen.circle(0.5F, 0.56F, 0.18F);
      pen.line(0.34F, 0.26F, 0.4F, 0.14F);
      pen.line(0.4F, 0.14F, 0.6F, 0.14F);
      pen.line(0.6F, 0.14F, 0.66F, 0.26F);
      return;
    case Icon::Moon:
      pen.arc(0.5F, 0.5F, 0.36F, 0.6F, 5.0F);
      pen.arc(0.68F, 0.36F, 0.32F, 1.25F, 4.35F);
      return;
    case Icon::Look:
      pen.line(0.1F, 0.72F, 0.5F, 0.92F);
      pen.line(0.5F, 0.92F, 0.9F, 0.72F);
      pen.line(0.1F, 0.32F, 0.5F, 0.52F);
      pen.line(0.5F, 0.52F, 0.9F, 0.32F);
      pen.line(0.1F, 0.32F, 0.5F, 0.12F);
      pen.line(0.5F, 0.12F, 0.9F, 0.32F);
      pen.line(0.1F, 0.32F, 0.1F, 0.72F);
      pen.line(0.5F, 0.52F, 0.5F, 0.92F);
      pen.line(0.9F, 0.32F, 0.9F, 0.72F);
      return;
    case Icon::Save:
      pen.line(0.5F, 0.08F, 0.5F, 0.6F);
      pen.line(0.5F, 0.6F, 0.28F, 0.4F);
      pen.line(0.5F, 0.6F, 0.72F, 0.4F);
      pen.line(0.12F, 0.62F, 0.12F, 0.9F);
      pen.line(0.12F, 0.9F, 0.88F, 0.9F);
      pen.line(0.88F, 0.9F, 0.88F, 0.62F);
      return;
    case Icon::Open:
      pen.line(0.06F, 0.84F, 0.06F, 0.2F);
      pen.line(0.06F, 0.2F, 0.38F, 0.2F);
      pen.line(0.38F, 0.2F, 0.48F, 0.34F);
      pen.line(0.48F, 0.34F, 0.94F, 0.34F);
      pen.line(0.94F, 0.34F, 0.94F, 0.84F);
      pen.line(0.94F, 0.84F, 0.06F, 0.84F);
      return;
    case Icon::Settings:
      for (const auto& [y, x] : {std::pair{0.2F, 0.34F}, std::pair{0.5F, 0.68F}, std::pair{0.8F, 0.3F}}) {
        pen.line(0.06F, y, 0.94F, y);
        pen.dot(x, y, 0.12F);
      }
      return;
    case Icon::Bookmark:
      pen.line(0.26F, 0.08F, 0.74F, 0.08F);
      pen.line(0.26F, 0.08F, 0.26F, 0.92F);
      pen.line(0.74F, 0.08F, 0.74F, 0.92F);
      pen.line(0.26F, 0.92F, 0.5F, 0.7F);
      pen.line(0.74F, 0.92F, 0.5F, 0.7F);
      return;
    default:
      pen.circle(0.5F, 0.5F, 0.42F);
  }
}

void drawSign(Pen& pen, Icon icon) {
  switch (icon) {
    case Icon::Up:
      pen.line(0.2F, 0.64F, 0.5F, 0.34F);
      pen.line(0.5F, 0.34F, 0.8F, 0.64F);
      return;
    case Icon::Down:
      pen.line(0.2F, 0.36F, 0.5F, 0.66F);
      pen.line(0.5F, 0.66F, 0.8F, 0.36F);
      return;
    case Icon::Add:
      pen.line(0.5F, 0.14F, 0.5F, 0.86F);
      pen.line(0.14F, 0.5F, 0.86F, 0.5F);
      return;
    case Icon::Remove:
    case Icon::Close:
      pen.line(0.22F, 0.22F, 0.78F, 0.78F);
      pen.line(0.78F, 0.22F, 0.22F, 0.78F);
      return;
    case Icon::Warning:
      pen.line(0.5F, 0.08F, 0.94F, 0.88F);
      pen.line(0.94F, 0.88F, 0.06F, 0.88F);
      pen.line(0.06F, 0.88F, 0.5F, 0.08F);
      pen.line(0.5F, 0.36F, 0.5F, 0.62F);
      pen.dot(0.5F, 0.75F, 0.055F);
      return;
    case Icon::Help:
      pen.circle(0.5F, 0.5F, 0.44F);
      pen.curve(0.36F, 0.38F, 0.4F, 0.16F, 0.84F, 0.3F, 0.5F, 0.56F);
      pen.dot(0.5F, 0.74F, 0.055F);
      return;
    default:
      pen.circle(0.5F, 0.5F, 0.44F);
      pen.line(0.5F, 0.46F, 0.5F, 0.74F);
      pen.dot(0.5F, 0.29F, 0.06F);
  }
}

void drawStrokes(Icon icon, const ImVec2& corner, float size, const ImVec4& colour) {
  Pen pen(corner, size, colour);
  switch (icon) {
    case Icon::Eye:
    case Icon::EyeClosed:
      return drawEye(pen, icon == Icon::Eye);
    case Icon::Sun:
      return drawSun(pen);
    case Icon::Undo:
    case Icon::Redo:
      return drawTurn(pen, icon == Icon::Undo);
    case Icon::Home:
    case Icon::North:
    case Icon::TopView:
    case Icon::FullScreen:
    case Icon::Target:
      return drawNavigation(pen, icon);
    case Icon::Camera:
    case Icon::Moon:
    case Icon::Look:
    case Icon::Save:
    case Icon::Open:
    case Icon::Settings:
    case Icon::Bookmark:
      return drawObject(pen, icon);
    default:
      return drawSign(pen, icon);
  }
}

}  // namespace

void drawIcon(Icon icon, const ImVec2& corner, float size, const ImVec4& colour) {
  drawStrokes(icon, corner, size, colour);
}

bool iconButton(const char* id, Icon icon, const std::string& tooltipText, bool isOn) {
  const float side = ImGui::GetFrameHeight();
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  ImVec4 colour = ImGui::GetStyleColorVec4(isOn ? ImGuiCol_CheckMark : ImGuiCol_Text);
  colour.w *= ImGui::GetStyle().Alpha;  // paler where it cannot be used now
  ImGui::PushStyleColor(ImGuiCol_Button, ImVec4(0.0F, 0.0F, 0.0F, 0.0F));
  const bool isPressed = ImGui::Button(id, {side, side});
  ImGui::PopStyleColor();
  tooltip(tooltipText);
  const float margin = side * 0.25F;
  drawStrokes(icon, {corner.x + margin, corner.y + margin}, side - 2.0F * margin, colour);
  return isPressed;
}

void iconText(Icon icon, const ImVec4& colour) {
  const float size = ImGui::GetFontSize() * 0.9F;
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  drawStrokes(icon, {corner.x, corner.y + ImGui::GetFontSize() * 0.08F}, size, colour);
  ImGui::Dummy({size, ImGui::GetFontSize()});
  ImGui::SameLine();
}

ImVec4 severityColour(Severity severity, bool isDark) {
  const Palette palette = paletteFor(isDark);
  return severity == Severity::Error ? palette.error : severity == Severity::Warning ? palette.warning : palette.muted;
}

void wrappedText(const std::string& text, const ImVec4& colour) {
  ImGui::PushStyleColor(ImGuiCol_Text, colour);
  ImGui::PushTextWrapPos(0.0F);
  ImGui::TextUnformatted(text.c_str(), text.c_str() + text.size());
  ImGui::PopTextWrapPos();
  ImGui::PopStyleColor();
}

void mutedText(const std::string& text) { wrappedText(text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled)); }

void tooltip(const std::string& text) {
  if (ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled) && !text.empty()) {
    ImGui::BeginTooltip();
    ImGui::PushTextWrapPos(ImGui::GetFontSize() * 26.0F);
    ImGui::TextUnformatted(text.c_str());
    ImGui::PopTextWrapPos();
    ImGui::EndTooltip();
  }
}

std::string fitted(const std::string& text, float widthPixels) {
  const auto width = [](const std::string& shown) { return ImGui::CalcTextSize(shown.c_str()).x; };
  if (width(text) <= widthPixels) {
    return text;
  }
  std::string shown = text;
  while (!shown.empty() && width(shown + "…") > widthPixels) {
    // A whole character: the bytes after its first begin with 10.
    while (!shown.empty() && (static_cast<unsigned char>(shown.back()) & 0xC0U) == 0x80U) {
      shown.pop_back();
    }
    if (!shown.empty()) {
      shown.pop_back();
    }
  }
  return shown + "…";
}

void fittedText(const std::string& text, float widthPixels) {
  const std::string shown = fitted(text, widthPixels);
  ImGui::TextUnformatted(shown.c_str());
  if (shown != text) {
    tooltip(text);
  }
}

std::optional<std::size_t> segments(const char* id, std::span<const std::string> labels, std::size_t chosen) {
  std::optional<std::size_t> pressed;
  ImGui::PushID(id);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (i > 0) {
      ImGui::SameLine(0.0F, ImGui::GetStyle().ItemSpacing.x * 0.25F);
    }
    const bool isChosen = i == chosen;
    if (isChosen) {
      ImGui::PushStyleColor(ImGuiCol_Button, ImGui::GetStyleColorVec4(ImGuiCol_CheckMark));
      ImGui::PushStyleColor(ImGuiCol_ButtonHovered, ImGui::GetStyleColorVec4(ImGuiCol_CheckMark));
      ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_PopupBg));
    }
    if (ImGui::Button(labels[i].c_str())) {
      pressed = i;
    }
    if (isChosen) {
      ImGui::PopStyleColor(3);
    }
  }
  ImGui::PopID();
  return pressed;
}

void progressBar(double fraction) {
  const ImVec2 corner = ImGui::GetCursorScreenPos();
  const ImVec2 size(ImGui::GetContentRegionAvail().x, std::max(3.0F, ImGui::GetFontSize() * 0.22F));
  constexpr float kRunnerShare = 0.3F;
  float from = 0.0F;
  float to = static_cast<float>(std::clamp(fraction, 0.0, 1.0));
  if (fraction < 0.0) {
    const auto phase = static_cast<float>(0.5 - 0.5 * std::cos(ImGui::GetTime() * 2.2));
    from = phase * (1.0F - kRunnerShare);
    to = from + kRunnerShare;
  }
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float round = size.y * 0.5F;
  list.AddRectFilled(corner, {corner.x + size.x, corner.y + size.y}, ImGui::GetColorU32(ImGuiCol_FrameBg), round);
  list.AddRectFilled({corner.x + size.x * from, corner.y}, {corner.x + size.x * to, corner.y + size.y},
                     ImGui::GetColorU32(ImGuiCol_PlotHistogram), round);
  ImGui::Dummy(size);
}

void heading(const std::string& text) {
  const UsedFace face(Face::Title);
  ImGui::TextUnformatted(text.c_str());
}

}  // namespace belvedere::ui
