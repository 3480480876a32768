#include "tests/unit/ui/screen.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <filesystem>
#include <map>
#include <utility>

#include "engine/core/resources.h"
#include "engine/ui/theme.h"

namespace belvedere::ui {
namespace {

namespace fs = std::filesystem;

Resources resources() { return Resources(fs::path(BELVEDERE_BINARY_DIR) / "share" / "belvedere"); }

std::string utf8(unsigned code) {
  if (code < 0x80) {
    return {static_cast<char>(code)};
  }
  const auto tail = [&](unsigned shift) { return static_cast<char>(0x80U | (code >> shift & 0x3FU)); };
  if (code < 0x800) {
    return {static_cast<char>(0xC0U | code >> 6U), tail(0)};
  }
  return {static_cast<char>(0xE0U | code >> 12U), tail(6), tail(0)};
}

bool isBlankSign(unsigned code) {
  return code == 0x20 || code == 0xA0 || code == 0x202F || (code >= 0x2000 && code <= 0x200A);
}

}  // namespace

/// A sign as it was drawn.
struct Screen::Sign {
  unsigned code = 0;
  const ImFont* font = nullptr;
  float penX = 0.0F, penY = 0.0F, advance = 0.0F;
};

/// Signs by the place of their drawing in the texture of the typefaces.
class Screen::Typefaces {
 public:
  Typefaces() {
    for (const ImFont* font : ImGui::GetIO().Fonts->Fonts) {
      for (const ImFontGlyph& glyph : font->Glyphs) {
        if (glyph.Visible != 0) {
          glyphs_.emplace(std::pair(glyph.U0, glyph.V0), std::pair(font, &glyph));
        }
      }
    }
  }

  /// The sign that a triangle begins; nothing where it is no sign, or lies outside what is shown.
  std::optional<Sign> signOf(const ImDrawVert& corner, const ImDrawVert& opposite, const ImVec4& shown) const {
    const auto found = glyphs_.find({corner.uv.x, corner.uv.y});
    if (found == glyphs_.end()) {
      return std::nullopt;
    }
    const auto& [font, glyph] = found->second;
    const ImVec2 middle((corner.pos.x + opposite.pos.x) * 0.5F, (corner.pos.y + opposite.pos.y) * 0.5F);
    const bool isShown = middle.x >= shown.x && middle.x <= shown.z && middle.y >= shown.y && middle.y <= shown.w;
    if (!isShown || opposite.uv.x != glyph->U1 || opposite.uv.y != glyph->V1) {
      return std::nullopt;
    }
    return Sign{glyph->Codepoint, font, corner.pos.x - glyph->X0, corner.pos.y - glyph->Y0, glyph->AdvanceX};
  }

 private:
  std::map<std::pair<float, float>, std::pair<const ImFont*, const ImFontGlyph*>> glyphs_;
};

std::vector<Screen::Sign> Screen::signsOf(const Typefaces& typefaces, const ImDrawList& list) {
  std::vector<Sign> signs;
  for (const ImDrawCmd& command : list.CmdBuffer) {
    const ImDrawIdx* indices = list.IdxBuffer.Data + command.IdxOffset;
    const ImDrawVert* vertices = list.VtxBuffer.Data + command.VtxOffset;
    for (unsigned i = 0; i + 2 < command.ElemCount; i += 3) {
      if (auto sign = typefaces.signOf(vertices[indices[i]], vertices[indices[i + 2]], command.ClipRect)) {
        signs.push_back(*sign);
      }
    }
  }
  return signs;
}

Screen::Screen(Language language) : translator_(language, resources().localeFolder()) {
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.DisplaySize = {1440.0F, 900.0F};
  io.DeltaTime = 1.0F / 60.0F;
  io.ConfigInputTextCursorBlink = false;
  for (int key = 0; key < ImGuiKey_COUNT; ++key) {
    io.KeyMap[key] = key;
  }
  applyTheme(false, 1.0F);
  loadFonts(resources(), 1.0F);
  unsigned char* pixels = nullptr;
  int width = 0;
  int height = 0;
  io.Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
}

Screen::~Screen() { ImGui::DestroyContext(); }

bool Screen::hasFrench() {
  return fs::exists(resources().font("Inter-Regular.otf")) &&
         fs::exists(resources().localeFolder() / "fr" / "LC_MESSAGES" / "belvedere.mo");
}

void Screen::frame(const ViewModel& view) {
  ImGui::GetIO().MousePos = mouse_;
  ImGui::NewFrame();
  Actions actions = panels_.draw(view, translator_);
  ImGui::Render();
  std::move(actions.begin(), actions.end(), std::back_inserter(asked_));
}

void Screen::settle(const ViewModel& view, int frames) {
  for (int i = 0; i < frames; ++i) {
    frame(view);
  }
}

void Screen::click(const ViewModel& view, const ImVec2& place) {
  moveMouse(place);
  for (const bool isDown : {false, true, false}) {
    ImGui::GetIO().MouseDown[0] = isDown;
    frame(view);
  }
  moveMouse({-1.0F, -1.0F});
  settle(view);
}

bool Screen::click(const ViewModel& view, const std::string& text) {
  auto place = find(text);
  place = place ? place : findTooltip(view, text);
  if (place) {
    click(view, *place);
  }
  return place.has_value();
}

void Screen::hold(bool isDown) { ImGui::GetIO().MouseDown[0] = isDown; }

void Screen::key(const ViewModel& view, ImGuiKey key) {
  for (const bool isDown : {true, false}) {
    ImGui::GetIO().KeysDown[key] = isDown;
    frame(view);
  }
  settle(view);
}

void Screen::type(const ViewModel& view, const std::string& text) {
  ImGui::GetIO().AddInputCharactersUTF8(text.c_str());
  settle(view);
}

std::vector<Screen::Piece> Screen::pieces() const {
  const Typefaces typefaces;
  std::vector<Piece> all;
  const ImDrawData& drawn = *ImGui::GetDrawData();
  for (int i = 0; i < drawn.CmdListsCount; ++i) {
    std::vector<Piece> pieces = piecesOf(signsOf(typefaces, *drawn.CmdLists[i]));
    sortForReading(pieces);
    std::move(pieces.begin(), pieces.end(), std::back_inserter(all));
  }
  return all;
}

std::vector<Screen::Piece> Screen::piecesOf(const std::vector<Sign>& signs) {
  std::vector<Piece> pieces;
  const Sign* last = nullptr;
  for (const Sign& sign : signs) {
    const float size = sign.font->FontSize;
    const float gap = last != nullptr ? sign.penX - last->penX - last->advance : 0.0F;
    const bool goesOn = last != nullptr && last->font == sign.font && std::abs(last->penY - sign.penY) < 1.0F &&
                        gap > -0.2F * size && gap < 1.2F * size;
    if (!goesOn) {
      pieces.push_back({"", {sign.penX, sign.penY}, {}, {}});
    }
    std::string& text = pieces.back().text;
    const bool isBlank = isBlankSign(sign.code);
    if ((isBlank || (goesOn && gap > 0.1F * size)) && !text.ends_with(' ')) {
      text += ' ';  // most blanks draw nothing
    }
    text += isBlank ? "" : utf8(sign.code);
    pieces.back().left.resize(text.size(), sign.penX);
    pieces.back().high = {sign.penX + sign.advance, sign.penY + size};
    last = &sign;
  }
  return pieces;
}

void Screen::sortForReading(std::vector<Piece>& pieces) {
  std::stable_sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.low.y < b.low.y; });
  for (auto row = pieces.begin(); row != pieces.end();) {
    const float below = (row->low.y + row->high.y) * 0.5F;
    const auto end = std::find_if(row, pieces.end(), [&](const Piece& piece) { return piece.low.y > below; });
    std::stable_sort(row, end, [](const Piece& a, const Piece& b) { return a.low.x < b.low.x; });
    row = end;
  }
}

std::string Screen::text() const {
  std::string all;
  for (const Piece& piece : pieces()) {
    all += (all.empty() ? "" : " ") + piece.text;
  }
  return all;
}

std::optional<ImVec2> Screen::find(const std::string& wanted) const {
  for (const Piece& piece : pieces()) {
    const std::size_t place = piece.text.find(wanted);
    if (place != std::string::npos) {
      const std::size_t end = place + wanted.size();
      const float right = end < piece.left.size() ? piece.left[end] : piece.high.x;
      return ImVec2((piece.left[place] + right) * 0.5F, (piece.low.y + piece.high.y) * 0.5F);
    }
  }
  return std::nullopt;
}

std::optional<ImVec2> Screen::findTooltip(const ViewModel& view, const std::string& wanted) {
  constexpr float kStep = 11.0F;  // less than the smallest button
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  for (float y = kStep; y < size.y; y += kStep) {
    for (float x = kStep; x < size.x; x += kStep) {
      moveMouse({x, y});
      frame(view);
      if (!ImGui::IsAnyItemHovered()) {
        continue;  // nothing is under the mouse, so nothing has a tooltip
      }
      frame(view);
      if (shows(wanted)) {
        return ImVec2(x, y);
      }
    }
  }
  moveMouse({-1.0F, -1.0F});
  frame(view);
  return std::nullopt;
}

float Screen::widthOf(ImGuiCol colour) const {
  const ImU32 wanted = ImGui::GetColorU32(colour) & ~IM_COL32_A_MASK;  // the edge fades out
  float low = FLT_MAX;
  float high = -FLT_MAX;
  const ImDrawData& drawn = *ImGui::GetDrawData();
  for (int i = 0; i < drawn.CmdListsCount; ++i) {
    for (const ImDrawVert& vertex : drawn.CmdLists[i]->VtxBuffer) {
      if ((vertex.col & ~IM_COL32_A_MASK) == wanted) {
        low = std::min(low, vertex.pos.x);
        high = std::max(high, vertex.pos.x);
      }
    }
  }
  return std::max(0.0F, high - low);
}

Actions Screen::take() { return std::exchange(asked_, {}); }

}  // namespace belvedere::ui
