#include "data_loaders/tiles3d/detail/tile_content.h"

#include <algorithm>

#include "data_loaders/gltf/limits.h"
#include "data_loaders/tiles3d/detail/batch_table.h"
#include "data_loaders/tiles3d/detail/instances.h"
#include "data_loaders/tiles3d/detail/messages.h"
#include "data_loaders/tiles3d/detail/points.h"
#include "data_loaders/tiles3d/detail/tile_parts.h"

namespace belvedere::loaders::tiles3d {
namespace {

constexpr int kMostNesting = 8;  // cmpt within cmpt

class ContentReader {
 public:
  ContentReader(const TileContent& content, const gltf::ResourceFiles& files, gltf::BatchWriter& writer,
                const gltf::ModelOptions& options, Diagnostics& diagnostics)
      : content_(content), files_(files), writer_(writer), options_(options), diagnostics_(diagnostics) {}

  void read(std::string_view bytes, const std::string& name, int nesting) {
    const std::string_view magic = magicOf(bytes);
    if (magic == "cmpt") {
      readComposite(bytes, name, nesting);
    } else if (magic == "b3dm" || magic == "i3dm" || magic == "pnts") {
      readTile(bytes, name);
    } else if (magic == "glTF" || looksLikeJson(bytes)) {
      readPlainModel(bytes, name);
    } else {
      diagnostics_.add(Severity::Warning, Message(kContentUnknown, {{"name", name}, {"magic", std::string(magic)}}),
                       name);
    }
  }

 private:
  static bool looksLikeJson(std::string_view bytes) {
    const auto first = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    return first != std::string_view::npos && bytes[first] == '{';
  }

  void damaged(const std::string& name, const char* reason) {
    diagnostics_.add(Severity::Warning, Message(kContentDamaged, {{"name", name}, {"reason", reason}}), name);
  }

  gltf::ContentFacts factsOf(const std::string& name) const {
    gltf::ContentFacts facts;
    facts.name = name;
    facts.wantsAttributes = options_.wantsAttributes;
    if (content_.metadata) {
      for (const gltf::FeatureTable& table : *content_.metadata) {
        facts.more.push_back(&table);
      }
    }
    return facts;
  }

  void readComposite(std::string_view bytes, const std::string& name, int nesting) {
    const auto tiles = splitComposite(bytes);
    if (!tiles || nesting >= kMostNesting) {
      damaged(name, "its inner tiles are not whole");
      return;
    }
    for (std::size_t i = 0; i < tiles->size() && !writer_.isStopped(); ++i) {
      read((*tiles)[i], name + "/" + std::to_string(i), nesting + 1);
    }
  }

  void readPlainModel(std::string_view bytes, const std::string& name) {
    const auto model = readModel(bytes, name);
    if (!model) {
      return;
    }
    gltf::ContentFacts facts = factsOf(name);
    facts.fallbackType = isOnlyPoints(*model) ? "PointCloud" : "Model";
    writer_.addModel(*model, toTileset(*model, glm::dvec3(0.0)), facts, true);
  }

  static bool isOnlyPoints(const gltf::Model& model) {
    bool isAny = false;
    for (const gltf::Mesh& mesh : model.meshes) {
      for (const gltf::Primitive& primitive : mesh.primitives) {
        isAny = true;
        if (primitive.topology != gltf::Topology::Points) {
          return false;
        }
      }
    }
    return isAny;
  }

  glm::dmat4 toTileset(const gltf::Model& model, const glm::dvec3& centre) const {
    return content_.transform * gltf::uprightTransform(centre + model.rtcCentre, content_.upAxis);
  }

  std::optional<gltf::Model> readModel(std::string_view bytes, const std::string& name) {
    auto model = gltf::readModel(std::string(bytes), files_, name, options_, diagnostics_);
    if (!model) {
      diagnostics_.add(Severity::Warning, model.error().message, name);
      return std::nullopt;
    }
    return std::move(*model);
  }

  /// An empty JSON part stands for an empty object.
  static Result<gltf::JsonDocument> parse(std::string_view json, const std::string& name) {
    const bool isEmpty = json.find_first_not_of(std::string_view(" \0", 2)) == std::string_view::npos;
    return gltf::JsonDocument::parse(isEmpty ? "{}" : json, name);
  }

  void readTile(std::string_view bytes, const std::string& name) {
    const auto parts = splitTile(bytes);
    if (!parts) {
      damaged(name, "it is cut off");
      return;
    }
    const auto featureJson = parse(parts->featureJson, name);
    if (!featureJson) {
      diagnostics_.add(Severity::Warning, featureJson.error().message, name);
      return;
    }
    const auto batchJson = parse(parts->batchJson, name);
    if (!batchJson) {
      diagnostics_.add(Severity::Warning, batchJson.error().message, name);  // shown without attributes
    }
    const TileTable features(featureJson->root(), parts->featureBinary);
    const gltf::JsonValue batch = batchJson ? batchJson->root() : gltf::JsonValue();
    if (parts->magic == "b3dm") {
      readBatchedModel(*parts, features, batch, name);
    } else if (parts->magic == "i3dm") {
      readInstancedModel(*parts, features, batch, name);
    } else {
      readPointCloud(*parts, features, batch, name);
    }
  }

  gltf::FeatureTable tableOf(const TileParts& parts, const gltf::JsonValue& batch, std::uint64_t count,
                             const std::string& name) {
    return readBatchTable(batch, parts.batchBinary, count, name, diagnostics_);
  }

  /// BATCH_LENGTH may be left out by writers; then the longest array says it.
  static std::uint64_t batchLength(const TileParts& parts, const TileTable& features, const gltf::JsonValue& batch) {
    if (const auto stated = features.whole("BATCH_LENGTH")) {
      return *stated;
    }
    std::uint64_t longest = 0;
    batch.forEachMember([&](std::string_view, const gltf::JsonValue& value) {
      longest = std::max<std::uint64_t>(longest, value.items().size());
    });
    return parts.legacyBatches.value_or(longest);
  }

  void readBatchedModel(const TileParts& parts, const TileTable& features, const gltf::JsonValue& batch,
                        const std::string& name) {
    const auto model = readModel(parts.body, name);
    if (!model) {
      return;
    }
    const gltf::FeatureTable table = tableOf(parts, batch, batchLength(parts, features, batch), name);
    gltf::ContentFacts facts = factsOf(name);
    facts.batchTable = &table;
    writer_.addModel(*model, toTileset(*model, features.vector("RTC_CENTER").value_or(glm::dvec3(0.0))), facts, true);
  }

  void readInstancedModel(const TileParts& parts, const TileTable& features, const gltf::JsonValue& batch,
                          const std::string& name) {
    const auto instances = readInstances(features);
    if (!instances) {
      damaged(name, "its instances are not whole");
      return;
    }
    const auto model = parts.gltfFormat == 0 ? readModelFile(parts.body, name) : readModel(parts.body, name);
    if (!model) {
      return;
    }
    const std::uint64_t rows = instances->empty() ? 0 : std::uint64_t{instances->back().row} + 1;
    const gltf::FeatureTable table = tableOf(parts, batch, rows, name);
    gltf::ContentFacts facts = factsOf(name);
    facts.batchTable = &table;
    const glm::dmat4 upright = gltf::uprightTransform(model->rtcCentre, content_.upAxis);
    for (const Instance& instance : *instances) {
      if (writer_.isStopped()) {
        return;
      }
      writer_.addInstance(*model, content_.transform * instance.transform * upright, facts, instance.row);
    }
  }

  std::optional<gltf::Model> readModelFile(std::string_view body, const std::string& name) {
    const std::string uri(body.substr(0, body.find('\0')));
    const std::string trimmed = uri.substr(0, uri.find_last_not_of(" \n\r\t") + 1);
    const auto file = gltf::ResourceFiles::resolve(trimmed, content_.name);
    auto bytes =
        file ? files_.read(*file, gltf::limits::kFileBytes) : Result<std::string>(tl::unexpected(file.error()));
    if (!bytes) {
      diagnostics_.add(Severity::Warning, bytes.error().message, name);
      return std::nullopt;
    }
    return readModel(*bytes, *file);
  }

  void readPointCloud(const TileParts& parts, const TileTable& features, const gltf::JsonValue& batch,
                      const std::string& name) {
    auto points = readPoints(features, parts.featureBinary);
    if (!points) {
      damaged(name, "its points are not whole");
      return;
    }
    for (glm::dvec3& position : points->positions) {
      position = glm::dvec3(content_.transform * glm::dvec4(position, 1.0));
    }
    gltf::ContentFacts facts = factsOf(name);
    facts.fallbackType = "PointCloud";
    std::optional<gltf::FeatureTable> table;
    if (!points->rows.empty()) {  // else the table is of single points, which are no features
      table = tableOf(parts, batch, features.whole("BATCH_LENGTH").value_or(0), name);
      facts.batchTable = &*table;
    }
    writer_.addPoints(points->positions, points->rows, facts);
  }

  const TileContent& content_;
  const gltf::ResourceFiles& files_;
  gltf::BatchWriter& writer_;
  gltf::ModelOptions options_;
  Diagnostics& diagnostics_;
};

}  // namespace

void writeContent(const TileContent& content, const gltf::ResourceFiles& files, gltf::BatchWriter& writer,
                  const gltf::ModelOptions& options, Diagnostics& diagnostics) {
  const auto bytes = files.read(content.name, gltf::limits::kFileBytes);
  if (!bytes) {
    diagnostics.add(Severity::Warning, bytes.error().message, content.name);
    return;
  }
  ContentReader(content, files, writer, options, diagnostics).read(*bytes, content.name, 0);
}

}  // namespace belvedere::loaders::tiles3d
