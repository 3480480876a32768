#include "data_loaders/tiles3d/tiles3d_loader.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "data_loaders/common/fetcher.h"
#include "data_loaders/common/limits.h"
#include "data_loaders/gltf/content_source.h"
#include "data_loaders/tiles3d/detail/messages.h"
#include "data_loaders/tiles3d/detail/tile_walk.h"

namespace belvedere::loaders::tiles3d {
namespace {

constexpr std::string_view kTileset = "3D Tiles";

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::optional<Recognition> recognise(const FileHead& head) {
  if (head.isFolder) {
    return std::nullopt;
  }
  Recognition recognition{model::SourceKind::Tiles3d, std::string(kTileset), false, Reach::FolderTree, true};
  for (const std::string_view magic : {"b3dm", "i3dm", "pnts", "cmpt", "subt"}) {
    if (std::string_view(head.bytes).starts_with(magic)) {
      recognition.format = std::string(kTileset) + " " + std::string(magic);
      return recognition;
    }
  }
  const std::string_view text = head.text();
  const bool isJson = text.starts_with('{');
  const bool hasMarks = holds(text, "\"asset\"") && (holds(text, "\"geometricError\"") || holds(text, "\"root\""));
  if (isJson && hasMarks) {
    return recognition;
  }
  if (isJson && head.path.filename() == "tileset.json") {
    recognition.isByNameOnly = true;
    return recognition;
  }
  return std::nullopt;
}

/// A content that is opened alone.
class SingleWalk final : public gltf::ContentWalk {
 public:
  SingleWalk(const gltf::ResourceFiles& files, std::string name) : files_(files) { content_.name = std::move(name); }

  std::optional<gltf::ContentJob> next() override {
    if (std::exchange(isDone_, true)) {
      return std::nullopt;
    }
    const auto write = [&files = files_, content = content_](
                           gltf::BatchWriter& writer, const gltf::ModelOptions& options, Diagnostics& diagnostics) {
      writeContent(content, files, writer, options, diagnostics);
    };
    return gltf::ContentJob{write, 1.0};
  }
  const Diagnostics& diagnostics() const override { return diagnostics_; }

 private:
  const gltf::ResourceFiles& files_;
  TileContent content_;
  Diagnostics diagnostics_;
  bool isDone_ = false;
};

/// A tileset, or a content without one.
class Tiles3dSource final : public gltf::ContentSource {
 public:
  Tiles3dSource(const model::SourceRequest& request, unsigned threads, std::string format, gltf::ResourceFiles files,
                std::shared_ptr<const TilesetFile> tileset, Diagnostics found)
      : ContentSource(request, threads, model::SourceKind::Tiles3d, std::move(format)),
        files_(std::move(files)),
        name_(request.paths.front().filename().string()),
        tileset_(std::move(tileset)),
        found_(std::move(found)) {}

 private:
  std::unique_ptr<gltf::ContentWalk> walk() const override {
    if (tileset_) {
      return std::make_unique<TileWalk>(files_, tileset_, found_);
    }
    return std::make_unique<SingleWalk>(files_, name_);
  }

  /// Regions are longitudes and latitudes: who uses them counts from the earth's centre.
  bool isDeclaredEarthCentred() const override {
    const auto hasRegion = [](const gltf::JsonValue& tile) {
      return tile["boundingVolume"]["region"].numbers().size() == 6;
    };
    if (!tileset_) {
      return false;
    }
    const std::vector<gltf::JsonValue> children = tileset_->root()["children"].items();
    return hasRegion(tileset_->root()) || std::any_of(children.begin(), children.end(), hasRegion);
  }
  const gltf::ResourceFiles& files() const override { return files_; }

  gltf::ResourceFiles files_;
  std::string name_;
  std::shared_ptr<const TilesetFile> tileset_;
  Diagnostics found_;  ///< by opening it
};

Result<FileHead> readHead(const std::filesystem::path& path, const ReaderContext& context) {
  if (!context.fetcher) {
    return readFileHead(path);
  }
  return context.fetcher->fetch(path.string(), loaders::limits::kWebFileBytes).map([&](std::string&& bytes) {
    return FileHead{path, std::move(bytes), 0, false};
  });
}

Result<model::OpenedSource> open(const model::SourceRequest& request, const ReaderContext& context) {
  const std::filesystem::path& path = request.paths.front();
  const std::filesystem::path place =
      path.string().substr(0, context.fetcher ? path.string().find('?') : std::string::npos);
  const std::string name = place.filename().string();
  const auto head = readHead(path, context);
  if (!head) {
    return tl::unexpected(head.error());
  }
  if (head->bytes.starts_with("subt")) {
    return fail(ErrorCode::Unsupported, Message(kSubtreeAlone, {{"file", name}}));
  }
  gltf::ResourceFiles files(place.parent_path(), context.fetcher);
  std::shared_ptr<const TilesetFile> tileset;
  Diagnostics found;
  std::string format = context.recognition.format;
  if (head->text().starts_with('{')) {
    auto opened = TilesetFile::open(files, name, nullptr, found);
    if (!opened) {
      return tl::unexpected(std::move(opened.error()));
    }
    tileset = std::move(*opened);
    format = std::string(kTileset) + " " + tileset->version();
  }
  return model::OpenedSource(std::unique_ptr<model::FeatureSource>(std::make_unique<Tiles3dSource>(
      request, context.threads, std::move(format), std::move(files), std::move(tileset), std::move(found))));
}

}  // namespace

Loader makeLoader() { return {"tiles3d", recognise, open}; }

}  // namespace belvedere::loaders::tiles3d
