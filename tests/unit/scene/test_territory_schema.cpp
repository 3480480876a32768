#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "engine/core/atomic_file.h"
#include "engine/scene/territory_settings.h"
#include "engine/style/detail/setting_json.h"

using namespace belvedere;
using namespace belvedere::scene;
using Json = nlohmann::ordered_json;

namespace {

const Json& schema() {
  static const Json kSchema = Json::parse(
      readWholeFile(BELVEDERE_SOURCE_DIR "/docs/schema/territory.schema.json", std::size_t{1} << 20U).value());
  return kSchema;
}

// What the schema must say of a setting.
Json propertyOf(const style::SettingInfo& info, const style::SettingValue& standard) {
  Json property;
  const std::string unit = info.unit.empty() ? "" : " Unit: " + std::string(info.unit) + ".";
  property["description"] = std::string(info.sentence) + unit;
  switch (info.type) {
    case style::SettingType::Boolean:
      property["type"] = "boolean";
      break;
    case style::SettingType::Number:
      property["type"] = "number";
      property["minimum"] = style::detail::settingToJson(info.min);
      property["maximum"] = style::detail::settingToJson(info.max);
      break;
    case style::SettingType::Text:
      property["type"] = "string";
      break;
    case style::SettingType::HexColour:
      property["$ref"] = "#/$defs/colour";
      break;
    case style::SettingType::Choice:
      property["enum"] = info.choices;
      break;
  }
  if (standard != style::SettingValue(std::string())) {
    property["default"] = style::detail::settingToJson(standard);
  }
  return property;
}

template <class Owner>
void checkTable(const Json& properties, std::span<const style::Setting<Owner>> settings,
                std::vector<std::string> others) {
  std::vector<std::string> keys;
  for (const auto& setting : settings) {
    const std::string key(setting.info.key);
    INFO("key " << key);
    CHECK(properties.value(key, Json()).dump(1) == propertyOf(setting.info, setting.get(Owner{})).dump(1));
    others.push_back(key);
  }
  for (const auto& [key, value] : properties.items()) {
    keys.push_back(key);
  }
  std::sort(keys.begin(), keys.end());
  std::sort(others.begin(), others.end());
  CHECK(keys == others);
}

}  // namespace

TEST_CASE("The published schema and the settings tables say the same of every key") {
  const Json& definitions = schema()["$defs"];
  checkTable(schema()["properties"], territorySettings(), {"$schema", "version", "layers", "bookmarks"});
  checkTable(definitions["layer"]["properties"], layerSettings(),
             {"id", "kind", "source", "options", "style", "governance"});
  checkTable(definitions["style"]["properties"], style::layerStyleSettings(), {});
  checkTable(definitions["governance"]["properties"], governanceSettings(), {});
  checkTable(definitions["camera"]["properties"], cameraSettings(), {});
}

TEST_CASE("The schema knows the kinds and reader options of the program") {
  CHECK(schema()["$defs"]["layer"]["properties"]["kind"]["enum"] == Json(sourceKindNames()));
  std::vector<std::string> options;
  for (const auto& [key, value] : schema()["$defs"]["layer"]["properties"]["options"]["properties"].items()) {
    options.push_back(key);
  }
  CHECK(options == std::vector<std::string>(readerOptionNames().begin(), readerOptionNames().end()));
}

TEST_CASE("The schema is that of the version the program writes") {
  CHECK(schema()["properties"]["version"]["minimum"] == 1);
  CHECK(schema()["$id"].get<std::string>().find("territory-" + std::to_string(Territory::kVersion)) !=
        std::string::npos);
}
