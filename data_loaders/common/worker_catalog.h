#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <stop_token>

#include "data_loaders/common/loader.h"

namespace belvedere::loaders {

class ServicesLink;

/// How reader processes are run.
struct WorkerSettings {
  std::filesystem::path program;           ///< the reader program; empty: belvedere_source_worker beside ours
  std::uint64_t memoryBytes = 4ULL << 30;  ///< heap of one reader; not enforced in sanitizer builds
  std::chrono::seconds silenceLimit{60};   ///< a reader that says nothing for so long while at work is ended
  unsigned cpuSecondsPerRequest = 1800;    ///< processor time of one request
  unsigned threads = 0;                    ///< threads of one reader; 0: one per processor core, at most 8
  std::stop_token stop;                    ///< once asked for, what readers work at fails at once with Cancelled
};

/// Opens each source in a reader process of its own that can read the chosen files and nothing else: no network, no
/// other file, no program, bounded memory and time. A reader that crashes, hangs or asks for too much costs its source
/// an error ("reader-crashed", "reader-timeout", "reader-out-of-memory") and nothing else.
/// A web address is fetched by a second process that has a network, calls the address's host only, and reads no format
/// (profile services); the reader asks that process, and has no network itself.
/// Recognising files happens in our process, from their first bytes, without any library.
class WorkerCatalog final : public model::SourceCatalog {
 public:
  /// `loaders` must be the same list that the reader program was built with.
  explicit WorkerCatalog(LoaderRegistry loaders, WorkerSettings settings = {});

  Result<model::SourceKind> identify(const std::filesystem::path& path) const override;
  /// Fails as identify does, with what the reader says, or with Unavailable ("reader-not-started").
  Result<model::OpenedSource> open(const model::SourceRequest& request) const override;

 private:
  Result<IdentifiedRequest> identifyRequest(model::SourceRequest& request,
                                            std::shared_ptr<ServicesLink>& services) const;
  LoaderRegistry loaders_;
  WorkerSettings settings_;
};

}  // namespace belvedere::loaders
