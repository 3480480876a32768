#include "data_loaders/common/inline_catalog.h"

namespace belvedere::loaders {

InlineCatalog::InlineCatalog(LoaderRegistry loaders, unsigned threads)
    : loaders_(std::move(loaders)), threads_(threads) {}

Result<model::SourceKind> InlineCatalog::identify(const std::filesystem::path& path) const {
  return loaders::identify(loaders_, path).map([](const Identified& found) { return found.recognition.kind; });
}

Result<model::OpenedSource> InlineCatalog::open(const model::SourceRequest& request) const {
  const auto identified = loaders::identify(loaders_, request);
  if (!identified) {
    return tl::unexpected(identified.error());
  }
  return identified->loader->open(request, makeContext(*identified, threads_, std::filesystem::temp_directory_path()));
}

}  // namespace belvedere::loaders
