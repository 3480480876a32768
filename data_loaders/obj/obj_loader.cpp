#include "data_loaders/obj/obj_loader.h"

#include <memory>
#include <utility>

#include "data_loaders/gltf/content_source.h"
#include "data_loaders/gltf/upright.h"
#include "data_loaders/obj/detail/feature_writer.h"
#include "data_loaders/obj/detail/messages.h"
#include "data_loaders/obj/detail/obj_text.h"

namespace belvedere::loaders::obj {
namespace {

constexpr int kLinesLookedAt = 500;
constexpr std::size_t kJobBytes = std::size_t{1} << 20U;  // of text: features go together until they have as much

bool isVertexLine(std::string_view word, std::string_view line) {
  double number = 0.0;
  return (word == "v" || word == "vn") && takeNumber(line, number) && takeNumber(line, number) &&
         takeNumber(line, number);
}

bool isNeutral(std::string_view word) {
  return word.empty() || word == "o" || word == "g" || word == "s" || word == "vt" || word == "mtllib" ||
         word == "usemtl";
}

/// OBJ has no mark of its own: its first lines are comments, names and vertices.
bool looksLikeObj(std::string_view text) {
  Lines lines(text);
  std::string_view line;
  for (int i = 0; i < kLinesLookedAt && lines.next(line); ++i) {
    const std::string_view word = takeWord(line);
    if (isVertexLine(word, line)) {
      return true;
    }
    if (!isNeutral(word)) {
      return false;
    }
  }
  return false;
}

std::optional<Recognition> recognise(const FileHead& head) {
  const bool isText = head.bytes.find('\0') == std::string::npos;
  if (head.isFolder || !isText) {
    return std::nullopt;
  }
  Recognition recognition{model::SourceKind::Model, "OBJ", false, Reach::FolderTree};
  if (looksLikeObj(head.text())) {
    return recognition;
  }
  recognition.isByNameOnly = true;
  return head.extension() == ".obj" ? std::optional(recognition) : std::nullopt;
}

/// What all readings of a file share. Immutable.
struct OpenedObj {
  OpenedObj(std::shared_ptr<const ObjFile> opened, const std::filesystem::path& folder)
      : file(std::move(opened)), files(folder), diagnostics(file->diagnostics()) {
    materials = readMaterials(*file, folder, files, diagnostics);
  }
  std::shared_ptr<const ObjFile> file;
  gltf::ResourceFiles files;
  std::vector<ObjMaterial> materials;
  Diagnostics diagnostics;
  gltf::UpAxis up = gltf::UpAxis::Z;
};

/// Features in the order of the file, some at a time.
class ObjWalk final : public gltf::ContentWalk {
 public:
  explicit ObjWalk(std::shared_ptr<const OpenedObj> obj) : obj_(std::move(obj)) {
    for (const ObjFeature& feature : obj_->file->features()) {
      bytes_ += feature.bytes;
    }
  }

  std::optional<gltf::ContentJob> next() override {
    const std::vector<ObjFeature>& features = obj_->file->features();
    if (next_ == features.size()) {
      return std::nullopt;
    }
    const std::size_t first = next_;
    std::size_t bytes = 0;
    while (next_ < features.size() && bytes < kJobBytes) {
      bytes += features[next_++].bytes;
    }
    given_ += bytes;
    const auto write = [obj = obj_, first, end = next_](gltf::BatchWriter& batches, const gltf::ModelOptions& options,
                                                        Diagnostics& diagnostics) {
      FeatureWriter writer(*obj->file, obj->materials, obj->files, options, batches, diagnostics);
      for (std::size_t i = first; i < end && !batches.isStopped(); ++i) {
        writer.write(obj->file->features()[i], gltf::uprightTransform(glm::dvec3(0.0), obj->up));
      }
    };
    return gltf::ContentJob{write, static_cast<double>(given_) / static_cast<double>(bytes_)};
  }
  const Diagnostics& diagnostics() const override { return obj_->diagnostics; }

 private:
  std::shared_ptr<const OpenedObj> obj_;
  std::size_t next_ = 0;
  std::size_t bytes_ = 0, given_ = 0;
};

class ObjSource final : public gltf::ContentSource {
 public:
  ObjSource(const model::SourceRequest& request, const ReaderContext& context, std::shared_ptr<const OpenedObj> obj)
      : ContentSource(request, context.threads, model::SourceKind::Model, "OBJ"), obj_(std::move(obj)) {}

 private:
  std::unique_ptr<gltf::ContentWalk> walk() const override { return std::make_unique<ObjWalk>(obj_); }
  bool isDeclaredEarthCentred() const override { return false; }
  const gltf::ResourceFiles& files() const override { return obj_->files; }

  std::shared_ptr<const OpenedObj> obj_;
};

Result<model::OpenedSource> open(const model::SourceRequest& request, const ReaderContext& context) {
  const std::filesystem::path& path = request.paths.front();
  auto file = ObjFile::open(path, context.progress);
  if (!file) {
    return tl::unexpected(std::move(file.error()));
  }
  auto obj = std::make_shared<OpenedObj>(std::move(*file), path.parent_path());
  if (const auto up = request.options.find("up"); up != request.options.end() && !up->second.empty()) {
    if (up->second != "y" && up->second != "z") {
      return fail(ErrorCode::InvalidArgument, Message(kUpUnknown, {{"value", up->second}}));
    }
    obj->up = up->second == "y" ? gltf::UpAxis::Y : gltf::UpAxis::Z;
  }
  return model::OpenedSource(
      std::unique_ptr<model::FeatureSource>(std::make_unique<ObjSource>(request, context, std::move(obj))));
}

}  // namespace

Loader makeLoader() { return {"obj", recognise, open}; }

}  // namespace belvedere::loaders::obj
