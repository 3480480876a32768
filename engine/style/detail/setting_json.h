#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>

#include "engine/style/setting.h"

namespace belvedere::style::detail {

using Json = nlohmann::ordered_json;

/// Told of each key that no setting has: its name and value.
using UnknownKeySink = std::function<void(const std::string& key, const Json& value)>;

/// A JSON value as a setting's value; null, arrays and objects have none.
std::optional<SettingValue> settingFromJson(const Json& value);
Json settingToJson(const SettingValue& value);

/// Reads an object's keys into an Owner. A wrong value fails with a message that names `path` and the key.
template <class Owner>
Status readSettings(const Json& object, Owner& owner, std::span<const Setting<Owner>> settings, const std::string& path,
                    const UnknownKeySink& unknown) {
  for (const auto& [key, json] : object.items()) {
    const Setting<Owner>* setting = findSetting(settings, key);
    if (setting == nullptr) {
      unknown(key, json);
      continue;
    }
    const std::string place = path.empty() ? key : path + "." + key;
    const auto value = settingFromJson(json);
    if (!value) {
      return failWrongValue(setting->info, json.dump(-1, ' ', false, Json::error_handler_t::replace), place);
    }
    if (auto status = checkSetting(setting->info, *value, place); !status) {
      return status;
    }
    setting->set(owner, *value);
  }
  return {};
}

/// Writes the settings that differ from a default Owner's.
template <class Owner>
void writeSettings(Json& object, const Owner& owner, std::span<const Setting<Owner>> settings) {
  const Owner standard{};
  for (const Setting<Owner>& setting : settings) {
    const SettingValue value = setting.get(owner);
    if (value != setting.get(standard)) {
      object[std::string(setting.info.key)] = settingToJson(value);
    }
  }
}

}  // namespace belvedere::style::detail
