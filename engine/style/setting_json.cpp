#include "engine/style/detail/setting_json.h"

#include <cmath>
#include <cstdint>

namespace belvedere::style::detail {

std::optional<SettingValue> settingFromJson(const Json& value) {
  if (value.is_boolean()) {
    return value.get<bool>();
  }
  if (value.is_number()) {
    return value.get<double>();
  }
  if (value.is_string()) {
    return value.get<std::string>();
  }
  return std::nullopt;
}

Json settingToJson(const SettingValue& value) {
  const double* number = std::get_if<double>(&value);
  if (number != nullptr && *number == std::trunc(*number) && std::abs(*number) < 1e15) {
    return static_cast<std::int64_t>(*number);  // 10 rather than 10.0
  }
  return std::visit([](const auto& held) { return Json(held); }, value);
}

}  // namespace belvedere::style::detail
