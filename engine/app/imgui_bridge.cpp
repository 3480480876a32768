#include "engine/app/detail/imgui_bridge.h"

#include <algorithm>
#include <array>
#include <backends/imgui_impl_opengl3.h>
#include <cfloat>
#include <imgui.h>
#include <iterator>

#include "engine/app/detail/platform_window.h"
#include "engine/ui/theme.h"

namespace belvedere::app {
namespace {

/// ImGui 1.86 wants each key to have an index of ours below 512.
struct MappedKey {
  int imguiKey;
  int code;
};
constexpr int codeOf(Key key) { return static_cast<int>(key); }
constexpr std::array kMappedKeys = {MappedKey{ImGuiKey_Tab, codeOf(Key::Tab)},
                                    MappedKey{ImGuiKey_LeftArrow, codeOf(Key::Left)},
                                    MappedKey{ImGuiKey_RightArrow, codeOf(Key::Right)},
                                    MappedKey{ImGuiKey_UpArrow, codeOf(Key::Up)},
                                    MappedKey{ImGuiKey_DownArrow, codeOf(Key::Down)},
                                    MappedKey{ImGuiKey_PageUp, codeOf(Key::PageUp)},
                                    MappedKey{ImGuiKey_PageDown, codeOf(Key::PageDown)},
                                    MappedKey{ImGuiKey_Home, codeOf(Key::Home)},
                                    MappedKey{ImGuiKey_End, codeOf(Key::End)},
                                    MappedKey{ImGuiKey_Insert, codeOf(Key::Insert)},
                                    MappedKey{ImGuiKey_Delete, codeOf(Key::Delete)},
                                    MappedKey{ImGuiKey_Backspace, codeOf(Key::Backspace)},
                                    MappedKey{ImGuiKey_Enter, codeOf(Key::Enter)},
                                    MappedKey{ImGuiKey_Escape, codeOf(Key::Escape)},
                                    MappedKey{ImGuiKey_Space, codeOf(Key::Space)},
                                    MappedKey{ImGuiKey_A, 'A'},
                                    MappedKey{ImGuiKey_C, 'C'},
                                    MappedKey{ImGuiKey_V, 'V'},
                                    MappedKey{ImGuiKey_X, 'X'},
                                    MappedKey{ImGuiKey_Y, 'Y'},
                                    MappedKey{ImGuiKey_Z, 'Z'}};

void setKey(ImGuiIO& io, const InputEvent& event) {
  io.KeyShift = event.isShift;
  io.KeyCtrl = event.isControl;
  if (event.code >= 0 && event.code < IM_ARRAYSIZE(io.KeysDown)) {
    io.KeysDown[event.code] = event.kind == InputKind::KeyPressed;
  }
}

}  // namespace

ImguiBridge::ImguiBridge(const Resources& resources) : resources_(resources) {
  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigInputTextCursorBlink = false;  // the window draws when something changes
  io.ClipboardUserData = &clipboard_;
  io.GetClipboardTextFn = [](void* kept) {
    auto& text = *static_cast<std::string*>(kept);
    text = PlatformWindow::clipboardText();
    return text.c_str();
  };
  io.SetClipboardTextFn = [](void*, const char* text) { PlatformWindow::setClipboardText(text); };
  for (const MappedKey& key : kMappedKeys) {
    io.KeyMap[key.imguiKey] = key.code;
  }
  ImGui_ImplOpenGL3_Init("#version 330");
}

ImguiBridge::~ImguiBridge() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui::DestroyContext();
}

void ImguiBridge::setLook(bool isDark, float scale) {
  if (isLookSet_ && isDark == isDark_ && scale == scale_) {
    return;
  }
  if (!isLookSet_ || scale != scale_) {
    ui::loadFonts(resources_, scale);
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_CreateFontsTexture();
  }
  ui::applyTheme(isDark, scale);
  isLookSet_ = true;
  isDark_ = isDark;
  scale_ = scale;
}

void ImguiBridge::feed(const InputEvent& event) {
  ImGuiIO& io = ImGui::GetIO();
  switch (event.kind) {
    case InputKind::CursorMoved:
      io.MousePos = {static_cast<float>(event.x), static_cast<float>(event.y)};
      return;
    case InputKind::Left:
      io.MousePos = {-FLT_MAX, -FLT_MAX};
      return;
    case InputKind::ButtonPressed:
    case InputKind::ButtonReleased:
      io.MousePos = {static_cast<float>(event.x), static_cast<float>(event.y)};
      if (event.code >= 0 && event.code < static_cast<int>(buttons_.size())) {
        const bool isPress = event.kind == InputKind::ButtonPressed;
        auto& button = buttons_[static_cast<std::size_t>(event.code)];
        button.isDown = isPress;
        button.wasPressed = button.wasPressed || isPress;
      }
      return;
    case InputKind::Scrolled:
      io.MouseWheelH += static_cast<float>(event.x);
      io.MouseWheel += static_cast<float>(event.y);
      return;
    case InputKind::KeyPressed:
    case InputKind::KeyReleased:
      return setKey(io, event);
    case InputKind::Typed:
      io.KeyCtrl = false;  // it may have been let go since the last key, and what is typed with it is no text
      return io.AddInputCharacter(static_cast<unsigned>(std::max(0, event.code)));
    case InputKind::FilesDropped:
    case InputKind::Resized:
      return;
  }
}

void ImguiBridge::beginFrame(int widthPixels, int heightPixels, double elapsedSeconds) {
  ImGuiIO& io = ImGui::GetIO();
  for (std::size_t i = 0; i < buttons_.size(); ++i) {
    io.MouseDown[i] = buttons_[i].isDown || buttons_[i].wasPressed;
    buttons_[i].wasPressed = false;
  }
  io.DisplaySize = {static_cast<float>(widthPixels), static_cast<float>(heightPixels)};
  io.DeltaTime = std::max(1e-4F, static_cast<float>(elapsedSeconds));
  ImGui_ImplOpenGL3_NewFrame();
  ImGui::NewFrame();
}

void ImguiBridge::endFrame() {
  ImGui::Render();
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void ImguiBridge::setKeysOnPanels(bool areOn) {
  ImGuiIO& io = ImGui::GetIO();
  io.ConfigFlags = areOn ? io.ConfigFlags | ImGuiConfigFlags_NavEnableKeyboard
                         : io.ConfigFlags & ~static_cast<int>(ImGuiConfigFlags_NavEnableKeyboard);
}

bool ImguiBridge::isHeld() const { return ImGui::IsAnyItemActive() && ImGui::GetIO().MouseDown[0]; }

bool ImguiBridge::wantsMouse() const { return ImGui::GetIO().WantCaptureMouse; }

bool ImguiBridge::isAnimated() const {
  const ImGuiIO& io = ImGui::GetIO();
  return io.WantTextInput &&
         std::any_of(std::begin(io.KeysDown), std::end(io.KeysDown), [](bool isDown) { return isDown; });
}

bool ImguiBridge::wantsKeys() const { return ImGui::GetIO().WantTextInput; }

}  // namespace belvedere::app
