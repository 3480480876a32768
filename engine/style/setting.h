#pragma once

#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "engine/core/result.h"
#include "engine/style/colour.h"

namespace belvedere::style {

/// How a setting is written and checked.
enum class SettingType {
  Boolean,
  Number,
  Text,
  HexColour,  ///< "#rrggbb" or "#rrggbbaa"
  Choice      ///< one of a list of names
};

/// A setting's value as JSON and the command line write it; colours and choices are text.
using SettingValue = std::variant<bool, double, std::string>;

/// One setting, declared once: the reader, the writer, `set`, the JSON Schema and the documentation follow from it.
struct SettingInfo {
  std::string_view key;
  std::string_view sentence;   ///< English, marked with N_
  std::string_view unit = {};  ///< "px", "m", "°"; empty where it has none
  double min = 0.0;            ///< numbers only
  double max = 0.0;
  std::span<const std::string_view> choices = {};
  SettingType type = SettingType::Text;  ///< follows from the member, see memberSetting()
};

/// A setting of an Owner: `set` is only given values that checkSetting() accepts.
template <class Owner>
struct Setting {
  SettingInfo info;
  SettingValue (*get)(const Owner&) = nullptr;
  void (*set)(Owner&, const SettingValue&) = nullptr;
};

/// Fails with InvalidData and a message that names `path`, the value, what is expected and the nearest known name.
Status checkSetting(const SettingInfo& info, const SettingValue& value, std::string_view path);

/// Reads "0.5", "true", "#d0c8b0", "lamp" as the setting's type, decimal point whatever the locale, and checks it.
Result<SettingValue> settingFromText(const SettingInfo& info, std::string_view text, std::string_view path);

/// The value as settingFromText reads it.
std::string settingText(const SettingValue& value);

/// The failure for a value that a setting cannot take.
tl::unexpected<Error> failWrongValue(const SettingInfo& info, std::string_view value, std::string_view path);

/// The setting with this key, or nullptr.
template <class Owner>
const Setting<Owner>* findSetting(std::span<const Setting<Owner>> settings, std::string_view key) {
  for (const Setting<Owner>& setting : settings) {
    if (setting.info.key == key) {
      return &setting;
    }
  }
  return nullptr;
}

/// The keys of a table, with a prefix before each.
template <class Owner>
void appendKeys(std::vector<std::string>& keys, std::span<const Setting<Owner>> settings, std::string_view prefix) {
  for (const Setting<Owner>& setting : settings) {
    keys.push_back(std::string(prefix).append(setting.info.key));
  }
}

/// The position of a name in a list of choices; the name must be in it.
std::size_t choiceIndex(std::span<const std::string_view> choices, std::string_view name);

namespace detail {
template <class T>
struct MemberOf;
template <class OwnerT, class ValueT>
struct MemberOf<ValueT OwnerT::*> {
  using Owner = OwnerT;
  using Value = ValueT;
};

template <class Value>
SettingValue toSetting(const Value& value) {
  if constexpr (std::is_enum_v<Value>) {
    return std::string(choiceNames(Value{})[static_cast<std::size_t>(value)]);
  } else if constexpr (std::is_same_v<Value, Colour>) {
    return colourText(value);
  } else {
    return value;
  }
}

template <class Value>
void fromSetting(Value& value, const SettingValue& setting) {
  if constexpr (std::is_enum_v<Value>) {
    value = static_cast<Value>(choiceIndex(choiceNames(Value{}), std::get<std::string>(setting)));
  } else if constexpr (std::is_same_v<Value, Colour>) {
    value = colourFromText(std::get<std::string>(setting)).value_or(value);
  } else {
    value = std::get<Value>(setting);
  }
}

template <class Value>
constexpr SettingInfo typed(SettingInfo info) {
  if constexpr (std::is_same_v<Value, bool>) {
    info.type = SettingType::Boolean;
  } else if constexpr (std::is_same_v<Value, double>) {
    info.type = SettingType::Number;
  } else if constexpr (std::is_same_v<Value, Colour>) {
    info.type = SettingType::HexColour;
  } else if constexpr (std::is_enum_v<Value>) {
    info.type = SettingType::Choice;
    info.choices = choiceNames(Value{});
  } else {
    info.type = info.choices.empty() ? SettingType::Text : SettingType::Choice;
  }
  return info;
}
}  // namespace detail

/// The setting that a data member holds: bool, double, std::string, Colour, or an enum with a choiceNames().
template <auto kMember>
constexpr auto memberSetting(SettingInfo info) {
  using Owner = typename detail::MemberOf<decltype(kMember)>::Owner;
  using Value = typename detail::MemberOf<decltype(kMember)>::Value;
  return Setting<Owner>{
      detail::typed<Value>(info), [](const Owner& owner) { return detail::toSetting<Value>(owner.*kMember); },
      [](Owner& owner, const SettingValue& value) { detail::fromSetting<Value>(owner.*kMember, value); }};
}

}  // namespace belvedere::style
