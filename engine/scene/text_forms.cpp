#include "engine/scene/text_forms.h"

#include <array>
#include <utility>

#include "engine/core/nearest_name.h"
#include "engine/core/text_encoding.h"
#include "engine/geo/crs.h"

namespace belvedere::scene {
namespace {

constexpr MessageId kWantsEncoding{"setting-wants-encoding",
                                   N_("{key} cannot be “{value}”: expected the name of a character encoding."),
                                   N_("Did you mean “{nearest}”?")};
constexpr MessageId kWantsLod{"setting-wants-lod",
                              N_("{key} cannot be “{value}”: expected a level of detail such as 2 or 2.2.")};
constexpr MessageId kWantsDate{"setting-wants-date",
                               N_("{key} cannot be “{value}”: expected a date such as 2024, 2024-05 or 2024-05-31.")};
constexpr MessageId kWantsCrs{"setting-wants-crs",
                              N_("{key} cannot be “{value}”: expected a coordinate system such as EPSG:2154.")};
constexpr MessageId kWantsNumber{"setting-wants-positive-number",
                                 N_("{key} cannot be “{value}”: expected a number, 0 or more.")};

constexpr MessageId kWantsUpAxis{"setting-wants-up-axis", N_("{key} cannot be “{value}”: expected y or z.")};

constexpr std::size_t kLongestShownValue = 80;

bool isDigits(std::string_view text, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "2", "2.2"
bool isLod(std::string_view text) {
  const std::size_t point = text.find('.');
  return isDigits(text.substr(0, point), 1, 1) &&
         (point == std::string_view::npos || isDigits(text.substr(point + 1), 1, 1));
}

// "2024", "2024-05", "2024-05-31", the last also with a time behind a T.
bool isDate(std::string_view text) {
  text = text.substr(0, text.find('T'));
  const auto isBetween = [](std::string_view digits, int least, int most) {
    const int value = isDigits(digits, 2, 2) ? (digits[0] - '0') * 10 + digits[1] - '0' : -1;
    return value >= least && value <= most;
  };
  const bool hasYear = isDigits(text.substr(0, 4), 4, 4);
  const bool hasMonth = text.size() >= 7 && text[4] == '-' && isBetween(text.substr(5, 2), 1, 12);
  const bool hasDay = text.size() == 10 && text[7] == '-' && isBetween(text.substr(8, 2), 1, 31);
  return hasYear && (text.size() == 4 || (hasMonth && (text.size() == 7 || hasDay)));
}

bool isWholeNumber(std::string_view text) { return isDigits(text, 1, 4); }

// "20", "0.05"
bool isPositiveNumber(std::string_view text) {
  const std::size_t point = text.find('.');
  return isDigits(text.substr(0, point), 1, 9) &&
         (point == std::string_view::npos || isDigits(text.substr(point + 1), 1, 9));
}

bool isUpAxis(std::string_view text) { return text == "y" || text == "z"; }

bool isCrs(std::string_view text) { return geo::Crs::fromText(text).has_value(); }

struct TextForm {
  std::string_view key;
  bool (*accepts)(std::string_view text);
  const MessageId& wrong;
};
constexpr std::array kForms{TextForm{"crs", isCrs, kWantsCrs},
                            TextForm{"options.encoding", isKnownEncoding, kWantsEncoding},
                            TextForm{"options.maxzoom", isWholeNumber, kWantsNumber},
                            TextForm{"options.minzoom", isWholeNumber, kWantsNumber},
                            TextForm{"options.tilesize", isWholeNumber, kWantsNumber},
                            TextForm{"options.resolution", isPositiveNumber, kWantsNumber},
                            TextForm{"options.lod", isLod, kWantsLod},
                            TextForm{"options.up", isUpAxis, kWantsUpAxis},
                            TextForm{"governance.sourceDate", isDate, kWantsDate}};

}  // namespace

Status checkTextForm(std::string_view key, std::string_view text, std::string_view path) {
  for (const TextForm& form : kForms) {
    if (form.key != key || text.empty() || form.accepts(text)) {
      continue;
    }
    const std::string shown =
        text.size() <= kLongestShownValue ? std::string(text) : std::string(text.substr(0, kLongestShownValue)) + "…";
    const auto nearest = nearestName(text, usualEncodings());
    Message message(form.wrong,
                    {{"key", std::string(path)}, {"value", shown}, {"nearest", std::string(nearest.value_or(""))}});
    if (!nearest) {
      message.hint.clear();
    }
    return fail(ErrorCode::InvalidArgument, std::move(message));
  }
  return {};
}

void reportTextForms(const Layer& layer, const std::string& path, Diagnostics& diagnostics) {
  const auto report = [&](const std::string& key, std::string_view text) {
    const std::string place = path + "." + key;
    if (const Status status = checkTextForm(key, text, place); !status) {
      diagnostics.add(Severity::Warning, status.error().message, place);
    }
  };
  report("crs", layer.crs);
  for (const auto& [name, text] : layer.options) {
    report("options." + name, text);
  }
  report("governance.sourceDate", layer.governance.sourceDate);
}

}  // namespace belvedere::scene
