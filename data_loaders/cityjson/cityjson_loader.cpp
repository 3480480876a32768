#include "data_loaders/cityjson/cityjson_loader.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "data_loaders/cityjson/detail/cityjson_source.h"

namespace belvedere::loaders::cityjson {
namespace {

/// What stands near the beginning of CityJSON and of no other JSON: types and members of all versions, 0.x included.
constexpr std::array<std::string_view, 6> kMarks{R"("CityJSON")",  R"("CityJSONFeature")",  R"("CityObjects")",
                                                 R"("CityModel")", R"("vertices-texture")", R"("geometry-templates")"};

bool endsWith(const std::string& name, std::string_view end) {
  return name.size() >= end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
}

std::optional<Recognition> recognise(const FileHead& head) {
  if (head.isFolder) {
    return std::nullopt;
  }
  std::string_view text = head.text();
  text.remove_prefix(std::min(text.find_first_not_of('\x1E'), text.size()));
  Recognition recognition{model::SourceKind::Buildings, "CityJSON", false, Reach::FolderTree};
  const bool isObject = !text.empty() && text.front() == '{';
  const bool hasMark = std::any_of(kMarks.begin(), kMarks.end(),
                                   [&](std::string_view mark) { return text.find(mark) != std::string_view::npos; });
  if (isObject && hasMark) {
    return recognition;
  }
  std::string name = head.path.filename().string();
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  const bool isNamedSo = endsWith(name, ".city.json") || endsWith(name, ".city.jsonl") || endsWith(name, ".cityjson");
  const bool beginsWithVertices = isObject && endsWith(name, ".json") && text.find(R"("vertices")") != text.npos;
  if (isNamedSo || beginsWithVertices) {
    recognition.isByNameOnly = true;
    return recognition;
  }
  return std::nullopt;
}

Result<model::OpenedSource> open(const model::SourceRequest& request, const ReaderContext& context) {
  auto source = CityJsonSource::open(request, context.threads);
  if (!source) {
    return tl::unexpected(std::move(source.error()));
  }
  return model::OpenedSource(std::unique_ptr<model::FeatureSource>(std::move(*source)));
}

}  // namespace

Loader makeLoader() { return {"cityjson", recognise, open}; }

}  // namespace belvedere::loaders::cityjson
