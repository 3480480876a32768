#include "data_loaders/tiles3d/detail/tileset_file.h"

#include <algorithm>
#include <array>

#include "data_loaders/gltf/limits.h"
#include "data_loaders/gltf/property_tables.h"
#include "data_loaders/tiles3d/detail/messages.h"

namespace belvedere::loaders::tiles3d {
namespace {

using gltf::JsonValue;

constexpr std::array<std::string_view, 8> kKnownExtensions{"3DTILES_content_gltf",
                                                           "3DTILES_implicit_tiling",
                                                           "3DTILES_multiple_contents",
                                                           "3DTILES_metadata",
                                                           "3DTILES_bounding_volume_S2",
                                                           "3DTILES_draco_point_compression",
                                                           "3DTILES_bounding_volume_cylinder",
                                                           "3DTILES_batch_table_hierarchy"};

Status checkHead(const JsonValue& json, const std::string& name) {
  const std::string_view version = json["asset"]["version"].textOrEmpty();
  if (!json["root"].isObject()) {
    return fail(ErrorCode::InvalidData, Message(kNotATileset, {{"file", name}}));
  }
  if (!version.empty() && !version.starts_with("0.") && !version.starts_with("1.")) {
    return fail(ErrorCode::Unsupported,
                Message(kVersion, {{"file", name}, {"version", std::string(version.substr(0, 16))}}));
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<const TilesetFile>> TilesetFile::open(const gltf::ResourceFiles& files, const std::string& name,
                                                             std::shared_ptr<const TilesetFile> parent,
                                                             Diagnostics& diagnostics) {
  const auto text = files.read(name, gltf::limits::kFileBytes);
  if (!text) {
    return tl::unexpected(text.error());
  }
  auto json = gltf::JsonDocument::parse(*text, name);
  if (!json) {
    return tl::unexpected(std::move(json.error()));
  }
  if (Status status = checkHead(json->root(), name); !status) {
    return tl::unexpected(std::move(status.error()));
  }
  for (const JsonValue& extension : json->root()["extensionsRequired"].items()) {
    const std::string_view required = extension.textOrEmpty();
    if (std::find(kKnownExtensions.begin(), kKnownExtensions.end(), required) == kKnownExtensions.end()) {
      diagnostics.add(Severity::Warning,
                      Message(kExtensionUnknown, {{"file", name}, {"extension", std::string(required.substr(0, 80))}}));
    }
  }
  std::shared_ptr<TilesetFile> file(new TilesetFile(std::move(*json), name, std::move(parent)));
  file->readSchema(files, diagnostics);
  return std::shared_ptr<const TilesetFile>(std::move(file));
}

void TilesetFile::readSchema(const gltf::ResourceFiles& files, Diagnostics& diagnostics) {
  const auto uri = json_.root()["schemaUri"].text();
  if (!uri) {
    return;
  }
  const auto file = gltf::ResourceFiles::resolve(*uri, name_);
  const auto text =
      file ? files.read(*file, gltf::limits::kFileBytes) : Result<std::string>(tl::unexpected(file.error()));
  auto parsed =
      text ? gltf::JsonDocument::parse(*text, *file) : Result<gltf::JsonDocument>(tl::unexpected(text.error()));
  if (parsed) {
    schemaFile_ = std::move(*parsed);
  } else {
    diagnostics.add(Severity::Warning, parsed.error().message, name_);
  }
}

gltf::UpAxis TilesetFile::upAxis() const {
  const std::string_view axis = json_.root()["asset"]["gltfUpAxis"].textOrEmpty();
  if (axis == "X" || axis == "x") {
    return gltf::UpAxis::X;
  }
  return axis == "Z" || axis == "z" ? gltf::UpAxis::Z : gltf::UpAxis::Y;
}

std::shared_ptr<const std::vector<gltf::FeatureTable>> TilesetFile::metadata(const JsonValue& tile,
                                                                             const JsonValue& content) const {
  std::vector<gltf::FeatureTable> tables;
  const JsonValue definitions = schema();
  const auto add = [&](const JsonValue& entity) {
    if (!entity.isMissing()) {
      gltf::FeatureTable table = gltf::readMetadataEntity(definitions, entity);
      if (!table.columns.empty()) {
        tables.push_back(std::move(table));
      }
    }
  };
  if (definitions.isMissing()) {
    return nullptr;
  }
  add(tile["metadata"]);
  add(content["metadata"]);
  if (const auto group = content["group"].index()) {
    const std::vector<JsonValue> groups = json_.root()["groups"].items();
    add(*group < groups.size() ? groups[*group] : JsonValue());
  }
  return tables.empty() ? nullptr : std::make_shared<const std::vector<gltf::FeatureTable>>(std::move(tables));
}

bool TilesetFile::isWithin(const std::string& name) const {
  for (const TilesetFile* file = this; file != nullptr; file = file->parent_.get()) {
    if (file->name_ == name) {
      return true;
    }
  }
  return false;
}

glm::dmat4 tileTransform(const JsonValue& tile) {
  const std::vector<double> values = tile["transform"].numbers();
  glm::dmat4 transform(1.0);
  for (std::size_t i = 0; i < 16 && values.size() == 16; ++i) {
    transform[static_cast<int>(i / 4)][static_cast<int>(i % 4)] = values[i];
  }
  return transform;
}

std::vector<JsonValue> contentsOf(const JsonValue& tile) {
  if (!tile["contents"].isMissing()) {
    return tile["contents"].items();
  }
  const JsonValue multiple = tile["extensions"]["3DTILES_multiple_contents"];
  if (!multiple.isMissing()) {
    return (multiple["contents"].isMissing() ? multiple["content"] : multiple["contents"]).items();
  }
  const JsonValue single = tile["content"];
  return single.isMissing() ? std::vector<JsonValue>() : std::vector<JsonValue>{single};
}

std::string_view uriOf(const JsonValue& content) {
  return content["uri"].isMissing() ? content["url"].textOrEmpty() : content["uri"].textOrEmpty();
}

JsonValue implicitTilingOf(const JsonValue& tile) {
  return tile["implicitTiling"].isMissing() ? tile["extensions"]["3DTILES_implicit_tiling"] : tile["implicitTiling"];
}

}  // namespace belvedere::loaders::tiles3d
