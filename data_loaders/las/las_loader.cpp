#include "data_loaders/las/las_loader.h"

#include <memory>
#include <utility>

#include "data_loaders/las/detail/las_source.h"

namespace belvedere::loaders::las {
namespace {

std::optional<Recognition> recognise(const FileHead& head) {
  if (head.isFolder || !std::string_view(head.bytes).starts_with("LASF")) {
    return std::nullopt;
  }
  return Recognition{model::SourceKind::PointCloud, "LAS"};
}

Result<model::OpenedSource> open(const model::SourceRequest& request, const ReaderContext&) {
  auto source = LasSource::open(request);
  if (!source) {
    return tl::unexpected(std::move(source.error()));
  }
  return model::OpenedSource(std::unique_ptr<model::FeatureSource>(std::move(*source)));
}

}  // namespace

Loader makeLoader() { return {"las", recognise, open}; }

}  // namespace belvedere::loaders::las
