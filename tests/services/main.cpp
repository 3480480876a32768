#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "data_loaders/common/detail/fetch_store.h"
#include "data_loaders/common/detail/services_link.h"
#include "data_loaders/common/worker_catalog.h"
#include "data_loaders/common/worker_main.h"
#include "data_loaders/gltf/gltf_loader.h"
#include "data_loaders/tiles3d/tiles3d_loader.h"
#include "engine/core/resources.h"

namespace {

belvedere::loaders::LoaderRegistry loaderList() {
  return {belvedere::loaders::tiles3d::makeLoader(), belvedere::loaders::gltf::makeLoader()};
}

/// Says what a tileset holds, local or on the web, in one line each of objects, extent and findings.
int describe(const char* source) {
  using namespace belvedere;
  loaders::WorkerSettings settings;
  settings.program = programPath();
  const loaders::WorkerCatalog catalog(loaderList(), settings);
  model::SourceRequest request;
  request.paths = {source};
  auto opened = catalog.open(request);
  if (!opened) {
    std::printf("%s\n", opened.error().message.key.c_str());
    return 0;
  }
  const auto told = std::get<std::unique_ptr<model::FeatureSource>>(*opened)->describe({}, {});
  if (!told) {
    std::printf("%s\n", told.error().message.key.c_str());
    return 0;
  }
  for (const auto& [type, count] : told->objects) {
    std::printf("%s %zu\n", type.c_str(), count);
  }
  std::printf("%.6f %.6f %.6f %.6f %.3f %.3f\n", told->extent.min.x, told->extent.min.y, told->extent.max.x,
              told->extent.max.y, told->minHeight, told->maxHeight);
  for (const Diagnostic& finding : told->diagnostics.items()) {
    std::printf("%s\n", finding.message.key.c_str());
  }
  return 0;
}

void tell(const belvedere::Result<std::string>& got, const belvedere::Diagnostics& findings) {
  if (got) {
    std::printf("ok %zu %016zx%s\n", got->size(), std::hash<std::string>()(*got),
                findings.isEmpty() ? "" : " last-known");
  } else {
    std::printf("%s\n", got.error().message.key.c_str());
  }
  std::fflush(stdout);
}

}  // namespace

/// "describe SOURCE" describes; "keep ADDRESS" makes the word "known" what is known of an address. Otherwise it fetches
/// what it is told through a process of profile services, which is this same program: test_services.py tells origins,
/// then "fetch ADDRESS MOST" a line, and reads one line of answer each; with "together" before the origins, all lines
/// are read and fetched at once, as pictures.
int main(int count, char** arguments) {
  using namespace belvedere::loaders;
  if (count == 1) {
    return runSourceWorker(loaderList());
  }
  if (count == 3 && std::string(arguments[1]) == "describe") {
    return describe(arguments[2]);
  }
  if (count == 3 && std::string(arguments[1]) == "keep") {
    StoredAnswer answer;
    answer.address = arguments[2];
    FetchStore(servicesCacheFolder(), 1U << 20U).keep(answer, "known");
    return 0;
  }
  const bool isTogether = std::string(arguments[1]) == "together";
  std::vector<std::string> origins(arguments + (isTogether ? 2 : 1), arguments + count);
  const auto link = ServicesLink::start(belvedere::programPath(), origins);
  if (!link) {
    std::puts("not started");
    return 1;
  }
  char address[4097];
  unsigned long most = 0;
  std::vector<std::string> addresses;
  while (std::scanf("%4096s %lu", address, &most) == 2) {
    if (isTogether) {
      addresses.emplace_back(address);
      continue;
    }
    const auto got = (*link)->fetcher().fetch(address, most);
    tell(got, (*link)->fetcher().takeFindings());
  }
  for (const auto& got : (*link)->fetcher().fetchPictures(addresses, most)) {
    tell(got, {});
  }
  return 0;
}
