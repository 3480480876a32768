#pragma once

#include "data_loaders/common/loader.h"

namespace belvedere::loaders {

/// Opens sources in the calling process, without the wall: for tests and for looking at a reader in a debugger.
class InlineCatalog final : public model::SourceCatalog {
 public:
  explicit InlineCatalog(LoaderRegistry loaders, unsigned threads = 1);

  Result<model::SourceKind> identify(const std::filesystem::path& path) const override;
  Result<model::OpenedSource> open(const model::SourceRequest& request) const override;

 private:
  LoaderRegistry loaders_;
  unsigned threads_;
};

}  // namespace belvedere::loaders
