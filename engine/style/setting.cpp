#include "engine/style/setting.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "engine/core/nearest_name.h"

namespace belvedere::style {
namespace {

constexpr MessageId kWantsBoolean{"setting-wants-boolean", N_("{key} cannot be “{value}”: expected true or false.")};
constexpr MessageId kWantsNumber{"setting-wants-number",
                                 N_("{key} cannot be “{value}”: expected a number from {min} to {max}.")};
constexpr MessageId kWantsText{"setting-wants-text", N_("{key} cannot be “{value}”: expected text.")};
constexpr MessageId kWantsColour{"setting-wants-colour",
                                 N_("{key} cannot be “{value}”: expected a colour as #rrggbb or #rrggbbaa.")};
constexpr MessageId kWantsChoice{"setting-wants-choice", N_("{key} cannot be “{value}”: expected one of {choices}."),
                                 N_("Did you mean “{nearest}”?")};

constexpr std::size_t kLongestShownValue = 80;

std::string numberText(double value) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof(buffer), value);
  return error == std::errc{} ? std::string(buffer, end) : std::string("0");
}

std::string joined(std::span<const std::string_view> names) {
  std::string text;
  for (const std::string_view name : names) {
    text.append(text.empty() ? "" : ", ").append(name);
  }
  return text;
}

bool isAllowed(const SettingInfo& info, const SettingValue& value) {
  const std::string* text = std::get_if<std::string>(&value);
  switch (info.type) {
    case SettingType::Boolean:
      return std::holds_alternative<bool>(value);
    case SettingType::Number: {
      const double* number = std::get_if<double>(&value);
      return number != nullptr && std::isfinite(*number) && *number >= info.min && *number <= info.max;
    }
    case SettingType::Text:
      return text != nullptr;
    case SettingType::HexColour:
      return text != nullptr && colourFromText(*text).has_value();
    case SettingType::Choice:
      return text != nullptr && std::find(info.choices.begin(), info.choices.end(), *text) != info.choices.end();
  }
  return false;
}

Message wrongValue(const SettingInfo& info, std::vector<MessageArgument> arguments, std::string_view value) {
  switch (info.type) {
    case SettingType::Boolean:
      return {kWantsBoolean, std::move(arguments)};
    case SettingType::Number:
      arguments.emplace_back("min", numberText(info.min));
      arguments.emplace_back("max", numberText(info.max));
      return {kWantsNumber, std::move(arguments)};
    case SettingType::Text:
      return {kWantsText, std::move(arguments)};
    case SettingType::HexColour:
      return {kWantsColour, std::move(arguments)};
    case SettingType::Choice:
      break;
  }
  arguments.emplace_back("choices", joined(info.choices));
  const auto nearest = nearestName(value, info.choices);
  arguments.emplace_back("nearest", nearest.value_or(""));
  Message message(kWantsChoice, std::move(arguments));
  if (!nearest) {
    message.hint.clear();
  }
  return message;
}

}  // namespace

tl::unexpected<Error> failWrongValue(const SettingInfo& info, std::string_view value, std::string_view path) {
  const std::string shown =
      value.size() <= kLongestShownValue ? std::string(value) : std::string(value.substr(0, kLongestShownValue)) + "…";
  return fail(ErrorCode::InvalidData, wrongValue(info, {{"key", std::string(path)}, {"value", shown}}, value));
}

Status checkSetting(const SettingInfo& info, const SettingValue& value, std::string_view path) {
  if (isAllowed(info, value)) {
    return {};
  }
  return failWrongValue(info, settingText(value), path);
}

Result<SettingValue> settingFromText(const SettingInfo& info, std::string_view text, std::string_view path) {
  SettingValue value = std::string(text);
  if (info.type == SettingType::Boolean && (text == "true" || text == "false")) {
    value = text == "true";
  }
  if (info.type == SettingType::Number) {
    double number = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{} && end == text.data() + text.size()) {
      value = number;
    }
  }
  if (auto status = checkSetting(info, value, path); !status) {
    return tl::unexpected(status.error());
  }
  return value;
}

std::string settingText(const SettingValue& value) {
  if (const bool* boolean = std::get_if<bool>(&value)) {
    return *boolean ? "true" : "false";
  }
  if (const double* number = std::get_if<double>(&value)) {
    return numberText(*number);
  }
  return std::get<std::string>(value);
}

std::size_t choiceIndex(std::span<const std::string_view> choices, std::string_view name) {
  return static_cast<std::size_t>(std::find(choices.begin(), choices.end(), name) - choices.begin());
}

}  // namespace belvedere::style
