#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <imgui.h>
#include <set>
#include <sstream>

#include "engine/ui/theme.h"

using namespace belvedere;
namespace fs = std::filesystem;

namespace {

/// The signs of all texts in both languages, as code points; the catalogues hold none beyond three bytes.
std::set<unsigned> signsOfTheTexts() {
  std::set<unsigned> signs;
  for (const auto& file : fs::directory_iterator(fs::path(BELVEDERE_SOURCE_DIR) / "assets" / "locale" / "fr")) {
    std::ifstream stream(file.path());
    std::stringstream buffer;
    buffer << stream.rdbuf();
    const std::string text = buffer.str();
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
      if (byte(i) >= 0xE0) {
        REQUIRE(i + 2 < text.size());
        signs.insert((byte(i) & 0x0FU) << 12U | (byte(i + 1) & 0x3FU) << 6U | (byte(i + 2) & 0x3FU));
      } else if (byte(i) >= 0xC0) {
        REQUIRE(i + 1 < text.size());
        signs.insert((byte(i) & 0x1FU) << 6U | (byte(i + 1) & 0x3FU));
      } else if (byte(i) >= 0x20 && byte(i) < 0x7F) {
        signs.insert(byte(i));
      }
    }
  }
  return signs;
}

}  // namespace

TEST_CASE("The window's fonts have every sign of the texts in both languages") {
  const Resources resources(fs::path(BELVEDERE_BINARY_DIR) / "share" / "belvedere");
  if (!fs::exists(resources.font("Inter-Regular.otf"))) {
    WARN("SKIP: the fonts are not there (" << resources.font("Inter-Regular.otf") << ")");
    return;
  }
  const std::set<unsigned> signs = signsOfTheTexts();
  CHECK(signs.count(0x00A0) == 1);  // the no-break spaces of French
  CHECK(signs.count(0x202F) == 1);
  ImGui::CreateContext();
  ui::loadFonts(resources, 1.0F);
  ImFontAtlas* fonts = ImGui::GetIO().Fonts;
  REQUIRE(fonts->Build());
  REQUIRE(fonts->Fonts.Size == 3);
  for (const ImFont* font : fonts->Fonts) {
    for (const unsigned sign : signs) {
      INFO("U+" << std::hex << sign);
      CHECK(font->FindGlyphNoFallback(static_cast<ImWchar>(sign)) != nullptr);
    }
  }
  ImGui::DestroyContext();
}
