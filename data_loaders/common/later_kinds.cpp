#include "data_loaders/common/detail/later_kinds.h"

#include <algorithm>
#include <array>

namespace belvedere::loaders {
namespace {

using model::SourceKind;

struct Magic {
  std::string_view bytes;
  SourceKind kind;
  std::string_view format;
};

constexpr std::array<Magic, 5> kMagics{{
    {"ASTM-E57", SourceKind::PointCloud, "E57"},
    {"Kaydara FBX Binary", SourceKind::Model, "FBX"},
    {"ISO-10303-21", SourceKind::Model, "IFC"},
    {"ply\n", SourceKind::Model, "PLY"},
    {"ply\r\n", SourceKind::Model, "PLY"},
}};

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool holdsAll(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::all_of(parts.begin(), parts.end(), [&](std::string_view part) { return holds(text, part); });
}

Recognition later(SourceKind kind, std::string_view format) { return {kind, std::string(format)}; }

std::optional<Recognition> recogniseJson(std::string_view text) {
  if (text.empty() || (text.front() != '{' && text.front() != '[')) {
    return std::nullopt;
  }
  if (holds(text, "\"@iot.")) {
    return later(SourceKind::Sensors, "SensorThings");
  }
  const bool hasIdAndType = holdsAll(text, {"\"id\"", "\"type\""});
  if (holds(text, "ngsi-ld") || holds(text, "\"dateObserved\"") ||
      (hasIdAndType && (holds(text, "\"value\"") || holds(text, "\"location\"")))) {
    return later(SourceKind::Sensors, "NGSI");
  }
  if (holdsAll(text, {"\"last_updated\"", "\"ttl\""})) {
    return later(SourceKind::Sensors, "GBFS");
  }
  if (holds(text, "\"recordid\"") || holds(text, "\"total_count\"")) {
    return later(SourceKind::Sensors, "Opendatasoft");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Recognition> recogniseLaterKind(const FileHead& head) {
  for (const Magic& magic : kMagics) {
    if (std::string_view(head.bytes).starts_with(magic.bytes)) {
      return later(magic.kind, magic.format);
    }
  }
  const std::string_view text = head.text();
  if (auto json = recogniseJson(text)) {
    return json;
  }
  if (holds(text.substr(0, 1024), "<COLLADA")) {
    return later(SourceKind::Model, "COLLADA");
  }
  return std::nullopt;
}

std::optional<Recognition> recogniseLaterName(const FileHead& head) {
  const std::string extension = head.extension();
  const bool isText = head.bytes.find('\0') == std::string::npos;
  if (isText && (extension == ".csv" || extension == ".tsv")) {
    return later(SourceKind::Table, kTextTable);
  }
  if (extension == ".dbf") {
    return later(SourceKind::Table, "dBase");
  }
  const std::string_view text = head.text();
  const bool isJson = isText && extension == ".json" && (text.starts_with('{') || text.starts_with('['));
  return isJson ? std::optional(later(SourceKind::Sensors, "JSON without geometry")) : std::nullopt;
}

}  // namespace belvedere::loaders
