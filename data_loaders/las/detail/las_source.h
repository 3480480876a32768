#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data_loaders/las/detail/las_file.h"
#include "data_loaders/las/detail/las_header.h"
#include "engine/model/source.h"

namespace belvedere::loaders::las {

/// One LAS file, or several that make one cloud. Points are read in blocks, in the order of the files.
class LasSource final : public model::FeatureSource {
 public:
  /// Fails where a file is no sound LAS, is compressed, or where the files are in different CRS.
  static Result<std::unique_ptr<LasSource>> open(const model::SourceRequest& request);

  Result<model::SourceDescription> describe(const std::stop_token& stop, const ProgressSink& progress) override;
  Status read(const model::ReadOptions& options, const model::BatchSink& sink, Diagnostics& diagnostics,
              const std::stop_token& stop, const ProgressSink& progress) override;

 private:
  struct Part {
    LasFile file;
    LasHeader header;
    bool hasByteColours = false;  ///< its 16-bit colours hold 8 bits
  };
  class Counter;

  explicit LasSource(model::SourceRequest request) : request_(std::move(request)) {}
  Status addFile(const std::filesystem::path& path);
  std::uint64_t pointCount() const;
  /// Calls `take(part, records, count)` block by block until it says false. A point that cannot be read ends its file.
  /// `mostPoints` as in ReadOptions.
  template <class Take>
  Status forEachBlock(std::uint64_t mostPoints, const Take& take, Diagnostics& diagnostics, const std::stop_token& stop,
                      const ProgressSink& progress) const;

  model::SourceRequest request_;
  std::vector<Part> parts_;
  Diagnostics findings_;  ///< of opening
  std::string crs_;       ///< WKT; empty where none is known
  bool isCrsOverridden_ = false;
  std::optional<model::SourceDescription> description_;
};

}  // namespace belvedere::loaders::las
