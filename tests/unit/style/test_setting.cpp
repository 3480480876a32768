#include <catch2/catch.hpp>

#include "engine/style/layer_style.h"

using namespace belvedere;
using namespace belvedere::style;

namespace {

const Setting<LayerStyle>& setting(std::string_view key) { return *findSetting(layerStyleSettings(), key); }

Error failureOf(std::string_view key, std::string_view text) {
  const auto value = settingFromText(setting(key).info, text, "style." + std::string(key));
  REQUIRE_FALSE(value);
  return value.error();
}

}  // namespace

TEST_CASE("A colour reads with and without opacity and writes back the same") {
  CHECK(colourText(*colourFromText("#D0C8b0")) == "#d0c8b0");
  CHECK(colourText(*colourFromText("#d0c8b080")) == "#d0c8b080");
  CHECK(colourFromText("#d0c8b0")->w == 1.0F);
  for (const char* wrong : {"", "#fff", "d0c8b0", "#d0c8bg", "#d0c8b0f", "#d0c8b0 ", "red"}) {
    CHECK_FALSE(colourFromText(wrong).has_value());
  }
}

TEST_CASE("Every setting reads back what it wrote") {
  LayerStyle style;
  for (const Setting<LayerStyle>& each : layerStyleSettings()) {
    const SettingValue value = each.get(style);
    const auto again = settingFromText(each.info, settingText(value), each.info.key);
    REQUIRE(again);
    each.set(style, *again);
    CHECK(each.get(style) == value);
  }
}

TEST_CASE("A wrong value is told with key, value and what is expected") {
  CHECK(englishText(failureOf("lineWidth", "-1").message) ==
        "style.lineWidth cannot be “-1”: expected a number from 0 to 1000.");
  CHECK(failureOf("lineWidth", "1,5").message.key == "setting-wants-number");
  CHECK(failureOf("lineWidth", "nan").message.key == "setting-wants-number");
  CHECK(failureOf("lineWidth", "1e999").message.key == "setting-wants-number");
  CHECK(failureOf("fill", "red").message.key == "setting-wants-colour");
  CHECK(failureOf("textures", "yes").message.key == "setting-wants-boolean");
}

TEST_CASE("A mistyped choice names the nearest one, a strange one does not") {
  const Error near = failureOf("placement", "extrud");
  CHECK(substitute(near.message.hint, near.message.arguments) == "Did you mean “extrude”?");
  CHECK(failureOf("placement", "underground").message.hint.empty());
}

TEST_CASE("A value of megabytes is cut in the message") {
  CHECK(englishText(failureOf("fill", std::string(1000000, 'x')).message).size() < 300);
}
