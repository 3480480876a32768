#include "data_loaders/gltf/gltf_loader.h"

#include <memory>
#include <utility>

#include "data_loaders/gltf/content_source.h"
#include "data_loaders/gltf/limits.h"
#include "data_loaders/gltf/upright.h"

namespace belvedere::loaders::gltf {
namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::optional<Recognition> recognise(const FileHead& head) {
  Recognition recognition{model::SourceKind::Model, "glTF", false, Reach::FolderTree};
  if (head.isFolder) {
    return std::nullopt;
  }
  if (std::string_view(head.bytes).starts_with("glTF")) {
    recognition.format = "GLB";
    return recognition;
  }
  const std::string_view text = head.text();
  const bool isJson = text.starts_with('{');
  const bool hasMarks = holds(text, "\"asset\"") && holds(text, "\"version\"") &&
                        (holds(text, "\"meshes\"") || holds(text, "\"scenes\"") || holds(text, "\"accessors\""));
  if (isJson && hasMarks && !holds(text, "\"geometricError\"")) {
    return recognition;
  }
  if (isJson && head.extension() == ".gltf") {
    recognition.isByNameOnly = true;
    return recognition;
  }
  return std::nullopt;
}

/// The one content of a model file.
class ModelWalk final : public ContentWalk {
 public:
  ModelWalk(const ResourceFiles& files, std::string name) : files_(files), name_(std::move(name)) {}

  std::optional<ContentJob> next() override {
    if (isDone_) {
      return std::nullopt;
    }
    isDone_ = true;
    const auto write = [&files = files_, name = name_](BatchWriter& writer, const ModelOptions& options,
                                                       Diagnostics& diagnostics) {
      auto bytes = files.read(name, limits::kFileBytes);
      auto model = bytes ? readModel(std::move(*bytes), files, name, options, diagnostics)
                         : Result<Model>(tl::unexpected(bytes.error()));
      if (!model) {
        diagnostics.add(Severity::Error, model.error().message, name);
        return;
      }
      ContentFacts facts;
      facts.name = name;
      facts.wantsAttributes = options.wantsAttributes;
      writer.addModel(*model, uprightTransform(model->rtcCentre, UpAxis::Y), facts, false);
    };
    return ContentJob{write, 1.0};
  }
  const Diagnostics& diagnostics() const override { return diagnostics_; }

 private:
  const ResourceFiles& files_;
  std::string name_;
  Diagnostics diagnostics_;
  bool isDone_ = false;
};

class ModelSource final : public ContentSource {
 public:
  ModelSource(const model::SourceRequest& request, const ReaderContext& context)
      : ContentSource(request, context.threads, model::SourceKind::Model,
                      context.recognition.format.empty() ? "glTF" : context.recognition.format),
        files_(request.paths.front().parent_path()),
        name_(request.paths.front().filename().string()) {}

  const ResourceFiles& files() const override { return files_; }
  const std::string& name() const { return name_; }

 private:
  std::unique_ptr<ContentWalk> walk() const override { return std::make_unique<ModelWalk>(files_, name_); }
  bool isDeclaredEarthCentred() const override { return false; }

  ResourceFiles files_;
  std::string name_;
};

Result<model::OpenedSource> open(const model::SourceRequest& request, const ReaderContext& context) {
  auto source = std::make_unique<ModelSource>(request, context);
  auto bytes = source->files().read(source->name(), limits::kFileBytes);
  if (!bytes) {
    return tl::unexpected(std::move(bytes.error()));
  }
  Diagnostics unheard;
  if (auto model = readModel(std::move(*bytes), source->files(), source->name(), {false, false}, unheard); !model) {
    return tl::unexpected(std::move(model.error()));
  }
  return model::OpenedSource(std::unique_ptr<model::FeatureSource>(std::move(source)));
}

}  // namespace

Loader makeLoader() { return {"gltf", recognise, open}; }

}  // namespace belvedere::loaders::gltf
