#include <algorithm>
#include <functional>

#include "engine/core/detail/strict_json.h"
#include "engine/core/nearest_name.h"
#include "engine/scene/territory_settings.h"
#include "engine/scene/text_forms.h"
#include "engine/style/detail/setting_json.h"

namespace belvedere::scene {
namespace {

using Json = nlohmann::ordered_json;

constexpr MessageId kMissing{"territory-key-missing", N_("{key} is missing.")};
constexpr MessageId kWantsObject{"territory-wants-object", N_("{key} must be an object in braces.")};
constexpr MessageId kWantsList{"territory-wants-list", N_("{key} must be a list in square brackets.")};
constexpr MessageId kWantsSource{"territory-wants-source", N_("{key} must be a path, or a list of paths.")};
constexpr MessageId kWantsTextValue{"territory-wants-text", N_("{key} must be text in quotes.")};
constexpr MessageId kWrongId{"territory-wrong-id",
                             N_("{key} cannot be “{value}”: expected 1 to 100 letters, digits, - and _.")};
constexpr MessageId kIdTwice{"territory-id-twice", N_("{key}: another layer already has the id “{value}”.")};
constexpr MessageId kWrongVersion{"territory-wrong-version", N_("version must be a whole number from 1.")};
constexpr MessageId kNewerVersion{
    "territory-newer-version",
    N_("The file is of version {version}; this program knows version {known}. What it does not know is kept."),
    N_("Update the program to see everything.")};
constexpr MessageId kUnknownKey{"territory-unknown-key", N_("The key {key} is not known; it is kept as it is."),
                                N_("Did you mean “{nearest}”?")};

tl::unexpected<Error> failAt(const MessageId& id, const std::string& path, std::string value = {}) {
  return fail(ErrorCode::InvalidData, Message(id, {{"key", path}, {"value", std::move(value)}}));
}

// What was not understood at one level of the file, kept for saving.
class UnknownKeys {
 public:
  UnknownKeys(Diagnostics& diagnostics, std::string path) : diagnostics_(diagnostics), path_(std::move(path)) {}

  /// Keeps keys of the object itself (group empty) or of one of its groups.
  style::detail::UnknownKeySink sink(const std::string& group, std::vector<std::string> known) {
    return [this, group, known = std::move(known)](const std::string& key, const Json& value) {
      (group.empty() ? kept_ : kept_[group])[key] = value;
      report(group.empty() ? key : group + "." + key, key, known);
    };
  }
  std::string text() const { return kept_.empty() ? std::string() : kept_.dump(); }

  /// Tells of one that is kept elsewhere.
  void report(const std::string& inner, const std::string& key, const std::vector<std::string>& known) const {
    const std::string place = path_.empty() ? inner : path_ + "." + inner;
    const std::vector<std::string_view> views(known.begin(), known.end());
    const auto nearest = nearestName(key, views);
    Message message(kUnknownKey, {{"key", place}, {"nearest", std::string(nearest.value_or(""))}});
    if (!nearest) {
      message.hint.clear();
    }
    diagnostics_.add(Severity::Warning, std::move(message), place);
  }

 private:
  Diagnostics& diagnostics_;
  std::string path_;
  Json kept_ = Json::object();
};

template <class Owner>
std::vector<std::string> keysOf(std::span<const style::Setting<Owner>> settings,
                                std::initializer_list<std::string_view> more = {}) {
  std::vector<std::string> keys(more.begin(), more.end());
  style::appendKeys(keys, settings, "");
  return keys;
}

// Takes a key out of an object, so that what is left are plain settings and unknown keys. Discarded: it is not there.
Json take(Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) {
    return Json::value_t::discarded;
  }
  Json value = std::move(*found);
  object.erase(found);
  return value;
}

Status readSource(const Json& source, const std::string& path, std::vector<std::string>& sources) {
  if (source.is_discarded()) {
    return failAt(kMissing, path);
  }
  const Json list = source.is_array() ? source : Json::array({source});
  for (const Json& item : list) {
    if (!item.is_string() || item.get_ref<const std::string&>().empty()) {
      return failAt(kWantsSource, path);
    }
    sources.push_back(item.get<std::string>());
  }
  return sources.empty() ? Status(failAt(kWantsSource, path)) : Status();
}

Status readOptions(const Json& options, const std::string& path, Layer& layer, const UnknownKeys& unknown) {
  if (options.is_discarded()) {
    return {};
  }
  if (!options.is_object()) {
    return failAt(kWantsObject, path);
  }
  for (const auto& [key, value] : options.items()) {
    if (!value.is_string()) {
      return failAt(kWantsTextValue, path + "." + key);
    }
    layer.options[key] = value.get<std::string>();
    const auto known = readerOptionNames();
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      unknown.report("options." + key, key, {known.begin(), known.end()});
    }
  }
  return {};
}

template <class Owner>
Status readGroup(const Json& object, const std::string& path, const char* group, Owner& owner,
                 std::span<const style::Setting<Owner>> settings, UnknownKeys& unknown) {
  if (object.is_discarded()) {
    return {};
  }
  const std::string place = path + "." + group;
  if (!object.is_object()) {
    return failAt(kWantsObject, place);
  }
  return style::detail::readSettings(object, owner, settings, place, unknown.sink(group, keysOf(settings)));
}

Status readIdAndKind(const Json& id, const Json& kind, const std::string& path, Layer& layer) {
  if (!id.is_string()) {
    return failAt(id.is_discarded() ? kMissing : kWantsTextValue, path + ".id");
  }
  layer.id = id.get<std::string>();
  if (!isLayerId(layer.id)) {
    return failAt(kWrongId, path + ".id", layer.id);
  }
  if (!kind.is_string()) {
    return failAt(kind.is_discarded() ? kMissing : kWantsTextValue, path + ".kind");
  }
  const style::SettingInfo info{"kind", "", "", 0, 0, sourceKindNames(), style::SettingType::Choice};
  if (auto status = style::checkSetting(info, kind.get<std::string>(), path + ".kind"); !status) {
    return status;
  }
  layer.kind = *model::sourceKindFromName(kind.get<std::string>());
  return {};
}

Result<Layer> readLayer(Json object, const std::string& path, Diagnostics& diagnostics) {
  if (!object.is_object()) {
    return failAt(kWantsObject, path);
  }
  Layer layer;
  UnknownKeys unknown(diagnostics, path);
  const Json id = take(object, "id");
  const Json kind = take(object, "kind");
  const Json source = take(object, "source");
  const Json options = take(object, "options");
  const Json styleObject = take(object, "style");
  const Json governance = take(object, "governance");
  const auto known = keysOf(layerSettings(), {"id", "kind", "source", "options", "style", "governance"});
  Status status = readIdAndKind(id, kind, path, layer);
  status = status ? readSource(source, path + ".source", layer.sources) : status;
  status = status ? readOptions(options, path + ".options", layer, unknown) : status;
  status = status ? readGroup(styleObject, path, "style", layer.style, style::layerStyleSettings(), unknown) : status;
  status = status ? readGroup(governance, path, "governance", layer.governance, governanceSettings(), unknown) : status;
  status = status ? style::detail::readSettings(object, layer, layerSettings(), path, unknown.sink("", known)) : status;
  if (!status) {
    return tl::unexpected(status.error());
  }
  reportTextForms(layer, path, diagnostics);
  layer.unknownKeys = unknown.text();
  return layer;
}

Result<Bookmark> readBookmark(Json object, const std::string& path, Diagnostics& diagnostics) {
  if (!object.is_object()) {
    return failAt(kWantsObject, path);
  }
  Bookmark bookmark;
  UnknownKeys unknown(diagnostics, path);
  const Json name = take(object, "name");
  if (!name.is_string()) {
    return failAt(name.is_discarded() ? kMissing : kWantsTextValue, path + ".name");
  }
  bookmark.name = name.get<std::string>();
  if (auto status = readGroup(take(object, "camera"), path, "camera", bookmark.camera, cameraSettings(), unknown);
      !status) {
    return tl::unexpected(status.error());
  }
  const auto keep = unknown.sink("", {"name", "camera"});
  for (const auto& [key, value] : object.items()) {
    keep(key, value);
  }
  bookmark.unknownKeys = unknown.text();
  return bookmark;
}

// Reads each item of a list with `readItem`; the first that fails ends it.
template <class Item, class ReadItem>
Status readList(Json list, const std::string& path, std::vector<Item>& items, Diagnostics& diagnostics,
                ReadItem readItem) {
  if (list.is_discarded()) {
    return {};
  }
  if (!list.is_array()) {
    return failAt(kWantsList, path);
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto item = readItem(std::move(list[i]), path + "[" + std::to_string(i) + "]", diagnostics);
    if (!item) {
      return tl::unexpected(item.error());
    }
    items.push_back(std::move(*item));
  }
  return {};
}

Status checkIdsDiffer(const std::vector<Layer>& layers) {
  std::map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (!seen.emplace(layers[i].id, i).second) {
      return failAt(kIdTwice, "layers[" + std::to_string(i) + "].id", layers[i].id);
    }
  }
  return {};
}

Status readVersion(const Json& version, Territory& territory, Diagnostics& diagnostics) {
  if (version.is_discarded()) {
    return failAt(kMissing, "version");
  }
  constexpr std::int64_t kLargest = 1'000'000;
  if (!version.is_number_integer() || version.get<std::int64_t>() < 1 || version.get<std::int64_t>() > kLargest) {
    return failAt(kWrongVersion, "version");
  }
  territory.version = version.get<int>();
  if (territory.version > Territory::kVersion) {
    diagnostics.add(Severity::Warning, Message(kNewerVersion, {{"version", std::to_string(territory.version)},
                                                               {"known", std::to_string(Territory::kVersion)}}));
  }
  return {};
}

Status readTerritory(Json object, Territory& territory, Diagnostics& diagnostics) {
  if (!object.is_object()) {
    return failAt(kWantsObject, "territory");
  }
  if (auto status = readVersion(take(object, "version"), territory, diagnostics); !status) {
    return status;
  }
  if (!object.contains("crs")) {
    return failAt(kMissing, "crs");
  }
  const Json schema = take(object, "$schema");
  UnknownKeys unknown(diagnostics, "");
  const auto known = keysOf(territorySettings(), {"version", "layers", "bookmarks"});
  Status status = readList(take(object, "layers"), "layers", territory.layers, diagnostics, readLayer);
  status = status ? checkIdsDiffer(territory.layers) : status;
  status = status ? readList(take(object, "bookmarks"), "bookmarks", territory.bookmarks, diagnostics, readBookmark)
                  : status;
  status = status ? style::detail::readSettings(object, territory, territorySettings(), "", unknown.sink("", known))
                  : status;
  territory.unknownKeys = unknown.text();
  return status;
}

// Puts kept keys back beside the known ones, which win.
void addUnknown(Json& object, const Json& unknown) {
  for (const auto& [key, value] : unknown.items()) {
    if (!object.contains(key)) {
      object[key] = value;
    } else if (object[key].is_object() && value.is_object()) {
      addUnknown(object[key], value);
    }
  }
}

void addUnknown(Json& object, const std::string& unknownKeys) {
  if (!unknownKeys.empty()) {
    addUnknown(object, Json::parse(unknownKeys, nullptr, false));
  }
}

template <class Owner>
void writeGroup(Json& object, const char* group, const Owner& owner, std::span<const style::Setting<Owner>> settings) {
  Json written = Json::object();
  style::detail::writeSettings(written, owner, settings);
  if (!written.empty()) {
    object[group] = std::move(written);
  }
}

Json writeLayer(const Layer& layer) {
  Json object = {{"id", layer.id}, {"kind", model::sourceKindName(layer.kind)}};
  object["source"] = layer.sources.size() == 1 ? Json(layer.sources.front()) : Json(layer.sources);
  style::detail::writeSettings(object, layer, layerSettings());
  if (!layer.options.empty()) {
    object["options"] = layer.options;
  }
  writeGroup(object, "style", layer.style, style::layerStyleSettings());
  writeGroup(object, "governance", layer.governance, governanceSettings());
  addUnknown(object, layer.unknownKeys);
  return object;
}

Json writeBookmark(const Bookmark& bookmark) {
  Json object = {{"name", bookmark.name}};
  writeGroup(object, "camera", bookmark.camera, cameraSettings());
  addUnknown(object, bookmark.unknownKeys);
  return object;
}

}  // namespace

bool isLayerId(std::string_view id) {
  return !id.empty() && id.size() <= 100 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

Result<Territory> territoryFromJson(std::string_view json, Diagnostics& diagnostics) {
  auto parsed = belvedere::detail::parseStrictJson(json);
  if (!parsed) {
    return tl::unexpected(parsed.error());
  }
  Territory territory;
  if (auto status = readTerritory(std::move(*parsed), territory, diagnostics); !status) {
    return tl::unexpected(status.error());
  }
  return territory;
}

std::string territoryToJson(const Territory& territory) {
  Json object = {{"version", territory.version}};
  for (const auto& setting : territorySettings()) {
    object[std::string(setting.info.key)] = style::detail::settingToJson(setting.get(territory));
  }
  object["layers"] = Json::array();
  for (const Layer& layer : territory.layers) {
    object["layers"].push_back(writeLayer(layer));
  }
  if (!territory.bookmarks.empty()) {
    object["bookmarks"] = Json::array();
    for (const Bookmark& bookmark : territory.bookmarks) {
      object["bookmarks"].push_back(writeBookmark(bookmark));
    }
  }
  addUnknown(object, territory.unknownKeys);
  return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace belvedere::scene
