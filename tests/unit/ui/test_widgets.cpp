#include <catch2/catch.hpp>
#include <imgui.h>

#include "engine/ui/detail/widgets.h"

using namespace belvedere;

namespace {

/// A frame in which text can be measured.
struct Frame {
  Frame() {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {800.0F, 600.0F};
    unsigned char* pixels = nullptr;
    int width = 0;
    int height = 0;
    io.Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
    ImGui::NewFrame();
  }
  ~Frame() {
    ImGui::EndFrame();
    ImGui::DestroyContext();
  }
};

float widthOf(const std::string& text) { return ImGui::CalcTextSize(text.c_str()).x; }

}  // namespace

TEST_CASE("A text that fits is left alone, a longer one is cut at a whole character") {
  const Frame frame;
  CHECK(ui::fitted("Mairie", 1000.0F) == "Mairie");
  const std::string name = "École élémentaire";
  const float width = widthOf("École él…");
  const std::string shown = ui::fitted(name, width);
  CHECK(widthOf(shown) <= width);
  CHECK(shown.ends_with("…"));
  CHECK(name.starts_with(shown.substr(0, shown.size() - std::string("…").size())));
  CHECK((static_cast<unsigned char>(shown[shown.size() - 4]) & 0xC0U) != 0xC0U);
  CHECK(ui::fitted(name, 0.0F) == "…");
}
