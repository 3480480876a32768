#include <array>
#include <cmath>
#include <imgui.h>

#include "engine/ui/detail/panel_parts.h"
#include "engine/ui/detail/widgets.h"

namespace belvedere::ui {
namespace {

constexpr MessageId kChosen{"window-quality-chosen", N_("At rest: {still}. In motion: {moving}.")};
constexpr MessageId kFewerPixels{"window-quality-fewer-pixels", N_("{quality}, {percent} % of the pixels a side")};
constexpr MessageId kMemoryUsed{"window-memory-used", N_("In use: {used} of {most} GB.")};
constexpr double kGigabyte = 1024.0 * 1024.0 * 1024.0;
constexpr std::array kMemoryChoices = {0, 512, 1024, 2048, 4096, 8192};  // MiB
constexpr float kScaleStep = 0.1F;

const char* nameOf(QualityChoice choice) {
  switch (choice) {
    case QualityChoice::Auto:
      return N_("Automatic");
    case QualityChoice::Low:
      return N_("Low");
    case QualityChoice::Medium:
      return N_("Medium");
    case QualityChoice::High:
      break;
  }
  return N_("High");
}

std::string inMotion(const PanelContext& context) {
  const QualityState& quality = context.view.quality;
  const std::string name = context.tr(nameOf(quality.moving));
  if (quality.movingScale >= 1.0) {
    return name;
  }
  const std::string percent = context.translator.number(quality.movingScale * 100.0, 0);
  return context.translator.text(Message(kFewerPixels, {{"quality", name}, {"percent", percent}}));
}

void drawQuality(const PanelContext& context) {
  const QualityState& quality = context.view.quality;
  heading(context.tr("Quality"));
  const std::array labels = {context.tr(nameOf(QualityChoice::Auto)), context.tr(nameOf(QualityChoice::Low)),
                             context.tr(nameOf(QualityChoice::Medium)), context.tr(nameOf(QualityChoice::High))};
  if (const auto chosen = segments("quality", labels, static_cast<std::size_t>(quality.chosen))) {
    context.actions.push_back(SetQuality{static_cast<QualityChoice>(*chosen)});
  }
  const std::string still = context.tr(nameOf(quality.still));
  mutedText(context.translator.text(Message(kChosen, {{"still", still}, {"moving", inMotion(context)}})));
  tooltip(quality.machine);
}

void drawMemory(const PanelContext& context) {
  const MemoryState& memory = context.view.memory;
  heading(context.tr("Memory for the scene, GB"));
  std::vector<std::string> labels;
  std::size_t chosen = kMemoryChoices.size();
  for (std::size_t i = 0; i < kMemoryChoices.size(); ++i) {
    const double gigabytes = kMemoryChoices[i] / 1024.0;
    labels.push_back(i == 0 ? context.tr("Auto") : context.translator.number(gigabytes, gigabytes < 1.0 ? 1 : 0));
    chosen = memory.chosenMebibytes == kMemoryChoices[i] ? i : chosen;
  }
  if (const auto pressed = segments("memory", labels, chosen)) {
    context.actions.push_back(SetMemory{kMemoryChoices[*pressed]});
  }
  const auto gigabytes = [&](std::size_t bytes) {
    return context.translator.number(static_cast<double>(bytes) / kGigabyte, 2);
  };
  mutedText(context.translator.text(
      Message(kMemoryUsed, {{"used", gigabytes(memory.bytes)}, {"most", gigabytes(memory.most)}})));
  tooltip(context.tr("Where a view needs more, what is far away is shown coarser."));
}

void drawScale(const PanelContext& context) {
  const float scale = context.view.userScale;
  const float side = ImGui::GetFrameHeight();
  const auto step = [&](const char* label, float by, const std::string& tip) {
    if (ImGui::Button(label, {side * 1.3F, 0.0F})) {
      context.actions.push_back(SetScale{std::round((scale + by) / kScaleStep) * kScaleStep});
    }
    tooltip(tip);
  };
  step("−", -kScaleStep, context.tr("Smaller panels (Ctrl −)"));
  ImGui::SameLine();
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted((context.translator.number(static_cast<double>(scale) * 100.0, 0) + " %").c_str());
  ImGui::SameLine();
  step("+", kScaleStep, context.tr("Larger panels (Ctrl +)"));
}

}  // namespace

void drawThemeAndLanguage(const PanelContext& context) {
  const std::array themes = {context.tr("Light"), context.tr("Dark")};
  if (const auto chosen = segments("theme", themes, context.view.isDark ? 1 : 0)) {
    context.actions.push_back(SetTheme{*chosen == 1});
  }
  const std::array<std::string, 2> languages = {"Français", "English"};  // each in its own language, always
  const std::size_t current = context.translator.language() == Language::French ? 0 : 1;
  if (const auto chosen = segments("language", languages, current)) {
    context.actions.push_back(SetLanguage{*chosen == 0});
  }
}

void drawDisplay(const PanelContext& context) {
  drawQuality(context);
  ImGui::Separator();
  drawMemory(context);
  ImGui::Separator();
  heading(context.tr("Panels"));
  drawScale(context);
  drawThemeAndLanguage(context);
}

}  // namespace belvedere::ui
